import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { stationLines } from "@/lib/queries/operator/station-lines";

/** Lines of the person's sites, as the station page shows them. */
export const GET = defineHandler({
  name: "station.lines",
  access: { who: "person", permission: "operation.read" },
  run: async ({ actor }) => stationLines(await floorReader(), actor),
});
