import { z } from "zod";

const MessageInput = z.object({ topic: z.string().min(1).max(1024), payload: z.unknown().optional() });
const Messages = z.array(MessageInput).min(1).max(5000);

/**
 * Body of `POST /api/telemetry`: the messages that a gateway would have published, topic and payload as over MQTT: one alone, a list, `messages` with a list, or
 * one a line. A payload may be anything: what is no message of ours goes to quarantine with the reason and does not keep the others out.
 */
export const IngestMessagesInput = z.unknown().transform((body, context): { messages: z.infer<typeof Messages> } => {
  const messages = Array.isArray(body) ? body : isFields(body) && "messages" in body ? body.messages : [body];
  const read = Messages.safeParse(messages);
  if (read.success) return { messages: read.data };
  for (const { path, message } of read.error.issues) context.addIssue({ code: "custom", path: ["messages", ...path], message });
  return z.NEVER;
});
export type IngestMessagesInput = z.infer<typeof IngestMessagesInput>;

function isFields(value: unknown): value is { readonly messages?: unknown } {
  return typeof value === "object" && value !== null;
}
