import { z } from "zod";

/**
 * Body of `POST /api/telemetry`: the messages that a gateway would have published, topic and payload as over MQTT. A payload may be anything:
 * what is no message of ours goes to quarantine with the reason and does not keep the others out.
 */
export const IngestMessagesInput = z.object({
  messages: z
    .array(z.object({ topic: z.string().min(1).max(1024), payload: z.unknown().optional() }))
    .min(1)
    .max(5000),
});
export type IngestMessagesInput = z.infer<typeof IngestMessagesInput>;
