import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { leadView } from "@/lib/queries/operator/lead-view";

/** What a line lead looks at, as the lead's page shows it. */
export const GET = defineHandler({
  name: "lead.view",
  access: { who: "person", permission: "override.approve" },
  run: async ({ actor }) => leadView(await floorReader(), actor),
});
