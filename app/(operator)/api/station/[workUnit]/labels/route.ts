import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { floorUnit } from "@/lib/queries/operator/floor-unit";
import { type MadeLot, madeLots } from "@/lib/queries/operator/made-lots";
import { type HandlingUnitRow, madeUnits } from "@/lib/queries/trace/handling-units";

/** What a machine made lately that is labelled. */
export type MadeThings = { readonly lots: readonly MadeLot[]; readonly units: readonly HandlingUnitRow[] };

/** Lots that a machine made lately and handling units that it filled, for their labels. */
export const GET = defineHandler({
  name: "station.labels",
  access: { who: "person", permission: "operation.read" },
  params: z.object({ workUnit: z.string().min(1).max(80) }),
  run: async ({ actor, params }) => {
    const unit = await floorUnit(await floorReader(), actor, params.workUnit);
    if (unit === null) return { ok: false, code: "NOT_FOUND", params: {} };
    const [lots, units] = await Promise.all([madeLots(await floorReader(), unit.id), madeUnits(await floorReader(), unit.id)]);
    return { lots, units } satisfies MadeThings;
  },
});
