import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eq, sql } from "drizzle-orm";
import { costLine, orderCost } from "@/db/schema/costing";
import type { TestDatabase } from "@/db/testing/database";
import { type OrderCostView, orderCostView } from "@/lib/queries/finance/order-cost";
import { productionOrder } from "@/db/schema/execution";
import { exampleDatabase, examplePlant, type ExamplePlant, after } from "./testing/example-plant";
import { type Played, playExample1 } from "./testing/play-example-1";

let database: TestDatabase;
let plant: ExamplePlant;
let played: Played;
let view: OrderCostView;

beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  played = await playExample1(plant);
  const found = await orderCostView({ db: database.db, now: after("24") }, plant.finance, "PO-1001");
  if (found === null) throw new Error("PO-1001 has no cost");
  view = found;
});
afterAll(() => database.close());

describe("Example 1 of §4.4, from recorded events", () => {
  it.each([
    ["MATERIAL", "3248.50"],
    ["LABOUR", "763.20"],
    ["MACHINE", "567.00"],
    ["OVERHEAD", "188.40"],
    ["TOTAL", "4767.10"],
  ])("C-01 %s costs %s", (key, amount) => {
    expect(view.elements.find((row) => row.key === key)?.actual).toBe(amount);
  });
  it("C-11 credits 4741.49 at standard and completes the order", () => {
    expect(view).toMatchObject({
      provisional: false,
      total: "4767.10",
      credited: "4741.49",
      balance: "25.61",
      order: { state: "COMPLETED", good: "200", scrap: "4", received: "200" },
    });
  });
  it("§4.3 explains 25.61 by category", () => {
    expect(view.variance).toEqual({
      total: "25.61",
      credit: "4741.49",
      alarm: false,
      categories: {
        MATERIAL_PRICE: "3.20",
        MATERIAL_MIX: "0.00",
        MATERIAL_USAGE: "1.70",
        LABOUR_RATE: "4.40",
        LABOUR_EFFICIENCY: "3.20",
        MACHINE_RATE: "0.00",
        MACHINE_EFFICIENCY: "11.60",
        OVERHEAD_RATE: "0.00",
        OVERHEAD_EFFICIENCY: "3.00",
        REWORK: "0.00",
        DELAY: "0.00",
        YIELD_SCRAP: "-1.49",
        LOT_SIZE: "0.00",
        REMAINING: "0.00",
      },
    });
  });
  it("C-10 C-14 unit cost 23.835500, margin 24.74 % to 24.33 %", () => {
    expect(view.unit).toEqual({ standard: "23.707469", actual: "23.835500" });
    expect(view.margin).toEqual({ price: "31.5", standard: { perUnit: "7.792531", percent: "24.74" }, actual: { perUnit: "7.664500", percent: "24.33" } });
  });
  it("C-08 scrap of op10 costs 75.36 at 18.839706, and the parts sum to the total", () => {
    expect(view.isolated.scrap).toEqual([{ op: 10, quantity: "4", accumulated: "18.839706", cost: "75.36" }]);
    expect(view.isolated).toMatchObject({ clean: "4691.74", rework: "0.00", delay: "0.00", total: "4767.10" });
  });
  it("S09 labour of op20 is that of both people", async () => {
    const lines = await database.db.select().from(costLine).where(eq(costLine.operationId, played.op20));
    const labour = lines.filter((line) => line.element === "LABOUR");
    expect(labour.map((line) => `${line.activity} ${line.seconds} ${line.amount.toFixed(2)}`).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "RUN 28440 205.40",
      "RUN 28440 205.40",
      "SETUP 1800 13.00",
      "SETUP 1800 13.00",
    ]);
    expect(new Set(labour.map((line) => line.personId)).size).toBe(2);
  });
  it("the running sums of the order equal its ledger", async () => {
    const [sums] = await database.db.select().from(orderCost);
    const [ledger] = await database.db.select({ amount: sql<string>`sum(amount)::text` }).from(costLine);
    const total = [sums?.material, sums?.labour, sums?.machine, sums?.overhead, sums?.salvage, sums?.credit].map((part) => part?.toFixed(2));
    expect(total).toEqual(["3248.50", "763.20", "567.00", "188.40", "0.00", "-4741.49"]);
    expect(ledger?.amount).toBe("25.61");
  });
  it("SEC-02 somebody of another site finds no such order", async () => {
    const stranger = { ...plant.finance, sites: [{ siteId: crypto.randomUUID(), code: "SITE-B", roles: ["FINANCE" as const] }] };
    expect(await orderCostView({ db: database.db, now: after("24") }, stranger, "PO-1001")).toBeNull();
    const operator = { ...plant.first };
    expect(await orderCostView({ db: database.db, now: after("24") }, operator, "PO-1001")).toBeNull();
    expect(await database.db.select({ id: productionOrder.id }).from(productionOrder)).toHaveLength(1);
  });
});
