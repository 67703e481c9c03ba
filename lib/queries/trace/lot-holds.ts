import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { partOf } from "@/db/held-stock";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { signatureOf } from "@/lib/auth/exception-owners";
import { HeldPartColumn } from "@/lib/queries/held-part";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({
  id: z.string(),
  reason: z.string(),
  placedBy: z.string(),
  placedName: z.string(),
  placedAt: InstantColumn,
  releasedName: z.string().nullable(),
  releasedAt: InstantColumn.nullable(),
  releaseReason: z.string().nullable(),
  /** What it holds of the lot; null where it holds the lot. */
  part: HeldPartColumn.nullable(),
});

/** A hold of a lot. `mayLift`: the reader may, which is never who placed it (SEC-01). */
export type LotHoldRow = Omit<z.infer<typeof Row>, "placedBy"> & { readonly mayLift: boolean };

/** Holds of a lot, those that stand first, then the latest; and whether the reader may place one. */
export type LotHolds = { readonly rows: readonly LotHoldRow[]; readonly mayPlace: boolean };

/** The holds of a lot that the reader may trace; at most fifty. */
export async function lotHolds({ db }: Reader, actor: Actor, lot: { readonly id: string; readonly siteId: string }): Promise<LotHolds> {
  const rows = await readRows(
    db,
    Row,
    sql`select id, reason, placed_by as "placedBy", placed_name as "placedName", placed_at as "placedAt",
        released_name as "releasedName", released_at as "releasedAt", release_reason as "releaseReason", ${partOf(sql`h`)} as part
      from quality.hold h where lot_id = ${lot.id}::uuid and site_id = any (${ids(sitesWith(actor, "trace.read"))})
      order by released_at is not null, placed_at desc, id limit 50`,
  );
  const me = signatureOf(actor);
  const mayRelease = authorise(actor, "hold.release", lot.siteId);
  return {
    rows: rows.map(({ placedBy, ...row }) => ({ ...row, mayLift: mayRelease && row.releasedAt === null && placedBy !== me })),
    mayPlace: authorise(actor, "hold.place", lot.siteId),
  };
}
