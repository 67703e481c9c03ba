import "server-only";
import { and, eq, notInArray, sql } from "drizzle-orm";
import { z } from "zod";
import { exception } from "@/db/schema/exception";
import { systemActor } from "@/lib/auth/system-actor";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import { raise } from "@/lib/commands/execution/facts";
import type { Services } from "@/lib/commands/services";
import { accept } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";

/** A message is not yet late when it is over its target by less than this: the next look comes in a minute. */
const GRACE_SECONDS = 30;

const Late = z.object({ siteId: z.string(), connection: z.string(), types: z.array(z.string()), oldestSeconds: z.number(), messages: z.number() });
const Open = z.object({ siteId: z.string(), connection: z.string() });

const ReportLateInput = z.strictObject({
  ...CommandHeadShape,
  siteId: z.uuid(),
  connection: z.string(),
  /** Null: nothing is late any more. */
  late: z.strictObject({ types: z.array(z.string()), oldestSeconds: z.number(), messages: z.number() }).nullable(),
});

/** §8.1: messages of a connection that have waited longer than the target of their type raise one alarm, which ends by itself. */
const reportLateMessages = defineCommand<z.infer<typeof ReportLateInput>, { readonly changed: boolean }>({
  name: "report-late-messages",
  permission: "erp.apply",
  input: ReportLateInput,
  site: async (_tx, { siteId }) => siteId,
  async run({ tx, siteId }, { connection, late }) {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`late ${siteId} ${connection}`}, 0))`);
    const open = await tx
      .select({ id: exception.id })
      .from(exception)
      .where(and(eq(exception.siteId, siteId), eq(exception.class, "MESSAGES_LATE"), eq(exception.subject, connection), notInArray(exception.state, ["RESOLVED", "CLOSED"])));
    if ((late === null) === (open.length === 0)) return accept({ events: [], output: { changed: false } });
    const events: NewEvent[] =
      late === null
        ? open.map(({ id }) => ({ id: newId(), type: "exception.resolved", aggregate: "exception", aggregateId: id, orderId: null, payload: { exceptionId: id, to: "RESOLVED" } }))
        : [raise({ class: "MESSAGES_LATE", severity: 2, subject: connection, workUnitId: null, orderId: null, owner: "IT", detail: late })];
    return accept({ events, output: { changed: true } });
  },
});

/** Looks once for messages beyond their target, and ends the alarms of those connections that have none any more. Answers how many alarms began or ended. */
export async function reportLate(services: Services): Promise<number> {
  const { db, clock } = services;
  const late = z.array(Late).parse([...(await db.execute(lateStatement(clock.now())))]);
  const open = z
    .array(Open)
    .parse([
      ...(await db.execute(
        sql`select distinct e.site_id as "siteId", e.subject as connection from execution.exception e where e.class = 'MESSAGES_LATE' and e.state not in ('RESOLVED','CLOSED')`,
      )),
    ]);
  const over = open.filter((one) => !late.some(({ siteId, connection }) => siteId === one.siteId && connection === one.connection));
  let changed = 0;
  for (const { siteId, connection, ...rest } of [...late, ...over.map((one) => ({ ...one, types: null }))]) {
    const actor = systemActor("ERP channel", ["erp.apply"], [{ siteId, code: "" }]);
    const found = rest.types === null ? null : { types: rest.types, oldestSeconds: rest.oldestSeconds, messages: rest.messages };
    const result = await execute(services, actor, reportLateMessages, { commandId: newId(), siteId, connection, late: found });
    if (result.ok && result.data.changed) changed += 1;
  }
  return changed;
}

/** Only what is not finished is looked at, by its own index. A batch counts from when it was due; what a person has to repair has an alarm of its own. */
export function lateStatement(now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`
    select m.site_id as "siteId", c.code as connection, array_agg(distinct m.type order by m.type) as types, count(*)::int as messages,
      max(extract(epoch from ${at} - m.event_time))::float8 as "oldestSeconds"
    from integration.outbox_message m
    join integration.connection c on c.id = m.connection_id and c.enabled
    join integration.policy p on p.site_id = m.site_id and p.connection_id = m.connection_id and p.message_type = m.type and p.direction = 'OUT'
    where m.state in ('NEW','RETRY_WAIT','REPLAYED','SENDING','DELIVERED') and m.state not in ('ACCEPTED','RESOLVED')
      and case when p.mode = 'BATCH' then m.next_at else m.record_time end < ${at} - make_interval(secs => p.target_seconds + ${GRACE_SECONDS})
      and not exists (
        select 1 from integration.outbox_message h
        where h.connection_id = m.connection_id and h.lane_key = m.lane_key and h.sequence < m.sequence and h.state not in ('ACCEPTED','RESOLVED') and h.state in ('REJECTED','DEAD')
      )
    group by m.site_id, c.code`;
}
