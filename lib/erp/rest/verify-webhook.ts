import { z } from "zod";
import { refuseUnsigned } from "@/lib/erp/http/signed-webhook";
import type { WebhookOutcome, WebhookRequest } from "@/lib/erp/port";
import type { Words } from "@/lib/erp/words";
import { fromMessages } from "./from-message";
import { readJson } from "@/lib/erp/http/read-json";

const Body = z.object({ messages: z.array(z.json()).min(1).max(100) });

/** Checks age and signature over the raw bytes, then reads the messages. `secrets` are all that count now, so that one can be rotated. */
export function verifyWebhook(request: WebhookRequest, secrets: readonly string[], words: Words): WebhookOutcome {
  const refused = refuseUnsigned(request, secrets);
  if (refused !== null) return refused;
  const body = readJson(request.rawBody, Body);
  if (body === null) return { kind: "refused", code: "MALFORMED", reason: "The body is not a list of messages." };
  return { kind: "messages", ...fromMessages(body.messages, words) };
}
