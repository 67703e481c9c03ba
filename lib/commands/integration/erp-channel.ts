import "server-only";
import { eq } from "drizzle-orm";
import { connection, connectionSite } from "@/db/schema/integration";
import { site } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import type { AdapterSource } from "@/lib/integration/adapters";
import { createInbox, type Inbox } from "@/lib/integration/inbox/inbox";
import { createPoller, type Poller, type PollerOptions } from "@/lib/integration/inbox/poll";
import { webhookDoor, type WebhookDoor } from "@/lib/integration/inbox/webhook";
import { createDispatcher, type Dispatcher, type DispatcherOptions } from "@/lib/integration/outbox/dispatch";
import { newId } from "@/lib/platform/ids";
import { applyMessage } from "./apply-message";
import { reportConflict } from "./report-conflict";
import { reportMessage } from "./report-message";

/** Both halves of the channel to the ERPs, wired to the commands. `web` uses the door, `worker` the poller and the dispatcher. */
export type ErpChannel = {
  readonly inbox: Inbox;
  readonly webhook: WebhookDoor;
  poller(options?: Pick<PollerOptions, "idleMs" | "pageSize" | "retryParkedMs">): Poller;
  dispatcher(worker: string, options?: Partial<Pick<DispatcherOptions, "parallel" | "urgentParallel" | "leaseSeconds" | "idleMs" | "random">>): Dispatcher;
};

/** Makes the channel of a process. What is applied is applied as the connection's own actor, at the sites that its ERP governs. */
export function erpChannel(services: Services, { adapterFor }: AdapterSource): ErpChannel {
  const { db, clock } = services;
  const channelActor = (): Promise<Actor> => actorOfSites(services);
  const inbox = createInbox({
    db,
    clock,
    async apply(inboxId) {
      const result = await execute(services, await channelActor(), applyMessage, { commandId: newId(), inboxId });
      // The command refuses nothing of its own: an answer like this is a fault of ours.
      if (!result.ok) throw new Error(`applying ${inboxId} was refused: ${result.code}`);
      return result.data;
    },
    async onConflict({ siteId, messageId, type, subject }) {
      if (siteId === null) return;
      await execute(services, await channelActor(), reportConflict, { commandId: newId(), siteId, messageId, type, subject });
    },
  });
  return {
    inbox,
    webhook: webhookDoor({ db, clock, inbox, adapterFor }),
    poller: (options = {}) => createPoller({ ...options, db, clock, inbox, adapterFor }),
    dispatcher: (worker, options = {}) =>
      createDispatcher({
        ...options,
        random: options.random ?? Math.random,
        db,
        clock,
        worker,
        adapterFor,
        async onSettled(message, settled) {
          services.tellLive([{ siteId: message.siteId, kind: "message", id: message.id, orderId: message.orderId }]);
          if (settled.state !== "REJECTED" && settled.state !== "DEAD") return;
          await execute(services, await channelActor(), reportMessage, { commandId: newId(), messageId: message.id });
        },
      }),
  };
}

/** Every site that some ERP governs. Read each time: a site may have been connected since. */
async function actorOfSites({ db }: Services): Promise<Actor> {
  const sites = await db.selectDistinct({ siteId: site.id, code: site.code }).from(connectionSite).innerJoin(site, eq(site.id, connectionSite.siteId)).innerJoin(connection, eq(connection.id, connectionSite.connectionId));
  return systemActor("ERP channel", ["erp.apply"], sites);
}
