import { readFileSync } from "node:fs";
import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { z } from "zod";
import { verifyWebhook } from "./verify-webhook";

const { secret, exchanges } = z
  .object({ secret: z.string(), exchanges: z.array(z.object({ request: z.object({ headers: z.record(z.string(), z.string()), raw_body: z.string() }) })).length(1) })
  .parse(JSON.parse(readFileSync(new URL("./__fixtures__/09-webhook.json", import.meta.url), "utf8")));
const recorded = exchanges[0]?.request ?? { headers: {}, raw_body: "" };
const genuine = { "x-frappe-webhook-signature": recorded.headers["X-Frappe-Webhook-Signature"] ?? "" };
const berlin = { timeZone: "Europe/Berlin" };
const soon = new Date("2026-03-16T05:15:10Z");
const sign = (body: string) => ({ "x-frappe-webhook-signature": createHmac("sha256", secret).update(body).digest("base64") });

it("takes the recorded webhook as a hint, under any secret that counts", () => {
  expect(verifyWebhook({ headers: genuine, rawBody: recorded.raw_body, receivedAt: soon }, ["another-secret-of-ours", secret], berlin)).toEqual({ kind: "hint" });
});

it.each([
  ["without a signature", {}, recorded.raw_body, soon, "SIGNATURE"],
  ["with one byte more", genuine, `${recorded.raw_body} `, soon, "SIGNATURE"],
  ["of a change five minutes ago", genuine, recorded.raw_body, new Date("2026-03-16T05:20:03Z"), "REPLAY"],
  ["of a change to come", genuine, recorded.raw_body, new Date("2026-03-16T05:10:00Z"), "REPLAY"],
  ["whose template lacks the stamp", sign('{"doctype":"Work Order","name":"X"}'), '{"doctype":"Work Order","name":"X"}', soon, "MALFORMED"],
  ["of signed nonsense", sign("hello"), "hello", soon, "MALFORMED"],
] as const)("refuses one %s", (_, headers, rawBody, receivedAt, code) => {
  expect(verifyWebhook({ headers, rawBody, receivedAt }, [secret], berlin)).toMatchObject({ kind: "refused", code });
});

it("refuses all of a connection without a secret, and one whose site has another zone", () => {
  expect(verifyWebhook({ headers: genuine, rawBody: recorded.raw_body, receivedAt: soon }, [], berlin)).toMatchObject({ code: "NOT_SUPPORTED" });
  expect(verifyWebhook({ headers: genuine, rawBody: recorded.raw_body, receivedAt: soon }, [secret], { timeZone: "UTC" })).toMatchObject({ code: "REPLAY" });
});
