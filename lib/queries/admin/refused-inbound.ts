import "server-only";
import { sql, type SQL } from "drizzle-orm";
import { isOvertaken, MISSED_DAYS } from "@/db/overtaken";
import { FINAL_REFUSALS, SETTLED_ALONE } from "@/db/schema/integration";
import type { Reader } from "@/lib/queries/reader";

const IS_OVERTAKEN: SQL = isOvertaken(sql`m`);

/** Of a refused message `m`: it could not be read, and came again under its own id as one that can. */
const CAME_READABLE: SQL = sql`(m.code = 'SCHEMA' and exists (select 1 from integration.inbox_message n where n.connection_id = m.connection_id and n.message_id = m.subject))`;

/** A refused message `m` that may be applied once more, as the command judges it (IN-06). */
export const IS_REPLAYABLE: SQL = sql`(m.site_id is not null and coalesce(m.code, '') <> all (array[${sql.raw(FINAL_REFUSALS.map((code) => `'${code}'`).join(", "))}]) and not ${IS_OVERTAKEN})`;

/** A message `m` that people may settle without applying it: refused, or broken on our side and given up. */
export const IS_SETTLEABLE: SQL = sql`(m.state = 'REFUSED' or (m.state = 'FAILED' and m.code = 'FAULT_LASTS'))`;

/** Of those, what nobody has proposed to settle yet, and what neither a later version nor itself, readable by now, took the place of. */
export const TO_BE_SETTLED: SQL = sql`(${IS_SETTLEABLE} and m.settled_by is null and not ${CAME_READABLE} and not ${IS_OVERTAKEN})`;

/** Settling `m` takes a second person (IN-02). */
export const TAKES_TWO: SQL = sql`(m.code = 'SCHEMA' or m.type <> all (array[${sql.raw(SETTLED_ALONE.map((type) => `'${type}'`).join(", "))}]))`;

/**
 * A message `m` that was refused here and that somebody still has to see to: of the last days, not overtaken, and not of a type that
 * the policy has switched off. What came twice with other content, or changes an order that is too far, has an exception and an owner of its own.
 */
export function isMissed({ now }: Pick<Reader, "now">): SQL {
  return sql`m.state = 'REFUSED' and m.received_at >= ${new Date(now.getTime() - MISSED_DAYS * 86_400_000).toISOString()}::timestamptz
    and m.code is distinct from 'DIGEST_DIFFERS' and m.code is distinct from 'ORDER_CHANGE_CONFLICT' and not ${CAME_READABLE} and not ${IS_OVERTAKEN}
    and not exists (
      select 1 from integration.policy p
      where p.site_id = m.site_id and p.connection_id = m.connection_id and p.message_type = m.type and p.direction = 'IN' and not p.enabled)`;
}
