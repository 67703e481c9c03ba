import { channelNotice } from "@/app/_frame/channel-notice";
import { BUILD } from "@/lib/client/build";
import { defineHandler } from "@/lib/edge/define-handler";
import { openLiveStream, type Untold } from "@/lib/edge/live-stream";

/** IN-09: how the channel stands, in a text that is the same while it does. */
const channelSays: Untold = async (actor) => {
  const { now: _, ...says } = await channelNotice(actor);
  return JSON.stringify(says);
};

/** What changes at the sites of the person, or of the wall display, as server-sent events. */
export const GET = defineHandler({
  name: "stream",
  access: { who: "watcher" },
  run: async ({ request, actor }) => openLiveStream(request, actor, BUILD, channelSays),
});
