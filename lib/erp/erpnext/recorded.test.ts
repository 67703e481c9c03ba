import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { HttpRequest } from "@/lib/erp/http/request";
import type { MaterialIssuedV1 } from "@/lib/messages/material-issued.v1";
import { erpnextSystem } from "./adapter";

const Recorded = z.object({ exchanges: z.array(z.object({ request: z.object({ url: z.string() }), response: z.object({ body: z.object({ data: z.json().optional() }) }) })) });
const recorded = (name: string) => Recorded.parse(JSON.parse(readFileSync(new URL(`__fixtures__/${name}.json`, import.meta.url), "utf8"))).exchanges;
const Rows = z.array(z.looseObject({ name: z.string() }));
const listed = Rows.parse(recorded("01-order-list")[0]?.response.body.data);
const [order, cards] = recorded("02-order-detail").map(({ response }) => response.body.data);

/** An adapter whose calls of the resource API are answered by `answers`, by document type and, of one document, its name; lists that it does not know are empty. */
function open(answers: (doctype: string, name: string | null, query: URLSearchParams) => unknown) {
  const asked: string[] = [];
  const adapter = erpnextSystem.create(
    { url: "https://erp.example.test", site: "SITE-A", company: "Example Works", timeZone: "Europe/Berlin" },
    { apiKey: "key", apiSecret: "secret-of-this-test" },
    async ({ url }: HttpRequest) => {
      const { pathname, searchParams } = new URL(url);
      const [, , , doctype = "", name] = pathname.split("/").map(decodeURIComponent);
      asked.push(`${doctype}${name === undefined ? "" : `/${name}`}`);
      return { kind: "answer", status: 200, headers: {}, text: JSON.stringify({ data: answers(doctype, name ?? null, searchParams) ?? [] }) };
    },
  );
  return { adapter, asked };
}

describe("what ERPNext answered, read by the adapter", () => {
  /** The second order of the list in full: that of the first, with its own head. */
  const whole = (name: string) => ({ ...z.record(z.string(), z.unknown()).parse(order), ...listed.find((row) => row.name === name) });
  const answers = (doctype: string, name: string | null, query: URLSearchParams) => {
    if (doctype === "Company") return { name: "Example Works", default_currency: "EUR" };
    if (doctype === "UOM") return [{ name: "Nos", must_be_whole_number: 1 }];
    // The rounds over kinds other than orders find nothing new.
    if (doctype !== "Work Order" && query.get("order_by")?.startsWith("modified") === true) return [];
    if (doctype === "Item") return ["CAST-01", "SEAL-02", "FG-PUMP-100", "FG-PUMP-200"].map((item) => ({ name: item, stock_uom: "Nos", has_batch_no: 0, default_bom: null }));
    if (doctype === "Job Card") return query.get("filters")?.includes("MFG-WO-2026-00217") === true ? cards : [];
    if (doctype !== "Work Order") return undefined;
    return name === null ? listed : whole(name);
  };
  async function round(cursor: string | null) {
    const { adapter } = open(answers);
    const page = await adapter.poll(cursor, { limit: 1000 });
    if (page.kind !== "page") throw new Error(page.reason);
    return page;
  }

  it("01: each order of the list comes in our words, the finished one closed", async () => {
    const page = await round(null);
    expect(page.unreadable).toEqual([]);
    expect(page.messages.filter(({ type }) => type === "erp.order.v1").map(({ data }) => data)).toMatchObject([
      { order: "MFG-WO-2026-00217", item: "FG-PUMP-100", qty: "100", uom: "EA", status: "RELEASED" },
      { order: "MFG-WO-2026-00218", item: "FG-PUMP-200", qty: "40", uom: "EA", status: "CLOSED" },
    ]);
  });

  it("01: the inclusive repeat of its last rows brings no other message", async () => {
    const first = await round(null);
    const again = await round(first.cursor);
    const known = new Set(first.messages.map(({ id }) => id));
    expect(again.messages.filter(({ id }) => !known.has(id))).toEqual([]);
  });

  it.each([
    ["landed", "0b7c2e55-91de-4a0a-8f0f-5f5e1f0e7a02", { kind: "accepted", parts: [{ kind: "Stock Entry", number: "MAT-STE-2026-00931" }] }],
    ["not landed", "00000000-0000-4000-8000-000000000000", { kind: "absent" }],
  ])("06: an entry whose answer was lost is found by its key: %s", async (_, id, outcome) => {
    const { adapter, asked } = open((doctype, _name, query) => {
      if (doctype !== "Stock Entry") return undefined;
      // The adapter asks for the key and those that follow from it after a cancellation at once, and for the key's field with them.
      const [[field, , keys]] = z.tuple([z.tuple([z.literal("mes_ref"), z.literal("in"), z.array(z.string())])]).parse(JSON.parse(query.get("filters") ?? "[]"));
      return keys.flatMap((key) => {
        const found = recorded("06-readback-after-lost-response").find(({ request }) => request.url.includes(`["${field}","=","${key}"]`));
        return Rows.parse(found?.response.body.data ?? []).map((row) => ({ ...row, [field]: key }));
      });
    });
    const head = {
      id,
      source: "mes/SITE-A",
      subject: "MFG-WO-2026-00217",
      time: "2026-03-16T13:55:00Z",
      recordtime: "2026-03-16T13:55:00Z",
      sequence: 1,
      correlationid: "c",
      causationid: "c",
    };
    const message: MaterialIssuedV1 = {
      ...head,
      type: "mes.material.issued.v1",
      data: {
        issueId: "IS-1",
        order: "MFG-WO-2026-00217",
        operation: 10,
        item: "CAST-01",
        lot: "C240115",
        qty: "7",
        uom: "EA",
        mode: "MANUAL_SCAN",
        activity: "RUN",
        workUnit: "MILL-01.UNIT",
        location: null,
        substituteFor: null,
        final: false,
      },
    };
    expect(await adapter.findByKey(message, { memory: null, original: null, remember: async () => undefined })).toMatchObject(outcome);
    expect(asked).toContain("Stock Entry");
  });
});
