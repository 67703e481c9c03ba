import { afterEach, beforeEach, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { hearPlan, measureOne } from "@/lib/commands/quality/testing/measured-plant";
import { escalateDue } from "@/lib/commands/execution/escalate-due";
import { classifyStop } from "@/lib/commands/equipment/classify-stop";
import { resolveCounter } from "@/lib/commands/telemetry/resolve-counter";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { resolveException } from "@/lib/commands/execution/resolve-exception";
import { takeOverException } from "@/lib/commands/execution/take-over-exception";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { openExceptions } from "@/lib/queries/planner/exceptions";
import { floorCalls } from "./floor-calls";
import { openCalls } from "./open-calls";
import { qualityFinding } from "./quality-finding";

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

const as = (role: Role, siteId = plant.siteId): Actor => ({ ...plant.lead, personId: null, accountId: newId(), sites: [{ siteId, code: "SITE-A", roles: [role] }] });
const call = (kind: string, at: string, note?: string) => plant.does(plant.first, raiseCall, after(at), { workUnitId, call: kind, ...(note === undefined ? {} : { note }) });
const seen = async (actor: Actor, at = "1") => (await floorCalls({ db: plant.db, now: after(at) }, actor)).calls;
const zone = async (actor: Actor) => (await floorCalls({ db: plant.db, now: after("1") }, actor)).timeZone;
const kinds = async (actor: Actor, at = "1") => (await seen(actor, at)).map((one) => one.class);

it("§2.5: shows each role what is its own, worst first, and nobody what is another's or another site's", async () => {
  await call("LEAD", "0");
  await call("QUALITY", "0.1");
  await call("MAINTENANCE", "0.11");
  expect(await kinds(fitter)).toEqual(["LINE_DOWN"]);
  expect(await kinds(plant.lead)).toEqual(["LINE_DOWN", "HELP_CALL"]);
  expect(await kinds(as("QUALITY_TECH"))).toEqual(["QUALITY_FAIL"]);
  expect(await kinds(plant.first)).toEqual([]);
  expect(await kinds(as("EXECUTIVE"))).toEqual([]);
  expect(await kinds(as("MAINTENANCE", newId()))).toEqual([]);
});

it("says where, since when, what the machine does, who has it and when it goes to somebody else", async () => {
  const stop = newId();
  await plant.db.insert(stateInterval).values({ id: stop, siteId: plant.siteId, workUnitId, state: "HELD", rawState: "HELD", source: "PLC", fromAt: after("0"), toAt: null });
  await call("MAINTENANCE", "0.1", "smoke");
  const waiting = {
    class: "LINE_DOWN",
    call: "MAINTENANCE",
    note: "smoke",
    state: "RAISED",
    owner: "MAINTENANCE",
    takenAt: null,
    mine: false,
    unit: { id: workUnitId, code: "MACH-1" },
    stop: { id: stop, state: "HELD", from: after("0").toISOString(), reason: null },
    next: { at: new Date(after("0.1").getTime() + 600_000).toISOString(), to: "PLANNER" },
    mayName: true,
  };
  expect(await seen(fitter)).toMatchObject([waiting]);
  const [row] = await seen(fitter);
  await plant.does(fitter, takeOverException, after("0.2"), { exceptionId: row?.id });
  const taken = { state: "IN_PROGRESS", owner: fitter.name, takenAt: after("0.2").toISOString() };
  expect(await seen(fitter)).toMatchObject([{ ...taken, mine: true }]);
  expect(await seen(plant.lead)).toMatchObject([{ ...taken, mine: false }]);
  // Who called sees it at the machine.
  expect(await openCalls({ db: plant.db, now: after("1") }, plant.first, workUnitId)).toMatchObject([
    { acknowledged: true, owner: fitter.name, own: true, next: { to: "PLANNER" } },
  ]);
  await plant.does(fitter, resolveException, after("0.3"), { exceptionId: row?.id, note: "New belt" });
  expect(await seen(fitter)).toEqual([]);
});

it("§2.5: shows what has escalated to whom it went to", async () => {
  await call("MATERIAL", "0");
  expect(await seen(plant.lead, "0.1")).toMatchObject([{ class: "MATERIAL_SHORT", owner: "LEAD", next: { to: "PLANNER" } }]);
  const planner = as("PLANNER");
  expect(await kinds(planner)).toEqual([]);
  await escalateDue({ ...plant.services, clock: { now: () => after("0.5") } });
  expect(await seen(planner)).toMatchObject([{ class: "MATERIAL_SHORT", owner: "PLANNER", next: null }]);
  expect(await kinds(plant.lead)).toEqual(["MATERIAL_SHORT"]);
});

it("hides no call behind hundreds of exceptions that wait for others", async () => {
  const dead = (index: number) => ({
    siteId: plant.siteId,
    class: "MESSAGE_DEAD",
    subject: `message ${index}`,
    severity: 1,
    state: "RAISED" as const,
    raisedAt: after("0"),
    detail: {},
  });
  await plant.db.insert(exception).values(Array.from({ length: 320 }, (_, index) => ({ ...dead(index), id: newId() })));
  await call("MAINTENANCE", "0.1");
  await call("QUALITY", "0.2");
  expect(await kinds(fitter)).toEqual(["LINE_DOWN"]);
  expect(await kinds(as("QUALITY_TECH"))).toEqual(["QUALITY_FAIL"]);
  expect(await kinds(plant.lead)).toEqual(["LINE_DOWN"]);
  expect(new Set(await kinds(as("IT")))).toEqual(new Set(["MESSAGE_DEAD"]));
});

it("§2.5, UI-12: shows nobody on the floor what finance is told, for that speaks of money, and the office's wording of nothing that each language words itself", async () => {
  const raised = { siteId: plant.siteId, workUnitId, severity: 3, state: "RAISED" as const, raisedAt: after("0") };
  await plant.db.insert(exception).values([
    { ...raised, id: newId(), class: "COST_FROZEN", subject: "cost", owner: "FINANCE", detail: { note: "operation 10 would cost 22.00 EUR less" } },
    {
      ...raised,
      id: newId(),
      class: "LOT_TOLD_LATE",
      subject: "lot",
      owner: "LEAD",
      detail: { lot: "C-A", item: "CAST-01", on: true, at: after("0").toISOString(), entryIds: [], entries: [], note: "Lot C-A was put on before an entry" },
    },
  ]);
  expect((await seen(plant.lead)).map((one) => [one.class, one.suspect?.kind, one.note])).toEqual([["LOT_TOLD_LATE", "LOT", null]]);
});

it("§2.5 keeps what a second caller says, and who it is, with the call that is open", async () => {
  await call("MAINTENANCE", "0.1", "belt torn");
  await plant.does(plant.second, raiseCall, after("0.2"), { workUnitId, call: "MAINTENANCE", note: "smoke, come now" });
  await call("MAINTENANCE", "0.3");
  await plant.does(plant.second, raiseCall, after("0.4"), { workUnitId, call: "MAINTENANCE" });
  const third = await plant.employ("0534", "A1", ["OPERATOR"]);
  await plant.does(third, raiseCall, after("0.42"), { workUnitId, call: "MAINTENANCE" });
  // Whoever was the last to call and only taps again says nothing new.
  await plant.does(third, raiseCall, after("0.44"), { workUnitId, call: "MAINTENANCE" });
  const again = [
    { at: after("0.2").toISOString(), note: "smoke, come now" },
    { at: after("0.42").toISOString(), note: null },
  ];
  const [row, ...others] = await seen(fitter);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ note: "belt torn", again });
  const kept = await plant.db.select().from(exception);
  expect(kept.map(({ detail }) => detail)).toMatchObject([
    { calledBy: plant.first.personId, again: again.map((one, index) => ({ ...one, calledBy: index === 0 ? plant.second.personId : third.personId })) },
  ]);
  const { rows } = await openExceptions({ db: plant.db, now: after("1") }, [plant.siteId]);
  expect(rows.map(({ detail }) => detail["note"])).toEqual(["belt torn, smoke, come now"]);
  // What was said of the last time says nothing about the next one.
  await plant.does(fitter, resolveException, after("0.5"), { exceptionId: row?.id, note: "belt changed" });
  await call("MAINTENANCE", "0.6", "torn again");
  expect(await seen(fitter)).toMatchObject([{ id: row?.id, note: "torn again", again: [] }]);
});

it("§2.5 keeps the latest 20 of the later calls, however many come, and a rebuild keeps the same", async () => {
  await call("MAINTENANCE", "0.1", "belt torn");
  for (let count = 1; count <= 23; count += 1) await call("MAINTENANCE", String(0.1 + count / 100), `still ${count}`);
  const [row] = await seen(fitter);
  expect(row?.again?.map(({ note }) => note)).toEqual(Array.from({ length: 20 }, (_, index) => `still ${index + 4}`));
  await expectRebuilt(database);
});

it("§2.5 keeps what is said to a stop that the machine told first", async () => {
  await plant.db.insert(exception).values({
    id: newId(),
    siteId: plant.siteId,
    class: "LINE_DOWN",
    subject: workUnitId,
    severity: 1,
    state: "RAISED",
    workUnitId,
    owner: "MAINTENANCE",
    raisedAt: after("0"),
    detail: {},
  });
  await call("MAINTENANCE", "0.1", "belt torn");
  expect(await seen(fitter)).toMatchObject([{ class: "LINE_DOWN", again: [{ at: after("0.1").toISOString(), note: "belt torn" }] }]);
});

it("shows at the machine each call, however many later exceptions of the unit are none", async () => {
  await call("QUALITY", "0.1");
  await plant.db.insert(exception).values(
    Array.from({ length: 25 }, (_, index) => ({
      id: newId(),
      siteId: plant.siteId,
      class: "COUNT_MISMATCH",
      subject: `count ${index}`,
      severity: 3,
      state: "RAISED" as const,
      workUnitId,
      raisedAt: after("0.2"),
      detail: {},
    })),
  );
  await call("MAINTENANCE", "0.3");
  expect((await openCalls({ db: plant.db, now: after("1") }, plant.first, workUnitId)).map((one) => one.call)).toEqual(["MAINTENANCE", "QUALITY"]);
});

it("§10.1, KP-02: shows maintenance the counters that may be wrong, which it decides over and the lead has", async () => {
  const detail = { counter: "GOOD", before: 10, after: 90000, at: after("0.1").toISOString(), steps: 1, counts: [] };
  const suspect = {
    siteId: plant.siteId,
    class: "COUNTER_SUSPECT",
    subject: "GOOD",
    severity: 3,
    state: "RAISED" as const,
    owner: "LEAD",
    workUnitId,
    raisedAt: after("0.1"),
    detail,
  };
  await plant.db.insert(exception).values({ id: newId(), ...suspect });
  expect(await seen(fitter)).toMatchObject([{ class: "COUNTER_SUSPECT", mayTake: false, mayName: true, suspect: { kind: "COUNTER", counter: "GOOD", before: 10, after: 90000 } }]);
  expect(await seen(plant.lead)).toMatchObject([{ class: "COUNTER_SUSPECT", mayTake: true }]);
  for (const role of ["QUALITY_TECH", "PLANNER", "IT"] as const) expect(await seen(as(role))).toEqual([]);
  expect(await seen(as("MAINTENANCE", newId()))).toEqual([]);
  const [counter] = await seen(fitter);
  expect(await plant.send(fitter, takeOverException, after("0.2"), { exceptionId: counter?.id })).toMatchObject({ ok: false, code: "NOT_YOURS_TO_TAKE" });
  await plant.does(fitter, resolveCounter, after("0.3"), { exceptionId: counter?.id, verdict: "DISCARD", steps: 1 });
  expect(await seen(fitter)).toEqual([]);
});

it("ST-05: shows maintenance, which has no page of the machine, the stops that nobody has named", async () => {
  const stops = async (actor: Actor) => (await floorCalls({ db: plant.db, now: after("1") }, actor)).stops;
  expect(await stops(fitter)).toEqual([]);
  const id = newId();
  await plant.db.insert(stateInterval).values({ id, siteId: plant.siteId, workUnitId, state: "DOWN", rawState: "DOWN", source: "PLC", fromAt: after("0"), toAt: after("0.5") });
  expect(await stops(fitter)).toMatchObject([{ id, unitId: workUnitId, code: "MACH-1", state: "DOWN", to: after("0.5").toISOString() }]);
  expect(await stops(as("MAINTENANCE", newId()))).toBeUndefined();
  // A lead finds them on a page of their own, and quality names none.
  expect([await stops(plant.lead), await stops(as("QUALITY_TECH"))]).toEqual([undefined, undefined]);
  await plant.does(fitter, classifyStop, after("0.6"), { intervalId: id, reason: "BRK-MECH" });
  expect(await stops(fitter)).toEqual([]);
});

it("tells the time of the reader's site, also while nobody calls", async () => {
  expect(await zone(fitter)).toBe("Europe/Berlin");
});

it("UI-12 says in figures what a check found, for each language to word; what a person wrote stays as it is", async () => {
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId });
  await plant.does(plant.first, finishSetup, after("0.1"), { operationId });
  await hearPlan(plant);
  await measureOne(plant, "0.2", { operationId }, "10.01");
  await call("QUALITY", "0.3", "Look at the burr");
  const finding = { kind: "CHECK", plan: "QP-1", failed: [{ name: "Diameter", min: "10.01", max: "10.01", lower: "9.5", upper: "10", rejected: 1, defects: [] }] };
  expect((await seen(as("QUALITY_TECH"))).map(({ finding: found, note }) => ({ found, note }))).toMatchObject([
    { found: finding, note: null },
    { found: null, note: "Look at the burr" },
  ]);
});

it.each([
  [
    "the last round of rework",
    "QUALITY_FAIL",
    { nonconformance: "NC-1", round: 3, operation: "Turning", note: "x" },
    { kind: "LAST_ROUND", nonconformance: "NC-1", round: 3, operation: "Turning" },
  ],
  [
    "a lot that went in though it may not",
    "BLOCKED_LOT_USED",
    { item: "CAST-01", lot: "C-A", status: "ON_HOLD", quantity: "5", uom: "EA", entryId: "e" },
    { kind: "BLOCKED_LOT", item: "CAST-01", lot: "C-A", status: "ON_HOLD", quantity: "5", uom: "EA" },
  ],
  [
    "a parameter out of its limits",
    "QUALITY_FAIL",
    { parameter: "fill-temp", value: "26", low: "18", high: null, uom: "CEL", from: "2026-01-05T06:00:00.000Z", to: null, at: "2026-01-05T06:00:10.000Z" },
    { kind: "LIMIT", parameter: "fill-temp", value: "26", low: "18", high: null, uom: "CEL", from: "2026-01-05T06:00:00.000Z", to: null },
  ],
  ["nothing of what was raised before figures were kept", "QUALITY_FAIL", { plan: "QP-1", note: "QP-1: Diameter 10.01" }, null],
  ["nothing of another class", "LINE_DOWN", { nonconformance: "NC-1", round: 3, operation: "Turning" }, null],
])("reads %s", (_, of, detail, finding) => expect(qualityFinding(of, detail)).toEqual(finding));
