import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import type { HttpRequest } from "@/lib/erp/http/request";
import { odooClient } from "./client";
import { OdooSettings } from "./settings";

const Fixture = z.object({
  exchanges: z.array(
    z.object({
      request: z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()), body: z.json() }),
      response: z.object({ status: z.number(), body: z.json() }),
    }),
  ),
});
const exchanges = (name: string) => Fixture.parse(JSON.parse(readFileSync(new URL(`__fixtures__/${name}.json`, import.meta.url), "utf8"))).exchanges;

/** A client whose requests are kept and answered with the fixture's answers, one after the other. */
function replay(protocol: "JSON2" | "JSONRPC", name: string) {
  const sent: HttpRequest[] = [];
  const answers = exchanges(name).map(({ response }) => response);
  const settings = OdooSettings.parse({
    url: "https://odoo.test",
    protocol,
    version: protocol === "JSON2" ? 19 : 18,
    database: "works",
    login: "mes@example.test",
    site: "SITE-A",
  });
  const client = odooClient(settings, { apiKey: "<api_key>" }, async (request) => {
    const answer = answers[sent.push(request) - 1];
    return { kind: "answer", status: answer?.status ?? 0, headers: { date: "Mon, 16 Mar 2026 08:00:00 GMT" }, text: JSON.stringify(answer?.body) };
  });
  return { client, sent };
}

const bodies = (sent: readonly HttpRequest[]) => sent.map((request) => JSON.parse(request.body ?? "null") as unknown);
const Named = z.object({ domain: z.json(), fields: z.json(), order: z.json(), limit: z.json(), offset: z.json() });
const list = () => Named.parse(exchanges("01-order-list-json2")[0]?.request.body);

it("says over JSON-2 what the fixture says", async () => {
  const [expected] = exchanges("01-order-list-json2");
  const { client, sent } = replay("JSON2", "01-order-list-json2");
  expect(await client.call("mrp.production", "search_read", { named: list() })).toEqual(expected?.response.body);
  expect(bodies(sent)).toEqual([expected?.request.body]);
  expect(sent[0]).toMatchObject({
    method: "POST",
    url: `https://odoo.test${expected?.request.url}`,
    headers: { authorization: "bearer <api_key>", "x-odoo-database": "works", "content-type": "application/json" },
  });
  expect(client.clock()).toEqual(new Date("2026-03-16T08:00:00Z"));
});

it("says over JSON-RPC what the fixture says, and logs in once", async () => {
  const { client, sent } = replay("JSONRPC", "02-order-list-jsonrpc");
  expect(await client.call("mrp.production", "search_read", { named: list() })).toHaveLength(2);
  expect(bodies(sent)).toEqual(exchanges("02-order-list-jsonrpc").map(({ request }) => request.body));
  expect(sent.every((request) => request.url === "https://odoo.test/jsonrpc")).toBe(true);
});

it.each([
  ["JSON-2 before Odoo 19", { protocol: "JSON2", version: 18 }],
  ["JSON-RPC without a login", { protocol: "JSONRPC", version: 18, database: "works" }],
  ["JSON-RPC without a database", { protocol: "JSONRPC", version: 18, login: "mes" }],
  ["a key field that is no custom one", { keyField: "origin" }],
])("does not take settings with %s", (_, more) => {
  expect(OdooSettings.safeParse({ url: "https://odoo.test", site: "SITE-A", ...more }).success).toBe(false);
});
