import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

const Row = z.object({ use: z.enum(["CORRECTION", "SCRAP"]), code: z.string(), name: z.string() });

type Choice = { readonly code: string; readonly name: string };

/** Why an entry may be corrected, and why something is scrap or rework. */
export type CorrectionChoices = { readonly correction: readonly Choice[]; readonly scrap: readonly Choice[] };

/** EX-19, §10.1: what whoever may take back the entries of others chooses from at the order's site; null for anybody else, and once the order is closed. */
export async function correctionChoices({ db }: Reader, actor: Actor, orderId: string): Promise<CorrectionChoices | null> {
  const rows = await readRows(
    db,
    Row,
    sql`select r."use", r.code, r.name from execution.production_order o
      join reference.reason_code r on r.site_id = o.site_id and r.active and r."use" in ('CORRECTION', 'SCRAP')
      where o.id = ${orderId}::uuid and o.site_id = any (${ids(sitesWith(actor, "entry.reverse-any"))}) and o.state not in ('CLOSED', 'CANCELLED', 'ABORTED')
      order by r.position, r.code limit 200`,
  );
  const of = (use: Row["use"]) => rows.filter((row) => row.use === use).map(({ code, name }) => ({ code, name }));
  return rows.length === 0 ? null : { correction: of("CORRECTION"), scrap: of("SCRAP") };
}

type Row = z.infer<typeof Row>;
