import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { floorCalls } from "@/lib/queries/operator/floor-calls";

/** What waits for the person's role, as the page of calls shows it. */
export const GET = defineHandler({
  name: "station.calls",
  access: { who: "person", permission: "exception.end" },
  run: async ({ actor }) => floorCalls(await floorReader(), actor),
});
