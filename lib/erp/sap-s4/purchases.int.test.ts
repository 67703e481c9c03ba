import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Unreadable } from "@/lib/erp/port";
import type { InboundMessage } from "@/lib/messages/inbound";
import { dayJson } from "./edm";
import { sapBench } from "./testing/sap-bench";
import type { Row } from "./testing/edm-model";
import { rowsOf } from "./testing/sap-state";

const bench = sapBench();
const rows = (set: string) => rowsOf(bench.sap.state, set);

beforeEach(() => {
  for (const set of ["A_PurchaseOrder", "A_PurchaseOrderItem", "A_PurchaseOrderScheduleLine"]) rows(set).length = 0;
  bench.sap.state.sets.set(
    "A_MaterialDocumentItem",
    rows("A_MaterialDocumentItem").filter((row) => row["PurchaseOrder"] === undefined),
  );
});

/** Somebody buys: one item a call, with a schedule line for each day. */
function buy(order: string, item: string, lines: Readonly<Record<string, string>>, more: Row = {}, head: Row = {}): void {
  if (rows("A_PurchaseOrder").every((row) => row["PurchaseOrder"] !== order))
    rows("A_PurchaseOrder").push({ PurchaseOrder: order, Supplier: "17300001", AddressName: "", ReleaseIsNotCompleted: false, ...head });
  rows("A_PurchaseOrderItem").push({
    PurchaseOrder: order,
    PurchaseOrderItem: item,
    PurchasingDocumentDeletionCode: "",
    Plant: "1010",
    Material: "CAST-01",
    PurchaseOrderQuantityUnit: "PC",
    IsCompletelyDelivered: false,
    GoodsReceiptIsExpected: true,
    IsReturnsItem: false,
    ...more,
  });
  for (const [index, [day, quantity]] of Object.entries(lines).entries()) {
    rows("A_PurchaseOrderScheduleLine").push({
      PurchasingDocument: order,
      PurchasingDocumentItem: item,
      ScheduleLine: String(index + 1).padStart(4, "0"),
      ScheduleLineDeliveryDate: dayJson(day),
      ScheduleLineOrderQuantity: quantity,
    });
  }
}

function receive(order: string, item: string, quantity: string, more: Row = {}): void {
  const quantities = { EntryUnit: "PC", QuantityInEntryUnit: quantity, MaterialBaseUnit: "PC", QuantityInBaseUnit: quantity };
  const number = `59${String(rows("A_MaterialDocumentItem").length).padStart(8, "0")}`;
  const key = { MaterialDocumentYear: "2026", MaterialDocument: number, MaterialDocumentItem: "0001" };
  rows("A_MaterialDocumentItem").push({ ...key, GoodsMovementType: "101", PurchaseOrder: order, PurchaseOrderItem: item, ...quantities, ...more });
}

function change(set: string, order: string, values: Row): void {
  for (const [at, row] of rows(set).entries()) if (row["PurchaseOrder"] === order) rows(set)[at] = { ...row, ...values };
}

type Polled = { readonly deliveries: readonly unknown[]; readonly unreadable: readonly Unreadable[]; readonly cursor: string };

/** All that is told of deliveries from a cursor on, once it is time to read them in full again. */
async function polled(from: string | null = null, settings: object = {}): Promise<Polled> {
  const [messages, unreadable]: [InboundMessage[], Unreadable[]] = [[], []];
  let cursor = from === null ? null : due(from);
  for (;;) {
    const page = await bench.open({ purchases: true, timeZone: "Europe/Berlin", ...settings }).poll(cursor, { limit: 20 });
    if (page.kind !== "page") throw new Error(page.reason);
    messages.push(...page.messages.filter(({ type }) => type === "erp.delivery.v1"));
    unreadable.push(...page.unreadable);
    cursor = page.cursor;
    if (!page.more) return { deliveries: messages.map(({ data }) => data), unreadable, cursor };
  }
}

function due(cursor: string): string {
  const read = z.looseObject({ reads: z.record(z.string(), z.number()) }).parse(JSON.parse(cursor));
  return JSON.stringify({ ...read, reads: { ...read.reads, ...("purchases" in read.reads ? { purchases: 0 } : {}) } });
}

const line = (qty: string, status: string, more: object = {}) => expect.objectContaining({ qty, status, ...more });

describe("purchases on their way", () => {
  it("come by schedule line, receipts fill the earliest first, and nothing is told twice", async () => {
    buy("4500000012", "00010", { "2026-03-20": "100", "2026-03-27": "50" });
    receive("4500000012", "00010", "110");
    receive("4500000012", "00010", "20", { GoodsMovementType: "102" });
    const first = await polled();
    const common = { site: "SITE-A", delivery: "4500000012", supplier: "17300001", supplierName: null, item: "CAST-01", uom: "EA" };
    expect(first.deliveries).toEqual([
      line("10", "OPEN", { ...common, line: 100_001, due: "2026-03-20T23:00:00.000Z" }),
      line("50", "OPEN", { ...common, line: 100_002, due: "2026-03-27T23:00:00.000Z" }),
    ]);
    expect((await polled(first.cursor)).deliveries).toEqual([]);
    receive("4500000012", "00010", "30");
    const next = await polled(first.cursor);
    expect(next.deliveries).toEqual([line("0", "RECEIVED", { line: 100_001 }), line("30", "OPEN", { line: 100_002 })]);
  });

  it("end as received or as cancelled, and come again where a receipt is taken back", async () => {
    for (const order of ["4500000013", "4500000014", "4500000015"]) buy(order, "00010", { "2026-03-20": "100" });
    const first = await polled();
    expect(first.deliveries).toHaveLength(3);
    change("A_PurchaseOrderItem", "4500000013", { IsCompletelyDelivered: true });
    change("A_PurchaseOrderItem", "4500000014", { PurchasingDocumentDeletionCode: "L" });
    change("A_PurchaseOrderItem", "4500000015", { Plant: "1710" });
    const over = await polled(first.cursor);
    expect(over.deliveries).toEqual([
      line("0", "RECEIVED", { delivery: "4500000013" }),
      line("0", "CANCELLED", { delivery: "4500000014" }),
      line("0", "CANCELLED", { delivery: "4500000015" }),
    ]);
    expect((await polled(over.cursor)).deliveries).toEqual([]);
    change("A_PurchaseOrderItem", "4500000013", { IsCompletelyDelivered: false });
    const again = await polled(over.cursor);
    expect(again.deliveries).toEqual([line("100", "OPEN", { delivery: "4500000013" })]);
    const version = z.array(z.object({ erpVersion: z.number() }));
    expect(version.parse(again.deliveries)[0]?.erpVersion).toBeGreaterThan(version.parse(over.deliveries)[0]?.erpVersion ?? 0);
  });

  it("are told as over that ended while the settings changed, and all others anew", async () => {
    for (const order of ["4500000022", "4500000023", "4500000024"]) buy(order, "00010", { "2026-03-20": "100" });
    const first = await polled();
    change("A_PurchaseOrderItem", "4500000022", { IsCompletelyDelivered: true });
    change("A_PurchaseOrderItem", "4500000023", { PurchasingDocumentDeletionCode: "L" });
    const next = await polled(first.cursor, { priority: 400 });
    expect(next.deliveries).toEqual([
      line("100", "OPEN", { delivery: "4500000024" }),
      line("0", "RECEIVED", { delivery: "4500000022" }),
      line("0", "CANCELLED", { delivery: "4500000023" }),
    ]);
    const versions = z.array(z.object({ erpVersion: z.number() }));
    const newest = Math.max(...versions.parse(first.deliveries).map(({ erpVersion }) => erpVersion));
    for (const { erpVersion } of versions.parse(next.deliveries)) expect(erpVersion).toBeGreaterThan(newest);
    expect((await polled(next.cursor, { priority: 400 })).deliveries).toEqual([]);
  });

  it("leave out what is not for the plant, what is not released, what brings no goods and what is over", async () => {
    buy("4500000016", "00010", { "2026-03-20": "1" }, { Plant: "1710" });
    buy("4500000017", "00010", { "2026-03-20": "1" }, {}, { ReleaseIsNotCompleted: true });
    buy("4500000018", "00010", { "2026-03-20": "1" }, { Material: "" });
    buy("4500000018", "00020", { "2026-03-20": "1" }, { GoodsReceiptIsExpected: false });
    buy("4500000018", "00030", { "2026-03-20": "1" }, { IsReturnsItem: true });
    buy("4500000018", "00040", { "2026-03-20": "1" }, { IsCompletelyDelivered: true });
    expect(await polled()).toMatchObject({ deliveries: [], unreadable: [] });
  });

  it("count a receipt in the unit of the material, and are kept apart where it says nothing in the unit of the order", async () => {
    buy("4500000019", "00010", { "2026-03-20": "100" });
    receive("4500000019", "00010", "4", { EntryUnit: "BOX", QuantityInBaseUnit: "48" });
    buy("4500000020", "00010", { "2026-03-20": "100" });
    receive("4500000020", "00010", "4", { EntryUnit: "BOX", MaterialBaseUnit: "KG" });
    const { deliveries, unreadable } = await polled();
    expect(deliveries).toEqual([line("52", "OPEN", { delivery: "4500000019" })]);
    expect(unreadable).toMatchObject([{ id: "erp.delivery.v1:4500000020/00010", reason: expect.stringContaining("received in BOX and ordered in PC") }]);
  });

  it("are not read, and not said to be, while they are off", async () => {
    buy("4500000021", "00010", { "2026-03-20": "1" });
    expect((await polled(null, { purchases: false })).deliveries).toEqual([]);
    expect(bench.open().capabilities().inbound).not.toContain("erp.delivery.v1");
    expect(bench.open({ purchases: true }).capabilities().inbound).toContain("erp.delivery.v1");
    expect(await bench.open({ purchases: true }).test()).toMatchObject({ kind: "ok" });
  });
});
