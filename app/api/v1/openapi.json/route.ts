import { openApi } from "@/app/api/v1/_api/openapi";
import { defineHandler } from "@/lib/edge/define-handler";

export const GET = defineHandler({
  name: "api.openapi",
  access: { who: "open", why: "the document says how to ask, and holds nothing of the plant" },
  run: async () => openApi(),
});
