import { z } from "zod";
import { acceptWebhook } from "@/lib/edge/accept-webhook";
import { defineHandler } from "@/lib/edge/define-handler";

/** Where an ERP pushes what is urgent: orders released, changed, cancelled, and lots. */
export const POST = defineHandler({
  name: "erp-webhook",
  perMinute: 6000,
  access: { who: "open", why: "the adapter of the connection checks the signature over the raw bytes" },
  params: z.object({ connection: z.string().min(1).max(80) }),
  run: ({ request, params }) => acceptWebhook(request, params.connection),
});
