import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { SAME_WORDS } from "@/lib/erp/words";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { verifyWebhook } from "./verify-webhook";

const SECRET = "a-secret-of-this-test-only";
const NOW = new Date("2026-03-16T08:00:00Z");
const price = inboundMessage(
  "erp.price.v1",
  { site: "SITE-A", item: "FG-100", customer: null, erpVersion: 3, price: "31.50", uom: "EA", currency: "USD", validFrom: "2026-01-01T00:00:00Z", validTo: null },
  "erp/test",
  "2026-03-16T07:59:00Z",
);
const BODY = JSON.stringify({ messages: [price, { id: "x:1", type: "erp.future.v1" }] });

function sign(body: string, at: Date, secret = SECRET): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const hex = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return { "millrace-timestamp": timestamp, "millrace-signature": `v1=${hex}` };
}

it("takes a genuine webhook, and keeps apart what it cannot read", () => {
  const outcome = verifyWebhook({ headers: sign(BODY, NOW), rawBody: BODY, receivedAt: NOW }, [SECRET], SAME_WORDS);
  expect(outcome).toMatchObject({ kind: "messages", messages: [price], unreadable: [{ id: "x:1", type: "erp.future.v1" }] });
});

it("takes the old secret and the new one while both count", () => {
  const other = "the-next-secret-of-this-test";
  expect(verifyWebhook({ headers: sign(BODY, NOW, other), rawBody: BODY, receivedAt: NOW }, [SECRET, other], SAME_WORDS).kind).toBe("messages");
});

it.each([
  ["no signature", {}, BODY, NOW, "SIGNATURE"],
  ["another secret", sign(BODY, NOW, "some-other-secret-entirely"), BODY, NOW, "SIGNATURE"],
  ["one byte changed", sign(BODY, NOW), `${BODY} `, NOW, "SIGNATURE"],
  ["another timestamp than the signed one", { ...sign(BODY, NOW), "millrace-timestamp": "1773648001" }, BODY, NOW, "SIGNATURE"],
  ["older than five minutes", sign(BODY, NOW), BODY, new Date(NOW.getTime() + 301_000), "REPLAY"],
  ["from the future", sign(BODY, NOW), BODY, new Date(NOW.getTime() - 301_000), "REPLAY"],
  ["signed nonsense", sign("hello", NOW), "hello", NOW, "MALFORMED"],
] as const)("refuses: %s", (_, headers, rawBody, receivedAt, code) => {
  expect(verifyWebhook({ headers, rawBody, receivedAt }, [SECRET], SAME_WORDS)).toMatchObject({ kind: "refused", code });
});
