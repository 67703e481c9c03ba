import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { fromSaleLine } from "./from-sale-line";
import { Unmappable } from "./plant-data";
import { SALE_LINE } from "./record-types";
import { recordedPlant, recordedRow } from "./testing/fixtures";

const plant = recordedPlant();
const line = recordedRow("sale-lines", SALE_LINE, 1);
const move = (id: number, quantity: number, state: string) => ({
  id,
  quantity: decimal(quantity),
  state,
  _timestamp: `${1_800_000_000 + id}.000000`,
  "uom.": { factor: decimal(1) },
});

describe("from a line of a sale (recorded answer)", () => {
  it("a confirmed line is a promise until the end of its shipping day", () => {
    expect(fromSaleLine(line, plant).data).toMatchObject({
      site: "PLANT-1",
      commitment: "1",
      line: 1,
      customer: "2",
      customerName: "Aqua Supply",
      item: "FG-PUMP",
      qty: "40",
      uom: "EA",
      due: "2026-12-12T23:00:00.000Z",
      priorityClass: "B",
      penaltyPerUnitDay: "0",
      currency: "EUR",
      status: "OPEN",
    });
  });

  it("what is delivered, or given up, is no longer owed, and a delivery raises the version", () => {
    const partly = { ...line, moves_ignored: [53], "moves.": [move(51, 15, "done"), move(52, 20, "draft"), move(53, 5, "cancelled")] };
    const before = fromSaleLine(line, plant).data;
    const after = fromSaleLine(partly, plant).data;
    expect(after).toMatchObject({ qty: "20", status: "OPEN", erpVersion: 1_800_000_053_000_000 });
    expect(after.erpVersion).toBeGreaterThan(before.erpVersion);
    expect(fromSaleLine({ ...line, "moves.": [move(51, 40, "done")] }, plant).data).toMatchObject({ qty: "40", status: "DELIVERED" });
  });

  it("comes in the unit of the item", () => {
    const dozens = { ...line, quantity: decimal(2), "unit.": { factor: decimal(12) }, "moves.": [] };
    expect(fromSaleLine(dozens, plant).data).toMatchObject({ qty: "24", uom: "EA" });
  });

  it.each([
    ["draft", "CANCELLED"],
    ["quotation", "CANCELLED"],
    ["confirmed", "OPEN"],
    ["processing", "OPEN"],
    ["done", "DELIVERED"],
    ["cancelled", "CANCELLED"],
  ])("a sale that is %s makes it %s", (state, status) => {
    expect(fromSaleLine({ ...line, "sale.": { ...line["sale."], state } }, plant).data).toMatchObject({ status });
  });

  it("falls back on the day that Tryton plans to ship, then on the day of the sale, and guesses none", () => {
    const sale = { ...line["sale."], shipping_date: null };
    expect(fromSaleLine({ ...line, "sale.": sale }, plant).data).toMatchObject({ due: "2026-12-12T23:00:00.000Z" });
    expect(fromSaleLine({ ...line, shipping_date: null, "sale.": sale }, plant).data).toMatchObject({ due: "2026-11-28T23:00:00.000Z" });
    expect(() => fromSaleLine({ ...line, shipping_date: null, "sale.": { ...sale, sale_date: null } }, plant)).toThrow(Unmappable);
    expect(() => fromSaleLine({ ...line, "sale.": { ...sale, state: "shipped" } }, plant)).toThrow(Unmappable);
  });
});
