import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { productionEntry } from "@/db/schema/execution";

/**
 * EX-13: id of the photo of an entry, or null. One that stands in the place of another (EX-19) has that one's, however often it was corrected, as long as it counts and
 * still has scrap or rework. `entry`: how the statement calls its `execution.production_entry`.
 */
export function photoOf(entry: SQL): SQL<string | null> {
  return sql`case
    when ${entry}.corrects_id is null then (select h.id from execution.entry_photo h where h.entry_id = ${entry}.id)
    when (${entry}.scrap <> 0 or ${entry}.rework <> 0) and not exists (select from execution.production_entry r where r.reverses_id = ${entry}.id) then (
      with recursive original as (
        select ${entry}.corrects_id as id
        union all select c.corrects_id from original o join execution.production_entry c on c.id = o.id where c.corrects_id is not null
      ) select h.id from original o join execution.entry_photo h on h.entry_id = o.id) end`;
}

type Photographed = { readonly row: Pick<typeof productionEntry.$inferSelect, "correctsId">; readonly photo: string | null };

/** What entries that are listed together show of their photos: each once, at the entry that counts. */
export function photosOnce(listed: readonly Photographed[]): (of: Photographed) => { readonly photo?: string } {
  const followed = new Set(listed.filter(({ row }) => row.correctsId !== null).map(({ photo }) => photo));
  return ({ row, photo }) => (photo === null || (row.correctsId === null && followed.has(photo)) ? {} : { photo });
}
