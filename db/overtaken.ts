import { type SQL, sql } from "drizzle-orm";

/** IN-07: of an inbound message, by the name of its table in the query: a later version of the same thing was settled, so that nobody misses this one any more. */
export function isOvertaken(m: SQL): SQL {
  return sql`exists (
    select 1 from integration.inbox_message n
    where n.connection_id = ${m}.connection_id and n.type = ${m}.type and n.subject = ${m}.subject and n.version > ${m}.version and n.state in ('APPLIED','REFUSED','RESOLVED')
      and n.code is distinct from 'DIGEST_DIFFERS')`;
}

/** What was refused longer ago than so many days is missed no more: it stands among what is held up only when somebody asks for that time. */
export const MISSED_DAYS = 7;
