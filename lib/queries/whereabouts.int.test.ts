import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { productionOrder } from "@/db/schema/execution";
import { lot } from "@/db/schema/materials";
import { equipment, item, site } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { exampleDatabase, examplePlant, type ExamplePlant, OPENING } from "@/lib/commands/execution/testing/example-plant";
import { newId } from "@/lib/platform/ids";
import { lineWhereabouts, lotWhereabouts, lotWhereaboutsById, orderWhereabouts } from "./whereabouts";

let database: TestDatabase;
let plant: ExamplePlant;
let other: string;
let both: Actor;
let stranger: Actor;
const reader = () => ({ db: database.db, now: OPENING });

// Site B has an order, a lot and a line of the same numbers as site A, in that site's own items.
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  const { db } = database;
  other = newId();
  const [first] = await db.select().from(site).where(eq(site.id, plant.siteId));
  const [order] = await db.select().from(productionOrder).where(eq(productionOrder.number, "PO-1001"));
  const [thing] = await db
    .select()
    .from(item)
    .where(eq(item.id, order?.itemId ?? ""));
  const [held] = await db.select().from(lot).where(eq(lot.number, "C-A"));
  if (first === undefined || order === undefined || thing === undefined || held === undefined) throw new Error("the example has changed");
  await db.insert(site).values({ ...first, id: other, code: "SITE-B", name: "Site B" });
  const itemId = newId();
  await db.insert(item).values({ ...thing, id: itemId, siteId: other });
  await db.insert(productionOrder).values({ ...order, id: newId(), siteId: other, itemId });
  await db.insert(lot).values({ ...held, id: newId(), siteId: other, itemId });
  const [line, unit] = [newId(), newId()];
  await db.insert(equipment).values({ id: line, siteId: other, code: "B-LINE", name: "Line", level: "WORK_CENTRE", type: "PRODUCTION_LINE" });
  await db.insert(equipment).values({ id: unit, siteId: other, parentId: line, code: "B-UNIT", name: "Unit", level: "WORK_UNIT", type: "UNIT" });
  await db.update(equipment).set({ constraintUnitId: unit }).where(eq(equipment.id, line));
  const roles = ["PLANNER", "FINANCE"] as const;
  both = {
    ...plant.lead,
    sites: [
      { siteId: plant.siteId, code: "SITE-A", roles: [...roles] },
      { siteId: other, code: "SITE-B", roles: [...roles] },
    ],
  };
  stranger = { ...plant.lead, sites: [{ siteId: newId(), code: "SITE-C", roles: [...roles] }] };
});
afterAll(() => database.close());

const codes = (places: readonly { readonly code: string }[]) => places.map((place) => place.code);

it("names every site of one's own that has an order of that number, or the one that was meant", async () => {
  expect(codes((await orderWhereabouts(reader(), both, "cost.read", "PO-1001", null)).mine)).toEqual(["SITE-A", "SITE-B"]);
  expect(codes((await orderWhereabouts(reader(), both, "cost.read", "PO-1001", "SITE-B")).mine)).toEqual(["SITE-B"]);
  expect(codes((await orderWhereabouts(reader(), plant.finance, "cost.read", "PO-1001", null)).mine)).toEqual(["SITE-A"]);
});

it("S26 tells of a thing out of scope where it is, and nothing of what is nowhere", async () => {
  const id = await plant.lotId("C-B");
  expect(await orderWhereabouts(reader(), stranger, "plan.read", "PO-1001", "SITE-B")).toEqual({ mine: [], foreign: other });
  expect(await lineWhereabouts(reader(), stranger, "plan.read", "B-LINE", null)).toEqual({ mine: [], foreign: other });
  expect(await lotWhereabouts(reader(), stranger, "trace.read", "C-B")).toEqual({ mine: [], foreign: plant.siteId });
  expect(await lotWhereaboutsById(reader(), stranger, "trace.read", id)).toEqual({ mine: [], foreign: plant.siteId });
  expect(await lotWhereabouts(reader(), stranger, "trace.read", "NO-SUCH")).toEqual({ mine: [], foreign: null });
  expect(codes((await lotWhereabouts(reader(), both, "trace.read", "C-A")).mine)).toEqual(["SITE-A", "SITE-B"]);
  expect(codes((await lineWhereabouts(reader(), both, "plan.read", "B-LINE", null)).mine)).toEqual(["SITE-B"]);
});
