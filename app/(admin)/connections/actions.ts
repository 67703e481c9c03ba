"use server";

import { z } from "zod";
import { pauseConnection } from "@/lib/commands/integration/pause-connection";
import { syncConnection } from "@/lib/commands/integration/sync-connection";
import type { CommandResult } from "@/lib/commands/refusal";
import { testConnection, type Tested } from "@/lib/edge/connection-admin";
import { defineAction } from "@/lib/edge/define-action";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { channelScope } from "@/lib/queries/admin/channel-scope";
import { syncProgress, type SyncProgress } from "@/lib/queries/admin/sync-progress";

/** Sends what waits and reads changes now. */
export const syncAction = defineAction(syncConnection);
/** Holds a connection, or lets it go on. */
export const pauseAction = defineAction(pauseConnection);

/** Asks the ERP who it is; changes nothing there. */
export async function testAction(connectionId: string): Promise<CommandResult<Tested>> {
  const actor = await requireActor("integration.configure");
  const { connections } = await channelScope(reader(), actor, "integration.configure");
  return connections.some(({ id }) => id === connectionId) ? testConnection(actor, connectionId) : { ok: false, code: "NOT_FOUND", params: {} };
}

/** How far "sync now" has come since it was asked for, by this server's clock; without an instant, since now. */
export async function syncProgressAction(connectionId: string, since: string | null): Promise<SyncProgress | null> {
  const actor = await requireActor("message.read");
  const from = reader();
  const { connections } = await channelScope(from, actor);
  const at = z.iso.datetime().safeParse(since ?? from.now.toISOString());
  return at.success && connections.some(({ id }) => id === connectionId) ? syncProgress(from, connectionId, at.data) : null;
}
