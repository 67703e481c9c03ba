import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { ErpAdapter, OrderListOutcome, Unreadable } from "@/lib/erp/port";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { insert } from "./testing/save";
import { type Factory, must, openFactory } from "./testing/factory";
import { refreshBins } from "./testing/stock-entry-rules";
import { type Doc, text } from "./testing/store";

let factory: Factory;
beforeAll(async () => {
  factory = await openFactory();
});
afterAll(() => factory.close());

type Polled = { readonly messages: readonly InboundMessage[]; readonly unreadable: readonly Unreadable[]; readonly cursor: string };

/** All messages of one type from a cursor on, a few rows a page. */
async function polled(adapter: ErpAdapter, type: InboundType, from: string | null = null): Promise<Polled> {
  const [messages, unreadable]: [InboundMessage[], Unreadable[]] = [[], []];
  let cursor = from;
  for (;;) {
    const page = await adapter.poll(cursor, { limit: 3 });
    if (page.kind !== "page") throw new Error(page.reason);
    messages.push(...page.messages.filter((one) => one.type === type));
    unreadable.push(...page.unreadable.filter((one) => one.type === type));
    cursor = page.cursor;
    if (!page.more) return { messages, unreadable, cursor };
  }
}

/** Somebody at the site makes a document. */
function make(doctype: string, values: Readonly<Record<string, unknown>>): string {
  return text(insert(factory.site, doctype, values, "planner@example.test"), "name");
}

function change(doctype: string, name: string, values: Doc): void {
  const { store } = factory.site;
  store.put(doctype, name, { ...must(store, doctype, name), ...values, modified: store.stamp() });
}

describe("purchases on their way", () => {
  const row = (item_code: string, qty: number, more: object = {}) => ({ item_code, qty, uom: "Nos", stock_uom: "Nos", conversion_factor: 1, schedule_date: "2026-03-20", ...more });
  function order(items: readonly object[], more: object = {}): string {
    const head = { supplier: "Foundry", supplier_name: "Foundry Ltd", company: "Example Works", transaction_date: "2026-03-01", status: "To Receive and Bill", docstatus: 1 };
    return make("Purchase Order", { ...head, ...more, items });
  }
  const open = () => factory.open(fetchHttp, { purchases: true });
  beforeAll(() => make("Supplier", { supplier_name: "Foundry" }));

  it("come row by row, what is still missing in the stock unit, by the end of the day that the supplier names", async () => {
    const name = order([row("CAST-01", 100, { received_qty: 40, expected_delivery_date: "2026-03-24" }), row("SEAL-02", 5, { uom: "Box", conversion_factor: 12 })]);
    const { messages, cursor } = await polled(open(), "erp.delivery.v1");
    const common = { site: "SITE-A", delivery: name, supplier: "Foundry", supplierName: "Foundry Ltd", uom: "EA", status: "OPEN" };
    expect(messages.map(({ data }) => data)).toMatchObject([
      { ...common, line: 1, item: "CAST-01", qty: "60", due: "2026-03-24T23:00:00.000Z" },
      { ...common, line: 2, item: "SEAL-02", qty: "60", due: "2026-03-20T23:00:00.000Z" },
    ]);
    const [first, second] = must(factory.site.store, "Purchase Order", name)["items"] as readonly Doc[];
    change("Purchase Order", name, { items: [{ ...first, received_qty: 100 }, { ...second }] });
    const next = await polled(open(), "erp.delivery.v1", cursor);
    expect(next.messages.map(({ data }) => data)).toMatchObject([
      { line: 1, qty: "0", status: "RECEIVED" },
      { line: 2, qty: "60", status: "OPEN" },
    ]);
    expect(next.messages[0]?.data.erpVersion).toBeGreaterThan(messages[0]?.data.erpVersion ?? 0);
  });

  it("are over with an order that is closed, cancelled or complete", async () => {
    const names = ["Closed", "Cancelled", "To Bill"].map((status) => ({ status, name: order([row("CAST-01", 100, { received_qty: 99.5 })]) }));
    const { cursor } = await polled(open(), "erp.delivery.v1");
    for (const { name, status } of names) change("Purchase Order", name, { status, docstatus: status === "Cancelled" ? 2 : 1 });
    const { messages } = await polled(open(), "erp.delivery.v1", cursor);
    const states = new Map(messages.flatMap(({ data }) => ("delivery" in data ? [[data.delivery, data.status] as const] : [])));
    expect(names.map(({ name }) => states.get(name))).toEqual(["CANCELLED", "CANCELLED", "RECEIVED"]);
  });

  it("leave out drafts, what was over before anybody asked, what goes straight to a customer, and what a subcontractor does", async () => {
    const names = [
      order([row("CAST-01", 1)], { docstatus: 0, status: "Draft" }),
      order([row("CAST-01", 2)], { status: "Closed" }),
      order([row("CAST-01", 3, { delivered_by_supplier: 1 })]),
      order([row("CAST-01", 4)], { is_subcontracted: 1 }),
    ];
    const { messages } = await polled(open(), "erp.delivery.v1");
    expect(messages.filter(({ data }) => "delivery" in data && names.includes(data.delivery))).toEqual([]);
  });

  it("are kept apart where a row has a unit that nobody mapped", async () => {
    make("UOM", { uom_name: "Crate" });
    const name = order([row("CAST-01", 1, { stock_uom: "Crate" }), row("SEAL-02", 2)]);
    const { messages, unreadable } = await polled(open(), "erp.delivery.v1");
    expect(unreadable).toMatchObject([{ id: `Purchase Order,${name}/1`, reason: expect.stringContaining("Crate") }]);
    expect(messages.map(({ data }) => data)).toContainEqual(expect.objectContaining({ delivery: name, line: 2, item: "SEAL-02" }));
    change("Purchase Order", name, { status: "Closed" });
  });

  it("come all at once when they are switched on, and not at all while they are off", async () => {
    const name = order([row("CAST-01", 7)]);
    const off = await polled(factory.open(fetchHttp), "erp.delivery.v1");
    expect(off.messages).toEqual([]);
    expect(factory.open(fetchHttp).capabilities().inbound).not.toContain("erp.delivery.v1");
    expect(open().capabilities().inbound).toContain("erp.delivery.v1");
    const { messages } = await polled(open(), "erp.delivery.v1", off.cursor);
    expect(messages.map(({ data }) => ("delivery" in data ? data.delivery : ""))).toContain(name);
  });
});

it("IN-11 lists the orders that are open, changed or booked on since, each once, and none that was done before or is a draft", async () => {
  const since = new Date(Date.now() - 7_200_000);
  const [open, draft, changed, old] = [factory.createOrder(), factory.createOrder(), factory.createOrder(), factory.createOrder()];
  // More than a page of orders that were booked on after they were done, by a card, by a stock entry or by both.
  const booked = Array.from({ length: 120 }, () => factory.createOrder());
  const { store } = factory.site;
  const done = (name: string, values: Doc = {}) => change("Work Order", name, { status: "Completed", ...values });
  const longAgo = (doctype: string, name: string) => store.put(doctype, name, { ...must(store, doctype, name), modified: "2024-01-01 00:00:00.000000" });
  change("Work Order", draft, { status: "Draft", docstatus: 0 });
  done(changed);
  for (const order of [old, ...booked]) {
    done(order);
    longAgo("Work Order", order);
  }
  for (const [index, order] of [old, ...booked].entries()) {
    const byCard = index > 0 && index % 3 !== 0;
    if (!byCard) for (const card of factory.cards(order)) longAgo("Job Card", text(card, "name"));
    if (index > 0 && index % 3 !== 1)
      store.put("Stock Entry", `STE-LATE-${index}`, { name: `STE-LATE-${index}`, docstatus: 1, company: "Example Works", work_order: order, modified: store.stamp() });
  }
  const listed: [string, string | null][] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: OrderListOutcome | undefined = await factory.open(fetchHttp).listOrders?.(since, cursor ?? null);
    if (page?.kind !== "order-list") throw new Error(JSON.stringify(page));
    listed.push(...page.orders.map(({ order, state }): [string, string | null] => [order, state]));
    ({ cursor } = page);
  }
  const found = new Map(listed);
  expect(found.size).toBe(listed.length);
  expect([open, draft, changed, old].map((order) => found.get(order))).toEqual(["RELEASED", undefined, "COMPLETED", undefined]);
  expect(booked.filter((order) => found.get(order) !== "COMPLETED")).toEqual([]);
});

describe("working hours", () => {
  const open = () => factory.open(fetchHttp, { calendars: true });
  const holiday = (holiday_date: string, description: string, weekly_off = 0) => ({ holiday_date, description, weekly_off });
  const hours = (start_time: string, end_time: string, enabled = 1) => ({ start_time, end_time, enabled });
  const byStation = ({ messages }: Polled) => new Map(messages.map((message) => [message.subject, message.data]));

  it("are the calendar of each workstation that has some, the same each day but for the days of its holiday list", async () => {
    const list = { from_date: "2026-01-01", to_date: "2026-12-31", holidays: [holiday("2026-04-03", "<div>Good Friday</div>"), holiday("2026-04-05", "Sunday", 1)] };
    make("Holiday List", { holiday_list_name: "Works 2026", ...list });
    make("Workstation", {
      workstation_name: "LATHE-01",
      holiday_list: "Works 2026",
      working_hours: [hours("14:00:00", "23:59:59"), hours("6:00:00", "14:00:00"), hours("22:00:00", "23:00:00", 0)],
    });
    make("Workstation", { workstation_name: "LATHE-02" });
    const first = await polled(open(), "erp.calendar.v1");
    expect([...byStation(first).keys()]).toEqual(["SITE-A/LATHE-01"]);
    expect(byStation(first).get("SITE-A/LATHE-01")).toMatchObject({
      workCentre: "LATHE-01",
      shifts: expect.arrayContaining([
        { weekday: 1, shift: "06:00-14:00", from: "06:00", to: "14:00" },
        { weekday: 7, shift: "14:00-24:00", from: "14:00", to: "24:00" },
      ]),
      exceptions: [
        { day: "2026-04-03", text: "Good Friday", shifts: [] },
        { day: "2026-04-05", text: "Sunday", shifts: [] },
      ],
    });
    expect(first.messages[0]?.data).toHaveProperty("shifts.length", 14);
    // The list says it, the workstation does not.
    change("Holiday List", "Works 2026", { holidays: [{ ...holiday("2026-05-01", "Labour Day"), name: "h3", idx: 1 }] });
    const next = await polled(open(), "erp.calendar.v1", first.cursor);
    expect(byStation(next).get("SITE-A/LATHE-01")).toMatchObject({ exceptions: [{ day: "2026-05-01", text: "Labour Day" }] });
    expect(next.messages[0]?.data.erpVersion).toBeGreaterThan(first.messages[0]?.data.erpVersion ?? 0);
  });

  it("are not read, and not said to be, while they are off", async () => {
    expect((await polled(factory.open(fetchHttp), "erp.calendar.v1")).messages).toEqual([]);
    expect(factory.open(fetchHttp).capabilities().inbound).not.toContain("erp.calendar.v1");
    expect(open().capabilities().inbound).toContain("erp.calendar.v1");
    expect(await open().test()).toMatchObject({ kind: "ok" });
  });
});

describe("people", () => {
  const open = () => factory.open(fetchHttp, { rateClass: "A2", employees: { "P-0417": "HR-EMP-00042" } });
  const byPerson = ({ messages }: Polled) => new Map(messages.flatMap(({ data }) => ("person" in data ? [[data.person, data] as const] : [])));

  it("are the employees of the company under our codes, and lose their access when they leave", async () => {
    change("Employee", "HR-EMP-00042", { company: "Example Works", status: "Active", employee_name: "Ada Miller" });
    change("Employee", "HR-EMP-00043", { company: "Example Works", status: "Left" });
    make("Company", { company_name: "Another Works", default_currency: "EUR" });
    const stranger = make("Employee", { employee_name: "Somebody", company: "Another Works", status: "Active" });
    const second = make("Employee", { employee_name: "Ben Smith", company: "Example Works", status: "Active" });
    const first = await polled(open(), "erp.person.v1");
    expect([...byPerson(first).keys()].toSorted()).toEqual(["P-0417", second].toSorted());
    expect(stranger).not.toBe(second);
    expect(byPerson(first).get("P-0417")).toMatchObject({ site: "SITE-A", name: "Ada Miller", rateClass: "A2", qualifications: null, status: "ACTIVE" });
    change("Employee", second, { status: "Suspended" });
    expect(byPerson(await polled(open(), "erp.person.v1", first.cursor)).get(second)).toMatchObject({ status: "INACTIVE" });
  });

  it("are kept apart without what the personnel file says, where one cannot be read", async () => {
    const name = make("Employee", { employee_name: "No Status", company: "Example Works", status: "Active" });
    const { cursor } = await polled(open(), "erp.person.v1");
    change("Employee", name, { status: null });
    const { unreadable } = await polled(open(), "erp.person.v1", cursor);
    expect(unreadable).toMatchObject([{ id: `Employee,${name}`, raw: { name } }]);
    change("Employee", name, { status: "Left" });
  });

  it("are not read, and not said to be, while they have no rate class", async () => {
    expect((await polled(factory.open(fetchHttp), "erp.person.v1")).messages).toEqual([]);
    expect(factory.open(fetchHttp).capabilities().inbound).not.toContain("erp.person.v1");
    expect(open().capabilities().inbound).toContain("erp.person.v1");
    expect(await open().test()).toMatchObject({ kind: "ok" });
  });
});

describe("a batch that is disabled", () => {
  const OTHER = "Quarantine - EW";
  const lotOf = ({ messages }: Polled, lot: string) => messages.map(({ data }) => data).findLast((data) => "lot" in data && data.lot === lot);
  /** Somebody moves stock of a batch between two warehouses. */
  function transfer(batch: string, qty: number, to = OTHER): void {
    factory.site.store.move("CAST-01", "Stores - EW", batch, -qty);
    factory.site.store.move("CAST-01", to, batch, qty);
    refreshBins(factory.site.store, "CAST-01");
  }

  it("lies where it lay, though ERPNext leaves it out of its stock", async () => {
    transfer("C240116", 300);
    const first = await polled(factory.open(fetchHttp), "erp.lot.v1");
    const before = lotOf(first, "C240116");
    expect(before).toMatchObject({ qualityStatus: "RELEASED", stock: expect.arrayContaining([expect.objectContaining({ location: OTHER, qty: "300" })]) });
    change("Batch", "C240116", { disabled: 1 });
    const held = lotOf(await polled(factory.open(fetchHttp), "erp.lot.v1", first.cursor), "C240116");
    expect(held).toMatchObject({ qualityStatus: "ON_HOLD" });
    const places = (data: typeof held) => (data !== undefined && "stock" in data ? data.stock.toSorted((a, b) => a.location.localeCompare(b.location)) : []);
    expect(places(held)).toEqual(places(before));
  });

  it("of two in the same warehouses is kept apart, for nobody can say which of them lies where", async () => {
    const { cursor } = await polled(factory.open(fetchHttp), "erp.lot.v1");
    change("Batch", "C240116", { disabled: 0 });
    transfer("C240115", 200);
    for (const batch of ["C240115", "C240116"]) change("Batch", batch, { disabled: 1 });
    const { messages, unreadable } = await polled(factory.open(fetchHttp), "erp.lot.v1", cursor);
    expect(messages.filter(({ data }) => "item" in data && data.item === "CAST-01")).toEqual([]);
    expect(unreadable.map(({ id, reason }) => [id, reason])).toEqual(["C240115", "C240116"].map((batch) => [`Batch,${batch}`, expect.stringContaining("several warehouses")]));
  });
});

describe("IN-11 the stock", () => {
  const open = (more: object = {}) => factory.open(fetchHttp, { stockMinutes: 15, ...more });
  const ours = async () => {
    const lines = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await open().readStock?.(cursor ?? null);
      if (page?.kind !== "stock") throw new Error(page?.kind);
      lines.push(...page.stock);
      cursor = page.cursor;
    }
    return lines.filter(({ item }) => item === "CAST-01").toSorted((a, b) => `${a.lot} ${a.location}`.localeCompare(`${b.lot} ${b.location}`));
  };
  const line = (lot: string, location: string, qty: string) => ({ site: "SITE-A", item: "CAST-01", lot, location, qty, uom: "EA" });
  beforeAll(() => {
    const { store } = factory.site;
    for (const batch of ["C240115", "C240116"]) {
      change("Batch", batch, { disabled: 0 });
      for (const { warehouse, qty } of store.places("CAST-01").filter((place) => place.batch === batch)) store.move("CAST-01", warehouse, batch, -qty);
      store.move("CAST-01", "Stores - EW", batch, 50);
    }
    store.move("CAST-01", "Quarantine - EW", "C240116", 8);
    refreshBins(store, "CAST-01");
  });

  it("is compared batch by batch, a disabled one by what lies there beyond the others", async () => {
    const all = [line("C240115", "Stores - EW", "50"), line("C240116", "Quarantine - EW", "8"), line("C240116", "Stores - EW", "50")];
    expect(await ours()).toEqual(all);
    change("Batch", "C240116", { disabled: 1 });
    expect(await ours()).toEqual(all);
    change("Batch", "C240115", { disabled: 1 });
    // Nobody can say which of the two lies where, but how much there is of each.
    const sums = new Map<string | null, number>();
    for (const { lot, qty } of await ours()) sums.set(lot, (sums.get(lot) ?? 0) + Number(qty));
    expect([...sums]).toEqual([
      ["C240115", 50],
      ["C240116", 58],
    ]);
  });

  it("is no snapshot while that is so, and one when it is over", async () => {
    const uncertain = await polled(open(), "erp.stock.v1");
    expect(uncertain.messages).toEqual([]);
    expect(uncertain.unreadable).toMatchObject([{ id: "erp.stock.v1:SITE-A", reason: expect.stringContaining("several warehouses") }]);
    expect(await polled(open(), "erp.stock.v1", uncertain.cursor)).toMatchObject({ messages: [], unreadable: [] });
    change("Batch", "C240115", { disabled: 0 });
    const { messages } = await polled(open(), "erp.stock.v1");
    expect(messages).toMatchObject([{ data: { lines: expect.arrayContaining([expect.objectContaining({ lot: "C240116", location: "Quarantine - EW", qty: "8", uom: "EA" })]) } }]);
  });

  it("is not told, and not said to be, where the connection wants no snapshots", async () => {
    expect((await polled(factory.open(fetchHttp), "erp.stock.v1")).messages).toEqual([]);
    expect(factory.open(fetchHttp).capabilities()).toMatchObject({ readStock: true, inbound: expect.not.arrayContaining(["erp.stock.v1"]) });
    expect(open().capabilities().inbound).toContain("erp.stock.v1");
  });
});
