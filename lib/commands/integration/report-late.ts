import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { systemActor } from "@/lib/auth/system-actor";
import { endExceptions } from "@/lib/commands/end-exceptions";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import { raise } from "@/lib/commands/execution/facts";
import type { Services } from "@/lib/commands/services";
import { accept } from "@/lib/domain/shared/decision";
import { GIVEN_UP } from "@/lib/integration/inbox/settle-inbox";
import { newId } from "@/lib/platform/ids";

/** Over its target by less than this share of it, and by no more than so many seconds, nothing is late yet: the next look comes in half a minute. */
const graceOf = (target: SQL): SQL => sql`least(30, ${target} / 5.0)`;

/** What came late is over once it is there; for this long it is told. Of what is urgent little is said in ten minutes. */
const TOLD_SECONDS = 600;
const TOLD_URGENT_SECONDS = 3600;

/** When a message `m` was to go. */
const DUE = sql`coalesce(m.due_at, m.record_time)`;

const Direction = z.enum(["OUT", "IN", "READ"]);
const What = z.strictObject({
  direction: Direction,
  types: z.array(z.string()),
  oldestSeconds: z.number(),
  messages: z.number(),
  /** Why an ERP cannot be read. */
  reason: z.string().nullish(),
});
type What = z.infer<typeof What>;
const Late = z.object({ siteId: z.string(), connection: z.string(), ...What.shape });
const Open = z.object({ siteId: z.string(), subject: z.string() });

const ReportLateInput = z.strictObject({
  ...CommandHeadShape,
  siteId: z.uuid(),
  /** The connection and the way, as the alarm names them. */
  subject: z.string(),
  /** Null: nothing is late any more. */
  late: What.nullable(),
});

/** §8.1: messages of a connection that take longer than the target of their type raise one alarm for each way, as does an ERP that cannot be read for so long; it ends by itself. */
const reportLateMessages = defineCommand<z.infer<typeof ReportLateInput>, { readonly changed: boolean }>({
  name: "report-late-messages",
  permission: "erp.apply",
  input: ReportLateInput,
  site: async (_tx, { siteId }) => siteId,
  async run({ tx, siteId }, { subject, late }) {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`late ${siteId} ${subject}`}, 0))`);
    const over = await endExceptions(tx, siteId, ["MESSAGES_LATE"], subject);
    if ((late === null) === (over.length === 0)) return accept({ events: [], output: { changed: false } });
    const events = late === null ? over : [raise({ class: "MESSAGES_LATE", severity: 2, subject, workUnitId: null, orderId: null, owner: "IT", detail: late })];
    return accept({ events, output: { changed: true } });
  },
});

/** Looks once for messages beyond their target, either way, and ends the alarms of those connections that have none any more. Answers how many began or ended. */
export async function reportLate(services: Services): Promise<number> {
  const { db, clock } = services;
  const now = clock.now();
  const statements = [lateStatement(now), lateAcceptedStatement(now), lateInboundStatement(now), unreadStatement(now)];
  const found: unknown[] = [];
  for (const statement of statements) found.push(...(await db.execute(statement)));
  const late = perAlarm(z.array(Late).parse(found));
  const open = z
    .array(Open)
    .parse([
      ...(await db.execute(
        sql`select distinct e.site_id as "siteId", e.subject from execution.exception e where e.class = 'MESSAGES_LATE' and e.state not in ('RESOLVED','CLOSED')`,
      )),
    ]);
  const over = open.filter((one) => !late.some(({ siteId, subject }) => siteId === one.siteId && subject === one.subject));
  let changed = 0;
  for (const { siteId, subject, rest } of [...late, ...over.map((one) => ({ ...one, rest: null }))]) {
    const actor = systemActor("ERP channel", ["erp.apply"], [{ siteId, code: "" }]);
    const result = await execute(services, actor, reportLateMessages, { commandId: newId(), siteId, subject, late: rest });
    if (result.ok && result.data.changed) changed += 1;
  }
  return changed;
}

const SUBJECTS: Readonly<Record<What["direction"], (connection: string) => string>> = {
  OUT: (connection) => connection,
  IN: (connection) => `from ${connection}`,
  READ: (connection) => `reading ${connection}`,
};

type Alarm = { readonly siteId: string; readonly subject: string; readonly rest: What };

/** One alarm for each way of a connection, whatever of it is late and why. */
function perAlarm(found: readonly z.infer<typeof Late>[]): readonly Alarm[] {
  const alarms = new Map<string, Alarm>();
  for (const { siteId, connection, ...rest } of found) {
    const subject = SUBJECTS[rest.direction](connection);
    const known = alarms.get(`${siteId} ${subject}`)?.rest;
    const types = [...new Set([...(known?.types ?? []), ...rest.types])].toSorted();
    const [oldestSeconds, messages] = [Math.max(known?.oldestSeconds ?? 0, rest.oldestSeconds), (known?.messages ?? 0) + rest.messages];
    alarms.set(`${siteId} ${subject}`, { siteId, subject, rest: { ...rest, types, oldestSeconds, messages } });
  }
  return [...alarms.values()];
}

/** Only what is not finished is looked at, by its own index. It counts from when it was to go, a batch from its time, however often it was tried since; what a person has to repair has an alarm of its own. */
export function lateStatement(now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`
    select m.site_id as "siteId", 'OUT' as direction, c.code as connection, array_agg(distinct m.type order by m.type) as types, count(*)::int as messages,
      max(extract(epoch from ${at} - m.event_time))::float8 as "oldestSeconds"
    from integration.outbox_message m
    join integration.connection c on c.id = m.connection_id and c.enabled
    join integration.policy p on p.site_id = m.site_id and p.connection_id = m.connection_id and p.message_type = m.type and p.direction = 'OUT'
    where m.state in ('NEW','RETRY_WAIT','REPLAYED','SENDING','DELIVERED') and m.state not in ('ACCEPTED','RESOLVED')
      and ${DUE} < ${at} - make_interval(secs => p.target_seconds + ${graceOf(sql`p.target_seconds`)})
      and not exists (
        select 1 from integration.outbox_message h
        where h.connection_id = m.connection_id and h.lane_key = m.lane_key and h.sequence < m.sequence and h.state not in ('ACCEPTED','RESOLVED') and h.state in ('REJECTED','DEAD')
      )
    group by m.site_id, c.code`;
}

/**
 * What was accepted in the last minutes and took too long, so that a way that is steadily too slow is told although nothing waits in it. The target is for 95 of 100,
 * and one alone is chance. What a person repaired had an alarm of its own.
 */
export function lateAcceptedStatement(now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`
    select t.site_id as "siteId", 'OUT' as direction, t.code as connection, array_agg(distinct t.type order by t.type) filter (where t.late) as types,
      (count(*) filter (where t.late))::int as messages, max(t.seconds) filter (where t.late)::float8 as "oldestSeconds"
    from (
      select m.site_id, c.code, m.type, p.target_seconds, extract(epoch from m.accepted_at - m.event_time) as seconds,
        m.accepted_at - ${DUE} > make_interval(secs => p.target_seconds + ${graceOf(sql`p.target_seconds`)}) as late
      from integration.connection c
      join integration.outbox_message m on m.connection_id = c.id and m.accepted_at >= ${at} - make_interval(secs => ${TOLD_URGENT_SECONDS})
        and m.accepted_at >= ${at} - make_interval(secs => case when m.priority = 0 then ${TOLD_URGENT_SECONDS}::int else ${TOLD_SECONDS}::int end)
      join integration.policy p on p.site_id = m.site_id and p.connection_id = m.connection_id and p.message_type = m.type and p.direction = 'OUT'
      where c.enabled and m.state = 'ACCEPTED'
        and not exists (select 1 from integration.message_attempt a where a.message_id = m.id and (a.action = 'REPLAY' or a.outcome = 'rejected'))
    ) t
    group by t.site_id, t.code, t.target_seconds
    having count(*) filter (where t.late) > 1 and 20 * count(*) filter (where t.late) > count(*)`;
}

/** ERPs that have not been readable for longer than the target of what is read from them: it may be late, and nobody can know. */
export function unreadStatement(now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`
    select p.site_id as "siteId", 'READ' as direction, c.code as connection, array_agg(p.message_type order by p.message_type) as types, 0 as messages,
      max(extract(epoch from ${at} - c.read_failed_since))::float8 as "oldestSeconds", c.read_error as reason
    from integration.connection c
    join integration.policy p on p.connection_id = c.id and p.direction = 'IN' and p.enabled
    where c.enabled and c.read_failed_since < ${at} - make_interval(secs => p.target_seconds + ${graceOf(sql`p.target_seconds`)})
    group by p.site_id, c.code, c.read_error`;
}

/**
 * From the event in the ERP until it is recorded here: what came in the last minutes and took too long, and what is here and not applied yet. What waits
 * for something that it refers to, or for a person, has a word of its own; what stood in the ERP before the connection first read it was never late.
 */
export function lateInboundStatement(now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`
    select m.site_id as "siteId", 'IN' as direction, c.code as connection, array_agg(distinct m.type order by m.type) as types, count(*)::int as messages,
      max(extract(epoch from coalesce(m.settled_at, ${at}) - coalesce(m.event_time, m.received_at)))::float8 as "oldestSeconds"
    from (
      select site_id, connection_id, type, event_time, received_at, settled_at from integration.inbox_message where received_at >= ${at} - make_interval(secs => ${TOLD_SECONDS}) and state = 'APPLIED'
      union all
      select site_id, connection_id, type, event_time, received_at, null from integration.inbox_message where state in ('RECEIVED','PARKED','FAILED') and state <> 'PARKED' and code is distinct from ${GIVEN_UP}
    ) m
    join integration.connection c on c.id = m.connection_id and c.enabled
    join integration.policy p on p.site_id = m.site_id and p.connection_id = m.connection_id and p.message_type = m.type and p.direction = 'IN'
    join lateral (select f.received_at from integration.inbox_message f where f.connection_id = m.connection_id order by f.received_at limit 1) first on true
    where coalesce(m.settled_at, ${at}) - coalesce(m.event_time, m.received_at) > make_interval(secs => p.target_seconds + ${graceOf(sql`p.target_seconds`)})
      and (m.event_time is null or m.event_time >= first.received_at)
    group by m.site_id, c.code`;
}
