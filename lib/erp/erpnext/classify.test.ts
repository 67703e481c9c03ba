import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { classify, verdictOfRead } from "./classify";
import { failureOf, FrappeError, type FrappeFailure } from "./failure";

const Fixture = z.object({
  exchanges: z.array(
    z.object({ case: z.string(), response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.record(z.string(), z.unknown()) }) }),
  ),
});
const recorded = new Map(
  Fixture.parse(JSON.parse(readFileSync(new URL("./__fixtures__/05-failures.json", import.meta.url), "utf8"))).exchanges.map(({ case: name, response }) => [
    name.split(",")[0]?.split(":")[0] ?? name,
    failureOf(response.status, JSON.stringify(response.body), response.headers["Retry-After"] === undefined ? undefined : Number(response.headers["Retry-After"])),
  ]),
);

const said = (failure: FrappeFailure) => {
  const verdict = classify(failure);
  return "code" in verdict ? `${verdict.kind} ${verdict.code}` : verdict.kind;
};
const answer = (status: number, exception: string | null): FrappeFailure => ({ kind: "answer", status, exception, reason: "words", raw: "" });
const transport = (code: string, reached: boolean): FrappeFailure => ({ kind: "transport", code, reached, reason: "words" });

describe("classify", () => {
  it.each([
    ["operation order broken", "rejected OPERATION_SEQUENCE", /complete operation Machining before Assembly/],
    ["not enough stock", "rejected NEGATIVE_STOCK", /^12.0 units of Item CAST-01 needed in Stores - EW/],
    ["duplicate key", "duplicate", /Duplicate entry/],
    ["changed by somebody else while the caller sent the old modified value; re-read and retry", "conflict", /modified after you have opened it/],
    ["bad credentials", "broken AUTHENTICATION", /does not accept the key/],
    ["missing role", "rejected PERMISSION", /does not have doctype access/],
    ["deadlock", "retry", /Deadlock found/],
    ["throttled", "retry", /TooManyRequestsError/],
  ])("IN-05 reads the recorded failure: %s", (name, expected, words) => {
    const failure = recorded.get(name);
    if (failure === undefined) throw new Error(`${name} is not among ${[...recorded.keys()].join(", ")}`);
    expect(said(failure)).toBe(expected);
    const verdict = classify(failure);
    expect(verdict.reason).toMatch(words);
    expect(verdict.reason).toMatch(/^[^<>{}]{3,}$/);
  });

  it.each<[string, FrappeFailure, string]>([
    ["a locked document", answer(417, "DocumentLockedError"), "conflict"],
    ["a name that is there", answer(409, "DuplicateEntryError"), "duplicate"],
    ["a question that took too long", answer(500, "QueryTimeoutError"), "retry"],
    ["maintenance", answer(503, "SessionStopped"), "retry"],
    ["a proxy without its site", answer(503, null), "unknown"],
    ["a fault of the server", answer(500, "AttributeError"), "unknown"],
    ["a fault before the server", answer(502, null), "unknown"],
    ["another broken rule", answer(417, "ValidationError"), "rejected REFUSED"],
    ["a link to nothing", answer(417, "LinkValidationError"), "rejected UNKNOWN_REFERENCE"],
    ["operations that are open", answer(417, "OperationsNotCompleteError"), "rejected OPERATIONS_OPEN"],
    ["more than was ordered", answer(417, "StockOverProductionError"), "rejected OVER_PRODUCTION"],
    ["a frozen day", answer(417, "StockFreezeError"), "rejected CLOSED_PERIOD"],
    ["a submitted document", answer(417, "UpdateAfterSubmitError"), "rejected SUBMITTED"],
    ["a document that is gone", answer(404, "DoesNotExistError"), "rejected NOT_FOUND"],
    ["an address that is another's", answer(404, null), "broken ADDRESS"],
    ["a redirect", answer(301, null), "broken ADDRESS"],
    ["a refused key without words", answer(401, null), "broken AUTHENTICATION"],
    ["a limit of a proxy", answer(429, null), "retry"],
    ["nothing listens", transport("UNREACHABLE", false), "retry"],
    ["cut off", transport("INTERRUPTED", true), "unknown"],
    ["no answer in time", transport("TIMEOUT", true), "unknown"],
    ["a certificate", transport("TLS", false), "broken TLS"],
    ["another body than expected", { kind: "unexpected", reason: "words", raw: "" }, "unknown"],
  ])("IN-05 %s", (_, failure, expected) => expect(said(failure)).toBe(expected));

  it("honours Retry-After", () => expect(classify(recorded.get("throttled") ?? answer(0, null))).toMatchObject({ retryAfterSeconds: 13 }));

  it.each<[FrappeFailure, string]>([
    [answer(403, "PermissionError"), "broken"],
    [answer(500, null), "retry"],
    [{ kind: "unexpected", reason: "words", raw: "" }, "broken"],
  ])("reading: %j", (failure, kind) => expect(verdictOfRead(new FrappeError(failure)).kind).toBe(kind));
});

describe("words of a failure", () => {
  it.each([
    [
      "markup goes",
      { exc_type: "ValidationError", _server_messages: JSON.stringify([JSON.stringify({ message: 'Row 1: <b>Item</b> <a href="/x">X</a><br>missing' })]) },
      "Row 1: Item X missing",
    ],
    [
      "the exception where there is no message",
      { exc_type: "MandatoryError", exception: "frappe.exceptions.MandatoryError: [Stock Entry, X]: company" },
      "[Stock Entry, X]: company",
    ],
    ["the class where there are no words", { exc_type: "LinkValidationError" }, "ERPNext refuses with LinkValidationError."],
  ])("%s", (_, body, reason) => expect(failureOf(417, JSON.stringify(body))).toMatchObject({ reason }));

  it("cuts what is long, and says that a page of HTML is not Frappe's", () => {
    const long = failureOf(417, JSON.stringify({ exc_type: "ValidationError", exception: `x: ${"y".repeat(9000)}` }));
    expect(long.reason.length).toBeLessThan(510);
    expect(failureOf(502, "<html>Bad Gateway</html>")).toMatchObject({ exception: null, reason: "The answer (status 502) is not Frappe's." });
  });
});
