import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { OUTBOUND_TYPES } from "@/lib/messages/outbound";
import type { Http, HttpAnswer, HttpRequest } from "@/lib/erp/http/request";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import type { CheckResult } from "./check";
import { checkConformance, type ConformanceOptions } from "./conformance";

const SITE = "SITE-A";
const Told = z.object({ data: z.object({ currency: z.string() }) });
let erp: SandboxErp;

beforeAll(async () => {
  erp = await openSandboxErp();
  for (const { type, data } of example1(SITE)) await erp.clerk("POST", "objects", { type, data });
  await erp.clerk("POST", "orders", { order: "PO-CONFORM", site: SITE, item: "FG-100", qty: "10" });
  await erp.clerk("POST", "orders", { order: "PO-KINDS", site: SITE, item: "FG-100", qty: "10" });
  await erp.clerk("POST", "orders", { order: "PO-MOVE", site: SITE, item: "FG-100", qty: "10" });
});
afterAll(() => erp.stop());

async function run(change: (request: HttpRequest, answer: HttpAnswer) => HttpAnswer | undefined = () => undefined, options: Partial<ConformanceOptions> = {}) {
  const http: Http = async (request) => {
    const answer = await fetchHttp(request);
    return answer.kind === "answer" ? (change(request, answer) ?? answer) : answer;
  };
  const told: CheckResult[] = [];
  const results = await checkConformance({ baseUrl: erp.url, apiKey: erp.key, timeoutSeconds: 10, order: "PO-CONFORM", ...options }, http, (result) => told.push(result));
  expect(told).toEqual(results);
  return new Map(results.map((result) => [result.id, result]));
}

const failing = (results: Map<string, CheckResult>) => [...results.values()].filter(({ verdict }) => verdict === "FAIL").map(({ id }) => id);

const MOVE = { order: "PO-MOVE", site: SITE, line: "ASSY" };

it("the sandbox ERP keeps the whole contract, as often as it is asked, and nothing of the trial stays in its books but what was moved", async () => {
  for (const attempt of [1, 2]) {
    const results = await run(undefined, { move: MOVE });
    expect(
      [...results.values()].filter(({ id, verdict }) => verdict !== "PASS" && !id.startsWith("kind.")),
      `attempt ${attempt}`,
    ).toEqual([]);
    expect(results.size).toBeGreaterThan(18);
  }
});

it("the sandbox ERP takes every kind of message, each with a line of its own", async () => {
  const results = await run(undefined, { order: "PO-KINDS", kinds: true });
  const kinds = [...results.values()].filter(({ id }) => id.startsWith("kind."));
  expect(kinds.map(({ id, verdict, seen }) => [id, verdict, seen])).toEqual(
    OUTBOUND_TYPES.filter((type) => type !== "mes.shift-production.proposed.v1").map((type) => [`kind.${type.slice(4, -3)}`, "PASS", null]),
  );
  const without = await run(undefined, { kinds: false });
  expect(without.get("kind.lot.held")).toMatchObject({ verdict: "SKIP", next: expect.stringContaining("--kinds") });
});

it("a kind that an ERP may leave out is left out with its reason, one that it needs fails, and so does one that it takes and forgets", async () => {
  const of = (type: string, then: (answer: HttpAnswer) => HttpAnswer) => async () =>
    (await run(({ body }, answer) => (body?.includes(`"type":"${type}"`) === true ? then(answer) : undefined), { order: "PO-KINDS", kinds: true })).get(
      `kind.${type.slice(4, -3)}`,
    );
  const refused = (answer: HttpAnswer) => ({ ...answer, status: 400, text: '{"title":"Not known","status":400,"code":"SCHEMA"}' });
  expect(await of("mes.lot.held.v1", refused)()).toMatchObject({ verdict: "SKIP", next: expect.stringContaining("Policy") });
  expect(await of("mes.order.status.v1", refused)()).toMatchObject({ verdict: "FAIL", seen: expect.stringContaining("SCHEMA") });
  expect(await of("mes.quality.recorded.v1", (answer) => ({ ...answer, text: answer.text.replace(/"document":"[^"]+"/, '"document":"ELSE"') }))()).toMatchObject({
    verdict: "FAIL",
  });
  expect(await of("mes.genealogy.recorded.v1", (answer) => ({ ...answer, status: 500, text: "<html>" }))()).toMatchObject({ verdict: "FAIL" });
});

it("tells of a comparison in the currency of the site's own costs", async () => {
  const told: string[] = [];
  await run(({ body }) => {
    if (body?.includes("mes.reconciliation.snapshot.v1") === true) told.push(body);
    return undefined;
  });
  expect(told.map((body) => Told.parse(JSON.parse(body)).data.currency)).toEqual(["USD"]);
});

it("leaves the books alone when no order is named", async () => {
  const before = await erp.clerk("GET", "postings");
  const results = await run(undefined, { order: undefined });
  expect(results.get("post.book")).toMatchObject({ verdict: "SKIP", next: expect.stringContaining("--order") });
  expect(failing(results)).toEqual([]);
  expect(await erp.clerk("GET", "postings")).toEqual(before);
});

it.each<[string, string, (request: HttpRequest, answer: HttpAnswer) => HttpAnswer | undefined]>([
  ["access.describe", "answers another service", ({ url }, answer) => (url.endsWith("/v1") ? { ...answer, text: "<html>" } : undefined)],
  ["access.wrong-key", "takes any key", (_, answer) => (answer.status === 401 ? { ...answer, status: 200 } : undefined)],
  [
    "changes.schema",
    "sends a number that is no text",
    ({ url }, answer) => (url.includes("/v1/changes") ? { ...answer, text: answer.text.replace('"qty":"200"', '"qty":200') } : undefined),
  ],
  ["changes.page-size", "skips the last entry of a small page", ({ url }, answer) => (url.includes("limit=7") ? dropLast(answer) : undefined)],
  ["post.repeat", "books a repeat again", repeated()],
  [
    "post.find",
    "forgets what it booked",
    ({ method, url }, answer) =>
      method === "GET" && url.includes("/v1/messages/") && answer.status === 200
        ? { ...answer, status: 404, text: '{"title":"x","status":404,"code":"MESSAGE_UNKNOWN"}' }
        : undefined,
  ],
  ["post.gap", "does not look at the sequence", (_, answer) => (answer.text.includes("SEQUENCE_GAP") ? { ...answer, status: 201 } : undefined)],
  [
    "post.business",
    "refuses without words",
    (_, answer) => (answer.text.includes("OPERATION_UNKNOWN") ? { ...answer, text: '{"title":"no","status":422,"code":"X"}' } : undefined),
  ],
  [
    "shift.refused",
    "takes a move of what it does not know",
    (_, answer) => (answer.text.includes("NO-") && answer.text.includes("ORDER_UNKNOWN") ? { ...answer, status: 201 } : undefined),
  ],
  [
    "shift.moved",
    "does not name the new order",
    (_, answer) => (answer.text.includes('"kind":"ORDER"') ? { ...answer, text: answer.text.replace('"kind":"ORDER"', '"kind":"NOTE"') } : undefined),
  ],
  [
    "orders.list",
    "lists a page again and again",
    ({ url }, answer) => (url.includes("/v1/order-list") ? { ...answer, text: answer.text.replace('"cursor":null', '"cursor":"same"') } : undefined),
  ],
  ["orders.read", "invents orders", ({ url }, answer) => (url.includes("/v1/orders") ? { ...answer, text: '{"orders":[]}' } : undefined)],
  [
    "orders.costs",
    "says costs in another currency than its rates",
    ({ url }, answer) => (url.includes("/v1/orders") ? { ...answer, text: answer.text.replaceAll('"currency":"USD"', '"currency":"EUR"') } : undefined),
  ],
])("%s fails of an ERP that %s, and says what to do", async (id, _, change) => {
  const results = await run(change, { move: MOVE });
  expect(results.get(id)).toMatchObject({ verdict: "FAIL", seen: expect.stringMatching(/\S/), next: expect.stringMatching(/\S/) });
});

it("stops at an address that does not answer, with the reason", async () => {
  const results = await run(undefined, { baseUrl: "http://127.0.0.1:9" });
  expect(results.get("access.describe")).toMatchObject({ verdict: "FAIL", seen: expect.stringContaining("No answer") });
  expect(results.size).toBe(3);
});

it("tells a signed webhook from one that is not", async () => {
  const rawBody = JSON.stringify({ messages: example1(SITE).slice(-1) });
  const at = new Date();
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const sign = (secret: string) => `v1=${createHmac("sha256", secret).update(`${timestamp}.${rawBody}`).digest("hex")}`;
  const hook = (signature: string) => ({
    secret: "secret-of-16-chars",
    next: async () => ({ headers: { "millrace-timestamp": timestamp, "millrace-signature": signature }, rawBody, receivedAt: at }),
  });
  expect((await run(undefined, { webhook: hook(sign("secret-of-16-chars")) })).get("webhook.signature")).toMatchObject({ verdict: "PASS" });
  expect((await run(undefined, { webhook: hook(sign("another-secret-1234")) })).get("webhook.signature")).toMatchObject({ verdict: "FAIL" });
  const silent = { secret: "secret-of-16-chars", next: async () => null };
  expect((await run(undefined, { webhook: silent })).get("webhook.signature")).toMatchObject({ verdict: "SKIP" });
});

function dropLast(answer: HttpAnswer): HttpAnswer {
  const page: unknown = JSON.parse(answer.text);
  if (typeof page !== "object" || page === null || !("changes" in page) || !Array.isArray(page.changes)) return answer;
  return { ...answer, text: JSON.stringify({ ...page, changes: page.changes.slice(0, -1) }) };
}

/** An ERP that gives each post a new document. */
function repeated() {
  let number = 0;
  return ({ method, url }: HttpRequest, answer: HttpAnswer): HttpAnswer | undefined => {
    if (method !== "POST" || !url.endsWith("/v1/messages") || answer.status !== 200) return undefined;
    number += 1;
    return { ...answer, status: 201, text: answer.text.replace(/"document":"[^"]+"/, `"document":"NEW-${number}"`) };
  };
}
