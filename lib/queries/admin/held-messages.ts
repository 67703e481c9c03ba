import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Reader, readRows } from "@/lib/queries/reader";
import type { ChannelScope } from "./channel-scope";
import { IN, type MessageFilter, OUT } from "./message-filter";
import { seek, whereOf } from "./message-list";
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

/**
 * What of the list of held-up messages can be repaired together: by the list's own filter, over all its pages, at the actor's sites, oldest first, so that
 * the messages of an order are repaired in their order. What waits for a reference is in the list and not among them: it goes on by itself.
 */
export async function heldMessages(reader: Reader, scope: ChannelScope, filter: MessageFilter): Promise<HeldMessage[]> {
  const { now } = reader;
  const listed = { ...filter, state: "held" as const, before: null };
  const sought = await seek(reader, scope, listed);
  const [out, inbound] = [whereOf(OUT, now, scope, listed, sought), whereOf(IN, now, scope, listed, sought)];
  const sides = [
    ...(filter.direction === "IN"
      ? []
      : [
          sql`select m.id, 'OUT' as direction, m.site_id, m.type, m.subject || ' message ' || m.sequence as name, m.record_time as at, m.sequence from integration.outbox_message m
            where ${out} order by m.record_time, m.sequence limit ${HELD_MOST}`,
        ]),
    ...(filter.direction === "OUT"
      ? []
      : [
          sql`select m.id, 'IN' as direction, m.site_id, m.type, m.subject as name, m.received_at as at, 0 as sequence from integration.inbox_message m
            where m.state = 'FAILED' and ${inbound} order by m.received_at limit ${HELD_MOST}`,
          sql`select m.id, 'IN' as direction, m.site_id, m.type, m.subject as name, m.received_at as at, 0 as sequence from integration.inbox_message m
            where ${isMissed(reader)} and ${IS_REPLAYABLE} and ${inbound} order by m.received_at limit ${HELD_MOST}`,
        ]),
  ];
  return readRows(
    reader.db,
    Row,
    sql`
    select said.id, said.direction, s.code as site, said.type, said.name from (${sql.join(
      sides.map((side) => sql`(${side})`),
      sql` union all `,
    )}) said join reference.site s on s.id = said.site_id
    order by said.at, said.sequence limit ${HELD_MOST}`,
  );
}
