import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { costLine } from "@/db/schema/costing";
import { event as eventTable } from "@/db/schema/eventlog";
import { stateInterval } from "@/db/schema/telemetry";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { after as told, SIX, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { runView } from "@/lib/queries/operator/run-view";
import { classifyStop } from "./classify-stop";
import { splitStop } from "./split-stop";

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;
let unit: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  unit = await plant.unitId("MACH-1");
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: unit });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  await plant.does(plant.first, issueMaterial, after("1"), { operationId, lot: "C-A", quantity: "20" });
});
afterEach(() => database.close());

async function stood(from: string, to: string | null, state: "HELD" | "PRODUCING" = "HELD"): Promise<string> {
  const id = newId();
  await plant.db
    .insert(stateInterval)
    .values({ id, siteId: plant.siteId, workUnitId: unit, state, rawState: state, source: "PLC", fromAt: after(from), toAt: to === null ? null : after(to), operationId });
  return id;
}
const standing = () => plant.db.select().from(stateInterval).where(isNull(stateInterval.supersededAt)).orderBy(asc(stateInterval.fromAt));
const divides = (intervalId: string, at: string, reasons: readonly [string, string], actor: Actor = plant.first, more: object = {}) =>
  plant.send(actor, splitStop, after("3"), { intervalId, at: after(at).toISOString(), first: { reason: reasons[0] }, second: { reason: reasons[1], ...more } });

describe("split-stop", () => {
  it("ST-01, ST-04, ST-05: a stop becomes two that meet; each has its reason, who gave it and the machine's own word", async () => {
    const id = await stood("2", "2.5");
    const result = await divides(id, "2.2", ["MAT-WAIT", "BRK-MECH"], plant.first, { comment: " belt torn " });
    expect(result).toMatchObject({
      ok: true,
      data: {
        first: { from: after("2").toISOString(), to: after("2.2").toISOString(), state: "HELD", reason: "MAT-WAIT" },
        second: { from: after("2.2").toISOString(), to: after("2.5").toISOString(), state: "DOWN", reason: "BRK-MECH" },
      },
    });
    const by = { rawState: "HELD", source: "OPERATOR", operationId, classifiedBy: plant.first.personId, classifiedAt: after("3") };
    expect(await standing()).toMatchObject([
      { ...by, state: "HELD", reasonCode: "MAT-WAIT", fromAt: after("2"), toAt: after("2.2"), comment: null },
      { ...by, state: "DOWN", reasonCode: "BRK-MECH", fromAt: after("2.2"), toAt: after("2.5"), comment: "belt torn" },
    ]);
    const facts = await plant.db.select().from(eventTable).where(eq(eventTable.type, "equipment.reclassified"));
    expect(facts.map((fact) => fact.payload)).toMatchObject([
      { supersedesId: id, was: { state: "HELD", reasonCode: null } },
      { supersedesId: id, was: { state: "HELD", reasonCode: null } },
    ]);
    expect((await runView({ db: plant.db, now: after("3") }, plant.first, "MACH-1"))?.stops).toEqual([]);
  });

  it("ST-05: what lasts is divided as well, and a part may be named again or divided further", async () => {
    const id = await stood("2", null);
    expect(await divides(id, "2.2", ["MAT-WAIT", "QA-WAIT"])).toMatchObject({ ok: true });
    const [, second] = await standing();
    expect(second).toMatchObject({ fromAt: after("2.2"), toAt: null, reasonCode: "QA-WAIT" });
    expect(await divides(second?.id ?? "", "2.4", ["QA-WAIT", "BRK-ELEC"], plant.lead)).toMatchObject({ ok: true });
    expect(await plant.send(plant.lead, classifyStop, after("3"), { intervalId: (await standing())[0]?.id, reason: "MAT-DEFECT" })).toMatchObject({ ok: true });
    expect((await standing()).map((row) => row.reasonCode)).toEqual(["MAT-DEFECT", "QA-WAIT", "BRK-ELEC"]);
  });

  it("STOP_CHANGED: of two who divide or name the same stop, one is told to look again", async () => {
    const id = await stood("2", "2.5");
    const results = await Promise.all([divides(id, "2.2", ["MAT-WAIT", "BRK-MECH"]), divides(id, "2.3", ["QA-WAIT", "BRK-ELEC"], plant.lead)]);
    expect(results.map((result) => (result.ok ? "ok" : result.code)).toSorted()).toEqual(["STOP_CHANGED", "ok"]);
    expect(await standing()).toHaveLength(2);
    expect(await plant.send(plant.lead, classifyStop, after("3"), { intervalId: id, reason: "MAT-WAIT" })).toMatchObject({ code: "STOP_CHANGED" });
  });

  it("refuses an instant outside, one reason for both, what is no stop or no reason, and who may not", async () => {
    const [stop, runs] = [await stood("2", "2.1"), await stood("2.1", "2.2", "PRODUCING")];
    expect(await divides(stop, "2.15", ["MAT-WAIT", "BRK-MECH"])).toMatchObject({ code: "SPLIT_OUTSIDE" });
    expect(await divides(stop, "2.05", ["MAT-WAIT", "MAT-WAIT"])).toMatchObject({ code: "SAME_REASON" });
    expect(await divides(runs, "2.15", ["MAT-WAIT", "BRK-MECH"])).toMatchObject({ code: "NOT_A_STOP" });
    expect(await divides(stop, "2.05", ["MAT-WAIT", "DIM"])).toMatchObject({ code: "REASON_UNKNOWN" });
    expect(await divides(newId(), "2.05", ["MAT-WAIT", "BRK-MECH"])).toMatchObject({ code: "NOT_FOUND" });
    const planner: Actor = { ...plant.lead, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["PLANNER"] }] };
    expect(await divides(stop, "2.05", ["MAT-WAIT", "BRK-MECH"], planner)).toMatchObject({ code: "FORBIDDEN" });
    expect(await standing()).toHaveLength(2);
  });

  it("C-05, C-09: the delay of a divided stop is booked whole, each part on its own reason and its valuation", async () => {
    await stood("1", "2", "PRODUCING");
    const id = await stood("2", "2.5");
    await divides(id, "2.2", ["CHG-OVER", "BRK-MECH"]);
    await plant.does(plant.first, confirmProduction, after("3"), { operationId, good: "10" });
    const lines = await plant.db
      .select()
      .from(costLine)
      .where(and(eq(costLine.activity, "DELAY"), eq(costLine.element, "LABOUR")));
    expect(lines.map((line) => [line.reasonCode, line.valuation, line.seconds]).toSorted()).toEqual([
      ["BRK-MECH", "ABNORMAL", 1080],
      ["CHG-OVER", "NORMAL", 720],
    ]);
  });

  it("EX-02: parts that are each shorter than a micro-stop are the delay that they were together", async () => {
    // 150 s, divided into 75 s and 75 s, of which the first is booked by a confirmation in between.
    const id = newId();
    const at = (seconds: number) => new Date(after("2").getTime() + seconds * 1000);
    await plant.db
      .insert(stateInterval)
      .values({ id, siteId: plant.siteId, workUnitId: unit, state: "HELD", rawState: "HELD", source: "PLC", fromAt: at(0), toAt: at(150), operationId });
    await plant.does(plant.first, splitStop, after("2.5"), { intervalId: id, at: at(75).toISOString(), first: { reason: "MAT-WAIT" }, second: { reason: "BRK-MECH" } });
    await plant.does(plant.first, confirmProduction, at(75), { operationId, good: "5" }, after("2.5"));
    await plant.does(plant.first, confirmProduction, after("3"), { operationId, good: "5" });
    const lines = await plant.db
      .select()
      .from(costLine)
      .where(and(eq(costLine.activity, "DELAY"), eq(costLine.element, "LABOUR")));
    expect(lines.map((line) => [line.reasonCode, line.seconds]).toSorted()).toEqual([
      ["BRK-MECH", 75],
      ["MAT-WAIT", 75],
    ]);
  });

  it("a replay of the log gives the same parts", async () => {
    const [ended, lasts] = [await stood("2", "2.5"), await stood("2.6", null)];
    await divides(ended, "2.2", ["MAT-WAIT", "BRK-MECH"]);
    await plant.does(plant.first, classifyStop, after("3"), { intervalId: lasts, reason: "MAT-WAIT" });
    const open = (await standing()).at(-1);
    await divides(open?.id ?? "", "2.8", ["MAT-WAIT", "BRK-ELEC"]);
    const said = ({ db }: Pick<TestDatabase, "db">) => db.select().from(stateInterval).where(eq(stateInterval.source, "OPERATOR")).orderBy(asc(stateInterval.id));
    const expected = await said(database);
    expect(expected).toHaveLength(5);
    await expectRebuilt(database, async (replayed) => expect(await said(replayed)).toEqual(expected));
  });
});

it("ST-01: a late sample that redraws the machine's states leaves both parts, and a lasting one ends when it runs", async () => {
  const fresh = await testDatabase();
  try {
    const line = await telemetryPlant(fresh.db);
    const { id: workUnitId } = await line.unit("L1.FILLER");
    const says = (seconds: number, seq: number, state: string) => ["filling/l1/filler/state", { seq, ts: told(seconds), state }] as const;
    await line.hear([says(0, 1, "PRODUCING"), says(600, 3, "HELD")]);
    line.setNow(SIX + 1_500_000);
    const person: Actor = { ...line.worker, kind: "PERSON", sites: [{ siteId: line.siteId, code: "SITE-A", roles: ["OPERATOR"] }] };
    const [stop] = await fresh.db
      .select()
      .from(stateInterval)
      .where(and(eq(stateInterval.workUnitId, workUnitId), isNull(stateInterval.toAt)));
    const input = { commandId: newId(), intervalId: stop?.id, at: told(900), first: { reason: "MAT-WAIT" }, second: { reason: "BRK-MECH" } };
    expect(await execute(line.services, person, splitStop, input)).toMatchObject({ ok: true });
    // However the machine's own word changes within a part (late samples, silence), the part is what a person said, from its beginning to its end.
    const parts = async () =>
      fresh.db.execute<{ reason: string; state: string; from: number; seconds: number }>(sql`
        select reason_code as reason, min(state) as state, (extract(epoch from min(from_at)) - ${SIX / 1000})::int as from, sum(extract(epoch from to_at - from_at))::int as seconds
        from telemetry.state_interval where work_unit_id = ${workUnitId} and superseded_at is null and source = 'OPERATOR' group by reason_code order by min(from_at)`);
    const first = { reason: "MAT-WAIT", state: "HELD", from: 600, seconds: 300 };
    expect(await parts()).toMatchObject([first, { reason: "BRK-MECH", state: "DOWN", from: 900 }]);
    // It came late: the line was starved for a moment before it stood, and again within the first part.
    await line.hear([says(590, 2, "STARVED"), says(700, 4, "STARVED")]);
    expect(await line.timeline("L1.FILLER")).toContain("STARVED 590-600");
    expect(await parts()).toMatchObject([first, { reason: "BRK-MECH", state: "DOWN", from: 900 }]);
    await line.hear([says(1800, 5, "PRODUCING")]);
    expect(await parts()).toMatchObject([first, { reason: "BRK-MECH", state: "DOWN", from: 900, seconds: 900 }]);
    expect((await line.timeline("L1.FILLER")).at(-1)).toBe("PRODUCING 1800-");
  } finally {
    await fresh.close();
  }
});
