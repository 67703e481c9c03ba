import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { Delivery, ErpAdapter } from "@/lib/erp/port";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { dispatch, row } from "./testing/dispatch";
import { type Factory, must, openFactory } from "./testing/factory";
import { once } from "./testing/faults";
import {
  acknowledged,
  castings,
  confirmation,
  exceptionRaised,
  exceptionResolved,
  issue,
  lineDown,
  lineRestored,
  lotHeld,
  lotReleased,
  qualityRecorded,
  receipt,
  reversal,
  scrap,
  status,
} from "./testing/messages";
import { num, rowsOf, text } from "./testing/store";

let factory: Factory;
let adapter: ErpAdapter;
beforeAll(async () => {
  factory = await openFactory();
  adapter = factory.open(fetchHttp);
});
afterAll(() => factory.close());

/** Posts a message that must be taken, and hands on what its reversal gets. */
async function post(message: OutboundMessage, through = adapter, store = row()): Promise<NonNullable<Delivery["original"]>> {
  const outcome = await through.post(message, store);
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ kind: "accepted" });
  return outcome.kind === "accepted" ? { document: outcome.document, parts: outcome.parts, memory: store.memory } : { document: "", parts: [], memory: null };
}

const card = (order: string, operation: number) => {
  const found = factory.cards(order).find((one) => num(one, "sequence_id") === operation && num(one, "docstatus") < 2);
  if (found === undefined) throw new Error(`no card of ${order}`);
  return found;
};

describe("confirmations as rows of a card", () => {
  it("adds a row for each person and the quantity once, and keeps the rows that were there", async () => {
    const order = factory.createOrder();
    const labour = ["P-0417", "P-0533"].map((person) => ({ person, rateClass: "A2", seconds: 300 }));
    await post(confirmation(order, "30"));
    await post(confirmation(order, "18", { time: [{ activity: "RUN", machineSeconds: 600, labour }] }));
    expect(rowsOf(card(order, 1), "time_logs").map((log) => [log["employee"], log["completed_qty"], log["time_in_mins"]])).toEqual([
      ["HR-EMP-00042", 30, 10],
      ["HR-EMP-00042", 18, 5],
      ["HR-EMP-00043", 0, 5],
    ]);
    expect(card(order, 1)).toMatchObject({ total_completed_qty: 48, docstatus: 0, status: "Work In Progress" });
  });

  it("submits with the last one, so that what is missing is the scrap, and names its reason", async () => {
    const order = factory.createOrder();
    await post(confirmation(order, "48"));
    await post(confirmation(order, "50", { final: true, quantity: { uom: "EA", good: "50", scrap: "2", rework: "1" }, scrapReasons: [{ code: "TOOL_BREAK", qty: "2" }] }));
    expect(card(order, 1)).toMatchObject({ docstatus: 1, total_completed_qty: 98, process_loss_qty: 2, status: "Completed" });
    expect(text(card(order, 1), "remarks")).toMatch(/^Scrap 2: TOOL_BREAK; Rework 1 \[/);
    expect(await adapter.post(confirmation(order, "1"), row())).toMatchObject({ kind: "rejected", code: "OPERATION_DONE" });
  });

  it("is refused above the order, out of sequence, at the same time elsewhere and on a stopped order, and books nothing then", async () => {
    const order = factory.createOrder();
    const above = confirmation(order, "130", { final: true, consumption: [castings("130")] });
    const early = confirmation(order, "10", { operation: 20, workUnit: "ASM-01.UNIT" });
    const first = confirmation(order, "10");
    const elsewhere = { ...confirmation(factory.createOrder(), "5"), time: first.time };
    const stopped = factory.createOrder();
    factory.stopOrder(stopped);
    await post(first);
    for (const [message, code] of [
      [above, "REFUSED"],
      [early, "OPERATION_SEQUENCE"],
      [elsewhere, "OVERLAP"],
      [confirmation(stopped, "1"), "ORDER_NOT_OPEN"],
    ] as const) {
      expect(await adapter.post(message, row())).toMatchObject({ kind: "rejected", code });
      expect(factory.timesBooked(message)).toBe(0);
    }
    // The consumption of the refused one was there for a moment: it is cancelled, and a replay after the cause is mended finds a free key.
    expect(factory.entries(order).map((entry) => num(entry, "docstatus"))).toEqual([2]);
    const mended = { ...above, data: { ...above.data, quantity: { uom: "EA", good: "90", scrap: "0", rework: "0" } } };
    await post(mended);
    expect(factory.timesBooked(mended)).toBe(1);
    expect(factory.entries(order).map((entry) => num(entry, "docstatus"))).toEqual([2, 1]);
  });

  it("reads the card again when somebody else changed it or holds it, and keeps both changes", async () => {
    const order = factory.createOrder();
    let disturbed = 0;
    factory.server.faults.choose = (call) => {
      if (call.method !== "PUT" || disturbed > 0) return null;
      disturbed += 1;
      // A clerk saves the card between our reading and our writing.
      const name = text(card(order, 1), "name");
      factory.site.store.put("Job Card", name, { ...must(factory.site.store, "Job Card", name), remarks: "Clerk was here", modified: factory.site.store.stamp() });
      return null;
    };
    await post(confirmation(order, "5", { quantity: { uom: "EA", good: "5", scrap: "1", rework: "0" } }));
    once(factory.server.faults, { kind: "locked" }, ({ method }) => method === "PUT");
    await post(confirmation(order, "6"));
    factory.server.faults.choose = () => null;
    expect(text(card(order, 1), "remarks")).toMatch(/^Clerk was here\nScrap 1 \[/);
    expect(num(card(order, 1), "total_completed_qty")).toBe(11);
  });
});

describe("reversals", () => {
  it("takes its rows out of a card in work, and cancels its stock entry", async () => {
    const order = factory.createOrder();
    await post(confirmation(order, "10"));
    const wrong = confirmation(order, "20", { consumption: [castings("20")], quantity: { uom: "EA", good: "20", scrap: "1", rework: "0" } });
    const original = await post(wrong);
    const store = row(original);
    const back = reversal(wrong);
    expect(await adapter.findByKey(back, store)).toEqual({ kind: "absent" });
    await post(back, adapter, store);
    expect(await adapter.findByKey(back, store)).toMatchObject({ kind: "accepted", document: original.document });
    expect(factory.timesBooked(wrong)).toBe(0);
    expect(card(order, 1)).toMatchObject({ total_completed_qty: 10, remarks: null });
    expect(factory.entries(order).map((entry) => num(entry, "docstatus"))).toEqual([2]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("replaces a submitted card by one with everybody else's rows, whichever answer is lost (%i)", async (lost) => {
    const order = factory.createOrder();
    const kept = confirmation(order, "40");
    const last = confirmation(order, "60", { final: true });
    await post(kept);
    const store = row(await post(last));
    let calls = 0;
    factory.server.faults.choose = () => ((calls += 1) === lost ? { kind: "lost" } : null);
    expect(await dispatch((http) => factory.open(http), fetchHttp, reversal(last), store)).toMatchObject({ kind: "accepted" });
    factory.server.faults.choose = () => null;
    expect([factory.timesBooked(kept), factory.timesBooked(last)]).toEqual([1, 0]);
    expect(
      factory
        .cards(order)
        .filter((one) => num(one, "sequence_id") === 1)
        .map((one) => num(one, "docstatus"))
        .toSorted(),
    ).toEqual([0, 2]);
    expect(card(order, 1)).toMatchObject({ total_completed_qty: 40, for_quantity: 100 });
    expect(await adapter.findByKey(kept, row())).toMatchObject({ kind: "accepted" });
    await post(confirmation(order, "60", { final: true }));
    expect(card(order, 1)).toMatchObject({ docstatus: 1, total_completed_qty: 100 });
  });

  it("cancels issues, scraps and receipts, and says so where there is nothing to cancel", async () => {
    const order = factory.createOrder();
    const before = factory.site.store.onHand("CAST-01", "Stores - EW", "C240115");
    for (const message of [issue(order, "7"), scrap(order, "2"), scrap(null, "1"), receipt(order, "P-REV", "5")]) {
      const store = row(await post(message));
      await post(reversal(message), adapter, store);
      await post(reversal(message), adapter, store);
      expect(factory.timesBooked(message)).toBe(0);
    }
    expect(factory.site.store.onHand("CAST-01", "Stores - EW", "C240115")).toBe(before);
    expect(await adapter.post(reversal(issue(order, "1")), row())).toMatchObject({ kind: "rejected", code: "NOTHING_TO_REVERSE" });
  });
});

describe("stock", () => {
  it("takes several lots in one entry, in the unit that was counted, at the time of the event", async () => {
    const order = factory.createOrder();
    const message = confirmation(order, "10", {
      consumption: [castings("7"), castings("3", "C240116"), { item: "SEAL-02", lot: "S000981", qty: "2", uom: "BX", mode: "BACKFLUSH" }],
      genealogyRun: "RUN-1",
    });
    await post(message);
    const [entry] = factory.entries(order);
    expect(entry).toMatchObject({ purpose: "Material Consumption for Manufacture", fg_completed_qty: 10, docstatus: 1, posting_date: message.time.slice(0, 10) });
    expect(rowsOf(entry ?? {}, "items").map((line) => [line["batch_no"], line["qty"], line["uom"], line["transfer_qty"], line["s_warehouse"]])).toEqual([
      ["C240115", 7, "Nos", 7, "Stores - EW"],
      ["C240116", 3, "Nos", 3, "Stores - EW"],
      ["S000981", 2, "Box", 24, "Stores - EW"],
    ]);
  });

  it("receives each lot by an entry of its own, makes its batch once, and refuses more than was ordered", async () => {
    const order = factory.createOrder();
    await post(receipt(order, "P000417", "48"));
    await post(receipt(order, "P000417", "2"));
    await post(receipt(order, "P000418", "50", { qualityStatus: "PENDING" }), factory.open(fetchHttp, { quarantineWarehouse: "Quarantine - EW" }));
    expect(factory.site.store.onHand("FG-PUMP-100", "Finished Goods - EW", "P000417")).toBe(50);
    expect(factory.site.store.onHand("FG-PUMP-100", "Quarantine - EW", "P000418")).toBe(50);
    const more = receipt(order, "P000419", "1");
    expect(await adapter.post(more, row())).toMatchObject({ kind: "rejected", code: "OVER_PRODUCTION" });
    expect(factory.timesBooked(more)).toBe(0);
    expect(await adapter.post(receipt(factory.createOrder(), "C240115", "1"), row())).toMatchObject({ kind: "rejected", code: "LOT_OF_ANOTHER_ITEM" });
  });

  it.each([
    ["a closed period", (order: string) => ({ ...issue(order, "1"), time: "2025-12-30T10:00:00Z" }), "CLOSED_PERIOD"],
    ["a lot that ERPNext does not know", (order: string) => issue(order, "1", { lot: "NO-SUCH-LOT" }), "UNKNOWN_REFERENCE"],
    ["a unit without conversion", (order: string) => issue(order, "1", { uom: "KGM" }), "UNKNOWN_UNIT"],
    ["an item that is not there", (order: string) => issue(order, "1", { item: "GONE" }), "UNKNOWN_ITEM"],
    ["an order that is not there", () => issue("MFG-WO-0", "1"), "UNKNOWN_ORDER"],
  ])("refuses %s", async (_, make, code) => {
    const message = make(factory.createOrder());
    expect(await adapter.post(message, row())).toMatchObject({ kind: "rejected", code });
    expect(factory.timesBooked(message)).toBe(0);
  });
});

describe("what else ERPNext is told", () => {
  it("opens one issue a stop, tells it again, closes it and books the downtime", async () => {
    for (const message of [lineDown(), lineDown()]) await post(message);
    await post(lineRestored());
    const issues = factory.site.store.all("Issue");
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ status: "Closed", subject: "Line restored: MILL-01.UNIT" });
    expect(text(issues[0] ?? {}, "description").match(/<p>/g)).toHaveLength(3);
    expect(factory.site.store.all("Downtime Entry")).toMatchObject([
      { workstation: "MILL-01", operator: "HR-EMP-00042", downtime: 30, stop_reason: "Machine malfunction", from_time: "2026-03-16 10:00:00" },
    ]);
  });

  it("opens and closes an issue for a severe exception", async () => {
    await post(exceptionRaised("EX-1"));
    const found = () => factory.site.store.all("Issue").filter((one) => text(one, "subject").includes("LOT_MIXED"));
    expect(found()).toMatchObject([{ status: "Open" }]);
    expect(text(found()[0] ?? {}, "description")).toContain("&lt; mixed &gt;");
    await post(exceptionResolved("EX-1"));
    expect(found()).toMatchObject([{ status: "Closed" }]);
  });

  it("EX-04 tells by one issue an order that its changes were refused, and closes it with the one that is taken over; what is taken at once opens none", async () => {
    const order = factory.createOrder();
    const found = () => factory.site.store.all("Issue").filter((one) => text(one, "subject") === `Order change: ${order}`);
    await post(acknowledged(order, 1, "APPLIED"));
    await post(acknowledged(order, 1, "STALE"));
    expect(found()).toEqual([]);
    const refused = acknowledged(order, 2, "REJECTED", "Operation 20 has begun.");
    for (const message of [refused, refused, acknowledged(order, 3, "REJECTED", "Operation 20 has begun.")]) await post(message);
    expect(await adapter.findByKey(refused, row())).toMatchObject({ kind: "accepted" });
    expect(found()).toMatchObject([{ status: "Open" }]);
    const said = text(found()[0] ?? {}, "description");
    expect(said.match(/<p>/g)).toHaveLength(2);
    expect(said).toContain("(version 2) was not taken over, the old values stand: ORDER_CHANGE_CONFLICT, Operation 20 has begun.");
    await post(acknowledged(order, 4, "APPLIED"));
    expect(found()).toMatchObject([{ status: "Closed" }]);
  });

  it("inspects the job card, and tells a check without an operation by an issue", async () => {
    const order = factory.createOrder();
    await post(qualityRecorded(order, "FAIL"));
    const [inspection] = factory.site.store.all("Quality Inspection");
    expect(inspection).toMatchObject({
      status: "Rejected",
      reference_name: text(card(order, 1), "name"),
      item_code: "FG-PUMP-100",
      inspected_by: "mes@example.test",
      sample_size: 5,
      docstatus: 1,
    });
    expect(rowsOf(inspection ?? {}, "readings")).toMatchObject([
      { numeric: 1, min_value: 24.98, reading_1: "25.008", status: "Accepted" },
      { numeric: 0, reading_value: "3 of 5 accepted: SCRATCH 2", status: "Rejected" },
    ]);
    await post(qualityRecorded(null, "FAIL"));
    expect(factory.site.store.all("Issue").some((one) => text(one, "subject") === "Quality failed: CAST-01" && one["status"] === "Open")).toBe(true);
  });

  it("disables the batch of a held lot until nothing stands against it, and one that is yet to come", async () => {
    const disabled = (lot: string) => must(factory.site.store, "Batch", lot)["disabled"];
    await post(lotHeld("SEAL-02", "S000981"));
    expect(disabled("S000981")).toBe(1);
    await post(lotReleased("SEAL-02", "S000981", "ON_HOLD"));
    expect(disabled("S000981")).toBe(1);
    await post(lotReleased("SEAL-02", "S000981", "RELEASED"));
    expect(disabled("S000981")).toBe(0);
    await post(lotHeld("FG-PUMP-100", "P-TO-COME"));
    expect(disabled("P-TO-COME")).toBe(1);
  });

  it("closes an order with our own, and leaves other states to its documents", async () => {
    const order = factory.createOrder();
    for (const state of ["IN_PROGRESS", "COMPLETED"] as const) await post(status(order, state));
    expect(must(factory.site.store, "Work Order", order)["status"]).toBe("Not Started");
    await post(status(order, "CLOSED"));
    expect(must(factory.site.store, "Work Order", order)["status"]).toBe("Closed");
    expect(await adapter.findByKey(status(order, "CLOSED"), row())).toMatchObject({ kind: "accepted" });
  });
});

describe("a whole order as version 15 lets it be booked", () => {
  it("takes issues, confirmations, receipts and overlapping operations in the order in which they happen", async () => {
    const strict = await openFactory({ operationsCheck: true });
    try {
      const through = strict.open(fetchHttp, { cards: "CONFIRMATION", consumption: "Material Issue" });
      const order = strict.createOrder();
      const assembly = (good: string, final = false) => confirmation(order, good, { operation: 20, workUnit: "ASM-01.UNIT", final });
      await post(issue(order, "50"), through);
      const first = confirmation(order, "48", { quantity: { uom: "EA", good: "48", scrap: "2", rework: "0" }, scrapReasons: [{ code: "TOOL_BREAK", qty: "2" }] });
      const original = await post(first, through);
      await post(assembly("48"), through);
      await post(receipt(order, "P1", "48"), through);
      const wrong = confirmation(order, "30");
      await post(reversal(wrong), through, row(await post(wrong, through)));
      await post(confirmation(order, "50", { final: true }), through);
      await post(assembly("50", true), through);
      await post(receipt(order, "P2", "50"), through);
      expect(await through.post(reversal(first), row(original))).toMatchObject({ kind: "rejected", code: "RECEIPTS_FIRST" });
      await post(status(order, "CLOSED"), through);
      expect(must(strict.site.store, "Work Order", order)).toMatchObject({ produced_qty: 98, status: "Closed" });
      expect(await through.readOrders?.([order, "MFG-WO-0"])).toMatchObject({
        kind: "orders",
        orders: [
          {
            order,
            state: "CLOSED",
            uom: "EA",
            good: "98",
            scrap: "2",
            received: "98",
            components: [{ item: "CAST-01", lot: "C240115", qty: "50", uom: "EA" }],
            time: { machineSeconds: null, labourSeconds: "2400" },
          },
        ],
      });
      // What the default settings would meet there.
      expect(await strict.open(fetchHttp).post(issue(strict.createOrder(), "1"), row())).toMatchObject({ kind: "rejected", code: "OPERATIONS_OPEN" });
    } finally {
      await strict.close();
    }
  });
});

describe("polling", () => {
  it("brings the factory in our words, and keeps apart what has no unit", async () => {
    factory.site.store.put("Item", "ODD-1", {
      ...must(factory.site.store, "Item", "GREASE-1"),
      name: "ODD-1",
      item_code: "ODD-1",
      stock_uom: "Barrel",
      modified: factory.site.store.stamp(),
    });
    const page = await adapter.poll(null, { limit: 1000 });
    if (page.kind !== "page") throw new Error(page.kind);
    factory.site.store.put("Item", "ODD-1", { ...must(factory.site.store, "Item", "ODD-1"), disabled: 1 });
    const of = (type: string) => page.messages.filter((message) => message.type === type).map((message) => message.data);
    expect(of("erp.item.v1")).toContainEqual(
      expect.objectContaining({ item: "SEAL-02", baseUom: "EA", decimals: 0, tracking: "LOT", units: [{ uom: "BX", decimals: 0, numerator: 1, denominator: 12 }] }),
    );
    expect(of("erp.item.v1")).toContainEqual(
      expect.objectContaining({ item: "GREASE-1", baseUom: "KGM", decimals: 3, units: [{ uom: "GRM", decimals: 3, numerator: 1000, denominator: 1 }] }),
    );
    expect(of("erp.rate.v1").map((rate) => ("element" in rate ? [rate.workCentre, rate.element, rate.rate] : []))).toEqual(
      expect.arrayContaining([
        ["MILL-01", "LABOUR", "30"],
        ["MILL-01", "MACHINE", "20"],
        ["MILL-01", "OVERHEAD", "10"],
        ["ASM-01", "MACHINE", "10"],
      ]),
    );
    expect(of("erp.order.v1")).toContainEqual(
      expect.objectContaining({ order: "MFG-WO-2026-00217", status: "RELEASED", qty: "100", uom: "EA", plannedStart: "2026-03-16T05:00:00.000Z", due: "2026-03-17T13:30:00.000Z" }),
    );
    expect(of("erp.lot.v1")).toContainEqual(expect.objectContaining({ lot: "S000981", qualityStatus: "RELEASED", origin: "PURCHASED", uom: "EA" }));
    expect(page.unreadable).toEqual([expect.objectContaining({ type: "erp.item.v1", reason: expect.stringContaining('"Barrel"') })]);
  });

  it("sees an operation that moved to another workstation, though only its card says so", async () => {
    const order = factory.createOrder();
    let page = await adapter.poll(null, { limit: 1000 });
    for (; page.kind === "page" && page.more;) page = await adapter.poll(page.cursor, { limit: 1000 });
    if (page.kind !== "page") throw new Error(page.kind);
    const moved = card(order, 1);
    factory.site.store.put("Job Card", text(moved, "name"), { ...moved, workstation: "ASM-01", modified: factory.site.store.stamp() });
    const next = await adapter.poll(page.cursor, { limit: 1000 });
    if (next.kind !== "page") throw new Error(next.kind);
    const versions = next.messages.flatMap((message) => (message.type === "erp.order.v1" && message.data.order === order ? [message.data.operations?.[0]?.workCentre] : []));
    expect(versions).toContain("ASM-01");
  });
});

describe("the connection", () => {
  it("says how long to wait, what is broken, and what cannot be known", async () => {
    once(factory.server.faults, { kind: "throttled", seconds: 13 });
    expect(await adapter.post(issue(factory.createOrder(), "1"), row())).toMatchObject({ kind: "retry", retryAfterSeconds: 13 });
    once(factory.server.faults, { kind: "maintenance" });
    expect(await adapter.poll(null, { limit: 1 })).toMatchObject({ kind: "retry" });
    once(factory.server.faults, { kind: "gateway" }, ({ method }) => method === "POST");
    expect(await adapter.post(issue(factory.createOrder(), "1"), row())).toMatchObject({ kind: "unknown" });
    expect(await factory.open(fetchHttp, { company: "Nowhere Ltd" }).test()).toMatchObject({ kind: "broken", reason: expect.stringContaining("Nowhere Ltd") });
  });
});
