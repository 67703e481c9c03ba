import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Reader, readRows } from "@/lib/queries/reader";
import type { ChannelScope } from "./channel-scope";
import { IN, type MessageFilter, OUT } from "./message-filter";
import { seek, whereOf } from "./message-list";
import { IS_REPLAYABLE, isMissed, TO_BE_SETTLED } from "./refused-inbound";

/** As many as a person repairs in one go; the rest comes with the next. */
export const HELD_MOST = 500;

const Row = z.object({
  id: z.string(),
  direction: z.enum(["IN", "OUT"]),
  type: z.string(),
  /** It may be sent or applied once more, and it may be settled without that. */
  replayable: z.boolean(),
  settleable: z.boolean(),
  /** What it is called in a list of what could not be repaired. */
  name: z.string(),
});

/** A message that waits for a person: refused or given up by the ERP, or broken or refused on our side. */
export type HeldMessage = z.infer<typeof Row>;

/**
 * What of the list of held-up messages can be repaired together: by the list's own filter, over all its pages, at the actor's sites, oldest first, so that
 * the messages of an order are repaired in their order. What waits for a reference is in the list and not among them: it goes on by itself; so is what
 * somebody proposed to settle and what a later version of the same thing took the place of.
 */
export async function heldMessages(reader: Reader, scope: ChannelScope, filter: MessageFilter): Promise<HeldMessage[]> {
  const { now } = reader;
  const listed = { ...filter, state: "held" as const, before: null };
  const sought = await seek(reader, scope, listed);
  const [out, inbound] = [whereOf(OUT, now, scope, listed, sought), whereOf(IN, now, scope, listed, sought)];
  const again = sql`(${isMissed(reader)} and ${IS_REPLAYABLE})`;
  const sides = [
    ...(filter.direction === "IN"
      ? []
      : [
          sql`select m.id, 'OUT' as direction, m.type, m.subject || ' message ' || m.sequence as name, true as replayable, true as settleable, m.record_time as at, m.sequence from integration.outbox_message m
            where ${out} order by m.record_time, m.sequence limit ${HELD_MOST}`,
        ]),
    ...(filter.direction === "OUT"
      ? []
      : [
          sql`select m.id, 'IN' as direction, m.type, m.subject as name, true as replayable, coalesce(${TO_BE_SETTLED}, false) as settleable, m.received_at as at, 0 as sequence from integration.inbox_message m
            where m.state = 'FAILED' and ${inbound} order by m.received_at limit ${HELD_MOST}`,
          sql`select m.id, 'IN' as direction, m.type, m.subject as name, ${again} as replayable, coalesce(${TO_BE_SETTLED}, false) as settleable, m.received_at as at, 0 as sequence from integration.inbox_message m
            where m.state = 'REFUSED' and (${again} or ${TO_BE_SETTLED}) and ${inbound} order by m.received_at limit ${HELD_MOST}`,
        ]),
  ];
  return readRows(
    reader.db,
    Row,
    sql`
    select said.id, said.direction, said.type, said.name, said.replayable, said.settleable from (${sql.join(
      sides.map((side) => sql`(${side})`),
      sql` union all `,
    )}) said
    order by said.at, said.sequence limit ${HELD_MOST}`,
  );
}
