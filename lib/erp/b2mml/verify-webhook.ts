import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookOutcome, WebhookRequest } from "@/lib/erp/port";
import type { Words } from "@/lib/erp/words";
import { WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER } from "@/lib/messages/rest-contract.v1";
import { NotADocument } from "./document";
import { read } from "./forms";
import { fromDocument } from "./from-document";
import type { B2mmlSettings } from "./settings";

/** A document whose timestamp is further off than this is a replay, or a clock is wrong. */
const REPLAY_WINDOW_SECONDS = 300;

/**
 * Checks age and signature over the raw bytes, then reads the document. An answer that comes this way says that there is one: it is looked up by
 * its BODID at the next try, as everything that was not answered at once.
 */
export function verifyWebhook(request: WebhookRequest, secrets: readonly string[], settings: B2mmlSettings, words: Words): WebhookOutcome {
  if (secrets.length === 0) return { kind: "refused", code: "NOT_SUPPORTED", reason: "This connection has no secret for webhooks, so it takes none." };
  const timestamp = request.headers[WEBHOOK_TIMESTAMP_HEADER] ?? "";
  const offered = (request.headers[WEBHOOK_SIGNATURE_HEADER] ?? "").split(",").map((part) => part.trim());
  const genuine = secrets.some((secret) => offered.some((signature) => matches(signature, secret, timestamp, request.rawBody)));
  if (!/^\d{1,12}$/.test(timestamp) || !genuine) {
    return { kind: "refused", code: "SIGNATURE", reason: "The signature is missing or does not fit the secret of this connection." };
  }
  if (Math.abs(request.receivedAt.getTime() / 1000 - Number(timestamp)) > REPLAY_WINDOW_SECONDS) {
    return { kind: "refused", code: "REPLAY", reason: "The webhook is more than five minutes old, or a clock is wrong." };
  }
  try {
    const inbound = fromDocument(read(request.rawBody), { settings, words });
    switch (inbound.kind) {
      case "objects":
        return { kind: "messages", ...inbound.read };
      case "answer":
        return { kind: "hint" };
      case "other":
        return { kind: "refused", code: "MALFORMED", reason: inbound.reason };
    }
  } catch (error) {
    if (error instanceof NotADocument) return { kind: "refused", code: "MALFORMED", reason: error.message };
    throw error;
  }
}

function matches(signature: string, secret: string, timestamp: string, rawBody: string): boolean {
  const expected = Buffer.from(`v1=${createHmac("sha256", secret).update(`${timestamp}.${rawBody}`).digest("hex")}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
