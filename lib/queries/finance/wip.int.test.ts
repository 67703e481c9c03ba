import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { and, eq } from "drizzle-orm";
import { costLine, orderCost } from "@/db/schema/costing";
import { event } from "@/db/schema/eventlog";
import { productionOrder } from "@/db/schema/execution";
import type { TestDatabase } from "@/db/testing/database";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { readLedger } from "@/lib/domain/costing/ledger-row";
import { orderWip, type OrderStateFact } from "@/lib/domain/costing/wip";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { costCsv } from "./cost-csv";
import { costLines } from "./cost-lines";
import { eventNames } from "./event-names";
import { orderCostView } from "./order-cost";
import { lateFacts, wipAsKnown } from "./wip-as-known";
import { wipNow } from "./wip-now";
import { wipTrend } from "./wip-trend";

let database: TestDatabase;
let plant: ExamplePlant;
const reader = (now: Date) => ({ db: database.db, now });

// PO-1001 is made and completed; PO-1003 runs, with an issue of hour 23 that was only recorded in hour 31.
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  await plant.hear([exampleOrder("SITE-A", "PO-1003")]);
  await playExample1(plant);
  const op10 = (await plant.operationIds("PO-1003")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("21"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.lead, issueMaterial, after("21.5"), { operationId: op10, lot: "C-C", quantity: "60", overrideReason: "It lies in front" });
  await plant.does(plant.first, finishSetup, after("22"), { operationId: op10 });
  await plant.does(plant.first, confirmProduction, after("30"), { operationId: op10, good: "100", scrap: "3", scrapReason: "DIM" });
  await plant.does(plant.first, issueMaterial, after("23"), { operationId: op10, lot: "C-B", quantity: "40" }, after("31"));
});
afterAll(() => database.close());

async function book(number: string) {
  const [order] = await database.db.select().from(productionOrder).where(eq(productionOrder.number, number));
  const rows = await database.db
    .select()
    .from(costLine)
    .where(eq(costLine.orderId, order?.id ?? ""));
  const facts = await database.db
    .select()
    .from(event)
    .where(eq(event.orderId, order?.id ?? ""));
  const states = facts
    .toSorted((a, b) => a.position - b.position)
    .flatMap((fact): OrderStateFact[] => {
      const state = { "order.received": "CREATED", "order.released": "RELEASED", "order.started": "IN_PROGRESS", "order.completed": "COMPLETED" }[fact.type];
      return state === undefined ? [] : [{ state: state as OrderStateFact["state"], eventTime: fact.eventTime, recordTime: fact.recordTime }];
    });
  return { orderId: order?.id ?? "", ...readLedger(rows), states };
}

describe("C-11", () => {
  it("WIP now is the balance of open orders: a completed one has left", async () => {
    const wip = await wipNow(reader(after("32")), plant.finance);
    const [sums] = await database.db.select().from(orderCost).innerJoin(productionOrder, eq(productionOrder.id, orderCost.orderId)).where(eq(productionOrder.number, "PO-1003"));
    const c = sums?.order_cost;
    const balance = sum([c?.material, c?.labour, c?.machine, c?.overhead, c?.salvage, c?.credit].flatMap((part) => (part === undefined ? [] : [part]))).toFixed(2);
    expect(wip.rows.map((row) => [row.number, row.opNo, row.opState, row.wip])).toEqual([["PO-1003", 10, "RUNNING", balance]]);
    expect(wip.sites).toEqual([expect.objectContaining({ site: "SITE-A", currency: "USD", orders: 1, wip: balance, inventoriable: balance, reserves: 0 })]);
    expect(wip.ages).toEqual([{ site: "SITE-A", bucket: 0, orders: 1, wip: balance }]);
  });

  it("WIP(T, K) from the ledger is what the kernel says, whatever T and K", async () => {
    const instants = ["0", "5", "11.5", "12", "20.39", "20.5", "21.6", "23.5", "30.5", "30.99", "31", "40"].map((hours) => after(hours));
    const books = [await book("PO-1001"), await book("PO-1003")];
    for (const cutOff of instants) {
      for (const known of instants) {
        const expected = sum(books.map((each) => orderWip(each, { cutOff, known }).wip)).toFixed(2);
        const found = await wipAsKnown(reader(after("40")), plant.finance, { cutOff, known });
        expect(sum(found.sites.map((site) => decimal(site.wip))).toFixed(2), `T ${cutOff.toISOString()} K ${known.toISOString()}`).toBe(expected);
      }
    }
  });

  it("C-13 names the late line that moves what was known", async () => {
    const asOf = { cutOff: after("30.5"), known: after("30.75") };
    const [before, now] = [await wipAsKnown(reader(after("40")), plant.finance, asOf), await wipAsKnown(reader(after("40")), plant.finance, { ...asOf, known: after("40") })];
    expect(
      decimal(now.sites[0]?.wip ?? 0)
        .minus(before.sites[0]?.wip ?? 0)
        .toFixed(2),
    ).toBe("584.00");
    const late = await lateFacts(reader(after("40")), plant.finance, asOf, after("40"));
    expect(late.lines.map((line) => [line.order, line.element, line.amount, line.eventTime])).toEqual([["PO-1003", "MATERIAL", "584.00", after("23").toISOString()]]);
    expect([late.total, late.orders]).toEqual([1, []]);
    // Nothing of it belongs to another site than the one that was asked for.
    expect(await lateFacts(reader(after("40")), plant.finance, asOf, after("40"), { site: "SITE-B" })).toEqual({ lines: [], total: 0, orders: [] });
  });

  it("C-13 names the order that left WIP only by a state that was recorded late", async () => {
    const late = await lateFacts(reader(after("40")), plant.finance, { cutOff: after("20.9"), known: after("12.5") }, after("40"));
    expect(late.orders.map((order) => [order.order, order.knownAs, order.state])).toEqual([["PO-1001", "IN_PROGRESS", "COMPLETED"]]);
  });

  it("C-13 late lines and late states are together the whole difference, whatever T and K", async () => {
    const instants = ["5", "11.5", "12.5", "20.39", "20.9", "23.5", "30.75", "31", "40"].map((hours) => after(hours));
    const now = after("40");
    for (const cutOff of instants) {
      for (const known of instants) {
        const [before, restated] = [await wipAsKnown(reader(now), plant.finance, { cutOff, known }), await wipAsKnown(reader(now), plant.finance, { cutOff, known: now })];
        const value = (wip: typeof before) => sum(wip.sites.map((site) => decimal(site.wip)));
        const late = await lateFacts(reader(now), plant.finance, { cutOff, known }, now, { limit: 1_000 });
        const told = sum([...late.lines, ...late.orders].map((each) => decimal(each.amount)));
        expect(late.lines).toHaveLength(late.total);
        expect(told.toFixed(2), `T ${cutOff.toISOString()} K ${known.toISOString()}`).toBe(value(restated).minus(value(before)).toFixed(2));
      }
    }
  });

  it("the trend ends at WIP now", async () => {
    const [trend, now] = await Promise.all([wipTrend(reader(after("32")), plant.finance, "USD", after("32")), wipNow(reader(after("32")), plant.finance)]);
    expect(trend).toHaveLength(15);
    expect(trend.at(-1)?.value).toBe(now.sites[0]?.wip);
    expect(trend[0]?.value).toBe("0.00");
  });

  it("SEC-02 shows nothing of another site", async () => {
    const stranger = { ...plant.finance, sites: [{ siteId: crypto.randomUUID(), code: "SITE-B", roles: ["FINANCE" as const] }] };
    expect(await wipNow(reader(after("32")), stranger)).toMatchObject({ rows: [], orders: 0 });
    expect(await wipAsKnown(reader(after("32")), stranger, { cutOff: after("32"), known: after("32") })).toMatchObject({ rows: [], orders: 0 });
  });
});

describe("drill-down", () => {
  it("§10.1 opens a figure to its lines, with rate class in place of people, hours, rate and the fact behind each", async () => {
    const view = await orderCostView(reader(after("40")), plant.finance, "PO-1001");
    const found = await costLines(reader(after("40")), view?.order.id ?? "", "LABOUR_RATE");
    const told = found.lines.map((line) => [line.opNo, line.activity, line.rateClass, line.person, line.seconds, line.unitCost, line.amount, line.difference]);
    const expected = [
      [10, "SETUP", "A1", null, 3960, "28", "30.80", "0.00"],
      [10, "RUN", "A1", null, 21600, "28", "168.00", "0.00"],
      [10, "RUN", "A2", null, 15840, "29", "127.60", "4.40"],
      [20, "SETUP", "A1", null, 1800, "26", "13.00", "0.00"],
      [20, "SETUP", "A2", null, 1800, "26", "13.00", "0.00"],
      [20, "RUN", "A1", null, 28440, "26", "205.40", "0.00"],
      [20, "RUN", "A2", null, 28440, "26", "205.40", "0.00"],
    ];
    // Lines of one instant stand in the order of their ids.
    expect(told).toHaveLength(expected.length);
    for (const row of expected) expect(told).toContainEqual(row);
    expect(found.events.map((source) => [source.type, source.who, source.workUnit])).toEqual([
      ["production.confirmed", null, "MACH-1"],
      ["production.confirmed", null, "ASSY-2"],
    ]);
    const [material] = (await costLines(reader(after("40")), view?.order.id ?? "", "MATERIAL_PRICE")).lines;
    expect(material).toMatchObject({ item: "CAST-01", lot: "C-A", quantity: "150", unitCost: "14.05", standardUnitCost: "14.2", amount: "2107.50", difference: "-22.50" });
    expect((await costLines(reader(after("40")), view?.order.id ?? "", "YIELD_SCRAP")).events.map((source) => source.payload.scrap)).toEqual(["4"]);
    expect(await costLines(reader(after("40")), view?.order.id ?? "", "ALL", 2, 5)).toMatchObject({ page: 2, pages: 4, total: 19 });
  });

  it("exports what stands behind scrap, entry by entry, and pages it", async () => {
    const order = (await orderCostView(reader(after("40")), plant.finance, "PO-1001"))?.order;
    const [header, row, ...rest] = ((await costCsv(reader(after("40")), plant.finance, "PO-1001", null, "YIELD_SCRAP")) ?? "").trim().split(/\r?\n/);
    expect(header).toContain("scrap_reason");
    expect(row).toMatch(/^"?PO-1001"?,"?SITE-A"?,"?10"?,/);
    expect(rest).toEqual([]);
    expect(await costLines(reader(after("40")), order?.id ?? "", "YIELD_SCRAP", 2, 1)).toMatchObject({ events: [], page: 2 });
    expect(await costLines(reader(after("40")), order?.id ?? "", "YIELD_SCRAP", 1, 1)).toMatchObject({ total: 1, pages: 1 });
  });

  it("§10.1 names nobody's working time on the page or in the file, and who took material on both", async () => {
    const order = (await orderCostView(reader(after("40")), plant.finance, "PO-1001"))?.order;
    const csv = (await costCsv(reader(after("40")), plant.finance, "PO-1001", null, "ALL")) ?? "";
    expect(csv.split(/\r?\n/).filter((line) => line.includes("LABOUR") && /0417|0422/.test(line))).toEqual([]);
    const material = await costLines(reader(after("40")), order?.id ?? "", "MATERIAL");
    const [issue] = material.events;
    expect(issue).toMatchObject({ type: "material.issued", who: "0417" });
    const confirmed = (await costLines(reader(after("40")), order?.id ?? "", "LABOUR")).events;
    expect(confirmed.every((each) => each.who === null && !("personId" in each.payload))).toBe(true);
  });

  it("names what a fact is about by the numbers that people know", async () => {
    const order = (await orderCostView(reader(after("40")), plant.finance, "PO-1001"))?.order;
    const { events } = await costLines(reader(after("40")), order?.id ?? "", "MATERIAL_PRICE");
    const [issue] = events;
    if (issue === undefined) throw new Error("nothing was issued");
    expect(await eventNames(reader(after("40")), plant.siteId, issue)).toMatchObject({ item: "CAST-01", lot: "C-A", opNo: 10 });
    const [scrapped] = (await costLines(reader(after("40")), order?.id ?? "", "YIELD_SCRAP")).events;
    if (scrapped === undefined) throw new Error("nothing was scrapped");
    expect(await eventNames(reader(after("40")), plant.siteId, scrapped)).toMatchObject({ item: null, opNo: 10, reasons: { SURFACE: "Surface" } });
  });

  it("§10.1 makes one line of people of one rate class", async () => {
    const order = (await orderCostView(reader(after("40")), plant.finance, "PO-1001"))?.order;
    const before = await costLines(reader(after("40")), order?.id ?? "", "LABOUR_RATE");
    const [line] = await database.db
      .select()
      .from(costLine)
      .where(and(eq(costLine.orderId, order?.id ?? ""), eq(costLine.element, "LABOUR"), eq(costLine.activity, "RUN"), eq(costLine.rateClass, "A2"), eq(costLine.opNo, 10)));
    if (line === undefined) throw new Error("nobody worked");
    await database.db.insert(costLine).values({ ...line, id: newId(), personId: plant.lead.personId });
    const both = await costLines(reader(after("40")), order?.id ?? "", "LABOUR_RATE");
    expect(both.total).toBe(before.total);
    expect(both.lines.find((each) => each.rateClass === "A2" && each.opNo === 10)).toMatchObject({ seconds: 2 * 15840, amount: "255.20", difference: "8.80" });
  });
});
