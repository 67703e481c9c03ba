import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { newId } from "@/lib/platform/ids";
import { reportMessage } from "./report-message";

/** Whoever settled a message reports it at once; this long after that nobody will any more. */
const SILENT_SECONDS = 30;
const PART = 100;
const Row = z.object({ id: z.string(), siteId: z.string() });

/**
 * §2.5 MESSAGE_DEAD, SEQUENCE_GAP: reports messages that were refused or given up and that nobody heard of, because the worker that settled them died before it could
 * say so. Answers whether there may be more.
 */
export async function reportParked(services: Services): Promise<boolean> {
  const { db, clock } = services;
  const until = new Date(clock.now().getTime() - SILENT_SECONDS * 1000).toISOString();
  const rows = await db.execute(sql`
    select m.id, m.site_id as "siteId" from integration.outbox_message m
    cross join lateral (
      select coalesce(max(a.ended_at), m.record_time) as at from integration.message_attempt a where a.message_id = m.id and a.action in ('POST', 'LOOK_UP')
    ) settled
    where m.state not in ('ACCEPTED', 'RESOLVED') and m.state in ('REJECTED', 'DEAD') and settled.at < ${until}::timestamptz
      and not exists (
        select 1 from execution.exception e
        where e.site_id = m.site_id and e.class in ('MESSAGE_DEAD','SEQUENCE_GAP') and e.subject = m.subject || ' #' || m.sequence and e.raised_at >= settled.at
      )
    order by m.record_time limit ${PART}`);
  const silent = z.array(Row).parse([...rows]);
  for (const { id, siteId } of silent) {
    const actor = systemActor("ERP channel", ["erp.apply"], [{ siteId, code: "" }]);
    await execute(services, actor, reportMessage, { commandId: newId(), messageId: id });
  }
  return silent.length === PART;
}
