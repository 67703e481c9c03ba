import { BUILD } from "@/lib/client/build";
import { defineHandler } from "@/lib/edge/define-handler";
import { openLiveStream } from "@/lib/edge/live-stream";

/** What changes at the person's sites, as server-sent events. */
export const GET = defineHandler({
  name: "stream",
  access: { who: "signed-in" },
  run: async ({ request, actor }) => openLiveStream(request, actor, BUILD),
});
