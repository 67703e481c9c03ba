import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { shiftStops } from "@/lib/queries/operator/shift-stops";

/** The stops of a machine in its shift, with their reasons; `stop`: and this one, whenever it was. */
export const GET = defineHandler({
  name: "station.stops",
  access: { who: "person", permission: "stop.read" },
  params: z.object({ workUnit: z.string().min(1).max(80) }),
  query: z.object({ stop: z.uuid().optional() }),
  run: async ({ actor, params, query }) => (await shiftStops(await floorReader(), actor, params.workUnit, query.stop)) ?? { ok: false, code: "NOT_FOUND", params: {} },
});
