import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { WebhookOutcome, WebhookRequest } from "@/lib/erp/port";
import { parseJson } from "./failure";
import type { ErpnextSettings } from "./settings";
import { microsOf } from "./zone";

export const SIGNATURE_HEADER = "x-frappe-webhook-signature";
/** A webhook whose document changed longer ago than this is a replay, late enough for polling to have seen it, or a clock is wrong. */
const REPLAY_WINDOW_SECONDS = 300;

/** What the JSON template of the webhook must send. Frappe signs no time of its own: the document's stamp is in the signed body. */
const Body = z.object({ doctype: z.string().min(1), name: z.union([z.string().min(1), z.number()]), modified: z.string().min(1) });

/** Checks the signature over the raw bytes and the age of the change. A webhook only says that something changed: the document is read by the next poll. */
export function verifyWebhook(request: WebhookRequest, secrets: readonly string[], { timeZone }: Pick<ErpnextSettings, "timeZone">): WebhookOutcome {
  if (secrets.length === 0) return { kind: "refused", code: "NOT_SUPPORTED", reason: "The connection has no webhook secret." };
  const given = request.headers[SIGNATURE_HEADER] ?? "";
  if (!secrets.some((secret) => matches(given, secret, request.rawBody))) {
    return { kind: "refused", code: "SIGNATURE", reason: "The signature is missing or does not fit the secret of this connection." };
  }
  const body = Body.safeParse(parseJson(request.rawBody));
  const changed = body.success ? microsOf(timeZone, body.data.modified) : null;
  if (changed === null) return { kind: "refused", code: "MALFORMED", reason: "The body does not name doctype, name and modified of a document." };
  if (Math.abs(request.receivedAt.getTime() / 1000 - changed / 1_000_000) > REPLAY_WINDOW_SECONDS) {
    return { kind: "refused", code: "REPLAY", reason: "The change is more than five minutes old, or a clock or the time zone is wrong." };
  }
  return { kind: "hint" };
}

function matches(signature: string, secret: string, rawBody: string): boolean {
  const expected = Buffer.from(createHmac("sha256", secret).update(rawBody).digest("base64"));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
