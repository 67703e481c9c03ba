import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import type { InboxOptions } from "@/lib/integration/inbox/inbox";
import { newId } from "@/lib/platform/ids";
import { applyMessage } from "./apply-message";
import { reportConflict } from "./report-conflict";
import { reportInboundFailure } from "./report-inbound-failure";

/** How the inbox of the channel applies and reports: by commands, as the connection itself, at the message's own site. */
export function inboxOptions(services: Services): InboxOptions {
  const { db, clock } = services;
  return {
    db,
    clock,
    async apply(inboxId, siteId) {
      const result = await execute(services, channelActor(siteId), applyMessage, { commandId: newId(), inboxId });
      // The command refuses nothing of its own: an answer like this is a fault of ours.
      if (!result.ok) throw new Error(`message ${inboxId} could not be applied: ${result.code}`);
      return result.data;
    },
    async onGivenUp(inboxId, siteId) {
      await execute(services, channelActor(siteId), reportInboundFailure, { commandId: newId(), inboxId });
    },
    async onConflict({ siteId, messageId, type, subject }) {
      if (siteId !== null) await execute(services, channelActor(siteId), reportConflict, { commandId: newId(), siteId, messageId, type, subject });
    },
  };
}

/** The channel itself at a site: it may apply what an ERP says, and nothing else. */
export function channelActor(siteId: string): Actor {
  return systemActor("ERP channel", ["erp.apply"], [{ siteId, code: "" }]);
}
