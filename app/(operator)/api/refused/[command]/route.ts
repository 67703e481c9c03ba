import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { settledRefusal } from "@/lib/queries/operator/settled-refusal";

/** Whether a lead has settled an entry of the person that was refused. */
export const GET = defineHandler({
  name: "floor.refused",
  // A fitter or quality may read no operations and has entries that were refused: those of others are answered as not settled.
  access: { who: "signed-in" },
  params: z.object({ command: z.uuid() }),
  run: async ({ actor, params }) => ({ settled: await settledRefusal(await floorReader(), actor, params.command) }),
});
