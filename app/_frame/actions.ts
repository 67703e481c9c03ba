"use server";

import { requireActor } from "@/lib/edge/require-actor";
import { channelNotice, type ChannelNotice } from "./channel-notice";

/** How the channel to the ERPs of the caller's sites stands now. */
export async function channelNoticeAction(): Promise<ChannelNotice> {
  return channelNotice(await requireActor());
}
