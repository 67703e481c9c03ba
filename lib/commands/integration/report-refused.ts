import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { systemActor } from "@/lib/auth/system-actor";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { accept } from "@/lib/domain/shared/decision";
import { lockInboxMessage } from "@/lib/integration/inbox/settle-inbox";
import { newId } from "@/lib/platform/ids";
import { inboundRefused } from "./inbound-refusal";

/** What was refused longer ago is missed no more. */
const DAYS = 7;
const PART = 100;
const Row = z.object({ id: z.string(), siteId: z.string() });
const ReportRefusedInput = z.strictObject({ ...CommandHeadShape, inboxId: z.uuid(), siteId: z.uuid() });

/** §2.5 MESSAGE_DEAD: a message of the ERP that no command could be asked about, since it cannot be read or no site of ours is named in it. */
const reportRefusedMessage = defineCommand<z.infer<typeof ReportRefusedInput>, { readonly raised: boolean }>({
  name: "report-refused-message",
  permission: "erp.apply",
  input: ReportRefusedInput,
  site: async (_tx, { siteId }) => siteId,
  async run({ tx, siteId }, { inboxId }) {
    const row = await lockInboxMessage(tx, inboxId, ["REFUSED"]);
    if (row === null) return accept({ events: [], output: { raised: false } });
    const events = await inboundRefused(tx, siteId, row, { code: row.code ?? "SCHEMA", reason: row.reason ?? "" });
    return accept({ events, output: { raised: events.length > 0 } });
  },
});

/**
 * Reports what was refused at the door and that nobody has heard of: at its site, or at the connection's first one where it names none of ours.
 * Not what came again readable meanwhile. Answers whether there may be more.
 */
export async function reportRefused(services: Services): Promise<boolean> {
  const { db, clock } = services;
  const since = new Date(clock.now().getTime() - DAYS * 86_400_000).toISOString();
  const rows = await db.execute(sql`
    select m.id, coalesce(m.site_id, first.site_id) as "siteId" from integration.inbox_message m
    cross join lateral (
      select k.site_id from integration.connection_site k join reference.site s on s.id = k.site_id where k.connection_id = m.connection_id order by s.code limit 1
    ) first
    where m.state = 'REFUSED' and m.received_at >= ${since}::timestamptz and (m.code = 'SCHEMA' or m.site_id is null) and m.code is distinct from 'DIGEST_DIFFERS'
      and not exists (select 1 from integration.inbox_message n where n.connection_id = m.connection_id and n.message_id = m.subject)
      and not exists (
        select 1 from execution.exception e
        where e.site_id = coalesce(m.site_id, first.site_id) and e.class = 'MESSAGE_DEAD' and e.subject = m.message_id and e.raised_at >= m.received_at
      )
    order by m.received_at limit ${PART}`);
  const silent = z.array(Row).parse([...rows]);
  for (const { id, siteId } of silent) {
    const actor = systemActor("ERP channel", ["erp.apply"], [{ siteId, code: "" }]);
    await execute(services, actor, reportRefusedMessage, { commandId: newId(), inboxId: id, siteId });
  }
  return silent.length === PART;
}
