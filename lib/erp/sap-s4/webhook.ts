import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { WebhookOutcome, WebhookRequest } from "@/lib/erp/port";

/** A CloudEvent of SAP's event mesh: it carries keys only. */
const Event = z.object({ type: z.string().startsWith("sap.s4.beh."), data: z.object({ ProductionPlant: z.string().optional() }).catch({}) });

/**
 * Whether an event is worth a poll. SAP signs nothing; a secret in a header says who calls, and nothing of the body is used but whose plant it is about.
 * That is why its age does not matter either: an event that comes again, or late, costs a poll.
 */
export function verifyWebhook(request: WebhookRequest, secrets: readonly string[], plant: string): WebhookOutcome {
  if (secrets.length === 0) return { kind: "refused", code: "NOT_SUPPORTED", reason: "No secret for events is set on this connection: SAP is polled." };
  const offered = request.headers["x-millrace-secret"] ?? /^Bearer (.+)$/i.exec(request.headers["authorization"] ?? "")?.[1] ?? "";
  if (!secrets.some((secret) => same(secret, offered)))
    return { kind: "refused", code: "SIGNATURE", reason: "The secret in the header is missing or is not one of this connection." };
  const event = read(request.rawBody);
  if (event === null) return { kind: "refused", code: "MALFORMED", reason: "The body is no event of SAP." };
  const { ProductionPlant: about } = event.data;
  return about !== undefined && about !== plant ? { kind: "messages", messages: [], unreadable: [] } : { kind: "hint" };
}

function same(secret: string, offered: string): boolean {
  const [own, given] = [Buffer.from(secret), Buffer.from(offered)];
  return own.length === given.length && timingSafeEqual(own, given);
}

function read(body: string): z.infer<typeof Event> | null {
  try {
    const parsed = Event.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
