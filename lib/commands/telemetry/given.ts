import "server-only";
import { type SQL, sql } from "drizzle-orm";

/** What became known later of readings `c`: to be joined to them as `l`. */
export const givenLater: SQL = sql`left join telemetry.late_count l on l.equipment_number = c.equipment_number and l.tag_id = c.tag_id and l.at = c.at and l.seq = c.seq`;

/** The operation that a reading is of, as far as is known by now. */
export const givenTo: SQL = sql`case when l.tag_id is null then c.operation_id else l.operation_id end`;
