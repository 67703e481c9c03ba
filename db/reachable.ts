import { type SQL, sql } from "drizzle-orm";

/**
 * EX-10: whether a place lies within reach of a work unit: it is in use and belongs to the site as a whole, to the unit, or to what the unit
 * is part of (line, area); a place of another line is not. `location` is an SQL expression with the place's id.
 */
export function isReachable(location: SQL, workUnitId: string | null): SQL {
  return sql`exists (
    select 1 from reference.equipment place where place.id = ${location} and place.active and (place.parent_id is null or place.parent_id in (
      with recursive above (id, parent_id) as (
        select u.id, u.parent_id from reference.equipment u where u.id = ${workUnitId}::uuid
        union select p.id, p.parent_id from reference.equipment p join above on p.id = above.parent_id
      ) select id from above)))`;
}
