import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { fromBom } from "./from-bom";
import { fromProduct } from "./from-item";
import { fromLot } from "./from-lot";
import { fromProduction } from "./from-production";
import { fromRouting } from "./from-routing";
import { fromWorkCenter } from "./from-work-center";
import { numbered } from "./operation-number";
import { Unmappable, versionOf } from "./plant-data";
import { BOM, LOT, PRODUCT, PRODUCTION, ROUTING, WORK_CENTER } from "./record-types";
import { recordedPlant, recordedRow } from "./testing/fixtures";

const plant = recordedPlant();
const [RESIN, INSERT, HOUSING, PUMP] = [1, 2, 8, 9];
const housingBom = recordedRow("boms", BOM, 1);
const dataOf = (messages: readonly { data: unknown }[]) => messages.map((message) => message.data);

describe("from Tryton's records (recorded answers)", () => {
  it("a bought item comes with its units as exact fractions and its cost as the standard", () => {
    const [item, cost] = dataOf(fromProduct(recordedRow("products", PRODUCT, RESIN), null, plant));
    expect(item).toMatchObject({ item: "RM-RESIN", kind: "RAW", baseUom: "KGM", decimals: 2, tracking: "LOT", status: "ACTIVE" });
    expect(item).toMatchObject({
      units: expect.arrayContaining([
        { uom: "GRM", decimals: 2, numerator: 1000, denominator: 1 },
        { uom: "LBR", decimals: 2, numerator: 100_000_000, denominator: 45_359_237 },
      ]),
    });
    expect(cost).toMatchObject({ material: "4.1", total: "4.1", labour: "0", currency: "EUR", costingLotSize: "1" });
  });

  it("a made item comes with its price, and with its cost as a standard that is all material while nothing tells the elements", () => {
    const messages = fromProduct(recordedRow("products", PRODUCT, HOUSING), null, plant);
    expect(messages.map((message) => message.type)).toEqual(["erp.item.v1", "erp.standard-cost.v1", "erp.price.v1"]);
    expect(dataOf(messages)).toMatchObject([{ kind: "INTERMEDIATE" }, { material: "2.5", labour: "0", machine: "0", overhead: "0", total: "2.5" }, { price: "6" }]);
    expect(dataOf(fromProduct(recordedRow("products", PRODUCT, PUMP), null, plant))[0]).toMatchObject({ kind: "FINISHED" });
    expect(dataOf(fromProduct(recordedRow("products", PRODUCT, INSERT), null, plant))[0]).toMatchObject({ baseUom: "EA", tracking: "NONE" });
  });

  it("a unit without a code is not guessed", () => {
    const pallet = { ...recordedRow("products", PRODUCT, INSERT), "default_uom.": { id: 99, symbol: "plt", digits: 0, factor: decimal(1) } };
    expect(() => fromProduct(pallet, null, plant)).toThrow(Unmappable);
    expect(dataOf(fromProduct(pallet, null, recordedPlant({ units: { plt: "PF" } })))[0]).toMatchObject({ baseUom: "PF" });
  });

  it.each([
    ["MACHINE", "MACHINE_H"],
    ["LABOUR", "LABOUR_H"],
  ])("the price per hour of a work centre is a %s rate when the settings say so", (rateElement, basis) => {
    const [centre, rate] = dataOf(fromWorkCenter(recordedRow("work-centers", WORK_CENTER, 2), recordedPlant({ rateElement })));
    expect(centre).toMatchObject({ workCentre: "MOLD-1", area: "Plant 1", units: [{ workUnit: "MOLD-1.UNIT" }] });
    expect(rate).toMatchObject({ workCentre: "MOLD-1", element: rateElement, basis, rate: "60", currency: "EUR" });
  });

  it("a price per cycle is no hourly rate, and a grouping node no work centre", () => {
    expect(fromWorkCenter(recordedRow("work-centers", WORK_CENTER, 6), plant).map((message) => message.type)).toEqual(["erp.work-centre.v1"]);
    expect(fromWorkCenter(recordedRow("work-centers", WORK_CENTER, 1), plant)).toEqual([]);
  });

  it("a BOM asks for its inputs at the first operation: lots scanned, the rest as set", () => {
    expect(dataOf(fromBom(recordedRow("boms", BOM, 2), plant))).toMatchObject([
      {
        item: "FG-PUMP",
        version: "BOM-PUMP",
        status: "ACTIVE",
        components: [{ item: "SF-HOUSING", issueMode: "MANUAL_SCAN", operation: 10, qty: "1" }, {}, {}, {}, { item: "RM-GREASE", qty: "15", uom: "GRM", issueMode: "BACKFLUSH" }],
      },
    ]);
  });

  it("a routing names the first machine of each category", () => {
    expect(dataOf(fromRouting(recordedRow("routings", ROUTING, 1), plant))).toMatchObject([
      {
        item: "SF-HOUSING",
        version: "RT-HOUSING",
        operations: [
          { operation: 10, text: "Mold housing", workCentre: "MOLD-1" },
          { operation: 20, workCentre: "DEBURR-1" },
        ],
      },
    ]);
  });

  it("a lot may be used through its last day in the plant's zone, and never has less than nothing", () => {
    const lot = recordedRow("lots", LOT, 1);
    expect(fromLot(lot, 5, [{ location: "STO", quantity: decimal(-3) }], false, plant).data).toMatchObject({
      lot: "R-2401",
      erpVersion: 5,
      origin: "PURCHASED",
      expiresAt: "2027-11-22T23:00:00.000Z",
      unitCost: "4.1",
      stock: [{ location: "STO", qty: "0" }],
    });
  });

  it("a released order brings its own lines and works", () => {
    expect(fromProduction(recordedRow("productions", PRODUCTION, 4), housingBom, plant).data).toMatchObject({
      order: "4",
      status: "RELEASED",
      item: "SF-HOUSING",
      qty: "100",
      plannedStart: "2026-11-24T23:00:00.000Z",
      due: "2026-11-26T23:00:00.000Z",
      bomVersion: "BOM-HOUSING",
      components: [
        { item: "RM-RESIN", qty: "0.38", required: "38", uom: "KGM" },
        { item: "RM-INSERT", qty: "2", required: "200" },
      ],
      operations: [
        { operation: 10, workCentre: "MOLD-1" },
        { operation: 20, workCentre: "DEBURR-1" },
      ],
    });
  });

  it("a running order keeps its plan, although its lines say what was used", () => {
    const running = recordedRow("production-running", PRODUCTION, 4);
    const before = fromProduction(recordedRow("productions", PRODUCTION, 4), housingBom, plant).data;
    const after = fromProduction(running, housingBom, plant).data;
    expect(after).toEqual({ ...before, erpVersion: expect.any(Number) });
    expect("erpVersion" in after && "erpVersion" in before && after.erpVersion > before.erpVersion).toBe(true);
  });

  it("an order that is not firm is not released, and has no works yet", () => {
    expect(fromProduction(recordedRow("productions", PRODUCTION, 6), null, plant).data).toMatchObject({
      order: "6",
      status: "CREATED",
      operations: null,
      routingVersion: "RT-PUMP",
    });
  });

  it.each([
    ["request", "CREATED"],
    ["draft", "CREATED"],
    ["waiting", "RELEASED"],
    ["assigned", "RELEASED"],
    ["running", "RELEASED"],
    ["done", "CLOSED"],
    ["cancelled", "CANCELLED"],
  ])("state %s is %s", (state, status) => {
    expect(fromProduction({ ...recordedRow("productions", PRODUCTION, 4), state }, housingBom, plant).data).toMatchObject({ status });
  });

  it("the version is the newest stamp of all lines, to the microsecond", () => {
    expect(versionOf(["1795386983.006153", "1795386983.006154"])).toBe(1_795_386_983_006_154);
  });

  it.each([
    ["their sequences", [30, 10, 20], [10, 20, 30]],
    ["tens where one is missing", [null, 10, 20], [10, 20, 30]],
    ["tens where two are the same", [10, 10], [10, 20]],
  ])("operations are numbered by %s", (_, sequences, expected) => {
    expect(numbered(sequences.map((sequence) => ({ sequence }))).map(({ operation }) => operation)).toEqual(expected);
  });
});
