import { describe, expect, it } from "vitest";
import { z } from "zod";
import { decimal } from "@/lib/domain/shared/decimal";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { Http } from "@/lib/erp/http/request";
import type { ErpAdapter, OrderListOutcome, PollPage } from "@/lib/erp/port";
import { wordsOf } from "@/lib/erp/words";
import { sapSystem } from "./adapter";
import { confirmed, issued, received } from "./testing/messages";
import { RATES, sapBench } from "./testing/sap-bench";
import { changeOrder, changeStock, findRow, stockRow } from "./testing/sap-state";

const SECRET = "a-secret-of-this-test-only";
const bench = sapBench();

async function all(
  adapter: ErpAdapter,
  from: string | null,
  limit = 50,
): Promise<{ messages: PollPage["messages"][number][]; unreadable: PollPage["unreadable"][number][]; cursor: string }> {
  const [messages, unreadable]: [PollPage["messages"][number][], PollPage["unreadable"][number][]] = [[], []];
  for (let cursor = from; ;) {
    const page = await adapter.poll(cursor, { limit });
    if (page.kind !== "page") throw new Error(page.reason);
    messages.push(...page.messages);
    unreadable.push(...page.unreadable);
    cursor = page.cursor;
    if (!page.more) return { messages, unreadable, cursor };
  }
}

describe("poll", () => {
  it("IN-07 brings every kind of record in our words", async () => {
    const { messages, unreadable } = await all(bench.open({ activityTypes: RATES }), null);
    const of = (type: string) => messages.filter((message) => message.type === type);
    expect(unreadable).toEqual([]);
    expect([...new Set(messages.map(({ type }) => type))].toSorted()).toEqual(bench.open({ activityTypes: RATES }).capabilities().inbound.toSorted());
    expect(of("erp.item.v1").map(({ subject }) => subject)).not.toContain("SITE-A/ELSEWHERE");
    expect(of("erp.item.v1").find(({ subject }) => subject === "SITE-A/CAST-01")?.data).toMatchObject({
      baseUom: "EA",
      decimals: 0,
      tracking: "LOT",
      kind: "RAW",
      text: "CAST-01 in English",
    });
    expect(of("erp.item.v1").find(({ subject }) => subject === "SITE-A/FG-PUMP-100")?.data).toMatchObject({ gtin: "4006381333931" });
    expect(of("erp.item.v1").find(({ subject }) => subject === "SITE-A/CAST-01")?.data).not.toHaveProperty("gtin");
    expect(of("erp.standard-cost.v1").find(({ data }) => "item" in data && data.item === "CAST-01")?.data).toMatchObject({ total: "12.5", currency: "EUR" });
    expect(of("erp.rate.v1").map(({ data }) => ("rate" in data ? [data.workCentre, data.element, data.rate, data.validFrom, data.validTo] : []))).toContainEqual([
      "MILL-01",
      "LABOUR",
      "36",
      "2026-01-01T00:00:00.000Z",
      "2027-01-01T00:00:00.000Z",
    ]);
    expect(of("erp.bom.v1").map(({ data }) => ("components" in data ? data.components?.map((line) => [line.item, line.qty, line.scrapFactor]) : []))).toEqual([
      [
        ["CAST-01", "1", "0.02"],
        ["SEAL-02", "2", "0.02"],
      ],
      [
        ["CAST-01", "1", "0.02"],
        ["SEAL-02", "2", "0.02"],
      ],
    ]);
    expect(of("erp.routing.v1")[0]?.data).toMatchObject({
      version: "50000001-1",
      status: "ACTIVE",
      operations: [
        { operation: 10, workCentre: "MILL-01", setupMachineHours: "0.25", runMachineHours: "0.01", runLabourHours: "0.005", yield: "0.98", crew: "0.5" },
        { operation: 20 },
      ],
    });
    expect(of("erp.lot.v1").find(({ subject }) => subject === "SITE-A/SEAL-02/S000981")?.data).toMatchObject({
      unitCost: "0.85",
      qualityStatus: "RELEASED",
      uom: "EA",
      stock: [{ location: "101A" }],
    });
    expect(of("erp.order.v1").find(({ subject }) => subject === "1000217")?.data).toMatchObject({
      operations: [{ setupMachineHours: "0.25", runMachineHours: "0.01" }, { runLabourHours: "0.025" }],
      components: [{ issueMode: "MANUAL_SCAN" }, { issueMode: "BACKFLUSH" }],
    });
    expect(messages.map(({ subject }) => subject)).not.toContain("1000218"); // complete before anybody asked
  });

  it("IN-07 follows SAP's own pages, and misses nothing between two of ours", async () => {
    const adapter = bench.open();
    const whole = await all(adapter, null, 500);
    bench.sap.pageSize = 3;
    for (const limit of [2, 5]) expect(new Set((await all(adapter, null, limit)).messages.map(({ id }) => id))).toEqual(new Set(whole.messages.map(({ id }) => id)));
    bench.sap.pageSize = 1000;
  });

  it("IN-07 keeps a record apart that it cannot read, and brings the rest", async () => {
    const number = bench.order();
    changeOrder(bench.sap.state, number, { ProductionUnit: "BX" });
    const { messages, unreadable } = await all(bench.open(), null);
    expect(unreadable).toMatchObject([{ type: "erp.order.v1", reason: expect.stringContaining('"BX"') }]);
    expect(messages.map(({ subject }) => subject)).toContain("1000217");
    const words = wordsOf([{ kind: "UOM", ours: "SET", theirs: "BX" }], sapSystem.delivered ?? []);
    const mapped = sapSystem.create({ baseUrl: bench.sap.url, user: bench.sap.user, plant: "1010", site: "SITE-A" }, { secret: bench.sap.password }, fetchHttp, words);
    expect((await all(mapped, null)).messages.find(({ subject }) => subject === number)?.data).toMatchObject({ uom: "SET" });
    changeOrder(bench.sap.state, number, { ProductionUnit: "PC" });
  });

  it("sees created, released and cancelled orders, a lot whose stock moved, and settings that changed", async () => {
    const adapter = () => bench.open({ fullReadMinutes: 1 });
    let { cursor } = await all(adapter(), null);
    const number = bench.order("60", false);
    const next = async () => {
      const page = await all(adapter(), cursor);
      cursor = page.cursor;
      return page.messages.flatMap((message) => (message.type === "erp.order.v1" && message.subject === number ? [[message.data.status, message.data.qty]] : []));
    };
    expect(await next()).toEqual([["CREATED", "60"]]);
    bench.sap.clerk.release(number);
    expect(await next()).toEqual([["RELEASED", "60"]]);
    bench.sap.clerk.cancel(number);
    expect(await next()).toEqual([["CANCELLED", "60"]]);
    await bench.bring(issued(bench.order(), { qty: "5" }));
    // Its full read is due after a minute of ours: the cursor is set back by that.
    const read = JSON.parse(cursor) as { reads: Record<string, number> };
    const due = JSON.stringify({ ...read, reads: Object.fromEntries(Object.entries(read.reads).map(([kind, at]) => [kind, at - 61_000])) });
    const moved = await all(adapter(), due);
    expect(moved.messages.filter(({ type }) => type === "erp.lot.v1").map(({ subject }) => subject)).toEqual(["SITE-A/CAST-01/C240115"]);
    const other = await all(bench.open({ fullReadMinutes: 1, priority: 7 }), moved.cursor);
    const versions = (page: typeof other) =>
      new Map(page.messages.flatMap((message) => (message.type === "erp.order.v1" ? [[message.subject, message.data.erpVersion] as const] : [])));
    expect(versions(other).get("1000217")).toBeGreaterThan(versions(await all(adapter(), null)).get("1000217") ?? 0);
  });
});

describe("IN-11 snapshots of stock", () => {
  const open = (more: object = {}) => bench.open({ stockMinutes: 15, ...more });
  const snapshotsOf = (page: { readonly messages: PollPage["messages"] }) => page.messages.filter(({ type }) => type === "erp.stock.v1");

  it("come behind everything else, and again once their time has come", async () => {
    const first = await all(open(), null);
    expect(first.messages.at(-1)).toMatchObject({
      type: "erp.stock.v1",
      subject: "SITE-A",
      data: { lines: expect.arrayContaining([expect.objectContaining({ item: "CAST-01", lot: "C240115", location: "101A", uom: "EA" })]) },
    });
    expect(snapshotsOf(first)[0]?.data).not.toMatchObject({ lines: expect.arrayContaining([expect.objectContaining({ item: "GREASE-1" })]) });
    expect(snapshotsOf(await all(open(), first.cursor))).toEqual([]);
    const due = JSON.stringify({ ...z.record(z.string(), z.json()).parse(JSON.parse(first.cursor)), stockDue: Date.now() });
    expect(snapshotsOf(await all(open(), due))).toHaveLength(1);
  });

  it("are kept apart with the reason where SAP fails to read its stock, and everything else comes", async () => {
    const first = await all(open(), null);
    const due = JSON.stringify({ ...z.record(z.string(), z.json()).parse(JSON.parse(first.cursor)), stockDue: 0 });
    // Lots ask the same service for their own stock.
    const failing: Http = (request) =>
      decodeURIComponent(request.url).includes("Batch ne ''") ? Promise.resolve({ kind: "answer", status: 500, headers: {}, text: "" }) : fetchHttp(request);
    const page = await all(bench.open({ stockMinutes: 15 }, {}, failing), due);
    expect(page.unreadable).toMatchObject([{ id: "erp.stock.v1:SITE-A", type: "erp.stock.v1" }]);
    expect(JSON.parse(page.cursor)).toMatchObject({ stockDue: expect.toSatisfy((at: number) => at > Date.now()) });
  });

  it("do not come where stock is not read, or not counted", async () => {
    for (const settings of [{ stock: false, stockMinutes: 15 }, {}]) {
      expect(snapshotsOf(await all(bench.open(settings), null))).toEqual([]);
      expect(bench.open(settings).capabilities().inbound).not.toContain("erp.stock.v1");
    }
  });
});

describe("read back and events", () => {
  it("IN-11 says what SAP holds of an order, and nothing of one that it does not know", async () => {
    const number = bench.order();
    const message = confirmed(number);
    await bench.bring(message);
    await bench.bring(
      confirmed(number, {
        operation: 20,
        workUnit: "ASM-01.UNIT",
        quantity: { uom: "EA", good: "40", scrap: "1", rework: "0" },
        scrapReasons: [{ code: "0001", qty: "1" }],
        consumption: [],
        time: [],
      }),
    );
    await bench.bring(received(number, { qty: "40", lot: "PB1" }));
    const books = await bench.open().readOrders?.([number, "9999999"]);
    expect(books).toMatchObject({
      kind: "orders",
      orders: [{ order: number, state: "IN_PROGRESS", uom: "EA", good: "40", scrap: "3", received: "40", time: { machineSeconds: "6660", labourSeconds: "6630" } }],
    });
    expect(books?.kind === "orders" ? books.orders[0]?.components : []).toContainEqual({ item: "CAST-01", lot: "C240115", qty: "50", uom: "EA" });
  });

  it("IN-11 asks for many orders in as many calls as for one, and leaves out a number that can be none of SAP's", async () => {
    const numbers = [bench.order(), bench.order(), bench.order()];
    for (const [index, number] of numbers.entries()) {
      const qty = String(index + 1);
      await bench.bring(confirmed(number, { quantity: { uom: "EA", good: "1", scrap: qty, rework: "0" }, scrapReasons: [{ code: "0001", qty }] }));
    }
    const read = async (orders: readonly string[]) => {
      const before = bench.sap.calls.length;
      const books = await bench.open().readOrders?.(orders);
      return { orders: books?.kind === "orders" ? books.orders : [], calls: bench.sap.calls.length - before };
    };
    const one = await read(numbers.slice(0, 1));
    const all = await read([...numbers, "9999999", "PO-1001-OF-ANOTHER-ERP"]);
    expect(all.calls).toBe(one.calls);
    expect(all.orders.map(({ order }) => order).toSorted()).toEqual(numbers.toSorted());
    for (const [index, number] of numbers.entries()) expect(all.orders.find(({ order }) => order === number)).toMatchObject({ scrap: String(index + 1) });
    expect(all.orders.find(({ order }) => order === numbers[0])).toEqual(one.orders[0]);
  });

  it("IN-11 lists what is open, changed, confirmed or moved since, each once however short SAP's pages are, and nothing that was done before", async () => {
    const since = new Date(Date.now() - 3_600_000);
    const [open, planned, changed, confirmedLate, movedLate, old] = [bench.order(), bench.order("100", false), bench.order(), bench.order(), bench.order(), bench.order()];
    await bench.bring(confirmed(confirmedLate));
    // Two documents of one order, and one of an order that is listed for its confirmation already.
    for (const order of [movedLate, movedLate, confirmedLate]) await bench.bring(issued(order));
    // The head of an order that is done says nothing of what was booked on it afterwards.
    for (const order of [confirmedLate, movedLate, old])
      Object.assign(findRow(bench.sap.state, "A_ProductionOrder_2", { ManufacturingOrder: order }) ?? {}, {
        OrderIsTechnicallyCompleted: "X",
        LastChangeDateTime: "20240101000000",
      });
    changeOrder(bench.sap.state, changed, { OrderIsTechnicallyCompleted: "X" });
    bench.sap.pageSize = 2;
    const listed: [string, string | null][] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: OrderListOutcome | undefined = await bench.open().listOrders?.(since, cursor ?? null);
      if (page?.kind !== "order-list") throw new Error(JSON.stringify(page));
      listed.push(...page.orders.map(({ order, state }): [string, string | null] => [order, state]));
      ({ cursor } = page);
    }
    const found = new Map(listed);
    expect(found.size).toBe(listed.length);
    expect([open, planned, changed, confirmedLate, movedLate, old].map((order) => found.get(order))).toEqual([
      "RELEASED",
      "PLANNED",
      "COMPLETED",
      "COMPLETED",
      "COMPLETED",
      undefined,
    ]);
  });

  it("IN-11 says what lies in stock", async () => {
    const stock = await bench.open().readStock?.(null);
    expect(stock).toMatchObject({ kind: "stock", cursor: null });
    expect(stock?.kind === "stock" ? stock.stock : []).toContainEqual({ site: "SITE-A", item: "GREASE-1", lot: null, location: "101A", qty: "500", uom: "KGM" });
  });

  it("IN-11 counts the stock as the lots say it: the free part of what is partly blocked, else what is blocked or in inspection", async () => {
    const place = (batch: string) => ({ Material: "CAST-01", Plant: "1010", StorageLocation: "101A", Batch: batch });
    const rows = [put("C240115", "07", "20"), put("C240115", "02", "5"), put("B-HELD", "07", "8"), put("B-HELD", "02", "4")];
    function put(batch: string, type: string, qty: string) {
      const row = stockRow(bench.sap.state, place(batch), type);
      changeStock(row, decimal(qty));
      return { row, qty: decimal(qty) };
    }
    try {
      const stock = await bench.open().readStock?.(null);
      const castings = stock?.kind === "stock" ? stock.stock.flatMap(({ lot, location, qty }) => (lot === "C240115" || lot === "B-HELD" ? [[lot, location, qty]] : [])) : [];
      const free = stockRow(bench.sap.state, place("C240115"), "01");
      expect(castings.toSorted()).toEqual([
        ["B-HELD", "101A", "12"],
        ["C240115", "101A", String(free["MatlWrhsStkQtyInMatlBaseUnit"])],
      ]);
      const { messages } = await all(bench.open(), null);
      expect(messages.find(({ subject }) => subject === "SITE-A/CAST-01/C240115")?.data).toMatchObject({
        qualityStatus: "RELEASED",
        stock: [{ location: "101A", qty: castings.find(([lot]) => lot === "C240115")?.[2] }],
      });
    } finally {
      for (const { row, qty } of rows) changeStock(row, qty.negated());
    }
  });

  it("takes an event with the secret of the connection for a hint, of its own plant only", () => {
    const adapter = bench.open({}, { webhookSecrets: [SECRET] });
    const event = (plant: string) =>
      JSON.stringify({
        type: "sap.s4.beh.productionorder.v1.ProductionOrder.Changed.v1",
        specversion: "1.0",
        source: "/default/sap.s4.beh/S4DCLNT200",
        id: "b6f1",
        time: "2026-03-16T05:15:02Z",
        data: { ManufacturingOrder: "1000217", ProductionPlant: plant },
      });
    const verify = (headers: Record<string, string>, rawBody: string) => adapter.verifyWebhook({ headers, rawBody, receivedAt: new Date() });
    expect(adapter.capabilities().webhook).toBe(true);
    expect(verify({ "x-millrace-secret": SECRET }, event("1010"))).toEqual({ kind: "hint" });
    expect(verify({ authorization: `Bearer ${SECRET}` }, event("1010"))).toEqual({ kind: "hint" });
    expect(verify({ authorization: `Bearer ${SECRET}` }, event("1710"))).toMatchObject({ kind: "messages", messages: [] });
    expect(verify({ "x-millrace-secret": "wrong" }, event("1010"))).toMatchObject({ kind: "refused", code: "SIGNATURE" });
    expect(verify({ "x-millrace-secret": SECRET }, "{}")).toMatchObject({ kind: "refused", code: "MALFORMED" });
    expect(bench.open().verifyWebhook({ headers: {}, rawBody: "{}", receivedAt: new Date() })).toMatchObject({ kind: "refused", code: "NOT_SUPPORTED" });
  });
});
