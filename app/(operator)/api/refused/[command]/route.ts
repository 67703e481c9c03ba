import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { settledRefusal } from "@/lib/queries/operator/settled-refusal";

/** Whether a lead has settled an entry of the person that was refused. */
export const GET = defineHandler({
  name: "floor.refused",
  access: { who: "person", permission: "operation.read" },
  params: z.object({ command: z.uuid() }),
  run: async ({ actor, params }) => ({ settled: await settledRefusal(await floorReader(), actor, params.command) }),
});
