import { BUILD } from "@/lib/client/build";
import { defineHandler } from "@/lib/edge/define-handler";
import { openLiveStream } from "@/lib/edge/live-stream";

/** What changes at the sites of the person, or of the wall display, as server-sent events. */
export const GET = defineHandler({
  name: "stream",
  access: { who: "watcher" },
  run: async ({ request, actor }) => openLiveStream(request, actor, BUILD),
});
