import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { wipScreen } from "@/lib/queries/planner/wip-screen";
import { parseWipParams } from "@/lib/client/planner/wip-params";

/** The board again, for the page that is open. */
export const GET = defineHandler({
  name: "wip-board",
  access: { who: "person", permission: "plan.read" },
  run: async ({ actor, request }) => wipScreen(reader(), actor, parseWipParams(Object.fromEntries(new URL(request.url).searchParams))),
});
