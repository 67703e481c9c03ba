import { afterEach, describe, expect, it } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { ErpAdapter } from "@/lib/erp/port";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { connect, outboxRow } from "./testing/connect";
import { confirmation, issue, lineDown, lineRestored, materialScrap, message, receipt, status } from "./testing/messages";
import { type OdooServer, startOdoo } from "./testing/odoo-server";
import { IDS } from "./testing/seed";

const open: OdooServer[] = [];
afterEach(async () => {
  for (const odoo of open.splice(0)) await odoo.stop();
});

async function start(options: Parameters<typeof startOdoo>[0] = {}): Promise<OdooServer> {
  const odoo = await startOdoo(options);
  open.push(odoo);
  return odoo;
}

const post = (adapter: ErpAdapter, sent: OutboundMessage) => adapter.post(sent, outboxRow());

async function orderOf(adapter: ErpAdapter, order: string): Promise<Extract<InboundMessage, { type: "erp.order.v1" }>["data"] | undefined> {
  let cursor: string | null = null;
  for (;;) {
    const page = await adapter.poll(cursor, { limit: 500 });
    if (page.kind !== "page") throw new Error(page.reason);
    const found = page.messages.find((one) => one.type === "erp.order.v1" && one.data.order === order);
    if (found?.type === "erp.order.v1") return found.data;
    if (!page.more) return undefined;
    cursor = page.cursor;
  }
}

/** Versions of Odoo and the protocol that each is spoken to with. */
const VERSIONS = [
  { protocol: "JSON2", version: 19 },
  { protocol: "JSONRPC", version: 19 },
  { protocol: "JSONRPC", version: 18 },
  { protocol: "JSONRPC", version: 16 },
] as const;

describe.each(VERSIONS)("an order through $protocol to Odoo $version", ({ protocol, version }) => {
  it("books time, lots, scrap and receipts in parts, and ends short where the floor ended short", async () => {
    const odoo = await start({ version });
    const adapter = connect(odoo, fetchHttp, { protocol, version });
    const before = {
      casting: odoo.clerk.onHand(IDS.casting, "C240115"),
      other: odoo.clerk.onHand(IDS.casting, "C240116"),
      seal: odoo.clerk.onHand(IDS.seal, "S000981"),
      grease: odoo.clerk.onHand(IDS.grease, null),
    };
    const sent = [
      status("217", "IN_PROGRESS"),
      confirmation("217", {
        good: "48",
        total: "48",
        scrapReasons: [{ code: "Tool breakage", qty: "2" }],
        consumption: [
          { item: "CAST-01", lot: "C240115", qty: "40" },
          { item: "CAST-01", lot: "C240116", qty: "10" },
        ],
      }),
      confirmation("217", { operation: 20, good: "30", total: "30", consumption: [{ item: "SEAL-02", lot: "S000981", qty: "60" }] }),
      receipt("217", "P000417", "30"),
      confirmation("217", { operation: 20, good: "15", total: "45" }),
      issue("217", { item: "SEAL-02", lot: "S000981", qty: "30" }, 20),
      confirmation("217", { operation: 10, good: "0", total: "48", final: true }),
      confirmation("217", { operation: 20, good: "0", total: "45", final: true }),
      receipt("217", "P000418", "15", true),
      status("217", "COMPLETED", "45"),
    ];
    for (const one of sent) expect(await post(adapter, one), one.type).toMatchObject({ kind: "accepted" });
    const parts = odoo.clerk.rows("mrp.production");
    expect(parts.map((part) => [part["name"], part["state"], part["product_qty"], part["done_qty"]])).toEqual([
      ["WH/MO/00217-001", "done", 30, 30],
      ["WH/MO/00217-002", "done", 70, 15],
    ]);
    expect([odoo.clerk.onHand(IDS.pump, "P000417"), odoo.clerk.onHand(IDS.pump, "P000418")]).toEqual([30, 15]);
    const used = {
      casting: before.casting - odoo.clerk.onHand(IDS.casting, "C240115"),
      other: before.other - odoo.clerk.onHand(IDS.casting, "C240116"),
      seal: before.seal - odoo.clerk.onHand(IDS.seal, "S000981"),
      grease: before.grease - odoo.clerk.onHand(IDS.grease, null),
    };
    // Nobody took grease: Odoo's own bill of materials must not book it.
    expect(used).toEqual({ casting: 40, other: 10, seal: 90, grease: 0 });
    expect(odoo.clerk.rows("mrp.workcenter.productivity").filter((row) => row["date_end"] === false)).toEqual([]);
    expect(await adapter.readOrders?.(["217", "99999"])).toEqual({
      kind: "orders",
      orders: [
        {
          order: "217",
          state: "CLOSED",
          uom: "EA",
          good: "45",
          scrap: "2",
          received: "45",
          components: expect.arrayContaining([
            { item: "CAST-01", lot: "C240115", qty: "40", uom: "EA" },
            { item: "CAST-01", lot: "C240116", qty: "10", uom: "EA" },
            { item: "SEAL-02", lot: "S000981", qty: "90", uom: "EA" },
          ]),
          time: { machineSeconds: expect.stringMatching(/^\d+/), labourSeconds: null },
        },
      ],
    });
  });
});

it("polls an order and the backorders that were split off it as one, under the number that it always had", async () => {
  const odoo = await start();
  const adapter = connect(odoo, fetchHttp);
  const planned = await orderOf(adapter, "217");
  expect(planned).toMatchObject({
    status: "RELEASED",
    qty: "100",
    uom: "EA",
    item: "FG-PUMP-100",
    bomVersion: "12",
    plannedStart: "2026-03-16T05:00:00.000Z",
    components: [
      { item: "CAST-01", operation: 10, qty: "1", required: "100", issueMode: "MANUAL_SCAN" },
      { item: "SEAL-02", operation: 20, required: "200" },
      { item: "GREASE-03", operation: 20, qty: "0.05", uom: "KGM", issueMode: "BACKFLUSH" },
    ],
    operations: [
      { operation: 10, workCentre: "MILL-01", setupMachineHours: "0.25" },
      { operation: 20, workCentre: "ASM-01" },
    ],
  });
  expect(await post(adapter, receipt("217", "P000417", "48"))).toMatchObject({ kind: "accepted", document: "217 / WH/MO/00217-001" });
  odoo.clerk.wait(5);
  const after = await orderOf(adapter, "217");
  expect(after).toMatchObject({ status: "RELEASED", qty: "100", components: planned?.components, operations: [{ operation: 10 }, { operation: 20 }] });
  const backorder = odoo.clerk.rows("mrp.production").at(-1)?.id ?? 0;
  expect(await orderOf(adapter, String(backorder))).toBeUndefined();
  odoo.clerk.cancel(backorder);
  odoo.clerk.wait(5);
  const page = await adapter.poll(null, { limit: 500 });
  expect(page.kind).toBe("page");
  expect(await adapter.readOrders?.(["217"])).toMatchObject({ orders: [{ state: "CLOSED", received: "48" }] });
});

it("finishes a work order with the quantity that was reported, never with the whole plan, and takes no component that nobody took", async () => {
  const odoo = await start();
  const adapter = connect(odoo, fetchHttp);
  expect(await post(adapter, confirmation("217", { good: "48", final: true }))).toMatchObject({ kind: "accepted" });
  expect(odoo.clerk.rows("mrp.workorder")[0]).toMatchObject({ state: "done", qty_produced: 48 });
  expect(odoo.clerk.rows("stock.move.line")).toEqual([]);
});

it("books what was taken beside what Odoo had reserved, and leaves components alone where Odoo books them", async () => {
  const odoo = await start();
  const casting = odoo.clerk.rows("stock.move")[0]?.id ?? 0;
  const reserve = {
    move_id: casting,
    product_id: IDS.casting,
    product_uom_id: IDS.units,
    location_id: IDS.stock,
    location_dest_id: IDS.production,
    quantity: 100,
    picked: false,
    lot_id: 2202,
  };
  odoo.clerk.create("stock.move.line", reserve);
  expect(await post(connect(odoo, fetchHttp), issue("217", { item: "CAST-01", lot: "C240115", qty: "48" }))).toMatchObject({ kind: "accepted" });
  expect(odoo.clerk.rows("stock.move.line")).toMatchObject([{ lot_id: 2201, quantity: 48, picked: true }]);
  const theirs = connect(odoo, fetchHttp, { consumption: "ERP" });
  expect(theirs.capabilities().outbound).not.toContain("mes.material.issued.v1");
  const order = String(odoo.clerk.createOrder(10));
  expect(await post(theirs, confirmation(order, { consumption: [{ item: "CAST-01", lot: "C240115", qty: "50" }] }))).toMatchObject({ kind: "accepted" });
  expect(odoo.clerk.rows("stock.move.line")).toHaveLength(1);
});

describe("windows instead of deeds", () => {
  it("a window that asks for a person is a refusal, and nothing was posted", async () => {
    const odoo = await start();
    const adapter = connect(odoo, fetchHttp);
    // Somebody's own module asks although it was told not to.
    odoo.clerk.answer("mrp.production.button_mark_done", { type: "ir.actions.act_window", res_model: "mrp.consumption.warning", target: "new" });
    const outcome = await post(adapter, receipt("217", "P000417", "100", true));
    expect(outcome).toMatchObject({ kind: "rejected", code: "ASKED", reason: expect.stringContaining("mrp.consumption.warning") });
    expect(odoo.clerk.onHand(IDS.pump, "P000417")).toBe(0);
    odoo.clerk.answer("mrp.production.button_mark_done", null);
    expect(await post(adapter, receipt("217", "P000417", "100", true))).toMatchObject({ kind: "accepted" });
    expect(odoo.clerk.onHand(IDS.pump, "P000417")).toBe(100);
  });

  it("an answer of true without a deed is not believed", async () => {
    const odoo = await start();
    odoo.clerk.answer("mrp.production.button_mark_done", true);
    expect(await post(connect(odoo, fetchHttp), receipt("217", "P000417", "100", true))).toMatchObject({ kind: "rejected", code: "NOT_DONE" });
  });

  it("scrap that lies in no stock is refused and its record taken away; with stock it is posted once with its reason", async () => {
    const odoo = await start();
    const adapter = connect(odoo, fetchHttp);
    expect(await post(adapter, materialScrap(null, { item: "CAST-01", lot: "C240116", qty: "501" }, "DIM"))).toMatchObject({ kind: "rejected", code: "STOCK_SHORT" });
    expect(odoo.clerk.rows("stock.scrap")).toEqual([]);
    expect(await post(adapter, materialScrap("217", { item: "CAST-01", lot: "C240116", qty: "500" }, "DIM"))).toMatchObject({ kind: "accepted" });
    expect(odoo.clerk.rows("stock.scrap")).toMatchObject([{ state: "done", scrap_qty: 500, production_id: 217, scrap_reason_tag_ids: [5] }]);
    expect(odoo.clerk.onHand(IDS.casting, "C240116")).toBe(0);
    expect(await post(adapter, materialScrap("217", { item: "CAST-01", lot: "C240115", qty: "1" }, "NO-SUCH-REASON"))).toMatchObject({ kind: "rejected", code: "UNKNOWN_REASON" });
  });
});

it("scrap of the product has one record per reason, never takes from stock, and says its reason in the text before Odoo 17", async () => {
  const odoo = await start();
  const reasons = [
    { code: "Tool breakage", qty: "2" },
    { code: "DIM", qty: "1" },
  ];
  await post(connect(odoo, fetchHttp), receipt("217", "P000417", "48"));
  expect(await post(connect(odoo, fetchHttp), confirmation("217", { scrapReasons: reasons, scrap: "4", outputLot: "P000417", total: "96" }))).toMatchObject({ kind: "accepted" });
  expect(odoo.clerk.rows("stock.scrap").map((row) => [row["scrap_qty"], row["scrap_reason_tag_ids"] ?? []])).toEqual([
    [2, [4]],
    [1, [5]],
    [1, []],
  ]);
  expect(odoo.clerk.onHand(IDS.pump, "P000417")).toBe(48);
  const old = await start({ version: 16 });
  expect(await post(connect(old, fetchHttp, { protocol: "JSONRPC", version: 16 }), confirmation("217", { scrapReasons: reasons }))).toMatchObject({ kind: "accepted" });
  expect(old.clerk.rows("stock.scrap").map((row) => String(row["origin"]).split(" ").slice(2).join(" "))).toEqual(["Tool breakage", "DIM"]);
});

it("scrap of an order without components comes from where its product comes from", async () => {
  const odoo = await start();
  const { clerk } = odoo;
  const places = { location_src_id: IDS.stock, location_dest_id: IDS.stock, company_id: IDS.company };
  const order = clerk.create("mrp.production", { ...places, name: "WH/MO/00300", state: "confirmed", product_id: IDS.bigPump, product_qty: 5, product_uom_id: IDS.units });
  clerk.create("mrp.workorder", { name: "Assembly", sequence: 10, production_id: order, workcenter_id: IDS.mill, state: "ready", qty_production: 5 });
  const sent = confirmation(String(order), { good: "4", scrapReasons: [{ code: "DIM", qty: "1" }] });
  expect(await post(connect(odoo, fetchHttp), sent)).toMatchObject({ kind: "rejected", code: "NO_PLACE" });
  clerk.create("stock.move", {
    product_id: IDS.bigPump,
    product_uom_qty: 5,
    product_uom: IDS.units,
    production_id: order,
    location_id: IDS.production,
    location_dest_id: IDS.stock,
    state: "confirmed",
  });
  expect(await post(connect(odoo, fetchHttp), sent)).toMatchObject({ kind: "accepted" });
  expect(clerk.rows("stock.scrap")).toMatchObject([{ location_id: IDS.production, state: "done" }]);
});

it("a stop is one open entry that blocks the work centre, told again when its reason is known and closed at its own end", async () => {
  const odoo = await start();
  const adapter = connect(odoo, fetchHttp);
  for (const one of [lineDown(null), lineDown("Spindle alarm 4077"), lineDown("Other stop", "DT-000732")]) expect(await post(adapter, one)).toMatchObject({ kind: "accepted" });
  const rows = () => odoo.clerk.rows("mrp.workcenter.productivity").map((row) => [row["x_mes_ref"], row["description"], row["date_start"], row["date_end"]]);
  expect(rows()).toEqual([
    ["DT-000731", "MES DT-000731 MILL-01.UNIT, Spindle alarm 4077", "2026-03-16 09:42:00", false],
    ["DT-000732", "MES DT-000732 MILL-01.UNIT, Other stop", "2026-03-16 09:42:00", false],
  ]);
  expect(await post(adapter, status("217", "IN_PROGRESS"))).toMatchObject({ kind: "rejected", code: "REFUSED", reason: "Please unblock the work center to start the work order." });
  expect(await post(adapter, lineRestored("Spindle alarm 4077"))).toMatchObject({ kind: "accepted" });
  expect(rows().map((row) => row[3])).toEqual(["2026-03-16 10:12:00", false]);
  // One that Odoo never heard of while it was open.
  expect(await post(adapter, lineRestored("Late", "DT-000733"))).toMatchObject({ kind: "accepted" });
  expect(rows()).toHaveLength(3);
});

it("a severe exception is something to do on the order, which its end answers; a hold is a note, once", async () => {
  const odoo = await start();
  const adapter = connect(odoo, fetchHttp);
  const exception = {
    exception: "EX-1",
    site: "SITE-A",
    kind: "LOT_BLOCKED",
    severity: 1,
    order: "217",
    operation: 10,
    workUnit: null,
    lot: null,
    summary: "Lot C240115 is blocked.",
  };
  const raised = message("mes.exception.raised.v1", "217", exception);
  for (let again = 0; again < 2; again++) expect(await post(adapter, raised)).toMatchObject({ kind: "accepted" });
  expect(odoo.clerk.rows("mail.activity")).toMatchObject([{ res_id: 217, summary: "MES EX-1 LOT_BLOCKED, severity 1", note: "Lot C240115 is blocked.", active: true }]);
  const resolved = message("mes.exception.resolved.v1", "217", { ...exception, resolvedAt: "2026-03-16T11:00:00Z", cause: "Wrong certificate", action: null });
  for (let again = 0; again < 2; again++) expect(await post(adapter, resolved)).toMatchObject({ kind: "accepted" });
  expect(odoo.clerk.rows("mail.activity")).toMatchObject([{ active: false }]);
  const held = status("217", "ON_HOLD", "0", "Waiting for the customer");
  for (let again = 0; again < 2; again++) expect(await post(adapter, held)).toMatchObject({ kind: "accepted" });
  expect(odoo.clerk.rows("mail.message")).toHaveLength(2);
  expect(odoo.clerk.rows("mail.message").at(-1)?.["body"]).toContain("Waiting for the customer");
});

it.each([
  ["an order that Odoo does not know", () => confirmation("99999"), "UNKNOWN_ORDER"],
  ["an operation that the order does not have", () => confirmation("217", { operation: 30 }), "UNKNOWN_OPERATION"],
  ["a component that is not planned", () => issue("217", { item: "FG-PUMP-200", lot: null, qty: "1" }), "UNPLANNED_COMPONENT"],
  ["an item that Odoo does not have", () => issue("217", { item: "NOPE", lot: null, qty: "1" }), "UNKNOWN_ITEM"],
  ["a lot that nobody named", () => issue("217", { item: "CAST-01", lot: null, qty: "1" }), "LOT_MISSING"],
  ["a unit without a line in the words", () => issue("217", { item: "CAST-01", lot: "C240115", qty: "1", uom: "PF" }), "UNKNOWN_UNIT"],
  ["another product than the order's", () => receipt("217", "P1", "1", false, "CAST-01"), "OTHER_PRODUCT"],
] as const)("refuses %s in plain words and books nothing", async (_, made, code) => {
  const odoo = await start();
  expect(await post(connect(odoo, fetchHttp), made())).toMatchObject({ kind: "rejected", code, reason: expect.stringMatching(/^[^<>{}]{3,}$/) });
  expect([...odoo.clerk.rows("mrp.workcenter.productivity"), ...odoo.clerk.rows("stock.move.line"), ...odoo.clerk.rows("stock.lot")]).toHaveLength(4);
});

it("an order that is over takes nothing more, and a record that somebody has locked is tried again", async () => {
  const odoo = await start();
  const adapter = connect(odoo, fetchHttp);
  odoo.locked.add("mrp.production,217");
  expect(await post(adapter, confirmation("217"))).toMatchObject({ kind: "retry" });
  odoo.locked.clear();
  odoo.clerk.cancel(217);
  expect(await post(adapter, confirmation("217"))).toMatchObject({ kind: "rejected", code: "ORDER_OVER" });
});

it("names what is missing in Odoo: the key field, a right, a version that does not fit", async () => {
  const bare = await start({ keyField: null });
  expect(await connect(bare, fetchHttp).test()).toMatchObject({ kind: "broken", code: "KEY_FIELD" });
  const withoutKey = connect(bare, fetchHttp, { keyField: null });
  expect(await withoutKey.test()).toMatchObject({ kind: "ok" });
  expect(withoutKey.capabilities().nativeKey).toBe(false);
  // Without the field the key stands in the text, and is found there.
  const sent = confirmation("217", { scrapReasons: [{ code: "DIM", qty: "1" }] });
  for (let again = 0; again < 2; again++) expect(await post(withoutKey, sent)).toMatchObject({ kind: "accepted" });
  expect([bare.clerk.rows("mrp.workcenter.productivity"), bare.clerk.rows("stock.scrap")]).toMatchObject([{ length: 1 }, { length: 1 }]);
  const strict = await start({ mayNot: ["stock.scrap.create"] });
  expect(await post(connect(strict, fetchHttp), materialScrap(null, { item: "CAST-01", lot: "C240116", qty: "1" }, "DIM"))).toMatchObject({ kind: "rejected", code: "NO_RIGHT" });
  expect(await connect(strict, fetchHttp, { version: 16, protocol: "JSONRPC" }).test()).toMatchObject({ kind: "broken", code: "UNKNOWN_TO_ODOO" });
  expect(await post(connect(await start({ version: 16 }), fetchHttp, { protocol: "JSONRPC", version: 18 }), confirmation("217"))).toMatchObject({
    kind: "broken",
    code: "UNKNOWN_TO_ODOO",
  });
});

it("labour is booked per person where the settings say so, on the users that they name", async () => {
  const odoo = await start();
  const adapter = connect(odoo, fetchHttp, { bookedTime: "LABOUR", users: { "P-0417": IDS.user } });
  expect(await post(adapter, confirmation("217", { machineSeconds: 3600 }))).toMatchObject({ kind: "accepted" });
  expect(odoo.clerk.rows("mrp.workcenter.productivity")).toMatchObject([
    { user_id: IDS.user, date_start: "2026-03-16 08:00:00", date_end: "2026-03-16 09:00:00", loss_id: 7, workcenter_id: IDS.mill },
  ]);
});

it("a lot that was used up has no stock record any more, and is told all the same", async () => {
  const odoo = await start();
  const adapter = connect(odoo, fetchHttp);
  const lotOf = async (cursor: string | null) => {
    const page = await adapter.poll(cursor, { limit: 500 });
    if (page.kind !== "page") throw new Error(page.reason);
    return { cursor: page.cursor, lots: page.messages.flatMap((one) => (one.type === "erp.lot.v1" && one.data.lot === "C240116" ? [one.data] : [])) };
  };
  const before = await lotOf(null);
  expect(before.lots).toMatchObject([{ stock: [{ location: "WH/Stock", qty: "500" }], unitCost: "11.25", origin: "PURCHASED" }]);
  // Booked on an open order, it lies in Odoo's stock still; the floor has it no more.
  expect(await post(adapter, issue("217", { item: "CAST-01", lot: "C240116", qty: "48" }))).toMatchObject({ kind: "accepted" });
  odoo.clerk.wait(5);
  expect(await lotOf(before.cursor)).toMatchObject({ lots: [{ stock: [{ location: "WH/Stock", qty: "452" }] }] });
  odoo.clerk.cancel(217);
  expect(await post(adapter, materialScrap(null, { item: "CAST-01", lot: "C240116", qty: "500" }, "DIM"))).toMatchObject({ kind: "accepted" });
  odoo.clerk.wait(5);
  const after = await lotOf(before.cursor);
  expect(after.lots).toMatchObject([{ stock: [] }]);
  expect(after.lots[0]?.erpVersion).toBeGreaterThan(before.lots[0]?.erpVersion ?? 0);
});

it("reads the stock of the company's own places", async () => {
  const odoo = await start();
  expect(await connect(odoo, fetchHttp).readStock?.(null)).toEqual({
    kind: "stock",
    cursor: null,
    stock: expect.arrayContaining([
      { site: "SITE-A", item: "CAST-01", lot: "C240116", location: "WH/Stock", qty: "500", uom: "EA" },
      { site: "SITE-A", item: "GREASE-03", lot: null, location: "WH/Stock", qty: "1000", uom: "KGM" },
    ]),
  });
});
