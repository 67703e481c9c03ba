import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { type ChannelTrouble, channelTrouble } from "@/lib/format/channel-words";
import { reader } from "@/lib/edge/reader";
import { channelOf } from "@/lib/queries/admin/channel-scope";
import { waitingByConnection } from "@/lib/queries/admin/waiting-by-connection";

/** IN-09: what is wrong with the channel to the ERPs of a person's sites, how much waits for it, and where they mend it if they may. `trouble` null: nothing. */
export type ChannelNotice = { readonly trouble: ChannelTrouble | null; readonly waiting: number; readonly now: string; readonly mayMend: boolean };

/** Reads a few connections; what waits is counted only while something is wrong. */
export async function channelNotice(actor: Actor): Promise<ChannelNotice> {
  const from = reader();
  const sites = actor.sites.map(({ siteId }) => siteId);
  const channel = await channelOf(from, sites);
  const trouble = channelTrouble(channel, from.now.getTime());
  const ids = trouble?.kind === "NO_WORKER" ? channel.connections.map(({ id }) => id) : trouble === null ? [] : [trouble.connectionId];
  const waiting = trouble === null ? [] : [...(await waitingByConnection(from, ids, sites, { batches: false })).values()];
  return { trouble, waiting: waiting.reduce((sum, one) => sum + one, 0), now: from.now.toISOString(), mayMend: sitesWith(actor, "integration.configure").length > 0 };
}
