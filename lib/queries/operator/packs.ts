import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { readRows } from "@/lib/queries/reader";
import { DecimalColumn } from "@/lib/queries/row-types";
import type { FloorReader } from "./floor-reader";

/** A quantity that a handling unit usually takes; `name`: the packaging unit that it is one of, null for what the last one took. */
export type Pack = z.infer<typeof Row>;

const Row = z.object({ quantity: DecimalColumn, name: z.string().nullable() });
const Plant = z.object({ prefix: z.string().nullable() });
const MOST = 3;

/**
 * What a handling unit may be filled with by one tap: what the last one of the operation took, and the packaging units of the item that the ERP told.
 * Undefined where the site numbers no units.
 */
export async function packsOf(
  { db }: FloorReader,
  operation: { readonly id: string; readonly siteId: string },
  itemId: string,
  uom: { readonly code: string; readonly decimals: number },
): Promise<readonly Pack[] | undefined> {
  const [plant] = await readRows(db, Plant, sql`select gs1_company_prefix as prefix from reference.site where id = ${operation.siteId}::uuid`);
  if (plant?.prefix == null) return undefined;
  const packs = await readRows(
    db,
    Row,
    sql`
    (select trim_scale(h.quantity)::text as quantity, null as name from execution.production_entry e join materials.handling_unit h on h.entry_id = e.id
      where e.operation_id = ${operation.id}::uuid and h.taken_back_at is null order by h.closed_at desc, h.id desc limit 1)
    union all
    (select trim_scale(c.numerator::numeric / c.denominator)::text as quantity, u.name from reference.uom_conversion c join reference.uom u on u.code = c.from_uom
      where c.item_id = ${itemId}::uuid and c.to_uom = ${uom.code} and c.valid_to is null and c.numerator > c.denominator
        and scale(trim_scale(c.numerator::numeric / c.denominator)) <= ${uom.decimals}
      order by c.numerator::numeric / c.denominator desc)`,
  );
  return packs.filter((pack, at) => packs.findIndex((one) => one.quantity === pack.quantity) === at).slice(0, MOST);
}
