"use client";

import { Banner } from "@/components/ui/banner";
import { useNow } from "@/components/ui/use-now";
import { type ChannelTrouble, channelWords } from "@/lib/format/channel-words";

/** IN-09: what is wrong with the channel, how long it has been, and how much waits; it counts on by itself. `now`: the server's clock at rendering. */
export function ChannelBanner({ trouble, waiting, now }: { trouble: ChannelTrouble; waiting: number; now: string }) {
  const at = useNow(now) ?? Date.parse(now);
  return <Banner icon={trouble.kind === "PAUSED" ? "pause" : "plug"}>{channelWords(trouble, waiting, at)}</Banner>;
}
