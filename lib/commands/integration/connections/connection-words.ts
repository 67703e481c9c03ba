import "server-only";
import { inArray } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { site } from "@/db/schema/reference";
import { canonicalJson } from "@/lib/platform/digest";

type Described = {
  readonly name: string;
  readonly settings: unknown;
  readonly pollSeconds: number;
  readonly sites: readonly { readonly siteId: string; readonly erpCode: string }[];
};

/** What a connection says of itself, a line for each value, for the audit trail. Secrets are no part of it. */
export async function connectionWords(db: Queryable, { name, settings, pollSeconds, sites }: Described): Promise<readonly string[]> {
  const codes =
    sites.length === 0
      ? []
      : await db
          .select({ id: site.id, code: site.code })
          .from(site)
          .where(
            inArray(
              site.id,
              sites.map(({ siteId }) => siteId),
            ),
          );
  const codeOf = new Map(codes.map(({ id, code }) => [id, code]));
  return [
    `name ${name}`,
    ...Object.entries(settings !== null && typeof settings === "object" ? settings : {}).map(
      ([key, value]) => `${key} ${typeof value === "string" ? value : canonicalJson(value)}`,
    ),
    `reads every ${pollSeconds} s`,
    ...sites.map(({ siteId, erpCode }) => `site ${codeOf.get(siteId) ?? siteId} is ${erpCode} there`),
  ];
}
