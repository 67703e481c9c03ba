import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { decimal } from "@/lib/domain/shared/decimal";
import { inTheirWords, wordsOf } from "@/lib/erp/words";
import { Item, TimeLog, WorkOrder } from "./api-types";
import { DELIVERED_UNITS } from "./delivered-words";
import { chainOf, nextKey, partKey } from "./keys";
import { castings, confirmation, lineRestored, qualityRecorded, receipt } from "./testing/messages";
import { toDowntimeEntry } from "./to-downtime-entry";
import { isRowOf, rowKeys, rowTimes, successorRow, toRows, withoutRemark, withRemark } from "./to-job-card";
import { toQualityInspection } from "./to-quality-inspection";
import { toConsumption, toReceipt } from "./to-stock-entry";
import { toIssue, withParagraph } from "./to-issue";
import { sourceOf } from "./warehouses";

const words = wordsOf([], DELIVERED_UNITS);
const Recorded = z.object({
  exchanges: z.array(z.object({ request: z.object({ body: z.record(z.string(), z.json()).optional() }), response: z.object({ body: z.record(z.string(), z.json()) }) })),
});
const exchange = (name: string, index: number) => {
  const found = Recorded.parse(JSON.parse(readFileSync(new URL(`./__fixtures__/${name}.json`, import.meta.url), "utf8"))).exchanges[index];
  if (found === undefined) throw new Error(`${name} has no exchange ${index}`);
  return found;
};
const order = WorkOrder.parse(exchange("02-order-detail", 0).response.body["data"]);
const item = (code: string, change: object = {}) =>
  Item.parse({ name: code, modified: "2026-03-16 06:00:00", stock_uom: "Nos", has_batch_no: 1, uoms: [{ uom: "Box", conversion_factor: 12 }], ...change });
const berlin = { timeZone: "Europe/Berlin", company: "Example Works" };

describe("rows of a job card", () => {
  const settings = { timeZone: "UTC", bookedTime: "LABOUR", employees: { "P-0417": "HR-EMP-00042" } } as const;
  const told = { ...confirmation("MFG-WO-2026-00217", "48"), id: "6f1d0c9e-4a43-4c0e-9d0a-2f4f4a1b7c11", time: "2026-03-16T10:00:00Z" };
  const people = (...seconds: number[]) => [
    { activity: "RUN" as const, machineSeconds: 13_800, labour: seconds.map((each, index) => ({ person: index === 0 ? "P-0417" : `P-${index}`, rateClass: "A2", seconds: each })) },
  ];

  it("is the recorded request", () => {
    const message = { ...told, data: { ...told.data, time: people(13_800) } };
    expect({ time_logs: toRows(message, decimal(48), settings) }).toEqual(exchange("03-confirmation", 0).request.body);
  });

  it("counts the quantity once, adds a person's activities up, and derives the further keys", () => {
    const message = { ...told, data: { ...told.data, time: [...people(600, 300), ...people(60)] } };
    expect(toRows(message, decimal("2.5"), settings)).toEqual([
      { from_time: "2026-03-16 09:49:00", to_time: "2026-03-16 10:00:00", completed_qty: 2.5, employee: "HR-EMP-00042", mes_ref: message.id },
      { from_time: "2026-03-16 09:55:00", to_time: "2026-03-16 10:00:00", completed_qty: 0, employee: "P-1", mes_ref: partKey(message.id, "row-2") },
    ]);
  });

  it.each([
    ["the machine's time where nobody is named", [], "LABOUR"],
    ["the machine's time where the settings say so", [600], "MACHINE"],
  ] as const)("books %s", (_, seconds, bookedTime) => {
    const message = { ...told, data: { ...told.data, time: people(...seconds) } };
    expect(toRows(message, decimal(1), { ...settings, bookedTime })).toMatchObject([{ from_time: "2026-03-16 06:10:00", completed_qty: 1, mes_ref: message.id }]);
  });

  it.each([
    ["2026-03-16T10:00:00.000Z", 60, "09:59:00", "10:00:00"],
    ["2026-03-16T10:00:00.400Z", 60, "09:59:01", "10:00:00"],
    ["2026-03-16T10:00:00.900Z", 0, "10:00:00", "10:00:00"],
  ])("a span that ends at %s after %i s is %s to %s and never reaches into the one before", (end, seconds, from, to) => {
    expect(rowTimes("UTC", new Date(end), seconds)).toEqual({ from_time: `2026-03-16 ${from}`, to_time: `2026-03-16 ${to}` });
  });

  it("keeps its length when the clocks go back", () => {
    expect(rowTimes("Europe/Berlin", new Date("2026-10-25T01:10:00Z"), 1800)).toEqual({ from_time: "2026-10-25 01:40:00", to_time: "2026-10-25 02:10:00" });
  });

  it("knows its rows again, also on a card that took over", () => {
    const [copy] = [successorRow({ name: "r1", idx: 1, parent: "PO-JOB1", from_time: "x", mes_ref: told.id, custom: 7 })];
    expect(copy).toEqual({ from_time: "x", custom: 7, mes_ref: nextKey(told.id) });
    expect(isRowOf(TimeLog.parse(copy), rowKeys(told.id, 1))).toBe(true);
    expect(isRowOf({ mes_ref: partKey(told.id, "row-2") }, rowKeys(told.id, 1))).toBe(false);
    expect(isRowOf({ mes_ref: partKey(told.id, "row-2") }, rowKeys(told.id, 2))).toBe(true);
    expect(isRowOf({ mes_ref: null }, rowKeys(told.id, 1))).toBe(false);
    expect(new Set(chainOf(told.id)).size).toBe(16);
  });

  it("adds its remark once, and takes away only its own", () => {
    const scrapped = { ...told, data: { ...told.data, quantity: { uom: "Nos", good: "0", scrap: "2", rework: "0" }, scrapReasons: [{ code: "TOOL_BREAK", qty: "2" }] } };
    const once = withRemark("By hand", scrapped);
    expect(once).toBe(`By hand\nScrap 2: TOOL_BREAK [${told.id}]`);
    expect(withRemark(once, scrapped)).toBe(once);
    expect(withoutRemark(once, told.id)).toBe("By hand");
    expect(withRemark("", told)).toBe("");
  });
});

describe("stock entries", () => {
  const line = (code: string, lot: string | null, qty: string, uom = "Nos") => ({ item: item(code), lot, qty, uom, warehouse: "Stores - EW" });

  it("consumes with the fields of the recorded request", () => {
    const recorded = exchange("04-issue-and-receipt", 1).request.body ?? {};
    const lines = [line("CAST-01", "C240115", "48"), line("SEAL-02", "S000981", "96")];
    const values = toConsumption(
      { order, lines, time: "2026-03-16T15:20:00Z", remarks: "r", made: decimal(48) },
      { ...berlin, consumption: "Material Consumption for Manufacture" },
    );
    for (const field of ["company", "work_order", "bom_no", "from_bom", "fg_completed_qty", "set_posting_time", "posting_date", "posting_time", "docstatus"])
      expect(values[field], field).toEqual(recorded[field]);
    expect(values["items"]).toEqual(Array.isArray(recorded["items"]) ? recorded["items"].slice(0, 2) : []);
    expect(values["purpose"]).toBe("Material Consumption for Manufacture");
  });

  it("receives with the row of the recorded request", () => {
    const recorded = exchange("04-issue-and-receipt", 1).request.body ?? {};
    const values = toReceipt(order, { ...line("FG-PUMP-100", "P000417", "48"), warehouse: "Finished Goods - EW" }, "2026-03-16T15:20:00Z", "r", berlin);
    expect(values["items"]).toEqual(Array.isArray(recorded["items"]) ? recorded["items"].slice(2) : []);
    expect(values).toMatchObject({ purpose: "Manufacture", fg_completed_qty: 48, process_loss_qty: 0 });
  });

  it.each([
    ["from what its plan needs a unit", "10", "SEAL-02", 5],
    ["the whole order where its plan does not name it", "10", "OTHER", 100],
  ])("tells the finished units of an issue: %s", (_, qty, code, finished) => {
    const values = toConsumption(
      { order, lines: [line(code, null, qty)], time: "2026-03-16T15:20:00Z", remarks: "r", made: decimal(0) },
      { ...berlin, consumption: "Material Consumption for Manufacture" },
    );
    expect(values["fg_completed_qty"]).toBe(finished);
  });

  it("is a plain issue where the settings or the message say so, converts units, and names no batch of an item without", () => {
    const plain = { item: item("GREASE-1", { has_batch_no: 0 }), lot: "L1", qty: "2", uom: "Box", warehouse: "Stores - EW" };
    const values = toConsumption({ order, lines: [plain], time: "2026-03-16T15:20:00Z", remarks: "r", made: decimal(0) }, { ...berlin, consumption: "Material Issue" });
    expect(values).toMatchObject({ purpose: "Material Issue", items: [{ qty: 2, uom: "Box", stock_uom: "Nos", conversion_factor: 12 }] });
    expect(values).not.toHaveProperty("work_order");
    expect(JSON.stringify(values)).not.toContain("batch_no");
  });

  it.each([
    ["stock, where nothing is transferred", {}, "Stores - EW"],
    ["work in progress, where it is", { skip_transfer: false }, "Work In Progress - EW"],
    ["work in progress, where backflush says so", { from_wip_warehouse: true }, "Work In Progress - EW"],
  ])("takes from %s", (_, change, place) => expect(sourceOf({ ...order, ...change }, "CAST-01")).toBe(place));

  it("speaks ERPNext's units, whatever the connection adds", () => {
    const message = confirmation("X", "1", { consumption: [castings("1")] });
    expect(inTheirWords(message, words).data).toMatchObject({ quantity: { uom: "Nos" }, consumption: [{ uom: "Nos" }] });
    expect(inTheirWords(receipt("X", "L", "1"), wordsOf([{ kind: "UOM", ours: "EA", theirs: "Stück" }], DELIVERED_UNITS)).data.uom).toBe("Stück");
  });
});

describe("other documents", () => {
  it("books a stop with the class of its reason, or the reason where it is mapped", () => {
    const settings = { timeZone: "Europe/Berlin", unitSuffix: "UNIT" };
    const recorded = exchange("08-downtime", 0).request.body ?? {};
    const values = toDowntimeEntry(lineRestored(), "HR-EMP-00042", settings);
    for (const field of ["workstation", "operator", "from_time", "to_time", "stop_reason"]) expect(values[field], field).toEqual(recorded[field]);
    const mapped = inTheirWords(lineRestored(), wordsOf([{ kind: "REASON", ours: "SPINDLE", theirs: "Electricity down" }]));
    expect(toDowntimeEntry(mapped, "E", settings)["stop_reason"]).toBe("Electricity down");
  });

  it("inspects with the fields of the recorded request and our verdicts", () => {
    const recorded = exchange("07-quality-inspection", 0).request.body ?? {};
    const values = toQualityInspection(
      qualityRecorded("MFG-WO-2026-00217", "PASS"),
      { card: "PO-JOB00412", item: "FG-PUMP-100", batch: "P000417", inspector: "mes@example.test" },
      berlin,
    );
    for (const field of ["inspection_type", "reference_type", "reference_name", "item_code", "batch_no", "sample_size", "inspected_by", "docstatus"])
      expect(values[field], field).toEqual(recorded[field]);
    expect(values["readings"]).toMatchObject([
      { specification: "Bore diameter", numeric: 1, min_value: 24.98, max_value: 25.02, reading_1: "25.008", reading_2: "25.012", manual_inspection: 1, status: "Accepted" },
      { specification: "Surface", numeric: 0, reading_value: "5 of 5 accepted", status: "Accepted" },
    ]);
  });

  it("escapes what a person wrote, and speaks of one topic by one key", () => {
    const told = toIssue(lineRestored(), "UTC");
    expect(toIssue(lineRestored(), "UTC").topic).toBe(told.topic);
    expect(toIssue(lineRestored("STOP-8"), "UTC").topic).not.toBe(told.topic);
    expect(withParagraph("<p>a</p>", { ...told, paragraph: "1 < 2 & 3" }, "id")).toBe("<p>a</p><p>1 &lt; 2 &amp; 3 [id]</p>");
  });
});
