import { describe, expect, it } from "vitest";
import { classify } from "./classify";
import { cut, failureOf, type TrytonFailure } from "./failure";

const http = (status: number, login = false): TrytonFailure => ({ kind: "http", status, login, detail: "" });
const transport = (code: string, reached: boolean): TrytonFailure => ({ kind: "transport", code, reached, detail: "" });

// The errors are what the server answered under the key `error`.
describe("classify", () => {
  it.each<[string, TrytonFailure, string]>([
    ["a rule of the ERP", failureOf(["UserError", ["To move product you must provide a stock lot.", "", null]]), "rejected REFUSED"],
    ["a broken domain", failureOf(["UserError", ["The value is not valid", "", [["x"], {}]]]), "rejected REFUSED"],
    ["a question", failureOf(["UserWarning", ["f8e3.effective_date_future", "The moves …", ""]]), "rejected CONSENT_NEEDED"],
    ["a stale stamp", failureOf(["ConcurrencyException", "Records were modified in the meanwhile"]), "conflict"],
    ["writers in parallel", failureOf(["could not serialize access due to concurrent update\n", ""]), "retry"],
    ["a locked row", failureOf(['could not obtain lock on row in relation "stock_move"\n', ""]), "retry"],
    ["an unknown field", failureOf(["'nope'", ""]), "rejected ERP_FAULT"],
    ["no context", failureOf(["Missing context argument", ""]), "rejected ERP_FAULT"],
    ["another answer than expected", failureOf(["UnexpectedAnswer", ["quantity: expected number"]]), "broken UNEXPECTED_ANSWER"],
    ["login refused", http(401, true), "broken LOGIN"],
    ["session refused twice", http(401), "broken LOGIN"],
    ["locked out", http(429, true), "retry"],
    ["method not exposed", http(403), "broken NOT_EXPOSED"],
    ["no such database", http(404), "broken NO_DATABASE"],
    ["the server failed", http(500), "unknown"],
    ["a gateway gave up", http(504), "unknown"],
    ["overloaded", http(503), "retry"],
    ["nothing listens", transport("UNREACHABLE", false), "retry"],
    ["cut off", transport("INTERRUPTED", true), "unknown"],
    ["no answer in time", transport("TIMEOUT", true), "unknown"],
    ["a certificate", transport("TLS", false), "broken TLS"],
  ])("%s", (_, failure, expected) => {
    const verdict = classify(failure);
    expect("code" in verdict ? `${verdict.kind} ${verdict.code}` : verdict.kind).toBe(expected);
  });

  it("after too many failed logins it waits until the user is free again", () => {
    expect(classify(http(429, true))).toMatchObject({ kind: "retry", retryAfterSeconds: 300 });
  });
  it("IN-05 waits as long as a gateway before it says, and no longer than usual where it names no time", () => {
    const busy = (status: number, login: boolean, retryAfterSeconds?: number) =>
      classify({ ...http(status, login), ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });
    expect([busy(429, true, 7), busy(429, false, 7), busy(503, false, 7)].map((verdict) => "retryAfterSeconds" in verdict && verdict.retryAfterSeconds)).toEqual([7, 7, 7]);
    expect([busy(429, false), busy(503, false)]).toEqual(["HTTP 429", "HTTP 503"].map((reason) => ({ kind: "retry", reason })));
  });

  it("keeps the sentence of a broken domain and drops its definitions", () => {
    const verdict = classify(failureOf(["UserError", ["The lot belongs to another item.", "", [["a".repeat(12_000)], { b: "c".repeat(12_000) }]]]));
    expect(verdict).toMatchObject({ reason: "The lot belongs to another item." });
    expect(JSON.stringify(verdict).length).toBeLessThan(400);
    expect(cut("x".repeat(30_000)).length).toBe(501);
  });
});
