import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { classifyStop } from "@/lib/commands/equipment/classify-stop";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { acknowledgeException } from "./acknowledge-exception";
import { escalateDue } from "./escalate-due";
import { raiseCall } from "./raise-call";
import { resolveException } from "./resolve-exception";
import { takeOverException } from "./take-over-exception";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let workUnitId: string;
let fitter: Actor;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  workUnitId = await plant.unitId("MACH-1");
  fitter = await plant.employ("0901", "A2", ["MAINTENANCE"]);
});
afterEach(() => database.close());

const as = (role: Role, siteId = plant.siteId): Actor => ({
  ...plant.lead,
  name: `${role} A`,
  personId: null,
  accountId: newId(),
  sites: [{ siteId, code: "SITE-A", roles: [role] }],
});
async function called(call: string, at: string): Promise<string> {
  await plant.does(plant.first, raiseCall, after(at), { workUnitId, call });
  const [row] = await plant.db
    .select()
    .from(exception)
    .where(eq(exception.raisedAt, after(at)));
  if (row === undefined) throw new Error("nothing was raised");
  return row.id;
}
const row = async (id: string) => (await plant.db.select().from(exception).where(eq(exception.id, id)))[0];
const takes = (actor: Actor, exceptionId: string, at: string) => plant.send(actor, takeOverException, after(at), { exceptionId });

describe("take-over-exception", () => {
  it("maintenance is on its way, takes over, names the stop and ends it with what was done", async () => {
    const stop = newId();
    const held = { id: stop, siteId: plant.siteId, workUnitId, state: "HELD" as const, rawState: "HELD", source: "PLC" as const, fromAt: after("0"), toAt: null };
    await plant.db.insert(stateInterval).values(held);
    const id = await called("MAINTENANCE", "0.1");
    await plant.does(fitter, acknowledgeException, after("0.2"), { exceptionId: id });
    expect(await row(id)).toMatchObject({ state: "ACKNOWLEDGED", owner: fitter.name, acknowledgedAt: after("0.2") });
    expect(await takes(fitter, id, "0.3")).toMatchObject({ ok: true, data: { state: "IN_PROGRESS", owner: fitter.name } });
    expect(await takes(fitter, id, "0.3")).toMatchObject({ code: "ALREADY_ACKNOWLEDGED", params: { owner: fitter.name } });
    expect(await plant.send(fitter, classifyStop, after("0.4"), { intervalId: stop, reason: "BRK-MECH" })).toMatchObject({ ok: true, data: { state: "DOWN" } });
    expect(await plant.send(fitter, resolveException, after("0.5"), { exceptionId: id, note: "New belt" })).toMatchObject({ ok: true });
    expect(await row(id)).toMatchObject({ state: "RESOLVED", acknowledgedAt: after("0.2"), detail: { takenBy: fitter.personId, outcome: "New belt" } });
    await expectRebuilt(database);
  });

  it("takes over at once what nobody has acknowledged, and what another has", async () => {
    const id = await called("MAINTENANCE", "0.1");
    expect(await takes(plant.lead, id, "0.2")).toMatchObject({ ok: true });
    expect(await row(id)).toMatchObject({ state: "IN_PROGRESS", owner: plant.lead.name, acknowledgedAt: after("0.2") });
    expect(await takes(fitter, id, "0.3")).toMatchObject({ ok: true });
    expect(await row(id)).toMatchObject({ state: "IN_PROGRESS", owner: fitter.name, acknowledgedAt: after("0.2"), detail: { takenBy: fitter.personId } });
    await expectRebuilt(database);
  });

  it("of two who take it over at once both are heard, in turn: the second has it", async () => {
    const id = await called("MAINTENANCE", "0.1");
    const results = await Promise.all([takes(plant.lead, id, "0.2"), takes(fitter, id, "0.2")]);
    expect(results.every((result) => result.ok)).toBe(true);
    expect([plant.lead.name, fitter.name]).toContain((await row(id))?.owner);
  });

  it("refuses who only called, another owner's business, another site and what is over", async () => {
    const [down, quality, lead] = [await called("MAINTENANCE", "0.1"), await called("QUALITY", "0.11"), await called("LEAD", "0.12")];
    expect(await takes(plant.first, down, "0.2")).toMatchObject({ code: "NOT_YOURS_TO_TAKE", params: { owners: ["LEAD", "MAINTENANCE", "PLANNER"] } });
    expect(await takes(fitter, quality, "0.2")).toMatchObject({ code: "NOT_YOURS_TO_TAKE", params: { owners: ["QUALITY"] } });
    expect(await takes(fitter, lead, "0.2")).toMatchObject({ code: "NOT_YOURS_TO_TAKE" });
    expect(await takes(as("QUALITY_TECH"), quality, "0.2")).toMatchObject({ ok: true });
    expect(await takes(as("EXECUTIVE"), down, "0.2")).toMatchObject({ code: "FORBIDDEN" });
    expect(await takes(as("MAINTENANCE", newId()), down, "0.2")).toMatchObject({ code: "NOT_FOUND" });
    expect(await takes(fitter, newId(), "0.2")).toMatchObject({ code: "NOT_FOUND" });
    await plant.does(plant.lead, resolveException, after("0.3"), { exceptionId: down });
    expect(await takes(fitter, down, "0.4")).toMatchObject({ code: "EXCEPTION_OVER" });
  });

  it("§2.5: whom it escalated to may take it over and end it, not before", async () => {
    const id = await called("MATERIAL", "0.1");
    const planner = as("PLANNER");
    expect(await takes(planner, id, "0.2")).toMatchObject({ code: "NOT_YOURS_TO_TAKE" });
    expect(await escalateDue({ ...plant.services, clock: { now: () => after("0.4") } })).toBe(1);
    expect(await takes(planner, id, "0.4")).toMatchObject({ ok: true });
    expect(await plant.send(planner, resolveException, after("0.5"), { exceptionId: id })).toMatchObject({ ok: true });
  });

  it("quality says that it is on its way to what is its own, and to nothing else", async () => {
    const [quality, down] = [await called("QUALITY", "0.1"), await called("MAINTENANCE", "0.11")];
    expect(await plant.send(as("QUALITY_TECH"), acknowledgeException, after("0.2"), { exceptionId: quality })).toMatchObject({ ok: true });
    expect(await plant.send(as("QUALITY_TECH"), acknowledgeException, after("0.2"), { exceptionId: down })).toMatchObject({ code: "NOT_YOURS_TO_TAKE" });
  });
});
