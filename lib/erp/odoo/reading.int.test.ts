import { afterEach, describe, expect, it } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { Http } from "@/lib/erp/http/request";
import type { ErpAdapter, OrderListOutcome } from "@/lib/erp/port";
import type { ListedOrder } from "@/lib/erp/read-back";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { connect, outboxRow } from "./testing/connect";
import { confirmation } from "./testing/messages";
import { type OdooServer, startOdoo } from "./testing/odoo-server";
import { IDS } from "./testing/seed";
import { fromOdooTime } from "./values";

const open: OdooServer[] = [];
afterEach(async () => {
  for (const odoo of open.splice(0)) await odoo.stop();
});

async function start(options: Parameters<typeof startOdoo>[0] = {}): Promise<OdooServer> {
  const odoo = await startOdoo(options);
  open.push(odoo);
  return odoo;
}

/** All messages of one type from a cursor on. */
async function polled(adapter: ErpAdapter, type: InboundType, from: string | null = null): Promise<{ readonly messages: readonly InboundMessage[]; readonly cursor: string }> {
  const messages: InboundMessage[] = [];
  let cursor = from;
  for (;;) {
    const page = await adapter.poll(cursor, { limit: 500 });
    if (page.kind !== "page") throw new Error(page.reason);
    messages.push(...page.messages.filter((one) => one.type === type));
    cursor = page.cursor;
    if (!page.more) return { messages, cursor };
  }
}

describe("IN-11 snapshots of stock", () => {
  it("come with the first poll and once the minutes of the connection are over, less what open orders have taken", async () => {
    const odoo = await start();
    const adapter = connect(odoo, fetchHttp, { stockMinutes: 15 });
    const line = (lot: string, qty: string) => expect.objectContaining({ item: "CAST-01", lot, location: "WH/Stock", qty, uom: "EA" });
    const first = await polled(adapter, "erp.stock.v1");
    expect(first.messages).toMatchObject([{ subject: "SITE-A", data: { lines: expect.arrayContaining([line("C240115", "100000"), line("C240116", "500")]) } }]);
    odoo.clerk.wait(60);
    const soon = await polled(adapter, "erp.stock.v1", first.cursor);
    expect(soon.messages).toEqual([]);
    expect(await adapter.post(confirmation("217", { good: "10", total: "10", consumption: [{ item: "CAST-01", lot: "C240116", qty: "10" }] }), outboxRow())).toMatchObject({
      kind: "accepted",
    });
    odoo.clerk.wait(15 * 60);
    const later = await polled(adapter, "erp.stock.v1", soon.cursor);
    expect(later.messages).toMatchObject([{ data: { lines: expect.arrayContaining([line("C240116", "490")]) } }]);
    expect(later.messages[0]?.id).not.toBe(first.messages[0]?.id);
  });

  it("name what lies in a place that all companies share", async () => {
    const odoo = await start();
    const shared = odoo.clerk.create("stock.location", { name: "Shared", complete_name: "Shared/Store", usage: "internal" });
    odoo.clerk.create("stock.quant", { product_id: IDS.casting, lot_id: 2202, location_id: shared, quantity: 7, company_id: false });
    const { messages } = await polled(connect(odoo, fetchHttp, { stockMinutes: 15 }), "erp.stock.v1");
    expect(messages).toMatchObject([{ data: { lines: expect.arrayContaining([expect.objectContaining({ item: "CAST-01", location: "Shared/Store", qty: "7" })]) } }]);
  });

  it("are kept apart with the reason where Odoo fails to read its stock, and everything else comes", async () => {
    const odoo = await start();
    const adapter = connect(odoo, fetchHttp, { stockMinutes: 15 });
    const first = await polled(adapter, "erp.stock.v1");
    odoo.clerk.wait(16 * 60);
    // Lots ask the same model for their own stock.
    const failing: Http = (request) =>
      `${request.url} ${request.body}`.includes("stock.quant") && request.body?.includes('["location_id.usage","=","internal"],["id",">"') === true
        ? Promise.resolve({ kind: "answer", status: 502, headers: {}, text: "" })
        : fetchHttp(request);
    const page = await connect(odoo, failing, { stockMinutes: 15 }).poll(first.cursor, { limit: 500 });
    expect(page).toMatchObject({ kind: "page", more: false, unreadable: [{ id: "erp.stock.v1:SITE-A", type: "erp.stock.v1" }] });
  });

  it.each([{}, { stockMinutes: 15, consumption: "ERP" }])("do not come with %j, and the connection says that it brings none", async (settings) => {
    const odoo = await start();
    const adapter = connect(odoo, fetchHttp, settings);
    expect((await polled(adapter, "erp.stock.v1")).messages).toEqual([]);
    expect(adapter.capabilities().inbound).not.toContain("erp.stock.v1");
    expect(connect(odoo, fetchHttp, { stockMinutes: 15 }).capabilities().inbound).toContain("erp.stock.v1");
  });
});

describe.each([
  { protocol: "JSON2", version: 19 },
  { protocol: "JSONRPC", version: 16 },
] as const)("IN-11 the list of orders, through $protocol from Odoo $version", ({ protocol, version }) => {
  const listed = async (adapter: ErpAdapter, since: Date) => {
    const orders: ListedOrder[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: OrderListOutcome | undefined = await adapter.listOrders?.(since, cursor ?? null);
      if (page?.kind !== "order-list") throw new Error(JSON.stringify(page));
      orders.push(...page.orders);
      ({ cursor } = page);
    }
    expect(new Set(orders.map(({ order }) => order)).size).toBe(orders.length);
    return new Map(orders.map(({ order, state }) => [order, state]));
  };

  it("has what is open, and of what is done only what was booked on since, wherever the booking left its stamp", async () => {
    const odoo = await start({ version });
    const { clerk } = odoo;
    const adapter = connect(odoo, fetchHttp, { protocol, version });
    const orders = Array.from({ length: 6 }, () => clerk.createOrder(10));
    const [draft = 0, , onWork = 0, onMove = 0, onScrap = 0, old = 0] = orders;
    clerk.change("mrp.production", draft, { state: "draft" });
    for (const id of [onWork, onMove, onScrap, old]) clerk.change("mrp.production", id, { state: "done" });
    clerk.wait(3600);
    const mark = clerk.create("res.partner", { name: "Somebody" });
    const since = fromOdooTime(String(clerk.rows("res.partner").find(({ id }) => id === mark)?.["write_date"]));
    clerk.wait(60);
    const of = (model: string, field: string, id: number) => clerk.rows(model).find((row) => row[field] === id)?.id ?? 0;
    clerk.change("mrp.workorder", of("mrp.workorder", "production_id", onWork), { qty_produced: 1 });
    clerk.change("stock.move", of("stock.move", "raw_material_production_id", onMove), { product_uom_qty: 11 });
    clerk.create("stock.scrap", { product_id: IDS.pump, scrap_qty: 1, product_uom_id: IDS.units, production_id: onScrap, company_id: IDS.company });
    const found = await listed(adapter, since);
    expect(orders.map((id) => found.get(String(id)))).toEqual([undefined, "RELEASED", "CLOSED", "CLOSED", "CLOSED", undefined]);
  });

  it("has an order with its backorders once, under the number that we know, however many orders there are", async () => {
    const odoo = await start({ version });
    const { clerk } = odoo;
    const first = clerk.createOrder(10);
    const name = String(clerk.rows("mrp.production").find(({ id }) => id === first)?.["name"]);
    clerk.change("mrp.production", first, { name: `${name}-001`, backorder_sequence: 1, state: "done" });
    const many = Array.from({ length: 250 }, () => clerk.createOrder(1));
    const backorders = [2, 3].map((part) => {
      const id = clerk.createOrder(5);
      clerk.change("mrp.production", id, { name: `${name}-00${part}`, backorder_sequence: part });
      return id;
    });
    const found = await listed(connect(odoo, fetchHttp, { protocol, version }), new Date());
    expect([found.get(String(first)), backorders.filter((id) => found.has(String(id))), many.filter((id) => !found.has(String(id)))]).toEqual(["IN_PROGRESS", [], []]);
  });
});

describe.each([
  { protocol: "JSON2", version: 19 },
  { protocol: "JSONRPC", version: 16 },
] as const)("purchases on their way, through $protocol from Odoo $version", ({ protocol, version }) => {
  const RECEIPTS = 1;
  const DROPSHIP = 2;
  async function buying() {
    const odoo = await start({ version });
    const { clerk } = odoo;
    const supplier = clerk.create("res.partner", { name: "Foundry Ltd" });
    const customers = clerk.create("stock.location", { name: "Customers", complete_name: "Partners/Customers", usage: "customer" });
    const types = [IDS.stock, customers].map((place) => clerk.create("stock.picking.type", { name: "Receipts", default_location_dest_id: place }));
    const order = (name: string, more: Readonly<Record<string, string>> = {}, kind: number = RECEIPTS) =>
      clerk.create("purchase.order", {
        name,
        state: "purchase",
        partner_id: supplier,
        picking_type_id: types[kind - 1] ?? 0,
        receipt_status: "pending",
        company_id: IDS.company,
        ...more,
      });
    const line = (of: number, product: number, qty: number, more: Readonly<Record<string, number | string | false>> = {}) =>
      clerk.create("purchase.order.line", { order_id: of, product_id: product, product_qty: qty, product_uom_qty: qty, date_planned: "2026-03-24 11:00:00", ...more });
    const open = (settings: Readonly<Record<string, unknown>> = {}) => {
      clerk.wait(3);
      return connect(odoo, fetchHttp, { protocol, version, purchases: true, ...settings });
    };
    return { clerk, order, line, open, supplier };
  }

  it("come line by line, in the unit of the product, until they are received", async () => {
    const { clerk, order, line, open, supplier } = await buying();
    const placed = order("P00012");
    const castings = line(placed, IDS.casting, 100, { qty_received: 40 });
    const seals = line(placed, IDS.seal, 5, { product_uom_qty: 60 });
    line(placed, IDS.casting, 0, { product_id: false });
    const adapter = open();
    const first = await polled(adapter, "erp.delivery.v1");
    const common = { site: "SITE-A", delivery: "P00012", supplier: String(supplier), supplierName: "Foundry Ltd", uom: "EA", due: "2026-03-24T11:00:00.000Z", status: "OPEN" };
    expect(first.messages.map(({ data }) => data)).toMatchObject([
      { ...common, line: castings, item: "CAST-01", qty: "60" },
      { ...common, line: seals, item: "SEAL-02", qty: "60" },
    ]);
    clerk.change("purchase.order.line", castings, { qty_received: 100 });
    const next = await polled(open(), "erp.delivery.v1", first.cursor);
    expect(next.messages.map(({ data }) => data)).toMatchObject([
      { line: castings, qty: "0", status: "RECEIVED" },
      { line: seals, status: "OPEN" },
    ]);
    expect(next.messages[0]?.data.erpVersion).toBeGreaterThan(first.messages[0]?.data.erpVersion ?? 0);
  });

  it("are over with an order that is cancelled, or received without the rest", async () => {
    const { clerk, order, line, open } = await buying();
    const [dropped, short] = [order("P00013"), order("P00014")];
    for (const one of [dropped, short]) line(one, IDS.casting, 10, { qty_received: 4 });
    const first = await polled(open(), "erp.delivery.v1");
    clerk.change("purchase.order", dropped, { state: "cancel" });
    clerk.change("purchase.order", short, { receipt_status: "full" });
    const { messages } = await polled(open(), "erp.delivery.v1", first.cursor);
    expect(messages.map(({ data }) => ("delivery" in data ? [data.delivery, data.status] : []))).toEqual([
      ["P00013", "CANCELLED"],
      ["P00014", "RECEIVED"],
    ]);
  });

  it("leave out requests, services, what was over before anybody asked and what goes straight to a customer", async () => {
    const { clerk, order, line, open } = await buying();
    const template = clerk.create("product.template", { name: "Coating" });
    const service = clerk.create("product.product", {
      product_tmpl_id: template,
      name: "Coating",
      default_code: "COAT",
      active: true,
      type: "service",
      tracking: "none",
      uom_id: IDS.units,
      standard_price: 1,
    });
    line(order("P00015", { state: "draft" }), IDS.casting, 1);
    line(order("P00016", { receipt_status: "full" }), IDS.casting, 1);
    line(order("P00017", {}, DROPSHIP), IDS.casting, 1);
    line(order("P00018"), service, 1);
    // Long ago: what was written while the first round began is told as it is.
    clerk.wait(600);
    expect((await polled(open(), "erp.delivery.v1")).messages).toEqual([]);
  });

  it("come all at once when they are switched on, and not at all while they are off", async () => {
    const { order, line, open } = await buying();
    line(order("P00019"), IDS.casting, 7);
    const off = await polled(open({ purchases: false }), "erp.delivery.v1");
    expect(off.messages).toEqual([]);
    expect(open({ purchases: false }).capabilities().inbound).not.toContain("erp.delivery.v1");
    expect(open().capabilities().inbound).toContain("erp.delivery.v1");
    expect((await polled(open(), "erp.delivery.v1", off.cursor)).messages).toMatchObject([{ data: { delivery: "P00019", qty: "7" } }]);
  });
});

it("IN-07 an order that came in with the stamp of another database is found once everything is read anew, and nothing else is told anew", async () => {
  const odoo = await start();
  const adapter = connect(odoo, fetchHttp);
  odoo.clerk.wait(5);
  const first = await polled(adapter, "erp.order.v1");
  const order = odoo.clerk.createOrder(5);
  for (const model of ["mrp.production", "mrp.workorder", "stock.move"])
    for (const { id } of odoo.clerk.rows(model)) if (id >= order) odoo.clerk.stampAs(model, id, "2020-01-01 00:00:00");
  odoo.clerk.wait(600);
  const since = await polled(adapter, "erp.order.v1", first.cursor);
  expect(since.messages).toEqual([]);
  const again = await polled(adapter, "erp.order.v1", adapter.startOver?.(since.cursor));
  const known = new Set(first.messages.map(({ id }) => id));
  expect(again.messages.filter(({ id }) => !known.has(id)).map(({ data }) => "order" in data && data.order)).toEqual([String(order)]);
  expect(adapter.capabilities().fullReadHours).toBe(24);
});
