import { z } from "zod";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { moveScreen } from "@/lib/queries/planner/move-screen";
import { orderWhereabouts } from "@/lib/queries/whereabouts";

/** What of an order may be moved where, for the dialog that proposes it. */
export const GET = defineHandler({
  name: "move-screen",
  access: { who: "person", permission: "plan.write" },
  params: z.object({ number: z.string() }),
  query: z.object({ site: z.string().optional() }),
  run: async ({ actor, params, query }) => {
    const screen = await moveScreen(reader(), actor, params.number, query.site ?? null);
    if (screen !== null) return screen;
    await noteUnseen(actor, "order.open", params.number, await orderWhereabouts(reader(), actor, "plan.write", params.number, query.site ?? null));
    return { ok: false, code: "NOT_FOUND", params: {} };
  },
});
