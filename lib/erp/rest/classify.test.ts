import { describe, expect, it } from "vitest";
import type { HttpAnswer, HttpFailure } from "@/lib/erp/http/request";
import { classifyFind, classifyPost, classifyRead } from "./classify";

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

  it("hands on how long to wait, and the reason in plain words", () => {
    expect(classifyPost(answer(503, problem(503, "UNAVAILABLE"), { "retry-after": "7" }))).toEqual({ kind: "retry", reason: "Plain words", retryAfterSeconds: 7 });
  });
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
