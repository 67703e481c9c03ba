import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

const Row = z.object({ id: z.string(), code: z.string(), name: z.string(), site: z.string(), line: z.string(), isLine: z.boolean() });
/** A line or a work unit that a search found, with the code of the line that it is or belongs to. */
export type FoundEquipment = z.infer<typeof Row>;

/** As many as stand beside what else was found. */
export const FOUND_EQUIPMENT = 12;
/** One letter is in nearly every name. */
const LEAST_LETTERS = 2;

/**
 * Lines and work units in use whose code or name has the text in it, of one site or of all: lines where the actor may see the plan, work units where they may see stops as well. Those
 * whose code begins with it come first. As many as are shown; none for fewer than two letters.
 */
export async function findEquipment({ db }: Reader, actor: Actor, filter: { readonly site: string | null; readonly search: string }): Promise<FoundEquipment[]> {
  const text = filter.search.trim().toLowerCase();
  if (text.length < LEAST_LETTERS) return [];
  const [planned, watched] = [sitesWith(actor, "plan.read"), sitesWith(actor, "stop.read")];
  return readRows(
    db,
    Row,
    sql`select u.id, u.code, u.name, s.code as site, coalesce(l.code, u.code) as line, l.id is null as "isLine"
      from reference.equipment u join reference.site s on s.id = u.site_id left join reference.equipment l on l.id = u.parent_id and l.level = 'WORK_CENTRE'
      where u.active and u.site_id = any (${ids(planned)}) and (${filter.site}::text is null or s.code = ${filter.site})
        and (u.level = 'WORK_CENTRE' or u.level = 'WORK_UNIT' and l.id is not null and u.site_id = any (${ids(watched)}))
        and (position(${text} in lower(u.code)) > 0 or position(${text} in lower(u.name)) > 0)
      order by position(${text} in lower(u.code)) = 1 desc, l.id is null desc, s.code, coalesce(l.code, u.code), u.position, u.code
      limit ${FOUND_EQUIPMENT}`,
  );
}
