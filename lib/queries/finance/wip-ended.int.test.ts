import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import type { TestDatabase } from "@/db/testing/database";
import { abandonSetup } from "@/lib/commands/execution/abandon-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import type { Reader } from "@/lib/queries/reader";
import { lateFacts, wipAsKnown } from "./wip-as-known";

let database: TestDatabase;
let plant: ExamplePlant;
const reader = () => ({ db: database.db, now: after("40") });

// PO-1003 is set up for an hour and given up; the ERP cancels it in hour 10, which is the plant's clock then.
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  await plant.hear([exampleOrder("SITE-A", "PO-1003")]);
  const operationId = (await plant.operationIds("PO-1003")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, abandonSetup, after("1"), { operationId });
  await plant.send(plant.first, abandonSetup, after("10"), { operationId });
  await plant.hear([exampleOrder("SITE-A", "PO-1003", { erpVersion: 2, status: "CANCELLED" })]);
});
afterAll(() => database.close());

const open = async (cutOff: string, known: string) =>
  (await wipAsKnown(reader(), plant.finance, { cutOff: after(cutOff), known: after(known) })).rows.map((row) => [row.number, row.opState]);

it("C-11 an aborted order was WIP before its end, and for whoever did not know of the end yet", async () => {
  expect(await open("9", "40")).toHaveLength(1);
  expect(await open("20", "9.90")).toHaveLength(1);
  expect(await open("20", "10")).toEqual([]);
});

it("C-13 names the aborted order that left WIP by an end that was recorded late", async () => {
  const late = await lateFacts(reader(), plant.finance, { cutOff: after("20"), known: after("9.90") }, after("40"));
  expect(late.orders.map((order) => [order.order, order.knownAs, order.state])).toEqual([["PO-1003", "IN_PROGRESS", "ABORTED"]]);
  expect(Number(late.orders[0]?.amount)).toBeLessThan(0);
});

it("C-11 states and late ends are read by the indexes that are kept for them", async () => {
  const plans: string[] = [];
  await database.db.transaction(async (tx) => {
    await tx.execute(sql`set local enable_seqscan = off`);
    const execute = async (statement: SQL): Promise<unknown> => {
      const rows = z.array(z.object({ "QUERY PLAN": z.string() })).parse(await tx.execute(sql`explain ${statement}`));
      plans.push(...rows.map((row) => row["QUERY PLAN"]));
      return tx.execute(statement);
    };
    await wipAsKnown({ db: Object.assign(Object.create(tx), { execute }) as Reader["db"], now: after("40") }, plant.finance, { cutOff: after("20"), known: after("9.90") });
  });
  const plan = plans.join("\n");
  expect(plan).toContain("event_order_state_ix");
  expect(plan).toContain("event_ended_ix");
});
