import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { dryRunLoad } from "@/lib/edge/dry-run-load";

/** Tries what a load would do, step by step, for as long as the page listens; leaves nothing. */
export const POST = defineHandler({
  name: "dry-run",
  access: { who: "person", permission: "integration.configure" },
  body: z.strictObject({ connectionId: z.uuid(), from: z.enum(["START", "CURSOR"]) }),
  perMinute: 30,
  run: async ({ request, actor, body }) => dryRunLoad(request, actor, body.connectionId, body.from),
});
