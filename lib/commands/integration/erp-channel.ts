import "server-only";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import type { AdapterSource } from "@/lib/integration/adapters";
import { answerShift } from "@/lib/commands/planning/answer-shift";
import { PROPOSAL_MESSAGE } from "@/lib/commands/planning/proposal-store";
import { createReconciler, type Reconciler } from "@/lib/commands/reconciliation/reconciler";
import { createInbox, type Inbox } from "@/lib/integration/inbox/inbox";
import { createPoller, type Poller, type PollerOptions } from "@/lib/integration/inbox/poll";
import { webhookDoor, type WebhookDoor } from "@/lib/integration/inbox/webhook";
import { createDispatcher, type Dispatcher, type DispatcherOptions } from "@/lib/integration/outbox/dispatch";
import { newId } from "@/lib/platform/ids";
import { channelActor, inboxOptions } from "./inbox-options";
import { reportMessage } from "./report-message";

/** Both halves of the channel to the ERPs, wired to the commands. `web` uses the door, `worker` the poller and the dispatcher. */
export type ErpChannel = AdapterSource & {
  readonly inbox: Inbox;
  readonly webhook: WebhookDoor;
  /** Compares what both sides hold (IN-11). */
  reconciler(worker: string): Reconciler;
  poller(options?: Partial<Pick<PollerOptions, "idleMs" | "pageSize" | "retryParkedMs" | "parallel" | "leaseSeconds" | "random" | "timing">>): Poller;
  dispatcher(worker: string, options?: Partial<Pick<DispatcherOptions, "parallel" | "urgentParallel" | "leaseSeconds" | "idleMs" | "random" | "timing">>): Dispatcher;
};

/** Makes the channel of a process. Inbound messages are applied by a command, as their connection, at their own site. */
export function erpChannel(services: Services, source: AdapterSource): ErpChannel {
  const { db, clock } = services;
  const adapterFor = (connectionId: string) => source.adapterFor(connectionId);
  const inbox = createInbox(inboxOptions(services));
  return {
    adapterFor,
    inbox,
    webhook: webhookDoor({ db, clock, inbox, adapterFor }),
    reconciler: (worker) => createReconciler({ services, worker, adapterFor }),
    poller: (options = {}) => createPoller({ ...options, random: options.random ?? Math.random, db, clock, inbox, adapterFor }),
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
          // A proposal asks: the ERP's no is an answer to it, and no fault that somebody has to mend.
          if (message.type === PROPOSAL_MESSAGE && settled.state !== "DEAD")
            await execute(services, channelActor(message.siteId), answerShift, { commandId: newId(), messageId: message.id });
          else if (settled.state === "REJECTED" || settled.state === "DEAD")
            await execute(services, channelActor(message.siteId), reportMessage, { commandId: newId(), messageId: message.id });
        },
      }),
  };
}
