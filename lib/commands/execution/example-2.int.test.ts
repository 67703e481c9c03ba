import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { orderComponent } from "@/db/schema/execution";
import type { TestDatabase } from "@/db/testing/database";
import { type OrderCostView, orderCostView } from "@/lib/queries/finance/order-cost";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";
import { playExample2 } from "./testing/play-example-2";

let database: TestDatabase;
let plant: ExamplePlant;
let view: OrderCostView;

beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  await playExample2(plant);
  const found = await orderCostView({ db: database.db, now: after("48") }, plant.finance, "PO-1002");
  if (found === null) throw new Error("PO-1002 has no cost");
  view = found;
});
afterAll(() => database.close());

describe("Example 2 of §4.4, from recorded events", () => {
  it.each([
    ["MATERIAL", "3392.70"],
    ["LABOUR", "943.40"],
    ["MACHINE", "682.80"],
    ["OVERHEAD", "226.20"],
    ["SALVAGE", "-25.20"],
    ["TOTAL", "5219.90"],
  ])("C-01 C-08 %s costs %s", (key, amount) => {
    expect(view.elements.find((row) => row.key === key)?.actual).toBe(amount);
  });
  it("C-11 5245.10 charged, 25.20 of salvage, 4528.13 credited", () => {
    expect(view).toMatchObject({
      provisional: false,
      total: "5245.10",
      salvage: "25.20",
      credited: "4528.13",
      balance: "691.77",
      order: { state: "COMPLETED", good: "191", received: "191" },
    });
  });
  it("§4.3 explains 691.77 by category", () => {
    expect(view.variance).toEqual({
      total: "691.77",
      credit: "4528.13",
      alarm: false,
      categories: {
        MATERIAL_PRICE: "110.50",
        MATERIAL_MIX: "0.00",
        MATERIAL_USAGE: "17.80",
        LABOUR_RATE: "8.20",
        LABOUR_EFFICIENCY: "48.08",
        MACHINE_RATE: "0.00",
        MACHINE_EFFICIENCY: "42.20",
        OVERHEAD_RATE: "0.00",
        OVERHEAD_EFFICIENCY: "13.44",
        REWORK: "129.80",
        DELAY: "143.50",
        YIELD_SCRAP: "173.03",
        LOT_SIZE: "5.21",
        REMAINING: "0.01",
      },
    });
  });
  it("C-06 C-07 C-08 isolates scrap, rework and delay, and the parts sum to the total", () => {
    expect(view.isolated).toEqual({
      clean: "4681.19",
      scrap: [
        { op: 10, quantity: "11", accumulated: "19.643902", cost: "216.08" },
        { op: 20, quantity: "3", accumulated: "24.508866", cost: "73.53" },
      ],
      rework: "130.80",
      delay: "143.50",
      total: "5245.10",
    });
  });
  it("C-09 abnormal are the delay and the scrap beyond the planned yield; rework follows its reason, which is normal", () => {
    expect(view.abnormal).toMatchObject({
      delay: "143.50",
      rework: "0.00",
      scrap: [
        { op: 10, quantity: "6.9", cost: "135.54" },
        { op: 20, quantity: "3", cost: "73.53" },
      ],
    });
  });
  it("C-10 C-14 unit cost 27.329319, margin 4.170681 (13.24 %)", () => {
    expect(view.unit.actual).toBe("27.329319");
    expect(view.margin?.actual).toEqual({ perUnit: "4.170681", percent: "13.24" });
  });
  it("C-07 what rework used is no part of what the line plans", async () => {
    const rows = await database.db
      .select()
      .from(orderComponent)
      .where(eq(orderComponent.operationId, (await plant.operationIds("PO-1002")).get(20) ?? ""));
    expect(rows.map((row) => row.issued.toFixed())).toEqual(["400"]);
  });
});
