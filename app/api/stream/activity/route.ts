import { noteActivity } from "@/lib/edge/activity";
import { defineHandler } from "@/lib/edge/define-handler";

/** Whether the session, or the wall display, that the stream is for still holds; asking is no activity. */
export const GET = defineHandler({
  name: "stream.session",
  // As the stream has it: a wall display asks when its stream breaks, and nobody is signed in there.
  access: { who: "watcher" },
  run: async () => new Response(null, { status: 204 }),
});

/** The person in front of the screen did something. */
export const POST = defineHandler({
  name: "stream.activity",
  access: { who: "signed-in" },
  run: async ({ actor }) => {
    await noteActivity(actor);
    return new Response(null, { status: 204 });
  },
});
