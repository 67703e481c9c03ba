import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { newId } from "@/lib/platform/ids";
import { acknowledgeException } from "./acknowledge-exception";
import { raiseCall } from "./raise-call";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
});
afterAll(() => database.close());

const as = (role: "PLANNER" | "FINANCE" | "MAINTENANCE"): Actor => ({ ...plant.lead, name: `${role} A`, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: [role] }] });

async function called(call: string, at: Date): Promise<typeof exception.$inferSelect> {
  await plant.does(plant.first, raiseCall, at, { workUnitId: await plant.unitId("MACH-1"), call });
  const [row] = await database.db.select().from(exception).where(eq(exception.raisedAt, at));
  if (row === undefined) throw new Error("nothing was raised");
  return row;
}

describe("taking an exception", () => {
  it("§2.2 names who has it, once; whoever classifies stops may as well", async () => {
    const { id } = await called("LEAD", after("0"));
    expect(await plant.send(as("PLANNER"), acknowledgeException, after("0.10"), { exceptionId: id })).toMatchObject({
      ok: true,
      data: { state: "ACKNOWLEDGED", owner: "PLANNER A" },
    });
    expect(await plant.send(as("MAINTENANCE"), acknowledgeException, after("0.20"), { exceptionId: id })).toMatchObject({
      ok: false,
      code: "ALREADY_ACKNOWLEDGED",
      params: { owner: "PLANNER A" },
    });
    const [row] = await database.db.select().from(exception).where(eq(exception.id, id));
    expect(row).toMatchObject({ state: "ACKNOWLEDGED", owner: "PLANNER A", acknowledgedAt: after("0.10") });
  });

  it("§6.1.1 keeps when the line is expected back; a later estimate replaces it and does not make it taken later", async () => {
    const { id } = await called("MAINTENANCE", after("1"));
    await plant.does(as("MAINTENANCE"), acknowledgeException, after("1.10"), { exceptionId: id, estimatedRestore: after("5").toISOString() });
    await plant.does(as("PLANNER"), acknowledgeException, after("1.20"), { exceptionId: id, estimatedRestore: after("8").toISOString() });
    const [row] = await database.db.select().from(exception).where(eq(exception.id, id));
    expect(row).toMatchObject({ state: "ACKNOWLEDGED", acknowledgedAt: after("1.10"), detail: { call: "MAINTENANCE", estimatedRestore: after("8").toISOString() } });
    expect(await plant.send(as("PLANNER"), acknowledgeException, after("9"), { exceptionId: id, estimatedRestore: after("8").toISOString() })).toMatchObject({
      code: "ESTIMATE_PASSED",
    });
  });

  it("refuses who only reads, another site, and what is not there", async () => {
    const { id } = await called("QUALITY", after("2"));
    expect(await plant.send(as("FINANCE"), acknowledgeException, after("2.10"), { exceptionId: id })).toMatchObject({ code: "FORBIDDEN" });
    expect(
      await plant.send({ ...as("PLANNER"), sites: [{ siteId: newId(), code: "SITE-X", roles: ["PLANNER"] }] }, acknowledgeException, after("2.20"), { exceptionId: id }),
    ).toMatchObject({ code: "NOT_FOUND" });
    expect(await plant.send(as("PLANNER"), acknowledgeException, after("2.30"), { exceptionId: newId() })).toMatchObject({ code: "NOT_FOUND" });
  });
});
