import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { dueCheck } from "@/lib/queries/operator/due-checks";

/** What a check that is due asks for, with its limits. */
export const GET = defineHandler({
  name: "check.due",
  access: { who: "person", permission: "check.record" },
  params: z.object({ check: z.uuid() }),
  run: async ({ actor, params }) => (await dueCheck(reader(), actor, params.check)) ?? { ok: false, code: "NOT_FOUND", params: {} },
});
