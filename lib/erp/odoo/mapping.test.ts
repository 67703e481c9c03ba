import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { SAME_WORDS, wordsOf } from "@/lib/erp/words";
import { moveType, PRODUCT, productionType, WORK_CENTER, WORK_ORDER } from "./api-types";
import { DELIVERED_WORDS } from "./delivered-words";
import { fieldNames } from "./field-names";
import { fromProduct } from "./from-item";
import { fromOrder, type WholeOrder } from "./from-order";
import { fromWorkCenter } from "./from-work-center";
import { numbered } from "./operation-number";
import { baseName } from "./orders";
import { keyDomain, keyValues, partKey } from "./our-key";
import { type PlantData, Unmappable } from "./plant-data";
import { OdooSettings } from "./settings";
import { timeEntries } from "./to-time";
import { fromNumber, fromOdooTime, secondsOf, text, toNumber, toOdooTime } from "./values";
import { decimal } from "@/lib/domain/shared/decimal";

const Fixture = z.object({ exchanges: z.array(z.object({ response: z.object({ body: z.array(z.record(z.string(), z.unknown())) }) })) });
const rows = (name: string, exchange: number) =>
  Fixture.parse(JSON.parse(readFileSync(new URL(`__fixtures__/${name}.json`, import.meta.url), "utf8"))).exchanges[exchange]?.response.body ?? [];
const names = fieldNames(19);
const stamp = { write_date: "2026-03-16 05:15:02" };

const settings = OdooSettings.parse({ url: "https://odoo.test", site: "SITE-A" });
const center = (id: number, code: string) =>
  WORK_CENTER.schema.parse({ id, name: code, code, active: true, costs_hour: 60, time_start: 10, time_stop: 5, default_capacity: 1, working_state: "normal", ...stamp });
const product = (id: number, code: string | false, tracking = "lot", unit = "Units") =>
  PRODUCT.schema.parse({
    id,
    default_code: code,
    name: "Name",
    active: true,
    barcode: false,
    tracking,
    uom_id: [1, unit],
    standard_price: 11.25,
    product_tmpl_id: [id + 500, "Name"],
    ...stamp,
  });
const data: PlantData = { settings, names, words: wordsOf([], DELIVERED_WORDS), source: "odoo/works", currency: "EUR", workCenters: [center(3, "MILL-01"), center(4, "ASM-01")] };

/** Order 217 of the fixtures; what they leave out of a row is added. */
function order217(change: Readonly<Record<string, unknown>> = {}): WholeOrder {
  const more = { priority: "0", backorder_sequence: 0, location_src_id: [8, "WH/Stock"], location_dest_id: [8, "WH/Stock"], qty_produced: 0, lot_producing_ids: [] };
  const [row] = rows("01-order-list-json2", 0).map((one) => productionType(names).schema.parse({ ...more, ...one, ...change }));
  if (row === undefined) throw new Error("the fixture has no order");
  return {
    chain: { key: "217", members: [row] },
    workOrders: rows("03-order-detail", 0).map((one) => WORK_ORDER.schema.parse(one)),
    moves: rows("03-order-detail", 1).map((one) => moveType(names).schema.parse({ ...one, ...stamp, raw_material_production_id: [217, "WH/MO/00217"] })),
    products: [product(51, "FG-PUMP-100"), product(61, "CAST-01"), product(62, "SEAL-02", "none")],
    lots: [],
  };
}

describe("from Odoo's records (fixtures)", () => {
  it("an order brings its own work orders and components", () => {
    expect(fromOrder(order217(), data).data).toMatchObject({
      order: "217",
      erpVersion: secondsOf("2026-03-16 05:15:02"),
      status: "RELEASED",
      item: "FG-PUMP-100",
      qty: "100",
      uom: "EA",
      plannedStart: "2026-03-16T05:00:00.000Z",
      due: "2026-03-17T13:30:00.000Z",
      bomVersion: "12",
      components: [
        { item: "CAST-01", qty: "1", required: "100", operation: 10, issueMode: "MANUAL_SCAN" },
        { item: "SEAL-02", qty: "2", required: "200", operation: 20, issueMode: "BACKFLUSH" },
      ],
      operations: [
        { operation: 10, text: "Machining", workCentre: "MILL-01", setupMachineHours: "0.25", runMachineHours: "0.034167" },
        { operation: 20, text: "Assembly", workCentre: "ASM-01" },
      ],
    });
  });

  it.each([
    ["draft", "CREATED"],
    ["confirmed", "RELEASED"],
    ["progress", "RELEASED"],
    ["to_close", "RELEASED"],
    ["done", "CLOSED"],
    ["cancel", "CANCELLED"],
  ])("state %s is %s", (state, status) => expect(fromOrder(order217({ state }), data).data).toMatchObject({ status }));

  it("a state, a unit or a code that would have to be guessed is said instead", () => {
    expect(() => fromOrder(order217({ state: "paused" }), data)).toThrow(Unmappable);
    expect(() => fromProduct(product(51, "FG", "lot", "Pallets"), { made: new Set(), components: new Set() }, data)).toThrow("Pallets");
    expect(() => fromProduct(product(51, false), { made: new Set(), components: new Set() }, data)).toThrow("internal reference");
  });

  it.each([
    ["bought", [], [], "RAW"],
    ["made and taken in", [551], [51], "INTERMEDIATE"],
    ["made", [551], [], "FINISHED"],
  ])("an item that is %s is %s", (_, made, components, kind) => {
    const messages = fromProduct(product(51, "FG"), { made: new Set(made), components: new Set(components) }, data);
    expect(messages.map((message) => message.data)).toMatchObject([
      { item: "FG", kind, baseUom: "EA", decimals: 0, tracking: "LOT" },
      { material: "11.25", total: "11.25", currency: "EUR" },
    ]);
  });

  it.each([
    ["4006381333931", "4006381333931"],
    ["PUMP-100", undefined],
    [null, undefined],
  ])("a barcode %j is the GTIN %j", (barcode, gtin) => {
    expect(
      fromProduct({ ...product(51, "FG"), barcode, standard_price: decimal(0) }, { made: new Set(), components: new Set() }, data).map((message) =>
        "gtin" in message.data ? message.data.gtin : undefined,
      ),
    ).toEqual([gtin]);
  });

  it("a work centre's cost per hour is the rate of the time that is booked", () => {
    const labour = { ...data, settings: { ...settings, bookedTime: "LABOUR" as const } };
    expect(fromWorkCenter(center(3, "MILL-01"), data).map((message) => message.data)).toMatchObject([
      { workCentre: "MILL-01", units: [{ workUnit: "MILL-01.UNIT" }] },
      { element: "MACHINE", rate: "60" },
    ]);
    expect(fromWorkCenter(center(3, "MILL-01"), labour).at(-1)?.data).toMatchObject({ element: "LABOUR", basis: "LABOUR_H" });
  });

  it("before 17 dates, quantities and lots have other names and read the same", () => {
    const old = fieldNames(16);
    const row = rows("01-order-list-json2", 0)[0];
    const more = { priority: false, backorder_sequence: 0, location_src_id: [8, "WH/Stock"], location_dest_id: [8, "WH/Stock"], qty_produced: 0 };
    const parsed = productionType(old).schema.parse({
      ...row,
      ...more,
      date_planned_start: "2026-03-16 05:00:00",
      date_planned_finished: false,
      lot_producing_id: [3301, "P000417"],
    });
    expect(parsed).toMatchObject({ start: "2026-03-16 05:00:00", finish: null, outputLots: [3301] });
    expect(moveType(old).fields).toContain("quantity_done");
    expect(moveType(old).fields).not.toContain("picked");
  });
});

describe("values", () => {
  it("times are UTC in whole seconds without a zone mark", () => {
    expect(toOdooTime(new Date("2026-03-16T05:10:00.999+02:00"))).toBe("2026-03-16 03:10:00");
    expect(fromOdooTime("2026-03-29 01:30:00").toISOString()).toBe("2026-03-29T01:30:00.000Z");
    expect(fromOdooTime("2026-03-29").toISOString()).toBe("2026-03-29T00:00:00.000Z");
  });

  it.each([
    [0.1 + 0.2, "0.3"],
    [1e-7, "0"],
    [230, "230"],
    [99.9999999, "100"],
  ])("the JSON number %s is the decimal %s", (given, expected) => expect(text(fromNumber(given))).toBe(expected));

  it("a quantity goes out as the number that it says", () => expect(toNumber(decimal("48.125"))).toBe(48.125));

  it("the name of an order is that of its first part without the part's number", () => {
    expect(baseName({ name: "WH/MO/00217-002", backorder_sequence: 2 })).toBe("WH/MO/00217");
    expect(baseName({ name: "WH/MO-100", backorder_sequence: 0 })).toBe("WH/MO-100");
  });

  it.each([
    ["their sequences", [30, 10, 20], [10, 20, 30]],
    ["tens where all are the same", [100, 100], [10, 20]],
    ["tens where one is zero", [0, 20], [10, 20]],
  ])("operations are numbered by %s", (_, sequences, expected) => {
    expect(numbered(sequences.map((sequence, id) => ({ id, sequence }))).map(({ operation }) => operation)).toEqual(expected);
  });
});

describe("to Odoo's records", () => {
  const time = [
    { activity: "SETUP" as const, machineSeconds: 900, labour: [{ person: "P-1", rateClass: "A", seconds: 900 }] },
    {
      activity: "RUN" as const,
      machineSeconds: 3600,
      labour: [
        { person: "P-1", rateClass: "A", seconds: 3600 },
        { person: "P-2", rateClass: "A", seconds: 0 },
      ],
    },
    { activity: "DELAY" as const, machineSeconds: 60, labour: [] },
  ];

  it("time is one entry per activity, or one per activity and person", () => {
    expect(timeEntries(time, { bookedTime: "MACHINE", users: {} })).toEqual([
      { loss: "productive", seconds: 900, user: null },
      { loss: "productive", seconds: 3600, user: null },
      { loss: "performance", seconds: 60, user: null },
    ]);
    expect(timeEntries(time, { bookedTime: "LABOUR", users: { "P-1": 7 } })).toEqual([
      { loss: "productive", seconds: 900, user: 7 },
      { loss: "productive", seconds: 3600, user: 7 },
    ]);
  });

  it("a confirmation without time still has a document", () =>
    expect(timeEntries([], { bookedTime: "MACHINE", users: {} })).toEqual([{ loss: "productive", seconds: 0, user: null }]));

  it("keys follow from the message and the part, and the first is the message's own", () => {
    const id = "6f1d0c9e-4a43-4c0e-9d0a-2f4f4a1b7c11";
    expect(partKey(id, "time", 0)).toBe(id);
    expect(partKey(id, "scrap", 0)).toBe(partKey(id, "scrap", 0));
    expect(new Set([partKey(id, "time", 1), partKey(id, "scrap", 0), partKey(id, "scrap", 1), id]).size).toBe(4);
    expect(keyValues({ keyField: "x_mes_ref" }, "description", id)).toEqual({ description: `MES ${id}`, x_mes_ref: id });
    expect(keyValues({ keyField: null }, "origin", id, "DIM")).toEqual({ origin: `MES ${id} DIM` });
    expect(keyDomain({ keyField: null }, "origin", "DT_1%")).toEqual(["|", ["origin", "=", "MES DT_1%"], ["origin", "=like", String.raw`MES DT\_1\% %`]]);
  });

  it("words that no table maps stay as they are", () => expect(SAME_WORDS.theirs("REASON", "DIM")).toBe("DIM"));
});
