import { inDatabase } from "./in-database";

/** An entry of production as the database has it. `at`: when it happened, in ms; `why`: what a lead gave as the reason to allow it. */
export type StoredEntry = { readonly badge: string; readonly good: number; readonly scrap: number; readonly at: number; readonly why: string | null };

/** What was recorded on an order, in the order in which it happened, what takes back after what it takes back; entries that carry time alone are left out. */
export async function storedEntries(databaseUrl: string, order: string): Promise<StoredEntry[]> {
  return inDatabase(
    databaseUrl,
    (sql) => sql<StoredEntry[]>`
      select p.number as badge, e.good::float8 as good, e.scrap::float8 as scrap, extract(epoch from e.event_time)::float8 * 1000 as at, e.override_reason as why
      from execution.production_entry e
      join execution.order_operation op on op.id = e.operation_id
      join execution.production_order o on o.id = op.order_id
      join reference.person p on p.id = e.person_id
      where o.number = ${order} and (e.good <> 0 or e.scrap <> 0) order by e.event_time, e.record_time`,
  );
}

/** The photos of an order's entries as the database has them. */
export async function storedPhotos(databaseUrl: string, order: string): Promise<readonly { readonly badge: string; readonly scrap: number; readonly bytes: Uint8Array }[]> {
  return inDatabase(
    databaseUrl,
    (sql) => sql<{ badge: string; scrap: number; bytes: Uint8Array }[]>`
      select p.number as badge, e.scrap::float8 as scrap, f.bytes
      from execution.entry_photo photo
      join reference.photo_file f on f.site_id = photo.site_id and f.sha256 = photo.sha256
      join execution.production_entry e on e.id = photo.entry_id
      join execution.production_order o on o.id = e.order_id
      join reference.person p on p.id = photo.taken_by
      where o.number = ${order}`,
  );
}
