import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { needsAttention, orderComponent } from "@/db/schema/execution";
import { equipment, person, personQualification, site } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { acceptHandover } from "@/lib/commands/execution/accept-handover";
import { beginShift, putOnCrew, takeOffCrew } from "@/lib/commands/execution/attend";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startIndirect } from "@/lib/commands/execution/indirect";
import { offerHandover } from "@/lib/commands/execution/offer-handover";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { resolveException } from "@/lib/commands/execution/resolve-exception";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { askDeviation } from "@/lib/commands/materials/ask-deviation";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { attentionPage } from "./attention";
import { leadView } from "./lead-view";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;
let machine: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  machine = await plant.unitId("MACH-1");
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: machine });
  return () => database.close();
});

const componentOf = async (operationId: string) =>
  (await plant.db.select({ id: orderComponent.id }).from(orderComponent).where(eq(orderComponent.operationId, operationId)))[0]?.id ?? "";
const seen = (actor: Actor, hours: string) => leadView({ db: plant.db, now: after(hours) }, actor);
const iso = (hours: string) => after(hours).toISOString();
type Stop = Pick<typeof stateInterval.$inferInsert, "state"> & { from: string; to?: string; reason?: string; operationId?: string | null };
const stop = ({ state, from, to, reason, operationId = op10 }: Stop) =>
  plant.db.insert(stateInterval).values({
    id: newId(),
    siteId: plant.siteId,
    workUnitId: machine,
    operationId,
    state,
    rawState: state,
    source: "PLC",
    fromAt: after(from),
    toAt: to === undefined ? null : after(to),
    reasonCode: reason ?? null,
  });

describe("§9.2 what a line lead sees", () => {
  it("every machine of the site with what it does, and who is on what since when", async () => {
    await plant.does(plant.second, startIndirect, after("1"), { workUnitId: machine, code: "CLEANING" });
    const view = await seen(plant.lead, "2");
    expect(view.lines.flatMap((line) => line.units.map((unit) => [unit.code, unit.loaded?.order ?? null]))).toContainEqual(["MACH-1", "PO-1001"]);
    expect(view.crew.map(({ name, activity, operation, what, place, since }) => [name, activity, operation, what, place?.code, since])).toEqual([
      ["Operator 0417", "SETUP", "PO-1001 / 10", "Machining", "MACH-1", iso("0")],
      ["Operator 0422", "INDIRECT", null, "Cleaning", "MACH-1", iso("1")],
    ]);
  });

  it("C-15 who is at work, since when and what of it nobody has booked, and who could be put on the crew", async () => {
    const line = (await seen(plant.lead, "0")).lines.find((one) => one.units.some((unit) => unit.code === "MACH-1"));
    await plant.does(plant.first, beginShift, after("0"), { workCentreId: line?.id });
    await plant.does(plant.lead, putOnCrew, after("0.5"), { workCentreId: line?.id, personId: plant.second.personId });
    const view = await seen(plant.lead, "2");
    expect(view.attending.map(({ name, line: at, since, notBookedSeconds }) => [name, at, since, notBookedSeconds])).toEqual([
      ["Operator 0417", line?.name, iso("0"), 0],
      ["Operator 0422", line?.name, iso("0.5"), 5400],
    ]);
    expect(view.away.map(({ number }) => number)).toEqual(["0401"]);
    await plant.does(plant.lead, takeOffCrew, after("2"), { personId: plant.second.personId });
    expect((await seen(plant.lead, "3")).away.map(({ number }) => number)).toEqual(["0401", "0422"]);
    expect(await seen(plant.first, "3")).toMatchObject({ attending: [], away: [] });
  });

  it("two people of one name are two", async () => {
    await plant.does(plant.second, startIndirect, after("1"), { workUnitId: machine, code: "CLEANING" });
    await plant.db.update(person).set({ name: "Operator 0417" }).where(eq(person.number, "0422"));
    const { crew } = await seen(plant.lead, "2");
    expect(crew.map(({ name }) => name)).toEqual(["Operator 0417", "Operator 0417"]);
    expect(crew.map(({ personId }) => personId)).toEqual([plant.first.personId, plant.second.personId]);
  });

  it("EX-22 counts every entry that was not accepted, shows the latest, and leads page by page to the oldest", async () => {
    const refused = Array.from({ length: 260 }, (_, index) => ({
      id: newId(),
      siteId: plant.siteId,
      commandId: newId(),
      command: "confirm-production",
      input: { good: String(index) },
      code: "STALE_TOTAL",
      params: {},
      personId: plant.first.personId,
      happenedAt: after("1"),
      // Some of them came at once.
      raisedAt: new Date(after("1").getTime() + Math.floor(index / 10) * 1000),
    }));
    await plant.db.insert(needsAttention).values([...refused, ...refused.slice(0, 1).map((one) => ({ ...one, id: newId(), commandId: newId(), settledAt: after("2") }))]);
    const { attention, attentionTotal, cut } = await seen(plant.lead, "3");
    expect([attention.length, attentionTotal, cut]).toEqual([100, 260, []]);
    const read = async (from: number) => attentionPage({ db: plant.db, now: after("3") }, plant.lead, from);
    const pages = await Promise.all([100, 200, 300].map(read));
    expect(pages.map(({ rows, total }) => [rows.length, total])).toEqual([
      [100, 260],
      [60, 260],
      [0, 260],
    ]);
    const all = [...attention, ...pages.flatMap(({ rows }) => rows)];
    expect(new Set(all.map(({ id }) => id)).size).toBe(260);
    expect(
      all
        .slice(-10)
        .map(({ input }) => Number(input["good"]))
        .every((good) => good < 10),
    ).toBe(true);
    expect(await attentionPage({ db: plant.db, now: after("3") }, plant.first, 0)).toEqual({ rows: [], total: 0 });
  });

  it("stops that nobody has named and that are long enough to ask for it, the latest first", async () => {
    await stop({ state: "HELD", from: "1", to: "1.5" });
    await stop({ state: "HELD", from: "2", to: "2.01" });
    await stop({ state: "HELD", from: "3", to: "3.5", reason: "MAT-WAIT" });
    await stop({ state: "STARVED", from: "4", to: "4.5" });
    await stop({ state: "UNKNOWN", from: "5", to: "5.5", operationId: null });
    await stop({ state: "DOWN", from: "6", operationId: null });
    const found = async (at: string) => (await seen(plant.lead, at)).stops.map(({ code, state, from, to }) => [code, state, from, to]);
    expect(await found("7")).toEqual([
      ["MACH-1", "DOWN", iso("6"), null],
      ["MACH-1", "HELD", iso("1"), iso("1.5")],
    ]);
    // A day later what is over is told already; what lasts is not.
    expect(await found("40")).toEqual([["MACH-1", "DOWN", iso("6"), null]]);
  });

  it("§2.5 a machine that went down by itself waits as a call for maintenance, as at the machine", async () => {
    await plant.db.insert(exception).values([
      {
        id: newId(),
        siteId: plant.siteId,
        class: "LINE_DOWN",
        subject: machine,
        severity: 1,
        state: "RAISED",
        workUnitId: machine,
        owner: "LEAD",
        raisedAt: after("1"),
        detail: {},
      },
      {
        id: newId(),
        siteId: plant.siteId,
        class: "MATERIAL_SHORT",
        subject: "PO-1001/10/COMP-A",
        severity: 2,
        state: "RAISED",
        workUnitId: machine,
        raisedAt: after("1"),
        detail: {},
      },
    ]);
    expect((await seen(plant.lead, "3")).calls).toMatchObject([{ call: "MAINTENANCE", code: "MACH-1", raisedAt: iso("1"), acknowledged: false }]);
  });

  it("calls that are open and handovers that nobody has accepted", async () => {
    await plant.does(plant.first, raiseCall, after("1"), { workUnitId: machine, call: "LEAD" });
    const { handoverId } = await plant.does(plant.first, offerHandover, after("2"), { workUnitId: machine, note: "", openPoints: [] });
    const view = await seen(plant.lead, "3");
    expect(view.calls).toMatchObject([{ call: "LEAD", code: "MACH-1", raisedAt: iso("1"), acknowledged: false }]);
    expect(view.handovers).toMatchObject([{ id: handoverId, by: "Operator 0417", code: "MACH-1", offeredAt: iso("2") }]);
    await plant.does(plant.second, acceptHandover, after("3"), { handoverId });
    expect((await seen(plant.lead, "4")).handovers).toEqual([]);
    // Called again within 15 minutes of its end nobody has it, since then.
    await plant.does(plant.lead, resolveException, after("4"), { exceptionId: view.calls[0]?.id, note: "shown how" });
    await plant.does(plant.first, raiseCall, after("4.2"), { workUnitId: machine, call: "LEAD" });
    expect((await seen(plant.lead, "5")).calls).toMatchObject([{ call: "LEAD", raisedAt: iso("4.2"), acknowledged: false }]);
  });

  it("SEC-02 §10.1 nothing of sites that are not led, and nothing at all for whoever leads none", async () => {
    const away = newId();
    await plant.db.insert(site).values({ id: away, code: "SITE-B", name: "Site B", timeZone: "Europe/Berlin", currency: "EUR", overrideCapPct: decimal("0.05") });
    await stop({ state: "DOWN", from: "1" });
    await plant.does(plant.first, raiseCall, after("1"), { workUnitId: machine, call: "LEAD" });
    await plant.does(plant.first, offerHandover, after("1"), { workUnitId: machine, note: "", openPoints: [] });
    const empty = { lines: [], stops: [], attention: [], calls: [], handovers: [], crew: [] };
    expect(await seen({ ...plant.lead, sites: [{ siteId: away, code: "SITE-B", roles: ["LEAD"] }] }, "2")).toMatchObject(empty);
    expect(await seen({ ...plant.lead, sites: [{ siteId: away, code: "SITE-B", roles: ["LEAD"] }, ...plant.first.sites] }, "2")).toMatchObject(empty);
    expect(await seen(plant.first, "2")).toMatchObject(empty);
  });

  it("no more than a screen can hold, whatever is open, and says of which list there is more", async () => {
    for (let index = 0; index < 100; index += 1) await stop({ state: "HELD", from: `${1 + index / 10}`, to: `${1.05 + index / 10}` });
    expect(await seen(plant.lead, "20")).toMatchObject({ stops: { length: 100 }, cut: [] });
    await stop({ state: "HELD", from: "12", to: "12.05" });
    expect(await seen(plant.lead, "20")).toMatchObject({ stops: { length: 100 }, cut: ["stops"] });
    await plant.does(plant.first, finishSetup, after("0.5"), { operationId: op10 });
    for (let index = 0; index < 41; index += 1) {
      const wrong = await plant.does(plant.first, confirmProduction, after("16"), { operationId: op10, good: "1" });
      await plant.does(plant.lead, reverseEntry, after("17"), { entryId: wrong.entryId, reason: "MISKEY" });
    }
    expect(await seen(plant.lead, "18")).toMatchObject({ approvals: { given: { length: 40 } }, cut: ["stops", "given"] });
  });

  it("what leads let through and took back in this shift, with why; not what an operator undoes of their own", async () => {
    await plant.does(plant.first, finishSetup, after("0.5"), { operationId: op10 });
    const wrong = await plant.does(plant.first, confirmProduction, after("1"), { operationId: op10, good: "3" });
    await plant.does(plant.lead, reverseEntry, after("2"), { entryId: wrong.entryId, reason: "MISKEY" });
    const own = await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "4" });
    await plant.does(plant.first, reverseEntry, after("2"), { entryId: own.entryId, reason: "MISKEY" });
    await plant.db.update(site).set({ overrideCapPct: decimal("0.2") });
    await plant.does(plant.lead, confirmProduction, after("3"), { operationId: op10, good: "215", overrideReason: "They take the rest." });
    const { approvals } = await seen(plant.lead, "4");
    expect(approvals.given.map(({ kind, by, operation, unit, reason, at }) => [kind, by, operation, unit, reason, at])).toEqual([
      ["MORE", plant.lead.name, "PO-1001 / 10", "Machining", "They take the rest.", iso("3")],
      ["CORRECTION", plant.lead.name, "PO-1001 / 10", "Machining", "Typed wrong", iso("2")],
    ]);
    expect((await seen(plant.lead, "20")).approvals.given).toEqual([]);
  });

  it("EX-12 deviations that planner or quality have not decided over, until they are or their time is over", async () => {
    const component = await componentOf(op10);
    await plant.does(plant.first, askDeviation, after("1"), { operationId: op10, componentId: component, lot: "S-1", quantity: "5", reason: "The casting lot is cracked." });
    const { approvals } = await seen(plant.lead, "2");
    expect(approvals.deviations).toMatchObject([{ order: "PO-1001", lot: "S-1", quantity: "5", by: plant.first.name, askedAt: iso("1"), waitsFor: ["PLANNER", "QUALITY"] }]);
    expect((await seen(plant.lead, "73.1")).approvals.deviations).toEqual([]);
  });

  it("EX-01 who at work may work at what, what of it ends soon, and the machines with work for which nobody has what they ask", async () => {
    const { siteId } = plant;
    const personId = plant.first.personId ?? "";
    await plant.db
      .update(equipment)
      .set({ capabilities: ["MILLING", "CRANE"] })
      .where(eq(equipment.id, machine));
    await plant.db.insert(personQualification).values([
      { personId, siteId, capability: "MILLING", validTo: after("240") },
      { personId, siteId, capability: "FORKLIFT", validTo: after("-1") },
      { personId, siteId, capability: "FIRST-AID", validTo: null },
    ]);
    const { skills } = await seen(plant.lead, "1");
    expect(skills.lacking).toEqual([{ code: "MACH-1", unit: "Machining", capabilities: ["CRANE"] }]);
    expect(skills.people).toMatchObject([
      {
        name: plant.first.name,
        skills: [
          { capability: "FIRST-AID", validTo: null, state: "VALID" },
          { capability: "FORKLIFT", validTo: iso("-1"), state: "OVER" },
          { capability: "MILLING", validTo: iso("240"), state: "ENDS_SOON" },
        ],
      },
    ]);
    await plant.db.insert(personQualification).values({ personId, siteId, capability: "CRANE", validTo: null });
    expect((await seen(plant.lead, "1")).skills.lacking).toEqual([]);
  });
});
