import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import { exception } from "@/db/schema/exception";

/** EX-21: whether a lot on or off the machine of an entry was told after it, and the exception that says so is not ended; a condition. */
export function lotsToldLate(entryId: AnyColumn | string, siteId: AnyColumn | string): SQL<boolean> {
  return sql<boolean>`exists (select from ${exception} where ${exception.siteId} = ${siteId} and ${exception.class} = 'LOT_TOLD_LATE' and ${exception.state} in ('RAISED', 'ACKNOWLEDGED', 'IN_PROGRESS')
    and ${exception.detail} @> jsonb_build_object('entryIds', jsonb_build_array(${entryId}::text)))`;
}
