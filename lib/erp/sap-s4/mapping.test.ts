import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { inTheirWords, SAME_WORDS, wordsOf } from "@/lib/erp/words";
import { Order } from "./api-types";
import { fromOrder, statusOf } from "./from-order";
import type { PlantData } from "./plant-data";
import { readCursor } from "./poll-cursor";
import { Refused } from "./refused";
import { SapSettings } from "./settings";
import { fixture } from "./testing/sap-state";
import { confirmed, issued, lineDown, received, scrapped } from "./testing/messages";
import { toConfirmations } from "./to-confirmation";
import { toIssue, toReceipt, toScrap } from "./to-movement";
import { headingOf, toNotification } from "./to-notification";
import { DELIVERED_UNITS } from "./units";
import { versionsOf } from "./versions";

const words = wordsOf([], DELIVERED_UNITS);
const settingsOf = (more: object = {}) => SapSettings.parse({ baseUrl: "https://s4.example.test/", plant: "1010", site: "SITE-A", ...more });
const settings = settingsOf();
const raw = z.object({ d: z.record(z.string(), z.unknown()) }).parse(fixture("03-order-detail", 0)).d;
const order = Order.parse(raw);
const withOrder = (change: object) => Order.parse({ ...raw, ...change });
const data = (more: object = {}, own = words): PlantData => ({
  settings: settingsOf(more),
  words: own,
  versions: versionsOf(readCursor(null, "x", 0), new Map(), 0),
  workCentres: async () => new Map(),
});

const ID = "6f1d0c9e-4a43-4c0e-9d0a-2f4f4a1b7c11";
const confirm = (change: Parameters<typeof confirmed>[1] = {}, more: object = {}) =>
  toConfirmations(inTheirWords(confirmed("1000217", change, ID), words), order, settingsOf(more), words);
const bodies = (...given: Parameters<typeof confirm>) => confirm(...given).map(({ body }) => body);

describe("confirmation", () => {
  it("says what the fixture says", () => {
    const { request } = z.object({ request: z.object({ body: z.record(z.string(), z.unknown()) }) }).parse(exchange("04-confirmation-partial-with-issue", 0));
    const { WorkCenter: _, Plant: __, ...wanted } = request.body; // Sent only where they differ from the plan.
    expect(bodies()).toEqual([{ ...wanted, APIConfHasNoGoodsMovements: false, NumberOfEmployees: 1 }]);
  });
  it("gives each further scrap reason a confirmation of its own, and the final flag to the last", () => {
    const parts = bodies({
      final: true,
      quantity: { uom: "EA", good: "10", scrap: "6", rework: "1" },
      scrapReasons: [
        { code: "0003", qty: "2" },
        { code: "0001", qty: "3" },
      ],
    });
    expect(
      parts.map((part) => [
        part["ConfirmationYieldQuantity"],
        part["ConfirmationScrapQuantity"],
        part["ConfirmationReworkQuantity"],
        part["VarianceReasonCode"],
        part["IsFinalConfirmation"],
        part["FinalConfirmationType"],
      ]),
    ).toEqual([
      ["10", "2", "1", "0003", false, ""],
      ["0", "3", "0", "0001", false, ""],
      // What no reason accounts for.
      ["0", "1", "0", "", true, "X"],
    ]);
    expect(parts.map((part) => part["APIConfHasNoGoodsMovements"])).toEqual([false, true, true]);
    expect(parts.map((part) => "to_ProdnOrdConfMatlDocItm" in part)).toEqual([true, false, false]);
    expect(new Set(parts.map((part) => part["ExternalSystemConfirmation"])).size).toBe(3);
  });
  it("puts times into the slots of the work centre, in minutes", () => {
    const [part] = bodies({}, { workQuantitiesOf: { "MILL-01": { setup: null, machine: 4, labour: 1 } } });
    expect(part).toMatchObject({ OpConfirmedWorkQuantity4: "111.000", OpWorkQuantityUnit4: "MIN", OpConfirmedWorkQuantity1: "110.500" });
    expect(part).not.toHaveProperty("OpConfirmedWorkQuantity2");
  });
  it("leaves out activities that are not booked", () =>
    expect(bodies({}, { bookedActivities: ["RUN"] })[0]).toMatchObject({ OpConfirmedWorkQuantity1: "0.000", OpConfirmedWorkQuantity2: "96.000" }));
  it("takes several lots as several rows, and leaves to SAP what SAP backflushes", () => {
    const [part] = confirm({
      operation: 20,
      workUnit: "ASM-01.UNIT",
      consumption: [
        { item: "SEAL-02", lot: "S000981", qty: "96", uom: "EA", mode: "BACKFLUSH" },
        { item: "CAST-01", lot: "C240115", qty: "30", uom: "EA", mode: "MANUAL_QTY" },
        { item: "CAST-01", lot: "C240116", qty: "20", uom: "EA", mode: "MANUAL_QTY" },
      ],
    });
    expect(part?.movements).toBe(2);
    expect(part?.body["to_ProdnOrdConfMatlDocItm"]).toMatchObject({
      results: [
        { Batch: "C240115", QuantityInEntryUnit: "30" },
        { Batch: "C240116", QuantityInEntryUnit: "20" },
      ],
    });
    expect(part?.body["APIConfHasNoGoodsMovements"]).toBe(false);
  });
  it("names another machine than the planned one", () => expect(bodies({ workUnit: "MILL-02.UNIT" })[0]).toMatchObject({ WorkCenter: "MILL-02", Plant: "1010" }));
  it("receives the lots of the last operation where the connection says so, one row a lot", () => {
    const output = ["P1", "P2", "P1"].map((lot) => ({ lot, hu: null, qty: "4", from: "2026-03-16T06:10:00Z", to: "2026-03-16T07:00:00Z" }));
    const rows = (operation: number) => bodies({ operation, consumption: [], output, final: true }, { receiptWith: "CONFIRMATION" })[0]?.["to_ProdnOrdConfMatlDocItm"];
    expect(rows(10)).toBeUndefined();
    expect(rows(20)).toMatchObject({
      results: [
        { Batch: "P1", QuantityInEntryUnit: "8", GoodsMovementType: "101", GoodsMovementRefDocType: "F", OrderItem: "1", StorageLocation: "101F", IsCompletelyDelivered: false },
        { Batch: "P2", QuantityInEntryUnit: "4", IsCompletelyDelivered: true },
      ],
    });
  });
  it.each([
    ["an operation that the order has not", { operation: 99 }, "OPERATION_UNKNOWN"],
    ["a reason without a code of SAP", { scrapReasons: [{ code: "BROKEN-TOOL", qty: "2" }] }, "REASON_UNKNOWN"],
    ["a lot that is too long", { consumption: [{ item: "CAST-01", lot: "C240115-2026", qty: "1", uom: "EA", mode: "MANUAL_QTY" as const }] }, "LOT_TOO_LONG"],
    ["a component that nobody places", { consumption: [{ item: "GREASE-1", lot: null, qty: "1", uom: "KGM", mode: "MANUAL_QTY" as const }] }, "NO_STORAGE_LOCATION"],
  ])("refuses %s", (_, change, code) => expect(codeOf(() => confirm(change))).toBe(code));
});

describe("goods movements", () => {
  const rowOf = (body: object | null) =>
    z.object({ to_MaterialDocumentItem: z.object({ results: z.array(z.record(z.string(), z.unknown())) }) }).parse(body).to_MaterialDocumentItem.results[0];
  it("issues from the line of the order, under our key", () => {
    const body = toIssue(inTheirWords(issued("1000217", { final: true }, ID), words), order, settings, words);
    expect(body).toMatchObject({ GoodsMovementCode: "03", PostingDate: "/Date(1773619200000)/", MaterialDocumentHeaderText: "MES 6f1d0c9e4a434c0e9d0a" });
    expect(rowOf(body)).toMatchObject({
      GoodsMovementType: "261",
      ManufacturingOrder: "1000217",
      Reservation: "88123",
      ReservationItem: "1",
      StorageLocation: "101A",
      EntryUnit: "PC",
      ReservationIsFinallyIssued: true,
    });
  });
  it("leaves a component that SAP backflushes to SAP", () =>
    expect(toIssue(inTheirWords(issued("1000217", { operation: 20, item: "SEAL-02", lot: "S000981" }), words), order, settings, words)).toBeNull());
  it("takes a substitute from where the planned one lies, on no reservation", () => {
    const row = rowOf(toIssue(inTheirWords(issued("1000217", { item: "CAST-09", lot: "X1", substituteFor: "CAST-01" }), words), order, settings, words));
    expect(row).toMatchObject({ Material: "CAST-09", StorageLocation: "101A" });
    expect(row).not.toHaveProperty("Reservation");
  });
  it.each([
    ["101B", "101B"],
    ["LINE-SIDE-4", "101A"],
    [null, "101A"],
  ])("reads the place %s as %s", (location, wanted) =>
    expect(rowOf(toIssue(inTheirWords(issued("1000217", { location }), words), order, settings, words))).toMatchObject({ StorageLocation: wanted }),
  );
  it.each([
    ["RELEASED", ""],
    ["PENDING", "X"],
    ["ON_HOLD", "S"],
  ] as const)("EX-15 receives %s into its kind of stock", (qualityStatus, code) => {
    const row = rowOf(toReceipt(inTheirWords(received("1000217", { qualityStatus }), words), order, settings, words));
    expect(row).toMatchObject({
      GoodsMovementType: "101",
      GoodsMovementRefDocType: "F",
      InventoryUsabilityCode: code,
      ManufacturingOrderItem: "1",
      ShelfLifeExpirationDate: "/Date(1805155200000)/",
    });
  });
  it("charges scrap to its order, else to the cost centre", () => {
    expect(rowOf(toScrap(inTheirWords(scrapped({ order: "1000217", operation: 10 }), words), order, settings, words))).toMatchObject({
      GoodsMovementType: "261",
      ManufacturingOrder: "1000217",
      GoodsMovementReasonCode: "0003",
    });
    expect(rowOf(toScrap(inTheirWords(scrapped(), words), null, settingsOf({ scrapCostCentre: "17101301" }), words))).toMatchObject({
      GoodsMovementType: "551",
      CostCenter: "17101301",
    });
  });
});

describe("notification", () => {
  it("says what the fixture says of a stop", () => {
    const made = toNotification(lineDown("SPINDLE"), settingsOf({ technicalObjects: { "MILL-01": { object: "000000000010001452" } }, notificationWorkCentre: "MECH" }), words);
    expect(made).toMatchObject({
      NotificationType: "M2",
      NotificationText: "MILL-01 down: SPINDLE",
      TechnicalObject: "000000000010001452",
      TechObjIsEquipOrFuncnlLoc: "EAMS_EQUI",
      MaintenanceObjectIsDown: true,
      MalfunctionStartDate: "/Date(1773619200000)/",
      MalfunctionStartTime: "PT10H42M00S",
      MainWorkCenter: "MECH",
      MainWorkCenterPlant: "1010",
    });
    expect(String(made["MaintNotifExtReferenceNumber"])).toHaveLength(20);
  });
  it("cuts the heading to SAP's forty characters", () => expect(headingOf(lineDown("A".repeat(60)), settings, words)).toHaveLength(40));
});

describe("order from SAP", () => {
  const read = (change: object = {}, more: object = {}, own = words) => fromOrder(withOrder(change), new Map(), undefined, data(more, own))[0];
  it("reads the fixture in our words", () => {
    expect(read({}, { timeZone: "Europe/Berlin" })).toMatchObject({
      type: "erp.order.v1",
      subject: "1000217",
      time: "2026-03-16T05:15:02.000Z",
      data: {
        order: "1000217",
        status: "RELEASED",
        item: "FG-PUMP-100",
        qty: "100",
        uom: "EA",
        plannedStart: "2026-03-16T05:00:00.000Z",
        due: "2026-03-17T13:30:00.000Z",
        components: [
          { pos: 1, item: "CAST-01", qty: "1", uom: "EA", operation: 10, issueMode: "MANUAL_QTY", required: "100" },
          { pos: 2, item: "SEAL-02", qty: "2", operation: 20, issueMode: "BACKFLUSH", required: "200" },
        ],
        operations: [
          { operation: 10, text: "Machine housing", workCentre: "MILL-01" },
          { operation: 20, text: "Assemble pump", workCentre: "ASM-01" },
        ],
      },
    });
  });
  it.each([
    ["released", {}, "RELEASED"],
    ["not released", { OrderIsReleased: "", to_ProductionOrderStatus: { results: [] } }, "CREATED"],
    ["released by its status row only", { OrderIsReleased: "" }, "RELEASED"],
    ["locked", { OrderIsLocked: "X" }, "CREATED"],
    ["technically complete, its release gone blank", { OrderIsReleased: "", OrderIsTechnicallyCompleted: "X" }, "CLOSED"],
    ["closed", { OrderIsClosed: "X" }, "CLOSED"],
    ["to be deleted", { OrderIsMarkedForDeletion: "X", OrderIsTechnicallyCompleted: "X" }, "CANCELLED"],
  ])("reads the status: %s", (_, change, status) => expect(statusOf(withOrder(change))).toBe(status));
  it("gives the later state of one second the higher version", () => {
    const version = (change: object) => read(change)?.data.erpVersion ?? 0;
    expect(version({})).toBeGreaterThan(version({ OrderIsReleased: "", to_ProductionOrderStatus: { results: [] } }));
    expect(version({ LastChangeDateTime: "20260316051503", OrderIsReleased: "", to_ProductionOrderStatus: { results: [] } })).toBeGreaterThan(version({ OrderIsClosed: "X" }));
  });
  it("says which unit has no code, and takes one from the connection's words", () => {
    expect(() => read({ ProductionUnit: "BX" })).toThrow(/unit "BX"/);
    expect(read({ ProductionUnit: "KT" }, {}, wordsOf([{ kind: "UOM", ours: "SET", theirs: "KT" }], DELIVERED_UNITS))?.data).toMatchObject({ uom: "SET" });
  });
  it("keeps away what it cannot hold", () => {
    expect(() => read({ to_ProductionOrderOperation: { results: [{ ...operationRow(), ManufacturingOrderSequence: "1" }] } })).toThrow(/sequences/);
    expect(read({ ManufacturingOrderCategory: "40" })).toBeUndefined();
  });
});

function operationRow(): object {
  return z.object({ results: z.array(z.record(z.string(), z.unknown())) }).parse(raw["to_ProductionOrderOperation"]).results[0] ?? {};
}

function codeOf(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.rejected.code;
    throw error;
  }
}

function exchange(name: string, index: number): unknown {
  const text = readFileSync(fileURLToPath(new URL(`__fixtures__/${name}.json`, import.meta.url)), "utf8");
  return z.object({ exchanges: z.array(z.unknown()) }).parse(JSON.parse(text)).exchanges[index];
}

it("SAME_WORDS leaves SAP's units as they are, so that an unmapped connection is told", () =>
  expect(() => fromOrder(order, new Map(), undefined, data({}, SAME_WORDS))).toThrow(/unit "PC"/));
