import { z } from "zod";
import { JsonLine } from "@/lib/commands/json-line";

/** As many messages one body may have. */
export const MOST_MESSAGES = 5_000;
const LONGEST_TOPIC = 1_024;
const MessageInput = z.object({ topic: z.string().min(1).max(LONGEST_TOPIC), payload: z.unknown().optional() });

/** A part of a body that is no message: `line` counts from 1, of a list the place in it; `said` is its text, its bytes where it is no UTF-8, or what a list has there. */
export type RefusedPart = { readonly line: number; readonly reason: string; readonly said: unknown };

export type IngestMessagesInput = { readonly messages: readonly z.infer<typeof MessageInput>[]; readonly refused?: readonly RefusedPart[] };

/**
 * Body of `POST /api/telemetry`: the messages that a gateway would have published, topic and payload as over MQTT: one alone, a list, `messages` with a list, or
 * one a line. A payload may be anything: what is no message of ours goes to quarantine with the reason and does not keep the others out. Nor does a part of a list, or a line, that
 * has no topic or is no JSON or no UTF-8: whoever stores and forwards would send it again for ever.
 */
export const IngestMessagesInput = z.unknown().transform((body, context): IngestMessagesInput => {
  const told = isFields(body) && "messages" in body ? body.messages : body;
  const parts = z
    .array(z.unknown())
    .min(1)
    .max(MOST_MESSAGES)
    .safeParse(Array.isArray(told) ? told : told === body ? [told] : undefined);
  if (!parts.success) {
    for (const { message } of parts.error.issues) context.addIssue({ code: "custom", path: ["messages"], message });
    return z.NEVER;
  }
  const read = parts.data.map((part, index) => (part instanceof JsonLine ? readPart(part.value, part.number, part.said) : readPart(part, index + 1, part)));
  const refused = read.flatMap((part) => ("reason" in part ? [part] : []));
  const [first] = refused;
  // Of what has no message in it nothing would be lost; its sender has taken this for another address. A gateway that sends lines sends what it has.
  if (first !== undefined && refused.length === read.length && !parts.data.some((part) => part instanceof JsonLine)) {
    context.addIssue({ code: "custom", path: ["messages", first.line - 1, "topic"], message: first.reason });
    return z.NEVER;
  }
  return { messages: read.flatMap((part) => ("reason" in part ? [] : [part])), refused };
});

function readPart(value: unknown, line: number, said: unknown): z.infer<typeof MessageInput> | RefusedPart {
  const read = MessageInput.safeParse(value);
  return read.success ? read.data : { line, reason: said instanceof Uint8Array ? "not UTF-8" : reasonOf(value), said };
}

function reasonOf(value: unknown): string {
  if (value === undefined) return "not JSON";
  const topic = typeof value === "object" && value !== null && "topic" in value ? value.topic : undefined;
  if (typeof topic !== "string") return "no topic";
  return topic === "" ? "the topic is empty" : `the topic is longer than ${LONGEST_TOPIC} characters`;
}

function isFields(value: unknown): value is { readonly messages?: unknown } {
  return typeof value === "object" && value !== null;
}
