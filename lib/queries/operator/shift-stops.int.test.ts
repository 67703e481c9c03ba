import { afterEach, beforeEach, expect, it } from "vitest";
import { calendarWindow } from "@/db/schema/calendar";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { classifyStop } from "@/lib/commands/equipment/classify-stop";
import { splitStop } from "@/lib/commands/equipment/split-stop";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { newId } from "@/lib/platform/ids";
import { shiftStops } from "./shift-stops";

let database: TestDatabase;
let plant: ExamplePlant;
let unit: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  unit = await plant.unitId("MACH-1");
});
afterEach(() => database.close());

async function stood(from: string, to: string | null, state: "HELD" | "STARVED" | "MICRO_STOP" | "PRODUCING" | "DOWN" = "HELD", reason: string | null = null): Promise<string> {
  const id = newId();
  await plant.db
    .insert(stateInterval)
    .values({ id, siteId: plant.siteId, workUnitId: unit, state, rawState: "HELD", reasonCode: reason, source: "PLC", fromAt: after(from), toAt: to === null ? null : after(to) });
  return id;
}
const seen = (at: string, actor: Actor = plant.first) => shiftStops({ db: plant.db, now: after(at) }, actor, "MACH-1");

it("ST-05: lists what may be named again or divided since the shift began, newest first, with the reason and who gave it", async () => {
  await plant.db.delete(calendarWindow);
  const { workCentreId } = await lineOf();
  await plant.db
    .insert(calendarWindow)
    .values({ id: newId(), siteId: plant.siteId, workCentreId, shiftName: "Early", productionDay: "2026-03-17", fromAt: after("0"), toAt: after("8") });
  // Over before the shift, too short to ask about, running: none of these is listed.
  await stood("-3", "-2");
  await stood("1", "1.01");
  await stood("1.5", "1.52", "MICRO_STOP");
  await stood("1.6", "2", "PRODUCING");
  const into = await stood("-0.5", "0.2");
  const named = await stood("2", "2.5");
  const divided = await stood("3", "4");
  const starved = await stood("4.5", null, "STARVED");
  await plant.does(plant.first, classifyStop, after("5"), { intervalId: named, reason: "MAT-WAIT" });
  const parts = { intervalId: divided, at: after("3.4").toISOString(), first: { reason: "MAT-WAIT" }, second: { reason: "BRK-MECH", comment: "belt" } };
  await plant.does(plant.lead, splitStop, after("5"), parts);
  const found = await seen("5");
  expect(found).toMatchObject({ shift: true, since: after("0").toISOString() });
  const waiting = { code: "MAT-WAIT", name: expect.any(String), comment: null };
  expect(found?.stops).toMatchObject([
    { id: starved, state: "STARVED", to: null, reason: null, by: null },
    { from: after("3.4").toISOString(), state: "DOWN", reason: { code: "BRK-MECH", comment: "belt" }, by: plant.lead.name },
    { from: after("3").toISOString(), to: after("3.4").toISOString(), reason: waiting, by: plant.lead.name },
    { from: after("2").toISOString(), reason: waiting, by: plant.first.name },
    { id: into, reason: null },
  ]);
  // §10.1: an office sees why it stood, not who said so.
  const finance: Actor = { ...plant.first, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["FINANCE"] }] };
  expect((await seen("5", finance))?.stops).toEqual(found?.stops.map((stop) => ({ ...stop, by: null })));
});

it("looks at the last hours where no shift is planned", async () => {
  await plant.db.delete(calendarWindow);
  const before = await stood("0", "0.5");
  const since = await stood("3", "3.5");
  const found = await seen("10");
  expect(found).toMatchObject({ shift: false, since: after("2").toISOString(), stops: [{ id: since }] });
  // Whoever came for one from before finds it as well; one of another machine is none of this one.
  const including = async (stop: string, unitCode = "MACH-1") => (await shiftStops({ db: plant.db, now: after("10") }, plant.first, unitCode, stop))?.stops.map(({ id }) => id);
  expect(await including(before)).toEqual([since, before]);
  expect(await including(before, "ASSY-2")).toEqual([]);
});

it("SEC-02: shows maintenance what it may name, and nobody the machine of another site", async () => {
  await stood("0", "0.5");
  const at = (siteId: string): Actor => ({ ...plant.first, sites: [{ siteId, code: "SITE-A", roles: ["MAINTENANCE"] }] });
  expect((await seen("1", at(plant.siteId)))?.stops).toHaveLength(1);
  expect(await seen("1", at(newId()))).toBeNull();
  expect(await seen("1", { ...plant.first, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["QUALITY_TECH"] }] })).toBeNull();
});

async function lineOf(): Promise<{ workCentreId: string }> {
  const row = await plant.db.query.equipment.findFirst({ where: (t, { eq }) => eq(t.id, unit) });
  return { workCentreId: row?.parentId ?? "" };
}
