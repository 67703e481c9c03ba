import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "@/db/client";
import { outboxMessage } from "@/db/schema/integration";
import type { TotalsType } from "@/lib/messages/outbound";
import { digestOf } from "@/lib/platform/digest";
import { derivedId } from "@/lib/platform/ids";
import type { Totals } from "./tell-totals.schema";

/** Revisions are looked for in blocks: nearly always the first one has them all. */
const BLOCK = 20;

/** What totals are of. Shifts of one span may differ in name. */
export type TotalsKey = { readonly siteId: string; readonly type: TotalsType; readonly period: Totals["data"]["period"] };

/** The one id that site, period and revision have (§8.1): whichever worker tells them, however often it begins anew. */
export function totalsId({ siteId, type, period: { from, to, shift } }: TotalsKey, revision: number): string {
  return derivedId(siteId, [type, shift === null ? from : shift.day, shift === null ? to : shift.name, revision].join(" "));
}

/** The digest of what totals say: the same figures are no new revision. */
export function totalsDigest(data: Totals["data"]): string {
  return digestOf(data);
}

const Told = z.object({ data: z.looseObject({ revision: z.number() }) });

/** The highest revision that was written for an ERP, with its digest; null before the first. */
export async function lastTotals(db: Queryable, key: TotalsKey): Promise<{ readonly revision: number; readonly digest: string } | null> {
  let last: { revision: number; digest: string } | null = null;
  for (let first = 1; ; first += BLOCK) {
    const eventIds = Array.from({ length: BLOCK }, (_, index) => totalsId(key, first + index));
    const rows = await db
      .select({ payload: outboxMessage.payload })
      .from(outboxMessage)
      .where(and(inArray(outboxMessage.eventId, eventIds), eq(outboxMessage.type, key.type)));
    for (const { payload } of rows) {
      const { revision, ...data } = Told.parse(payload).data;
      if (last === null || revision > last.revision) last = { revision, digest: digestOf(data) };
    }
    if (last === null || last.revision < first + BLOCK - 1) return last;
  }
}

/** Those of these keys that no message was written for yet. */
export async function untold(db: Queryable, keys: readonly TotalsKey[]): Promise<TotalsKey[]> {
  if (keys.length === 0) return [];
  const ids = keys.map((key) => totalsId(key, 1));
  const rows = await db.select({ eventId: outboxMessage.eventId }).from(outboxMessage).where(inArray(outboxMessage.eventId, ids));
  const told = new Set(rows.map((row) => row.eventId));
  return keys.filter((_, index) => !told.has(ids[index] ?? ""));
}
