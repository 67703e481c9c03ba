import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { partOf } from "@/db/held-stock";
import { groupBy } from "@/lib/domain/shared/group-by";
import { ids, type Reader, readRows } from "./reader";
import { DecimalColumn, InstantColumn } from "./row-types";

/** EX-14: what a hold of pieces holds of a lot, as `partOf` reads it: how much was made, from when until when, and the handling units that it stands on, as they were filled. */
export const HeldPartColumn = z.object({ quantity: DecimalColumn, from: InstantColumn.nullable(), to: InstantColumn.nullable(), units: z.array(z.string()) });
export type HeldPart = z.infer<typeof HeldPartColumn>;

const Row = z.object({ lotId: z.string(), nonconformance: z.string(), part: HeldPartColumn });

/** What is held of a lot by one nonconformance. */
export type HeldBy = HeldPart & { readonly nonconformance: string };

/** What holds of pieces hold of these lots, by lot, the oldest hold first. The caller has checked that the lots may be seen. */
export async function heldParts({ db }: Reader, lotIds: readonly string[]): Promise<ReadonlyMap<string, readonly HeldBy[]>> {
  if (lotIds.length === 0) return new Map();
  const rows = await readRows(
    db,
    Row,
    sql`select h.lot_id as "lotId", n.number as nonconformance, ${partOf(sql`h`)} as part
      from quality.hold h join quality.nonconformance n on n.id = h.nonconformance_id
      where h.lot_id = any (${ids(lotIds)}) and h.part and h.released_at is null order by h.placed_at, h.id`,
  );
  return groupBy(
    rows.map(({ lotId, nonconformance, part }) => ({ lotId, nonconformance, ...part })),
    ({ lotId }) => lotId,
  );
}
