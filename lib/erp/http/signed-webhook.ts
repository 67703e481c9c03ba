import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookOutcome, WebhookRequest } from "@/lib/erp/port";
import { WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER } from "@/lib/messages/rest-contract.v1";

/** A webhook whose timestamp is further off than this is a replay, or a clock is wrong. */
const REPLAY_WINDOW_SECONDS = 300;

/**
 * Checks age and signature of a webhook over its raw bytes, as the contract has them; null when it is genuine and new. `secrets` are all that count
 * now, so that one can be rotated.
 */
export function refuseUnsigned(request: WebhookRequest, secrets: readonly string[]): Extract<WebhookOutcome, { kind: "refused" }> | null {
  const timestamp = request.headers[WEBHOOK_TIMESTAMP_HEADER] ?? "";
  const offered = (request.headers[WEBHOOK_SIGNATURE_HEADER] ?? "").split(",").map((part) => part.trim());
  const genuine = secrets.some((secret) => offered.some((signature) => matches(signature, secret, timestamp, request.rawBody)));
  if (!/^\d{1,12}$/.test(timestamp) || !genuine) {
    return { kind: "refused", code: "SIGNATURE", reason: "The signature is missing or does not fit the secret of this connection." };
  }
  if (Math.abs(request.receivedAt.getTime() / 1000 - Number(timestamp)) > REPLAY_WINDOW_SECONDS) {
    return { kind: "refused", code: "REPLAY", reason: "The webhook is more than five minutes old, or a clock is wrong." };
  }
  return null;
}

function matches(signature: string, secret: string, timestamp: string, rawBody: string): boolean {
  const expected = Buffer.from(`v1=${createHmac("sha256", secret).update(`${timestamp}.${rawBody}`).digest("hex")}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
