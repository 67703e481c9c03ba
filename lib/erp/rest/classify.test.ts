import { describe, expect, it } from "vitest";
import type { HttpAnswer, HttpFailure } from "@/lib/erp/http/request";
import { classifyBundle, classifyFind, classifyPost, classifyRead } from "./classify";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
  kind: "answer",
  status,
  headers,
  text: typeof body === "string" ? body : JSON.stringify(body),
});
const failure = (code: HttpFailure["code"], reached: boolean): HttpFailure => ({ kind: "failure", code, reached, reason: "because" });
const problem = (status: number, code: string) => ({ type: "about:blank", title: "Title", detail: "Plain words", status, code });
const receipt = { id: "019b0000-0000-7000-8000-000000000001", document: "CONF-1", parts: [] };

describe("IN-05 post", () => {
  it.each([
    ["booked", answer(201, receipt), "accepted"],
    ["booked before", answer(200, receipt), "accepted"],
    ["2xx without a receipt proves nothing", answer(200, "<html>"), "unknown"],
    ["schema", answer(400, problem(400, "SCHEMA")), "rejected"],
    ["business reason", answer(422, problem(422, "LOT_SHORT")), "rejected"],
    ["key reused", answer(409, problem(409, "KEY_REUSED")), "rejected"],
    ["key unknown", answer(401, ""), "broken"],
    ["right missing", answer(403, problem(403, "FORBIDDEN")), "broken"],
    ["wrong address", answer(404, "not found"), "broken"],
    ["redirect", answer(302, ""), "broken"],
    ["asked to wait", answer(503, problem(503, "UNAVAILABLE"), { "retry-after": "7" }), "retry"],
    ["rate limit of a gateway", answer(429, "slow down"), "retry"],
    ["bare 503 of a gateway", answer(503, "<html>"), "unknown"],
    ["server error", answer(500, problem(500, "FAULT")), "unknown"],
    ["gateway time-out", answer(504, "<html>"), "unknown"],
    ["a 4xx page that is no problem", answer(400, "<html>"), "unknown"],
    ["nothing listens", failure("UNREACHABLE", false), "retry"],
    ["no answer in time", failure("TIMEOUT", true), "unknown"],
    ["connection broke", failure("INTERRUPTED", true), "unknown"],
    ["certificate", failure("TLS", false), "broken"],
  ] as const)("%s", (_, given, kind) => expect(classifyPost(given).kind).toBe(kind));

  it.each([
    ["locked by somebody in the ERP", 423, "message"],
    ["built on something that has not arrived", 425, "message"],
    ["busy", 429, undefined],
    ["away", 503, undefined],
  ])("%s: says whether only this message has to wait", (_, status, scope) => {
    expect(classifyPost(answer(status, problem(status, "LATER")))).toEqual({ kind: "retry", reason: "Plain words", ...(scope === undefined ? {} : { scope }) });
  });

  it("hands on how long to wait, and the reason in plain words", () => {
    expect(classifyPost(answer(503, problem(503, "UNAVAILABLE"), { "retry-after": "7" }))).toEqual({ kind: "retry", reason: "Plain words", retryAfterSeconds: 7 });
  });
});

describe("§8.1 bundle", () => {
  const [A, B, C, D] = ["1", "2", "3", "4"].map((last) => `0197a000-0000-7000-8000-00000000000${last}`) as [string, string, string, string];
  const kinds = (given: Parameters<typeof classifyBundle>[1], ids = [A, B]) => classifyBundle(ids, given).map(({ kind }) => kind);
  const outcomes = [
    { status: "NOT_TAKEN", id: C },
    { status: "REFUSED", id: B, problem: { title: "Lot short", status: 422, code: "LOT_SHORT", detail: "Plain words" } },
    { status: "BOOKED", id: A, document: "C-1", parts: [] },
    { status: "LATER", id: D, problem: { title: "Too early", status: 425, code: "PREDECESSOR_MISSING" }, retryAfterSeconds: 5 },
  ];

  it("gives each message its own outcome, whatever the order of the answer", () => {
    expect(classifyBundle([A, B, C, D], answer(200, { outcomes }))).toEqual([
      { kind: "accepted", document: "C-1", parts: [] },
      { kind: "rejected", code: "LOT_SHORT", reason: "Plain words", raw: expect.stringContaining("LOT_SHORT") },
      { kind: "not-taken", reason: expect.stringContaining("before it") },
      { kind: "retry", reason: "Too early", scope: "message", retryAfterSeconds: 5 },
    ]);
  });

  it.each([
    ["an answer that leaves one out", answer(200, { outcomes: outcomes.slice(2, 3) }), ["accepted", "unknown"]],
    ["an answer that is none", answer(200, "<html>"), ["unknown", "unknown"]],
    ["server error", answer(500, ""), ["unknown", "unknown"]],
    ["no answer in time", failure("TIMEOUT", true), ["unknown", "unknown"]],
    ["nothing listens", failure("UNREACHABLE", false), ["retry", "retry"]],
    ["asked to wait", answer(503, problem(503, "UNAVAILABLE")), ["retry", "retry"]],
    ["the bundle refused as a whole", answer(400, problem(400, "SCHEMA")), ["not-taken", "not-taken"]],
    ["no such address", answer(404, "not found"), ["broken", "broken"]],
    ["key unknown", answer(401, ""), ["broken", "broken"]],
  ])("%s", (_, given, wanted) => expect(kinds(given)).toEqual(wanted));
});

describe("IN-05 look-up", () => {
  it.each([
    ["found", answer(200, receipt), "accepted"],
    ["certainly absent", answer(404, problem(404, "MESSAGE_UNKNOWN")), "absent"],
    ["404 of a gateway proves nothing", answer(404, "<html>"), "broken"],
    ["404 with another code", answer(404, problem(404, "NO_ROUTE")), "unknown"],
    ["server error", answer(500, ""), "unknown"],
    ["nothing listens", failure("UNREACHABLE", false), "retry"],
    ["no answer in time", failure("TIMEOUT", true), "retry"],
  ] as const)("%s", (_, given, kind) => expect(classifyFind(given).kind).toBe(kind));
});

describe("read", () => {
  it.each([
    ["server error", answer(500, ""), "retry"],
    ["time-out", failure("TIMEOUT", true), "retry"],
    ["another page", answer(200, "<html>"), "broken"],
    ["key unknown", answer(401, ""), "broken"],
  ] as const)("%s", (_, given, kind) => expect(classifyRead(given).kind).toBe(kind));
});
