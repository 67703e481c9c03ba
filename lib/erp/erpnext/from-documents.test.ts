import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { wordsOf } from "@/lib/erp/words";
import { Batch, Bom, CardHead, Item, ItemHead, WorkOrder, Workstation } from "./api-types";
import { DELIVERED_UNITS } from "./delivered-words";
import { fromBatch } from "./from-batch";
import { fromBom } from "./from-bom";
import { fromItem } from "./from-item";
import { fromWorkOrder } from "./from-work-order";
import { ratesOf } from "./from-workstation";
import type { PlantData } from "./plant-data";
import { advanced, askFrom, finished, readCursor, START } from "./poll-cursor";
import { ErpnextSettings } from "./settings";
import { decimalOf } from "./values";

const settings = ErpnextSettings.parse({ url: "https://erp.example.test/", site: "SITE-A", company: "Example Works", timeZone: "Europe/Berlin" });
const data: PlantData = {
  settings,
  words: wordsOf([{ kind: "WORK_CENTRE", ours: "LINE-1", theirs: "MILL-01" }], DELIVERED_UNITS),
  currency: "EUR",
  wholeUnits: new Set(["Nos", "Box"]),
};
const stamp = { modified: "2026-03-16 06:15:02.482113" };
const Recorded = z.object({ exchanges: z.array(z.object({ response: z.object({ body: z.object({ data: z.json().optional() }) }) })) });
const recorded = Recorded.parse(JSON.parse(readFileSync(new URL("./__fixtures__/02-order-detail.json", import.meta.url), "utf8"))).exchanges.map(
  ({ response }) => response.body.data,
);
const order = WorkOrder.parse(recorded[0]);
const items = new Map(["CAST-01", "SEAL-02"].map((name) => [name, ItemHead.parse({ name, stock_uom: "Nos", has_batch_no: name === "CAST-01" ? 1 : 0, default_bom: null })]));
const bom = (change: object = {}) =>
  Bom.parse({
    name: "BOM-FG-PUMP-100-001",
    ...stamp,
    docstatus: 1,
    item: "FG-PUMP-100",
    quantity: 10,
    is_active: 1,
    is_default: 1,
    items: [
      { idx: 1, item_code: "CAST-01", qty: 10, uom: "Nos", operation: "Machining" },
      { idx: 2, item_code: "SEAL-02", qty: 2, uom: "Box", operation: null },
    ],
    operations: [
      { idx: 1, operation: "Machining", workstation: "MILL-01", time_in_mins: 30, fixed_time: 1, batch_size: 1 },
      { idx: 2, operation: "Assembly", workstation: "ASM-01", time_in_mins: 25, fixed_time: 0, batch_size: 2 },
    ],
    ...change,
  });

describe("orders", () => {
  const cards = z.array(CardHead).parse(recorded[1]);

  it("reads the recorded order in our words, with its cards' workstations and a version that any of them raises", () => {
    const [message] = fromWorkOrder(order, cards, null, items, data);
    expect(message).toMatchObject({
      type: "erp.order.v1",
      subject: "MFG-WO-2026-00217",
      source: "erpnext/Example Works",
      time: "2026-03-16T05:15:02.713Z",
      data: {
        status: "RELEASED",
        qty: "100",
        uom: "EA",
        erpVersion: Date.parse("2026-03-16T05:15:02Z") * 1000 + 713_009,
        plannedStart: "2026-03-16T05:00:00.000Z",
        due: "2026-03-17T13:30:00.000Z",
        components: [
          { pos: 1, item: "CAST-01", qty: "1", required: "100", operation: 10, issueMode: "MANUAL_SCAN", uom: "EA" },
          { pos: 2, item: "SEAL-02", qty: "2", required: "200", operation: 20, issueMode: "BACKFLUSH" },
        ],
        operations: [
          { operation: 10, workCentre: "LINE-1", setupMachineHours: "0", runMachineHours: "0.036667", runLabourHours: "0.036667" },
          { operation: 20, workCentre: "ASM-01", runMachineHours: "0.041667" },
        ],
      },
    });
    const moved = cards.map((card) => ({ ...card, workstation: "ASM-02", modified: "2026-03-16 07:00:00" }));
    expect(fromWorkOrder(order, moved, null, items, data)[0]?.data).toMatchObject({
      operations: [{ workCentre: "ASM-02" }, { workCentre: "ASM-02" }],
      erpVersion: Date.parse("2026-03-16T06:00:00Z") * 1000,
    });
  });

  it("takes the time of a step once an order where its BOM says so", () => {
    const [message] = fromWorkOrder(order, [], bom(), items, data);
    expect(message?.data).toMatchObject({
      routingVersion: "BOM-FG-PUMP-100-001",
      operations: [{ setupMachineHours: "3.666667", runMachineHours: "0" }, { setupMachineHours: "0" }],
    });
  });

  it.each([
    ["Not Started", 1, "RELEASED"],
    ["In Process", 1, "RELEASED"],
    ["Stopped", 1, "CREATED"],
    ["Completed", 1, "CLOSED"],
    ["Closed", 1, "CLOSED"],
    ["Cancelled", 2, "CANCELLED"],
    ["Draft", 0, "CREATED"],
  ] as const)("%s (%i) is %s", (status, docstatus, ours) => expect(fromWorkOrder({ ...order, status, docstatus }, [], null, items, data)[0]?.data).toMatchObject({ status: ours }));

  it.each([
    ["an unknown state", { status: "Waiting" }, /unknown state "Waiting"/],
    ["a unit without a code", { stock_uom: "Barrel" }, /"Barrel" of ERPNext has no UN\/ECE code: map it/],
    ["no date", { planned_start_date: null, planned_end_date: null }, /no planned date/],
    ["an operation without a workstation", { operations: order.operations.map((row) => ({ ...row, workstation: null })) }, /names no workstation/],
  ])("cannot be read with %s", (_, change, reason) => expect(() => fromWorkOrder({ ...order, ...change }, [], null, items, data)).toThrow(reason));
});

describe("master data", () => {
  it("makes a BOM and its routing of one BOM, per unit made", () => {
    const [lines, steps] = fromBom(bom(), items, data);
    expect(lines).toMatchObject({
      type: "erp.bom.v1",
      data: {
        version: "BOM-FG-PUMP-100-001",
        status: "ACTIVE",
        components: [
          { qty: "1", operation: 10, uom: "EA" },
          { qty: "0.2", operation: 10, uom: "BX" },
        ],
      },
    });
    expect(steps).toMatchObject({
      type: "erp.routing.v1",
      data: {
        operations: [
          { workCentre: "LINE-1", setupMachineHours: "0.5", runMachineHours: "0" },
          { workCentre: "ASM-01", runMachineHours: "0.020833" },
        ],
      },
    });
  });

  it.each([
    [{ is_default: 0 }, "DRAFT"],
    [{ is_active: 0 }, "RETIRED"],
    [{ docstatus: 2 }, "RETIRED"],
  ])("%j is %s", (change, status) => expect(fromBom(bom(change), items, data)[0]?.data).toMatchObject({ status }));

  it.each([
    [
      {
        stock_uom: "Nos",
        uoms: [
          { uom: "Box", conversion_factor: 12 },
          { uom: "Barrel", conversion_factor: 5 },
        ],
      },
      { baseUom: "EA", decimals: 0, units: [{ uom: "BX", numerator: 1, denominator: 12, decimals: 0 }] },
    ],
    [
      {
        stock_uom: "Kg",
        uoms: [
          { uom: "Gram", conversion_factor: 0.001 },
          { uom: "Pound", conversion_factor: 0.4536 },
        ],
      },
      {
        baseUom: "KGM",
        decimals: 3,
        units: [
          { uom: "GRM", numerator: 1000, denominator: 1 },
          { uom: "LBR", numerator: 1250, denominator: 567 },
        ],
      },
    ],
    [
      { stock_uom: "Nos", default_bom: "B", is_sales_item: 1, has_serial_no: 1 },
      { kind: "FINISHED", tracking: "SERIAL" },
    ],
    [
      { stock_uom: "Nos", default_bom: "B", is_sales_item: 0, has_batch_no: 1, disabled: 1, shelf_life_in_days: 30 },
      { kind: "INTERMEDIATE", tracking: "LOT", status: "BLOCKED", shelfLifeDays: 30 },
    ],
    [{ stock_uom: "Nos", barcodes: [{ barcode: "SHELF-7" }, { barcode: "14006381333938", uom: "Box" }, { barcode: "4006381333931", uom: "" }] }, { gtin: "4006381333931" }],
  ])("reads an item with %j", (given, expected) => expect(fromItem(Item.parse({ name: "X", ...stamp, ...given }), data)[0]?.data).toMatchObject(expected));

  it("takes the number of a box for none of the item", () => {
    const box = { name: "X", ...stamp, stock_uom: "Nos", barcodes: [{ barcode: "14006381333938", uom: "Box" }] };
    expect(fromItem(Item.parse(box), data)[0]?.data).not.toHaveProperty("gtin");
  });

  it("splits the hourly rate, and gives the machine what nothing names", () => {
    const rate = (given: object) => ratesOf(Workstation.parse({ name: "W", ...stamp, ...given })).map(({ element, rate: value }) => `${element} ${value.toFixed()}`);
    expect(rate({ hour_rate: 60, hour_rate_labour: 30, hour_rate_electricity: 12, hour_rate_consumable: 8, hour_rate_rent: 10 })).toEqual([
      "LABOUR 30",
      "MACHINE 20",
      "OVERHEAD 10",
    ]);
    expect(rate({ hour_rate: 45 })).toEqual(["MACHINE 45"]);
    expect(rate({})).toEqual([]);
  });

  it("reads a batch with what lies where, its item's value, and a version that the value raises", () => {
    const batch = Batch.parse({ name: "C240115", ...stamp, item: "CAST-01", disabled: 0, expiry_date: "2026-12-31" });
    const places = [
      { warehouse: "Stores - EW", qty: decimalOf(12.5) },
      { warehouse: "Scrap - EW", qty: decimalOf(-1) },
    ];
    const worth = { rate: decimalOf(12.345), stamps: ["2026-03-16 08:00:00"] };
    expect(fromBatch(batch, items.get("CAST-01"), places, worth, data)[0]?.data).toMatchObject({
      lot: "C240115",
      origin: "PURCHASED",
      qualityStatus: "RELEASED",
      unitCost: "12.345",
      currency: "EUR",
      expiresAt: "2026-12-31T23:00:00.000Z",
      erpVersion: Date.parse("2026-03-16T07:00:00Z") * 1000,
      stock: [
        { location: "Stores - EW", qty: "12.5" },
        { location: "Scrap - EW", qty: "0" },
      ],
    });
    expect(fromBatch({ ...batch, disabled: true }, items.get("CAST-01"), [], undefined, data)[0]?.data).toMatchObject({ qualityStatus: "ON_HOLD", unitCost: "0", stock: [] });
    expect(() => fromBatch(batch, undefined, [], undefined, data)).toThrow(/item CAST-01, which is not there/);
  });
});

describe("the cursor of a poll", () => {
  const zone = { overlapSeconds: 300, timeZone: "Europe/Berlin" };
  const now = new Date("2026-03-16T08:00:00Z");
  const row = (name: string, modified: string) => ({ name, modified });

  it("goes on after the last stamp and drops those of it that were seen", () => {
    const one = advanced(START, [row("A", "t1"), row("B", "t2")]);
    expect(one.last).toEqual({ at: "t2", names: ["B"] });
    expect(advanced(one, [row("C", "t2")]).last).toEqual({ at: "t2", names: ["B", "C"] });
    expect(advanced(one, []).last).toEqual(one.last);
  });

  it("reaches back until its mark has stood for the overlap, and asks for all where there is none", () => {
    const cursor = finished(advanced(START, [row("A", "2026-03-16 09:00:00.000001")]), "items", 6, now);
    expect(cursor).toMatchObject({ phase: 1, last: null });
    const mark = cursor.marks["items"];
    expect(askFrom(mark, now, zone)).toBe("2026-03-16 08:55:00.000001");
    expect(askFrom(mark, new Date(now.getTime() + 301_000), zone)).toBe("2026-03-16 09:00:00.000001");
    expect(askFrom(undefined, now, zone)).toBeNull();
    expect(askFrom({ at: "2026-10-25 02:40:00.000000", since: 0 }, new Date("2026-10-25T01:10:00Z"), zone)).toBe("2026-10-25 01:40:00.000000");
  });

  it("keeps a mark that nothing newer came after, and starts over where it cannot be read", () => {
    const before = finished(advanced(START, [row("A", "2026-03-16 09:00:00.000001")]), "items", 6, now);
    const after = finished({ ...before, phase: 0 }, "items", 6, new Date(now.getTime() + 60_000));
    expect(after.marks["items"]).toEqual(before.marks["items"]);
    expect([readCursor("nonsense"), readCursor('{"v":2}'), readCursor(null)]).toEqual([START, START, START]);
    expect(readCursor(JSON.stringify(before))).toEqual(before);
  });
});
