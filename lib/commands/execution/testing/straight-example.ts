import { afterAll, beforeAll } from "vitest";
import type { TestDatabase } from "@/db/testing/database";
import { orderCostView } from "@/lib/queries/finance/order-cost";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./example-plant";
import { playExample1 } from "./play-example-1";

/** What PO-1001 costs at the end of the day. */
async function figuresOf(plant: ExamplePlant) {
  const view = await orderCostView({ db: plant.db, now: after("24") }, plant.finance, "PO-1001");
  if (view === null) throw new Error("PO-1001 has no cost");
  const { elements, variance, unit, isolated, abnormal, balance } = view;
  return { elements, variance, unit, isolated, abnormal, balance };
}

/** For a suite that plays example 1 with mistakes: as many plants as it asks for, and `straight()`, what the example costs without any. Closes what it opened. */
export function straightExample() {
  const open: TestDatabase[] = [];
  async function fresh(): Promise<ExamplePlant> {
    const database = await exampleDatabase();
    open.push(database);
    return examplePlant(database.db);
  }
  let figures: Awaited<ReturnType<typeof figuresOf>> | undefined;
  beforeAll(async () => {
    const plant = await fresh();
    await playExample1(plant);
    figures = await figuresOf(plant);
  });
  afterAll(() => Promise.all(open.map((database) => database.close())));
  return {
    fresh,
    figuresOf,
    straight() {
      if (figures === undefined) throw new Error("the example was not played");
      return figures;
    },
  };
}
