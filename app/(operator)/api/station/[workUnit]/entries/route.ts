import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { shiftEntries } from "@/lib/queries/operator/shift-entries";

/** What was entered at a machine in its shift, for whoever may take some of it back. */
export const GET = defineHandler({
  name: "station.entries",
  access: { who: "person", permission: "entry.reverse-own" },
  params: z.object({ workUnit: z.string().min(1).max(80) }),
  run: async ({ actor, params }) => (await shiftEntries(await floorReader(), actor, params.workUnit)) ?? { ok: false, code: "NOT_FOUND", params: {} },
});
