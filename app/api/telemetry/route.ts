import { IngestMessagesInput, MOST_MESSAGES } from "@/lib/commands/telemetry/ingest-messages.schema";
import { defineHandler } from "@/lib/edge/define-handler";
import { ingestTelemetry } from "@/lib/edge/ingest-telemetry";

export const POST = defineHandler({
  name: "telemetry",
  access: { who: "machine", permission: "telemetry.write" },
  body: IngestMessagesInput,
  mostLines: MOST_MESSAGES,
  maxBytes: 2_097_152,
  perMinute: 6000,
  // Some 30,000 samples a second: more than a whole plant says.
  bytesPerMinute: 256 * 1024 * 1024,
  run: ({ actor, body }) => ingestTelemetry(actor, body),
});
