import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { HttpAnswer, HttpFailure } from "@/lib/erp/http/request";
import { classify, verdictOf, verdictOfRead } from "./classify";
import { odooClient } from "./client";
import { cut, OdooError, type OdooFailure } from "./failure";
import { OdooSettings } from "./settings";

const Fixture = z.object({
  exchanges: z.array(z.object({ case: z.string().optional(), request: z.object({ url: z.string() }), response: z.object({ status: z.number(), body: z.json() }) })),
});
const exchanges = (name: string) => Fixture.parse(JSON.parse(readFileSync(new URL(`__fixtures__/${name}.json`, import.meta.url), "utf8"))).exchanges;

/** What a client of that protocol makes of an answer. */
async function verdict(protocol: "JSON2" | "JSONRPC", given: HttpAnswer | HttpFailure): Promise<string> {
  const settings = OdooSettings.parse({
    url: "https://odoo.test",
    protocol,
    version: protocol === "JSON2" ? 19 : 16,
    database: "works",
    login: "mes@example.test",
    site: "SITE-A",
  });
  const login = JSON.stringify({ jsonrpc: "2.0", id: 1, result: 7 });
  let calls = 0;
  const client = odooClient(settings, { apiKey: "key" }, async ({ body = "" }) => {
    calls += 1;
    return calls === 1 && body.includes("authenticate") && !(given.kind === "answer" && given.text.includes('"result":false'))
      ? { kind: "answer", status: 200, headers: {}, text: login }
      : given;
  });
  try {
    return `result ${JSON.stringify(await client.call("mrp.workorder", "button_start", { ids: [802] }))}`;
  } catch (error) {
    const found = verdictOf(error);
    return "code" in found ? `${found.kind} ${found.code}` : found.kind;
  }
}

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
  kind: "answer",
  status,
  headers,
  text: typeof body === "string" ? body : JSON.stringify(body),
});
const envelope = (name: string) => ({
  jsonrpc: "2.0",
  id: 2,
  error: { code: 200, message: "Odoo Server Error", data: { name, message: "words", debug: "", arguments: [], context: {} } },
});

describe("IN-05 the fixtures' answers", () => {
  it.each([
    ["business refusal, permanent until changed", "rejected REFUSED"],
    ["200 with a wizard: nothing was posted", "result"],
    ["key expired or wrong", "broken LOGIN"],
    ["developer error", "broken UNKNOWN_TO_ODOO"],
    ["missing right, permanent", "rejected NO_RIGHT"],
    ["conflict left after the server's own retries; retry", "retry"],
  ])("JSON-2: %s", async (name, expected) => {
    const exchange = exchanges("06-failures-json2").find((one) => one.case === name);
    expect(await verdict("JSON2", answer(exchange?.response.status ?? 0, exchange?.response.body))).toContain(expected);
  });

  it.each([
    ["business refusal", "rejected REFUSED"],
    ["bad login gives false, not an error", "broken LOGIN"],
  ])("JSON-RPC: %s", async (name, expected) => {
    const exchange = exchanges("07-failures-jsonrpc").find((one) => one.case === name);
    expect(await verdict("JSONRPC", answer(exchange?.response.status ?? 0, exchange?.response.body))).toBe(expected);
  });
});

describe("IN-05 answers by class, status and cause", () => {
  it.each<[string, "JSON2" | "JSONRPC", HttpAnswer | HttpFailure, string]>([
    ["a rule of the ERP", "JSON2", answer(422, { name: "odoo.exceptions.ValidationError", message: "no" }), "rejected INVALID"],
    ["a record that is gone", "JSON2", answer(404, { name: "odoo.exceptions.MissingError", message: "no" }), "rejected MISSING"],
    ["a record that is gone, with status 200", "JSONRPC", answer(200, envelope("odoo.exceptions.MissingError")), "rejected MISSING"],
    ["a right that is missing, with status 200", "JSONRPC", answer(200, envelope("odoo.exceptions.AccessError")), "rejected NO_RIGHT"],
    ["a key that ended meanwhile", "JSONRPC", answer(200, envelope("odoo.exceptions.AccessDenied")), "broken LOGIN"],
    ["writers in parallel", "JSONRPC", answer(200, envelope("psycopg2.errors.SerializationFailure")), "retry"],
    ["a locked row", "JSON2", answer(500, { name: "psycopg2.errors.LockNotAvailable", message: "" }), "retry"],
    ["a locked row, with status 200", "JSONRPC", answer(200, envelope("psycopg2.errors.LockNotAvailable")), "retry"],
    ["two that wait for each other", "JSON2", answer(500, { name: "psycopg2.errors.DeadlockDetected", message: "" }), "retry"],
    ["an unknown field", "JSON2", answer(500, { name: "builtins.ValueError", message: "Invalid field" }), "broken UNKNOWN_TO_ODOO"],
    ["an unknown method, with status 200", "JSONRPC", answer(200, envelope("builtins.AttributeError")), "broken UNKNOWN_TO_ODOO"],
    ["a fault of Odoo's own", "JSON2", answer(500, { name: "builtins.ZeroDivisionError", message: "" }), "retry"],
    ["a fault of Odoo's own, with status 200", "JSONRPC", answer(200, envelope("builtins.ZeroDivisionError")), "retry"],
    ["another refusal of Odoo's", "JSON2", answer(409, { name: "odoo.addons.own.Conflict", message: "no" }), "rejected REFUSED"],
    ["a rate limit", "JSON2", answer(429, "slow down", { "retry-after": "7" }), "retry"],
    ["a gateway that gave up", "JSON2", answer(504, "<html>"), "unknown"],
    ["a gateway that gave up", "JSONRPC", answer(502, "<html>"), "unknown"],
    ["half an answer", "JSON2", answer(200, '{"id":'), "unknown"],
    ["a login page", "JSONRPC", answer(200, "<html>"), "unknown"],
    ["a redirect", "JSON2", answer(303, ""), "broken ADDRESS"],
    ["a wrong address", "JSON2", answer(404, "<h1>Not Found</h1>"), "broken ADDRESS"],
    ["nothing listens", "JSON2", { kind: "failure", code: "UNREACHABLE", reached: false, reason: "" }, "retry"],
    ["cut off", "JSONRPC", { kind: "failure", code: "INTERRUPTED", reached: true, reason: "" }, "unknown"],
    ["no answer in time", "JSON2", { kind: "failure", code: "TIMEOUT", reached: true, reason: "" }, "unknown"],
    ["a certificate", "JSON2", { kind: "failure", code: "TLS", reached: false, reason: "" }, "broken TLS"],
  ])("%s (%s)", async (_, protocol, given, expected) => expect(await verdict(protocol, given)).toBe(expected));

  it("hands on how long to wait, and words without markup", () => {
    expect(classify({ kind: "http", status: 429, detail: "", retryAfterSeconds: 7 })).toMatchObject({ kind: "retry", retryAfterSeconds: 7 });
    expect(classify({ kind: "error", name: "psycopg2.errors.LockNotAvailable", message: "", status: 500 })).toMatchObject({ kind: "retry", scope: "message" });
    expect(cut("<p>Please <b>unblock</b>\n it.</p>")).toBe("Please unblock it.");
    expect(cut("x".repeat(30_000)).length).toBe(501);
  });

  it("a read that was refused stops the connection, and one that was lost is asked again", () => {
    const read = (failure: OdooFailure) => verdictOfRead(new OdooError(failure, "x")).kind;
    expect(read({ kind: "error", name: "odoo.exceptions.AccessError", message: "", status: 403 })).toBe("broken");
    expect(read({ kind: "transport", reached: true, code: "TIMEOUT", detail: "" })).toBe("retry");
    expect(() => verdictOfRead(new TypeError("ours"))).toThrow("ours");
  });
});
