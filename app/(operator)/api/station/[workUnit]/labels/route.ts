import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { floorUnit } from "@/lib/queries/operator/floor-unit";
import { madeLots } from "@/lib/queries/operator/made-lots";

/** Lots that a machine made lately, for their labels. */
export const GET = defineHandler({
  name: "station.labels",
  access: { who: "person", permission: "operation.read" },
  params: z.object({ workUnit: z.string().min(1).max(80) }),
  run: async ({ actor, params }) => {
    const unit = await floorUnit(reader(), actor, params.workUnit);
    return unit === null ? { ok: false, code: "NOT_FOUND", params: {} } : madeLots(reader(), unit.id);
  },
});
