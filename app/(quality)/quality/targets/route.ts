import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { checkTargets } from "@/lib/queries/quality/check-targets";

/** What a check may be asked for: a lot, the operations of an order, or, where neither is named, what is in work. */
export const GET = defineHandler({
  name: "check.targets",
  access: { who: "person", permission: "check.record" },
  query: z.object({ lot: z.uuid().optional(), order: z.uuid().optional() }),
  run: async ({ actor, query: { lot, order } }) => checkTargets(reader(), actor, lot !== undefined ? { lotId: lot } : order !== undefined ? { orderId: order } : "IN_WORK"),
});
