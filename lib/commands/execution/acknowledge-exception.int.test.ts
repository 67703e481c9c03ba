import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { equipment } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { newId } from "@/lib/platform/ids";
import { acknowledgeException } from "./acknowledge-exception";
import { raiseCall } from "./raise-call";
import { resolveException } from "./resolve-exception";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
});
afterAll(() => database.close());

const as = (role: "PLANNER" | "FINANCE" | "MAINTENANCE" | "OPERATOR" | "LEAD"): Actor => ({
  ...plant.lead,
  name: `${role} A`,
  sites: [{ siteId: plant.siteId, code: "SITE-A", roles: [role] }],
});

async function called(call: string, at: Date, unit = "MACH-1"): Promise<typeof exception.$inferSelect> {
  await plant.does(plant.first, raiseCall, at, { workUnitId: await plant.unitId(unit), call });
  const [row] = await database.db.select().from(exception).where(eq(exception.raisedAt, at));
  if (row === undefined) throw new Error("nothing was raised");
  return row;
}

describe("taking an exception", () => {
  it("§2.2 names who has it, once", async () => {
    const { id } = await called("MAINTENANCE", after("0"));
    expect(await plant.send(as("PLANNER"), acknowledgeException, after("0.10"), { exceptionId: id })).toMatchObject({
      ok: true,
      data: { state: "ACKNOWLEDGED", owner: "PLANNER A" },
    });
    expect(await plant.send(as("LEAD"), acknowledgeException, after("0.20"), { exceptionId: id })).toMatchObject({
      ok: false,
      code: "ALREADY_ACKNOWLEDGED",
      params: { owner: "PLANNER A" },
    });
    const [row] = await database.db.select().from(exception).where(eq(exception.id, id));
    expect(row).toMatchObject({ state: "ACKNOWLEDGED", owner: "PLANNER A", acknowledgedAt: after("0.10") });
    await plant.does(as("MAINTENANCE"), resolveException, after("0.30"), { exceptionId: id });
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

  it.each(["LEAD", "MAINTENANCE", "MATERIAL", "QUALITY", "SAFETY"])("§2.5 who does not own a call (%s) does not stop its clock by taking it, nor ends it so", async (call) => {
    const { id } = await called(call, new Date(after("20").getTime() + call.length), "ASSY-2");
    const operator = { ...as("OPERATOR"), personId: plant.second.personId };
    expect(await plant.send(operator, acknowledgeException, after("20.1"), { exceptionId: id })).toMatchObject({ ok: false, code: "NOT_YOURS_TO_TAKE" });
    expect(await plant.send(operator, resolveException, after("20.2"), { exceptionId: id })).toMatchObject({ ok: false, code: "NOT_YOURS" });
    const [row] = await database.db.select().from(exception).where(eq(exception.id, id));
    expect(row).toMatchObject({ state: "RAISED", acknowledgedAt: null });
    await plant.does(plant.first, resolveException, after("20.3"), { exceptionId: id });
  });

  it("§2.5 a planner has what is theirs only once it has escalated to them", async () => {
    const { id } = await called("SAFETY", after("21"), "ASSY-2");
    expect(await plant.send(as("PLANNER"), acknowledgeException, after("21.1"), { exceptionId: id })).toMatchObject({ code: "NOT_YOURS_TO_TAKE", params: { owners: ["LEAD"] } });
    await plant.does(plant.first, resolveException, after("21.2"), { exceptionId: id });
  });

  it("SEC-02 calls help to a machine, not to a line", async () => {
    const [row] = await database.db
      .select({ lineId: equipment.parentId })
      .from(equipment)
      .where(eq(equipment.id, await plant.unitId("MACH-1")));
    expect(await plant.send(plant.first, raiseCall, after("22"), { workUnitId: row?.lineId ?? "", call: "LEAD" })).toMatchObject({ code: "NOT_FOUND" });
  });
});
