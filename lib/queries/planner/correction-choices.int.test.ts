import { afterAll, beforeAll, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { productionOrder } from "@/db/schema/execution";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { newId } from "@/lib/platform/ids";
import { correctionChoices } from "./correction-choices";
import { orderEvents } from "./order-events";

let database: TestDatabase;
let plant: ExamplePlant;
let orderId: string;
let entry: string;
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  entry = (await playExample1(plant)).entry10;
  const [row] = await database.db.select({ id: productionOrder.id }).from(productionOrder).where(eq(productionOrder.number, "PO-1001"));
  orderId = row?.id ?? "";
});
afterAll(() => database.close());

const reader = () => ({ db: database.db, now: after("24") });
const as = (role: "PLANNER" | "QUALITY_MANAGER" | "FINANCE" | "OPERATOR"): Actor => ({ ...plant.lead, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: [role] }] });

it("§10.1 a lead is offered to correct, nobody else is, nor a lead of another site", async () => {
  expect((await correctionChoices(reader(), plant.lead, orderId))?.correction.map(({ code }) => code)).toContain("MISKEY");
  for (const role of ["PLANNER", "QUALITY_MANAGER", "FINANCE", "OPERATOR"] as const) expect(await correctionChoices(reader(), as(role), orderId), role).toBeNull();
  const elsewhere: Actor = { ...plant.lead, sites: [{ siteId: newId(), code: "SITE-B", roles: ["LEAD"] }] };
  expect(await correctionChoices(reader(), elsewhere, orderId)).toBeNull();
});

it("EX-19 the history names what may be taken back, what was, and what stands in its place", async () => {
  const { entryId } = await plant.does(plant.lead, correctEntry, after("23"), { entryId: entry, reason: "MISKEY", good: "201", scrap: "3", scrapReason: "DIM" });
  const { rows } = await orderEvents(reader(), orderId);
  const made = rows.filter((row) => row.type === "production.confirmed" && row.opNo === 10 && row.good !== "0");
  expect(made.map(({ good, entryId: named, takenBack, corrects, scrapReason, reason }) => [good, named, takenBack, corrects, scrapReason, reason])).toEqual([
    ["201", entryId, false, true, "DIM", "Dimension"],
    ["200", null, true, false, "SURFACE", "Surface"],
  ]);
  // The reason of a reversal is one of its own list, by its name as well.
  expect(rows.find((row) => row.type === "production.reversed")?.reason).toBe("Typed wrong");
  // An entry that carries time alone holds nothing that could be wrong; an issue does.
  expect(rows.find((row) => row.type === "production.confirmed" && row.good === "0")?.entryId).toBeNull();
  expect(rows.filter((row) => row.type === "material.issued").every((row) => row.entryId !== null)).toBe(true);
});

it("EX-20 nothing is offered once the order is closed", async () => {
  await database.db
    .update(productionOrder)
    .set({ state: "CLOSED", completedAt: after("24"), closedAt: after("24") })
    .where(eq(productionOrder.id, orderId));
  expect(await correctionChoices(reader(), plant.lead, orderId)).toBeNull();
});
