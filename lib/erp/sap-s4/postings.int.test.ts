import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { partKey, shortKey } from "./keys";
import {
  checked,
  confirmed,
  delivery,
  exceptionRaised,
  exceptionResolved,
  issued,
  lineDown,
  lineRestored,
  lotHeld,
  lotReleased,
  orderStatus,
  received,
  reversed,
  scrapped,
} from "./testing/messages";
import { accepted, sapBench } from "./testing/sap-bench";
import { findRow, rowsOf } from "./testing/sap-state";

const bench = sapBench();

describe("confirmation", () => {
  it("books quantities, times and several lots in one transaction, and names their document", async () => {
    const number = bench.order();
    const lots = [
      { item: "CAST-01", lot: "C240115", qty: "30", uom: "EA", mode: "MANUAL_QTY" as const },
      { item: "CAST-01", lot: "C240116", qty: "20", uom: "EA", mode: "MANUAL_QTY" as const },
    ];
    const [one, two] = [bench.sap.clerk.stock("CAST-01", "C240115"), bench.sap.clerk.stock("CAST-01", "C240116")];
    const outcome = accepted(await bench.open().post(confirmed(number, { consumption: lots }), delivery()));
    expect(outcome.parts.map(({ kind }) => kind)).toEqual(["confirmation", "material document"]);
    expect([Number(one) - Number(bench.sap.clerk.stock("CAST-01", "C240115")), Number(two) - Number(bench.sap.clerk.stock("CAST-01", "C240116"))]).toEqual([30, 20]);
    expect(findRow(bench.sap.state, "ProdnOrdConf2", { OrderID: number })).toMatchObject({
      ConfirmationYieldQuantity: "48",
      OpConfirmedWorkQuantity2: "96.000",
      VarianceReasonCode: "0003",
    });
  });

  it("IN-03 completes several scrap reasons that were cut off, each once", async () => {
    const number = bench.order();
    const message = confirmed(number, {
      final: true,
      quantity: { uom: "EA", good: "10", scrap: "6", rework: "0" },
      scrapReasons: [
        { code: "0003", qty: "2" },
        { code: "0001", qty: "3" },
        { code: "0004", qty: "1" },
      ],
    });
    let writes = 0;
    // The second document is lost on its way back, the third never arrives.
    bench.sap.fault = ({ write }) => (!write ? null : ((writes += 1), writes === 2 ? "lost" : writes === 3 ? "never" : null));
    const outcome = await bench.bring(message);
    expect(outcome.parts.filter(({ kind }) => kind === "confirmation")).toHaveLength(3);
    expect([1, 2, 3].map((part) => bench.sap.clerk.confirmations(partKey(message.id, part)))).toEqual([1, 1, 1]);
    const rows = rowsOf(bench.sap.state, "ProdnOrdConf2").filter((row) => row["OrderID"] === number);
    expect(rows.map((row) => [row["VarianceReasonCode"], row["ConfirmationScrapQuantity"], row["IsFinalConfirmation"]])).toEqual([
      ["0003", "2", false],
      ["0001", "3", false],
      ["0004", "1", true],
    ]);
    expect((await bench.open().findByKey(message, delivery())).kind).toBe("accepted");
  });

  it("waits for movements that SAP posts a moment later, and names those that it has not", async () => {
    bench.sap.lateMovements = 2;
    expect(accepted(await bench.open().post(confirmed(bench.order()), delivery())).parts.map(({ kind }) => kind)).toContain("material document");
    bench.sap.lateMovements = 9;
    expect(accepted(await bench.open().post(confirmed(bench.order()), delivery())).parts).toContainEqual({ kind: "movements not posted yet", number: "1" });
  });

  it("looks a confirmation up by order and text where the release does not filter by the key", async () => {
    bench.sap.filtersByKey = false;
    const message = confirmed(bench.order());
    expect((await bench.open().findByKey(message, delivery())).kind).toBe("absent");
    const posted = accepted(await bench.open().post(message, delivery()));
    expect(accepted(await bench.open().findByKey(message, delivery())).document).toBe(posted.document);
  });

  it("leaves to SAP what SAP backflushes: nothing is issued twice", async () => {
    const number = bench.order();
    const before = Number(bench.sap.clerk.stock("SEAL-02", "S000981"));
    const seals = [{ item: "SEAL-02", lot: "S000981", qty: "96", uom: "EA", mode: "BACKFLUSH" as const }];
    await bench.bring(
      confirmed(number, { operation: 20, workUnit: "ASM-01.UNIT", quantity: { uom: "EA", good: "48", scrap: "0", rework: "0" }, scrapReasons: [], consumption: seals }),
    );
    expect(before - Number(bench.sap.clerk.stock("SEAL-02", "S000981"))).toBe(96);
    expect(accepted(await bench.open().post(issued(number, { operation: 20, item: "SEAL-02", lot: "S000981" }), delivery())).document).toContain("backflushed");
    expect(before - Number(bench.sap.clerk.stock("SEAL-02", "S000981"))).toBe(96);
  });

  it.each([
    ["stock deficit", { consumption: [{ item: "CAST-01", lot: "C240115", qty: "9999999", uom: "EA", mode: "MANUAL_QTY" as const }] }, "M7/021"],
    ["unknown batch", { consumption: [{ item: "CAST-01", lot: "NOSUCH", qty: "1", uom: "EA", mode: "MANUAL_QTY" as const }] }, "M7/042"],
    ["unknown reason", { scrapReasons: [{ code: "0099", qty: "2" }] }, "RU/031"],
    ["unknown work centre", { workUnit: "LATHE-9.UNIT" }, "CR/000"],
    ["a unit that the operation does not know", { quantity: { uom: "KGM", good: "1", scrap: "0", rework: "0" }, scrapReasons: [] }, "RU/029"],
  ])("IN-05 is refused for a business reason and books nothing: %s", async (_, change, code) => {
    const message = confirmed(bench.order(), change);
    expect(await bench.open().post(message, delivery())).toMatchObject({ kind: "rejected", code });
    expect(bench.sap.clerk.confirmations(message.id)).toBe(0);
    expect((await bench.open().findByKey(message, delivery())).kind).toBe("absent");
  });

  it("IN-05 is refused by a closed period, an order that is not released, and one that is unknown", async () => {
    const old = { ...confirmed(bench.order()), time: "2025-12-30T10:00:00Z" };
    expect(await bench.open().post(old, delivery())).toMatchObject({ kind: "rejected", code: "M7/053" });
    expect(await bench.open().post(confirmed(bench.order("100", false)), delivery())).toMatchObject({ kind: "rejected", code: "BS/007" });
    expect(await bench.open().post(confirmed("9999999"), delivery())).toMatchObject({ kind: "rejected", code: "ORDER_UNKNOWN" });
  });

  it("counts a key that SAP refuses as used as refused, and finds it", async () => {
    bench.sap.refusesRepeatedKeys = true;
    const message = confirmed(bench.order());
    const first = accepted(await bench.open().post(message, delivery()));
    expect(await bench.open().post(message, delivery())).toMatchObject({ kind: "rejected" });
    expect(accepted(await bench.open().findByKey(message, delivery())).document).toBe(first.document);
  });
});

describe("goods movements", () => {
  it.each([
    ["an issue", () => issued(bench.order())],
    ["a receipt", () => received(bench.order())],
    ["scrap of an order", () => scrapped({ order: bench.order(), operation: 10 })],
    ["scrap of no order", () => scrapped()],
  ])("IN-03 books %s once, though its answer was lost", async (_, make) => {
    const message = make();
    bench.failNext("lost");
    const outcome = await bench.bring(message);
    expect(bench.sap.clerk.documents(shortKey(message.id))).toBe(1);
    expect(accepted(await bench.open().findByKey(message, delivery())).document).toBe(outcome.document);
  });

  it("receives what quality has yet to release into its own stock", async () => {
    await bench.bring(received(bench.order(), { lot: "PQ1", qualityStatus: "PENDING" }));
    expect([bench.sap.clerk.stock("FG-PUMP-100", "PQ1"), bench.sap.clerk.stock("FG-PUMP-100", "PQ1", "02")]).toEqual(["0", "10"]);
  });

  it("receives with the confirmation where the connection says so", async () => {
    const adapter = bench.open({ receiptWith: "CONFIRMATION" });
    expect(adapter.capabilities().outbound).not.toContain("mes.production.received.v1");
    const output = [{ lot: "PX1", hu: null, qty: "5", from: "2026-03-16T06:10:00Z", to: "2026-03-16T07:00:00Z" }];
    await adapter.post(
      confirmed(bench.order(), { operation: 20, workUnit: "ASM-01.UNIT", quantity: { uom: "EA", good: "5", scrap: "0", rework: "0" }, scrapReasons: [], consumption: [], output }),
      delivery(),
    );
    expect(bench.sap.clerk.stock("FG-PUMP-100", "PX1")).toBe("5");
  });
});

describe("reversal", () => {
  it("EX-19 takes a confirmation of several documents back with its movements, once, though an answer was lost", async () => {
    const stock = bench.sap.clerk.stock("CAST-01", "C240115");
    const message = confirmed(bench.order(), {
      final: true,
      quantity: { uom: "EA", good: "10", scrap: "3", rework: "0" },
      scrapReasons: [
        { code: "0003", qty: "2" },
        { code: "0001", qty: "1" },
      ],
    });
    const booked = await bench.bring(message);
    const back = reversed(message);
    const original = { document: booked.document, parts: booked.parts, memory: null };
    bench.failNext("lost");
    expect((await bench.open().post(back, delivery(original))).kind).toBe("unknown");
    expect((await bench.open().findByKey(back, delivery(original))).kind).toBe("absent");
    const outcome = accepted(await bench.open().post(back, delivery(original)));
    expect(outcome.parts).toHaveLength(2);
    expect(accepted(await bench.open().findByKey(back, delivery(original))).document).toBe(outcome.document);
    expect([1, 2].map((part) => bench.sap.clerk.confirmations(partKey(message.id, part)))).toEqual([0, 0]);
    expect(bench.sap.clerk.stock("CAST-01", "C240115")).toBe(stock);
    expect(rowsOf(bench.sap.state, "ProdnOrdConf2").filter((row) => row["IsReversal"] === true && row["OrderID"] === message.data.order)).toHaveLength(2);
  });

  it.each([
    ["an issue", () => issued(bench.order())],
    ["a receipt", () => received(bench.order(), { lot: "PR1" })],
    ["scrap", () => scrapped()],
  ])("EX-19 takes %s back once", async (_, make) => {
    const message = make();
    const booked = await bench.bring(message);
    const back = reversed(message);
    const original = { document: booked.document, parts: booked.parts, memory: null };
    bench.failNext("lost");
    expect((await bench.open().post(back, delivery(original))).kind).toBe("unknown");
    const outcome = accepted(await bench.open().findByKey(back, delivery(original)));
    expect(accepted(await bench.open().post(back, delivery(original))).document).toBe(outcome.document);
    expect(bench.sap.clerk.documents(shortKey(message.id))).toBe(0);
  });

  it("finds the original by its key where nobody remembers its documents, and says when there is none", async () => {
    const message = confirmed(bench.order());
    await bench.bring(message);
    expect((await bench.open().post(reversed(message), delivery())).kind).toBe("accepted");
    expect(bench.sap.clerk.confirmations(message.id)).toBe(0);
    expect(await bench.open().post(reversed(confirmed(bench.order())), delivery())).toMatchObject({ kind: "rejected", code: "ORIGINAL_UNKNOWN" });
  });
});

describe("order status", () => {
  it("is technically complete once, and other states follow from what is booked", async () => {
    const number = bench.order();
    const adapter = () => bench.open({ technicallyCompleteOn: "COMPLETED" });
    expect(accepted(await adapter().post(orderStatus(number, "IN_PROGRESS"), delivery())).document).toBe(number);
    expect(findRow(bench.sap.state, "A_ProductionOrder_2", { ManufacturingOrder: number })).toMatchObject({ OrderIsTechnicallyCompleted: "" });
    bench.failNext("lost");
    await bench.bring(orderStatus(number, "COMPLETED"), adapter);
    await bench.bring(orderStatus(number, "CLOSED"), adapter);
    expect(findRow(bench.sap.state, "A_ProductionOrder_2", { ManufacturingOrder: number })).toMatchObject({ OrderIsTechnicallyCompleted: "X" });
    expect(await bench.open().post(confirmed(number), delivery())).toMatchObject({ kind: "rejected", code: "BS/007" });
    expect(bench.open({ technicallyCompleteOn: "NEVER" }).capabilities().outbound).not.toContain("mes.order.status.v1");
  });
});

describe("notifications", () => {
  it("opens one for a stop, renames it when the reason is known, and completes it, once each", async () => {
    const adapter = () => bench.open({ technicalObjects: { "MILL-01": { object: "000000000010001452" } }, notificationWorkCentre: "MECH" });
    const number = accepted(await adapter().post(lineDown(null), delivery())).document;
    bench.failNext("lost");
    expect((await bench.bring(lineDown("SPINDLE"), adapter)).document).toBe(number);
    const row = findRow(bench.sap.state, "MaintenanceNotification", { MaintenanceNotification: number });
    expect(row).toMatchObject({ NotificationText: "MILL-01 down: SPINDLE", MalfunctionEndDate: null, MaintenanceObjectIsDown: true });
    expect((await bench.bring(lineRestored(), adapter)).document).toBe(number);
    expect(row).toMatchObject({ MalfunctionEndTime: "PT11H12M00S" });
    expect(rowsOf(bench.sap.state, "MaintenanceNotification")).toHaveLength(1);
    expect((await adapter().findByKey(lineRestored(), delivery())).kind).toBe("accepted");
  });

  it("opens and completes one for a severe exception, and passes over a mild one", async () => {
    const number = (await bench.bring(exceptionRaised(1))).document;
    const row = findRow(bench.sap.state, "MaintenanceNotification", { MaintenanceNotification: number });
    expect(row).toMatchObject({ NotificationText: "QUALITY: Three parts in a row leak", NotificationCompletionDate: null, MaintenanceObjectIsDown: false });
    expect((await bench.open().findByKey(exceptionResolved(1), delivery())).kind).toBe("absent");
    bench.failNext("lost");
    expect((await bench.bring(exceptionResolved(1))).document).toBe(number);
    expect(row).toMatchObject({ MalfunctionEndTime: "PT15H00M00S" });
    expect(accepted(await bench.open().post(exceptionRaised(2), delivery())).parts).toEqual([]);
  });

  it("reads a notification again that somebody changed in between", async () => {
    const number = accepted(await bench.open().post(lineDown("SPINDLE", "STOP-2"), delivery())).document;
    const row = findRow(bench.sap.state, "MaintenanceNotification", { MaintenanceNotification: number });
    let once = true;
    bench.sap.fault = ({ method }) => {
      if (method === "PATCH" && once && row !== undefined) {
        once = false;
        row["etag"] = `W/"'20991231235959'"`;
      }
      return null;
    };
    expect((await bench.open().post(lineRestored("STOP-2"), delivery())).kind).toBe("accepted");
    expect(bench.sap.calls.filter(({ method }) => method === "PATCH")).toHaveLength(2);
    const second = accepted(await bench.open().post(lineDown(null, "STOP-3"), delivery())).document;
    bench.sap.fault = ({ method }) => {
      const other = findRow(bench.sap.state, "MaintenanceNotification", { MaintenanceNotification: second });
      if (method === "PATCH" && other !== undefined) other["etag"] = `W/"'${randomUUID()}'"`;
      return null;
    };
    expect(await bench.open().post(lineRestored("STOP-3"), delivery())).toMatchObject({ kind: "retry" });
  });
});

describe("quality and holds", () => {
  it("records one result for each characteristic, once", async () => {
    const message = checked("1000217");
    bench.failNext("lost");
    const outcome = await bench.bring(message);
    expect(outcome.parts).toEqual([{ kind: "inspection result", number: "30000000512/1/10" }]);
    expect(rowsOf(bench.sap.state, "A_InspectionResult")).toMatchObject([{ InspResultFrmtdMeanValue: "25.012", InspectionValuationResult: "A", InspResultValidValuesNumber: 5 }]);
    // One summarised result is all that a characteristic takes.
    expect(await bench.open().post(checked("1000217"), delivery())).toMatchObject({ kind: "rejected", code: "RESULT_EXISTS" });
    expect(await bench.open().post(checked(bench.order()), delivery())).toMatchObject({ kind: "rejected", code: "NO_INSPECTION_LOT" });
  });

  it("moves a held lot to blocked stock and back, whatever is held twice", async () => {
    const adapter = () => bench.open({ lotHold: true });
    const there = bench.sap.clerk.stock("CAST-01", "C240116");
    bench.failNext("lost");
    await bench.bring(lotHeld("C240116"), adapter);
    expect([bench.sap.clerk.stock("CAST-01", "C240116"), bench.sap.clerk.stock("CAST-01", "C240116", "07")]).toEqual(["0", there]);
    expect(accepted(await adapter().post(lotHeld("C240116"), delivery())).document).toContain("nothing to move");
    await bench.bring(lotReleased("C240116", "ON_HOLD"), adapter);
    expect(bench.sap.clerk.stock("CAST-01", "C240116", "07")).toBe(there);
    bench.failNext("lost");
    await bench.bring(lotReleased("C240116", "RELEASED"), adapter);
    expect([bench.sap.clerk.stock("CAST-01", "C240116"), bench.sap.clerk.stock("CAST-01", "C240116", "07")]).toEqual([there, "0"]);
  });

  it("EX-14 moves so much of a lot as is held, and so much back, whatever else of it is held", async () => {
    const adapter = () => bench.open({ lotHold: true });
    const there = bench.sap.clerk.stock("CAST-01", "C240116");
    const seen = () => [bench.sap.clerk.stock("CAST-01", "C240116"), bench.sap.clerk.stock("CAST-01", "C240116", "07")];
    const less = (quantity: number) => String(Number(there) - quantity);
    bench.failNext("lost");
    await bench.bring(lotHeld("C240116", { held: "15" }), adapter);
    expect(seen()).toEqual([less(15), "15"]);
    await bench.bring(lotHeld("C240116", { held: "5" }), adapter);
    expect(seen()).toEqual([less(20), "20"]);
    await bench.bring(lotReleased("C240116", "RELEASED", { held: "15", stillHeld: "5" }), adapter);
    expect(seen()).toEqual([less(5), "5"]);
    await bench.bring(lotHeld("C240116"), adapter);
    expect(seen()).toEqual(["0", there]);
    await bench.bring(lotReleased("C240116", "RELEASED", { stillHeld: "5" }), adapter);
    expect(seen()).toEqual([less(5), "5"]);
    await bench.bring(lotReleased("C240116", "RELEASED", { held: "5" }), adapter);
    expect(seen()).toEqual([there, "0"]);
  });

  it("EX-14 moves back what joined a held lot as well, and what joined pieces whose hold ended while the lot waited once the lot is released", async () => {
    const adapter = () => bench.open({ lotHold: true });
    const about = { item: "FG-PUMP-100" };
    const seen = () => ["01", "07"].map((type) => bench.sap.clerk.stock("FG-PUMP-100", "PJ1", type));
    const joins = (qty: string) => bench.bring(received(bench.order(), { lot: "PJ1", qty, qualityStatus: "ON_HOLD" }));
    await bench.bring(received(bench.order(), { lot: "PJ1" }));
    await bench.bring(lotHeld("PJ1", about), adapter);
    await joins("5");
    const mistyped = received(bench.order(), { lot: "PJ1", qty: "2", qualityStatus: "ON_HOLD" });
    await bench.bring(mistyped);
    await bench.bring(reversed(mistyped));
    expect(seen()).toEqual(["0", "15"]);
    bench.failNext("lost");
    await bench.bring(lotReleased("PJ1", "RELEASED", about), adapter);
    expect(seen()).toEqual(["15", "0"]);

    await bench.bring(lotHeld("PJ1", { ...about, held: "4" }), adapter);
    await joins("1");
    await bench.bring(lotReleased("PJ1", "PENDING", { ...about, held: "5" }), adapter);
    expect(seen()).toEqual(["11", "5"]);
    await bench.bring(lotReleased("PJ1", "RELEASED", about), adapter);
    expect(seen()).toEqual(["16", "0"]);
  });
});
