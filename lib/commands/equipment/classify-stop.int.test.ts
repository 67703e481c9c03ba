import { asc, desc, eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { event as eventTable } from "@/db/schema/eventlog";
import { operationActivity } from "@/db/schema/execution";
import { reasonCode } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { rebuild } from "@/lib/eventlog/rebuild";
import { copyReference } from "@/lib/eventlog/testing/compare-state";
import { newId } from "@/lib/platform/ids";
import { runView } from "@/lib/queries/operator/run-view";
import { classifyStop } from "./classify-stop";

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;
let unit: string;
const open: TestDatabase[] = [];

beforeEach(async () => {
  database = await exampleDatabase();
  open.push(database);
  plant = await examplePlant(database.db);
  operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  unit = await plant.unitId("MACH-1");
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: unit });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  await plant.does(plant.first, issueMaterial, after("1"), { operationId, lot: "C-A", quantity: "20" });
});
afterAll(() => Promise.all(open.map((one) => one.close())));

async function stood(from: string, to: string | null, state: "HELD" | "DOWN" | "UNKNOWN" | "PRODUCING" = "HELD"): Promise<string> {
  const id = newId();
  await plant.db
    .insert(stateInterval)
    .values({ id, siteId: plant.siteId, workUnitId: unit, state, rawState: state, source: "PLC", fromAt: after(from), toAt: to === null ? null : after(to), operationId });
  return id;
}
const versions = () => plant.db.select().from(stateInterval).orderBy(asc(stateInterval.fromAt), desc(stateInterval.supersededAt));
const names = (intervalId: string, reason: string, actor: Actor = plant.first, more: object = {}) => plant.send(actor, classifyStop, after("3"), { intervalId, reason, ...more });

describe("classify-stop", () => {
  it("EX-03: an operation that its stops kept from completing completes once each has a reason", async () => {
    const [long, now] = [await stood("2", "2.1"), await stood("2.5", null, "UNKNOWN")];
    expect(await plant.send(plant.first, completeOperation, after("3"), { operationId })).toMatchObject({
      code: "COMPLETION_BLOCKED",
      params: { blockers: ["STOPS_UNCLASSIFIED"], stops: 2 },
    });
    const seen = await runView({ db: plant.db, now: after("3") }, plant.first, "MACH-1");
    expect(seen?.stops).toEqual([
      { id: long, state: "HELD", from: after("2").toISOString(), to: after("2.1").toISOString() },
      { id: now, state: "UNKNOWN", from: after("2.5").toISOString(), to: null },
    ]);
    expect(await names(long, "MAT-WAIT")).toMatchObject({ ok: true, data: { state: "HELD" } });
    expect(await names(now, "BRK-MECH")).toMatchObject({ ok: true, data: { state: "DOWN" } });
    expect(await plant.send(plant.first, completeOperation, after("3"), { operationId })).toMatchObject({ ok: true });
  });

  it("ST-01, ST-04, ST-05: a new version says who, when and why; the machine's own word and the version before stay", async () => {
    const id = await stood("2", "2.1");
    await plant.db.update(reasonCode).set({ requiresComment: true }).where(eq(reasonCode.code, "BRK-ELEC"));
    expect(await names(id, "BRK-ELEC")).toMatchObject({ code: "COMMENT_REQUIRED" });
    expect(await names(id, "BRK-ELEC", plant.first, { comment: "fuse" })).toMatchObject({ ok: true });
    expect(await versions()).toMatchObject([
      {
        state: "DOWN",
        rawState: "HELD",
        reasonCode: "BRK-ELEC",
        source: "OPERATOR",
        fromAt: after("2"),
        toAt: after("2.1"),
        operationId,
        supersededAt: null,
        classifiedBy: plant.first.personId,
        classifiedAt: after("3"),
        comment: "fuse",
      },
      { id, state: "HELD", reasonCode: null, source: "PLC", supersededAt: after("3") },
    ]);
    expect(await plant.db.select().from(eventTable).where(eq(eventTable.type, "equipment.reclassified"))).toMatchObject([
      { aggregateId: unit, actor: plant.first.name, payload: { supersedesId: id, was: { state: "HELD", reasonCode: null }, comment: "fuse" } },
    ]);
  });

  it("ST-05: what was named by mistake is named again, from what the machine said; the version before it is no longer there to name", async () => {
    const id = await stood("2", "2.1");
    await names(id, "BRK-MECH");
    expect(await names(id, "MAT-WAIT")).toMatchObject({ code: "STOP_CHANGED" });
    const current = (await versions()).find((row) => row.supersededAt === null);
    expect(await names(current?.id ?? "", "MAT-WAIT", plant.lead)).toMatchObject({ ok: true, data: { state: "HELD" } });
    expect((await versions()).filter((row) => row.supersededAt === null)).toMatchObject([
      { state: "HELD", rawState: "HELD", reasonCode: "MAT-WAIT", classifiedBy: plant.lead.personId },
    ]);
  });

  it("refuses what is no stop, what is no reason, and who may not", async () => {
    const [stop, runs] = [await stood("2", "2.1"), await stood("2.1", "2.2", "PRODUCING")];
    expect(await names(runs, "BRK-MECH")).toMatchObject({ code: "NOT_A_STOP" });
    expect(await names(stop, "DIM")).toMatchObject({ code: "REASON_UNKNOWN" });
    expect(await names(newId(), "BRK-MECH")).toMatchObject({ code: "NOT_FOUND" });
    const planner: Actor = { ...plant.lead, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["PLANNER"] }] };
    expect(await names(stop, "BRK-MECH", planner)).toMatchObject({ code: "FORBIDDEN" });
  });

  it("EX-02: a pause gives the stop of its machine the same reason, and keeps the words", async () => {
    await stood("2", null);
    await plant.does(plant.first, pauseOperation, after("2.2"), { operationId, reason: "BRK-MECH", comment: " belt torn " });
    expect((await versions()).filter((row) => row.supersededAt === null)).toMatchObject([
      { state: "DOWN", rawState: "HELD", reasonCode: "BRK-MECH", comment: "belt torn", toAt: null },
    ]);
    const [paused] = await plant.db.select().from(eventTable).where(eq(eventTable.type, "operation.paused"));
    expect(paused?.payload).toMatchObject({ reason: "BRK-MECH", comment: "belt torn" });
    expect((await plant.db.select().from(operationActivity).where(eq(operationActivity.reasonCode, "BRK-MECH")))[0]?.comment).toBe("belt torn");
    const seen = await runView({ db: plant.db, now: after("2.3") }, plant.first, "MACH-1");
    expect(seen?.operation?.reason).toEqual({ code: "BRK-MECH", name: "Mechanical breakdown", comment: "belt torn" });
  });

  it("a replay of the log gives the same classifications", async () => {
    const [first, second] = [await stood("2", "2.1"), await stood("2.2", "2.4", "UNKNOWN")];
    await names(first, "BRK-MECH");
    await names(second, "MAT-WAIT");
    const current = (await versions()).find((row) => row.supersededAt === null && row.reasonCode === "BRK-MECH");
    await names(current?.id ?? "", "QA-WAIT");
    const replayed = await testDatabase();
    open.push(replayed);
    await copyReference(database, replayed);
    await rebuild(database.db, replayed.db);
    const said = ({ db }: Pick<TestDatabase, "db">) => db.select().from(stateInterval).where(eq(stateInterval.source, "OPERATOR")).orderBy(asc(stateInterval.id));
    expect(await said(replayed)).toEqual(await said(database));
    expect(await said(replayed)).toHaveLength(3);
  });
});
