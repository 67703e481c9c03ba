import { channelNotice } from "@/app/_frame/channel-notice";
import { defineHandler } from "@/lib/edge/define-handler";

/** How the channel to the ERPs of the caller's sites stands now, for the page that is open. */
export const GET = defineHandler({
  name: "channel",
  access: { who: "signed-in" },
  run: async ({ actor }) => channelNotice(actor),
});
