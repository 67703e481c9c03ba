import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { attentionPage } from "@/lib/queries/operator/attention";

/** Entries that were not accepted, below the latest that the lead's page brings with it; `from` of them are passed over. */
export const GET = defineHandler({
  name: "lead.attention",
  access: { who: "person", permission: "override.approve" },
  query: z.object({ from: z.coerce.number().int().min(0).max(1_000_000) }),
  run: async ({ actor, query }) => attentionPage(await floorReader(), actor, query.from),
});
