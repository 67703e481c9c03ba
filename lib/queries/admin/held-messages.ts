import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { type ChannelScope, connectionIds } from "./channel-scope";
import { IS_REPLAYABLE, isMissed } from "./refused-inbound";

/** As many as a person repairs in one go; the rest comes with the next. */
export const HELD_MOST = 500;

const Row = z.object({
  id: z.string(),
  direction: z.enum(["IN", "OUT"]),
  site: z.string(),
  type: z.string(),
  /** What it is called in a list of what could not be repaired. */
  name: z.string(),
});

/** A message that waits for a person: refused or given up by the ERP, or broken or refused on our side. */
export type HeldMessage = z.infer<typeof Row>;

/** All of them at the actor's sites, oldest first, so that the messages of an order are repaired in their order. */
export async function heldMessages(reader: Reader, scope: ChannelScope, type: string | null): Promise<HeldMessage[]> {
  const { all } = connectionIds(scope);
  const ofType = type === null ? sql`` : sql`and m.type = ${type}`;
  return readRows(
    reader.db,
    Row,
    sql`
    select said.id, said.direction, s.code as site, said.type, said.name from (
      (select m.id, 'OUT' as direction, m.site_id, m.type, m.subject || ' message ' || m.sequence as name, m.record_time as at, m.sequence from integration.outbox_message m
        where m.state in ('REJECTED','DEAD') and m.state not in ('ACCEPTED','RESOLVED') and m.connection_id = any (${ids(all)}) and m.site_id = any (${ids(scope.sites)}) ${ofType}
        order by m.record_time, m.sequence limit ${HELD_MOST})
      union all
      (select m.id, 'IN', m.site_id, m.type, m.subject, m.received_at, 0 from integration.inbox_message m
        where m.state = 'FAILED' and m.connection_id = any (${ids(all)}) and m.site_id = any (${ids(scope.sites)}) ${ofType}
        order by m.received_at limit ${HELD_MOST})
      union all
      (select m.id, 'IN', m.site_id, m.type, m.subject, m.received_at, 0 from integration.inbox_message m
        where ${isMissed(reader)} and ${IS_REPLAYABLE} and m.connection_id = any (${ids(all)}) and m.site_id = any (${ids(scope.sites)}) ${ofType}
        order by m.received_at limit ${HELD_MOST})
    ) said join reference.site s on s.id = said.site_id
    order by said.at, said.sequence limit ${HELD_MOST}`,
  );
}
