import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { HttpAnswer } from "@/lib/erp/http/request";
import { classify } from "./classify";
import { failureOf, type SapFailure } from "./failure";
import { SapSettings } from "./settings";

const CODES = SapSettings.parse({ baseUrl: "https://s4.example.test", plant: "1010", site: "SITE-A" }).retryableCodes;
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): SapFailure => {
  const given: HttpAnswer = { kind: "answer", status, headers, text: typeof body === "string" ? body : JSON.stringify(body) };
  return failureOf(given);
};
const transport = (code: Extract<SapFailure, { kind: "transport" }>["code"], reached: boolean): SapFailure => ({ kind: "transport", code, reached, detail: "because" });
const error = (code: string, text: string, details: object[] = []) => ({ error: { code, message: { lang: "en", value: text }, innererror: { errordetails: details } } });

const Fixture = z.object({
  exchanges: z.array(
    z.object({ case: z.string().optional(), response: z.object({ status: z.number(), headers: z.record(z.string(), z.unknown()), body: z.unknown().optional() }) }),
  ),
});

function failures(name: string): { case: string; failure: SapFailure }[] {
  const text = readFileSync(fileURLToPath(new URL(`__fixtures__/${name}.json`, import.meta.url)), "utf8");
  return Fixture.parse(JSON.parse(text)).exchanges.flatMap(({ case: title = name, response: { status, headers, body } }) =>
    status < 400
      ? []
      : [
          {
            case: title,
            failure: answer(status, body, Object.fromEntries(Object.entries(headers).flatMap(([key, value]) => (typeof value === "string" ? [[key.toLowerCase(), value]] : [])))),
          },
        ],
  );
}

/** What the contract says of each failure in the fixtures. */
const MEANING: Readonly<Record<string, string>> = {
  "stock deficit, permanent": "rejected",
  "wrong property name, permanent (developer error)": "rejected",
  "object locked by another user, retry with backoff": "retry",
  "locked, as a status code, retry with backoff": "retry",
  "01-csrf-token": "retry",
  "03-order-detail": "missing",
};

describe("IN-05 the failures of the fixtures", () => {
  const all = [...failures("06-confirmation-failures"), ...failures("01-csrf-token"), ...failures("03-order-detail")];
  it("are all told apart", () => expect(all.map((one) => one.case).toSorted()).toEqual(Object.keys(MEANING).toSorted()));
  it.each(all)("$case", ({ case: title, failure }) => expect(classify(failure, true, CODES).kind).toBe(MEANING[title]));
  it("hand on SAP's code and words, without markup", () => {
    expect(classify(all[0]?.failure ?? transport("TIMEOUT", true), true, CODES)).toMatchObject({
      kind: "rejected",
      code: "M7/021",
      reason: "Deficit of Unrestricted-use 12 PC : CAST-01 1010 101A C240115",
    });
  });
});

describe("IN-05 a write", () => {
  it.each([
    ["business refusal", answer(400, error("RU/011", "Operation 0099 does not exist")), "rejected"],
    ["refusal whose text is plain", answer(400, { error: { code: "RU/011", message: "Operation 0099 does not exist" } }), "rejected"],
    ["refusal whose text is a list", answer(400, { error: { code: "RU/011", message: [{ value: "Operation does not exist" }] } }), "rejected"],
    ["lock named in a detail", answer(400, error("CX/001", "An exception was raised", [{ code: "56/393", message: "blocked", severity: "error" }])), "retry"],
    ["lock known by its words", answer(400, error("CO/469", "Order 1000217 is already being processed, locked by PLANNER01")), "retry"],
    ["too many requests", answer(429, "slow down", { "retry-after": "7" }), "retry"],
    ["token run out", answer(403, "CSRF token validation failed", { "x-csrf-token": "Required" }), "retry"],
    ["no right", answer(403, error("/IWFND/CM_CONSUMER/101", "Access denied")), "broken"],
    ["wrong password", answer(401, "<html>"), "broken"],
    ["service not active, as 404", answer(404, error("/IWFND/MED/170", "No service found")), "broken"],
    ["service not active, as 403", answer(403, error("/IWFND/MED/170", "No service found")), "broken"],
    ["no such path", answer(404, "<html>"), "broken"],
    ["redirect", answer(302, ""), "broken"],
    ["changed by somebody else", answer(412, error("/IWBEP/CM_MGW_RT/101", "changed")), "conflict"],
    ["no If-Match", answer(428, error("/IWBEP/CM_MGW_RT/102", "required")), "rejected"],
    ["server error of SAP", answer(500, error("SY/530", "Dump")), "unknown"],
    ["gateway", answer(502, "<html>"), "unknown"],
    ["gateway is overloaded", answer(503, "<html>"), "unknown"],
    ["a 4xx page that is no envelope", answer(400, "<html>"), "unknown"],
    ["request time-out of a gateway", answer(408, ""), "unknown"],
    ["nothing listens", transport("UNREACHABLE", false), "retry"],
    ["no answer in time", transport("TIMEOUT", true), "unknown"],
    ["connection broke", transport("INTERRUPTED", true), "unknown"],
    ["success that cannot be read", transport("UNREADABLE", true), "unknown"],
    ["certificate", transport("TLS", false), "broken"],
  ] as const)("%s", (_, failure, kind) => expect(classify(failure, true, CODES).kind).toBe(kind));

  it("hands on how long to wait", () => expect(classify(answer(429, "slow down", { "retry-after": "7" }), true, CODES)).toMatchObject({ kind: "retry", retryAfterSeconds: 7 }));
  it("lets a lock, and what comes too early, hold back nothing but its own message", () => {
    const locked = answer(400, error("CO/469", "Order 1000217 is already being processed, locked by PLANNER01"));
    for (const failure of [locked, answer(423, ""), answer(425, "")]) expect(classify(failure, true, CODES)).toMatchObject({ kind: "retry", scope: "message" });
    expect(classify(answer(429, "slow down"), true, CODES)).not.toHaveProperty("scope");
  });
  it("takes further codes for locks from the settings", () => {
    const failure = answer(400, error("CO/469", "Order 1000217 is being processed"));
    expect(classify(failure, true, CODES).kind).toBe("rejected");
    expect(classify(failure, true, [...CODES, "CO/469"]).kind).toBe("retry");
  });
});

describe("IN-05 a read", () => {
  it.each([
    ["no answer in time", transport("TIMEOUT", true), "retry"],
    ["gateway", answer(502, "<html>"), "retry"],
    ["server error of SAP", answer(500, error("SY/530", "Dump")), "retry"],
    ["wrong password", answer(401, ""), "broken"],
    ["bad filter", answer(400, error("005056A509B11EE1B9A8FEC11C23378E", "Invalid filter")), "rejected"],
  ] as const)("%s", (_, failure, kind) => expect(classify(failure, false, CODES).kind).toBe(kind));
});
