import { afterAll, beforeAll, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { productionOrder } from "@/db/schema/execution";
import type { TestDatabase } from "@/db/testing/database";
import type { Role } from "@/lib/auth/permissions";
import { holdOrder } from "@/lib/commands/execution/hold-order";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { orderActions } from "./order-actions";

let database: TestDatabase;
let plant: ExamplePlant;
let orderId: string;

beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  orderId = (await plant.db.select().from(productionOrder).where(eq(productionOrder.number, "PO-1001")))[0]?.id ?? "";
});
afterAll(() => database.close());

const as = (role: Role) => ({ ...plant.lead, personId: null, name: role, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: [role] }] });
async function offered(role: Role): Promise<string[]> {
  const actions = await orderActions({ db: plant.db, now: after("1") }, as(role), orderId);
  return actions === null ? ["unseen"] : (["hold", "resume", "reopen", "close"] as const).filter((name) => actions[name]);
}

it("§2.2 the page offers each role what its command would take, and nothing else", async () => {
  expect([await offered("PLANNER"), await offered("LEAD"), await offered("FINANCE"), await offered("OPERATOR")]).toEqual([["hold"], ["hold"], [], ["unseen"]]);
  await plant.does(as("PLANNER"), holdOrder, after("1"), { orderId, reason: "MAT-WAIT" });
  expect([await offered("PLANNER"), await offered("LEAD"), await offered("QUALITY_MANAGER")]).toEqual([["resume"], [], []]);
  expect(await orderActions({ db: plant.db, now: after("1") }, as("LEAD"), orderId)).toMatchObject({ heldBy: "PLANNER", reasons: [] });
  await plant.db
    .update(productionOrder)
    .set({ state: "COMPLETED", heldFrom: null, holdClass: null, completedAt: after("2") })
    .where(eq(productionOrder.id, orderId));
  expect([await offered("PLANNER"), await offered("LEAD")]).toEqual([["close"], ["reopen"]]);
  expect(await orderActions({ db: plant.db, now: after("3") }, as("LEAD"), orderId)).toMatchObject({ heldBy: null, closesFrom: after("26").toISOString(), closedInErp: false });
  await plant.db
    .update(productionOrder)
    .set({ erpClosedAt: after("3") })
    .where(eq(productionOrder.id, orderId));
  expect([await offered("PLANNER"), await offered("LEAD")]).toEqual([["close"], []]);
});
