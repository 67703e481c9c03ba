"use server";

import { z } from "zod";
import { loadConnection } from "@/lib/commands/integration/connections/load-connection";
import { pauseConnection } from "@/lib/commands/integration/pause-connection";
import { syncConnection } from "@/lib/commands/integration/sync-connection";
import type { CommandResult } from "@/lib/commands/refusal";
import { connectionDetail, type ConnectionDetail, saveConnection, testConnection, testDraft, type Tested } from "@/lib/edge/connection-admin";
import { defineAction } from "@/lib/edge/define-action";
import { previewMapping, saveMapping, type WordPreview } from "@/lib/edge/mapping-admin";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { channelScope } from "@/lib/queries/admin/channel-scope";
import { syncProgress, type SyncProgress } from "@/lib/queries/admin/sync-progress";

/** Sends what waits and reads changes now. */
export const syncAction = defineAction(syncConnection);
/** Holds a connection, or lets it go on. */
export const pauseAction = defineAction(pauseConnection);

/** Reads from where it stands, or everything from the start, after a dry run. */
export const loadConnectionAction = defineAction(loadConnection);

/** A stored connection for its form: settings, and which secrets are stored. */
export async function connectionDetailAction(connectionId: string): Promise<CommandResult<ConnectionDetail>> {
  return connectionDetail(await requireActor("integration.configure"), connectionId);
}

/** Asks an ERP who it is with what was typed; stores nothing. */
export async function testDraftAction(draft: unknown): Promise<CommandResult<Tested>> {
  return testDraft(await requireActor("integration.configure"), draft);
}

/** Adds or changes a connection. */
export async function saveConnectionAction(draft: unknown): Promise<CommandResult<{ readonly connectionId: string }>> {
  return saveConnection(await requireActor("integration.configure"), draft);
}

/** A recent message as it would read with other words; stores nothing. */
export async function previewMappingAction(input: unknown): Promise<CommandResult<WordPreview>> {
  return previewMapping(await requireActor("integration.configure"), input);
}

/** Stores the words of a connection. */
export async function saveMappingAction(input: unknown): Promise<CommandResult<{ readonly waiting: number }>> {
  return saveMapping(await requireActor("integration.configure"), input);
}

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
