import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { event } from "@/db/schema/eventlog";
import { qualityCheck } from "@/db/schema/quality";
import { equipment } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import { abandonSetup } from "@/lib/commands/execution/abandon-setup";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { resumeOperation } from "@/lib/commands/execution/resume-operation";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, type ExamplePlant, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { whileBroken } from "@/lib/commands/execution/testing/while-broken";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import type { InspectionPlanData } from "@/lib/messages/erp-inspection-plan.v1";
import { newId } from "@/lib/platform/ids";
import { runView } from "@/lib/queries/operator/run-view";
import { raiseAllDueChecks } from "./raise-due-checks";
import { recordCheck } from "./record-check";
import { hearPlan } from "./testing/measured-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
});
afterEach(() => database.close());

const plan = (trigger: InspectionPlanData["trigger"], code = "QP-1") => hearPlan(plant, { plan: code, operation: 10, trigger });
const start = async () => {
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, issueMaterial, after("0.50"), { operationId: op10, lot: "C-A", quantity: "150" });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
};
const make = (at: string, good: string) => plant.does(plant.first, confirmProduction, after(at), { operationId: op10, good });
const checks = async () =>
  (await plant.db.select().from(qualityCheck).where(eq(qualityCheck.operationId, op10)).orderBy(asc(qualityCheck.dueAt))).map((row) => ({
    id: row.id,
    state: row.state,
    dueAt: row.dueAt.toISOString(),
  }));
const dueAt = async () => (await checks()).filter((one) => one.state === "DUE").map((one) => one.dueAt);
const record = async (at: string) => {
  const due = (await checks()).find((one) => one.state === "DUE");
  return plant.does(plant.first, recordCheck, after(at), { checkId: due?.id, results: [{ position: 10, samples: [{ value: "9.8" }] }] });
};
const worker = (at: string) => raiseAllDueChecks({ ...plant.services, clock: { now: () => after(at) } });
const iso = (at: string) => after(at).toISOString();

describe("EX-14 checks that become due by themselves", () => {
  it("by count: with the entry that reaches it, once, and again after so much more", async () => {
    await plan({ kind: "COUNT", everyCount: "50" });
    await start();
    await make("2", "49");
    expect(await dueAt()).toEqual([]);
    await make("3", "1");
    expect(await dueAt()).toEqual([iso("3")]);
    await make("4", "60");
    expect(await checks()).toHaveLength(1);
    await record("4.5");
    const entry = await make("5", "50");
    expect(await dueAt()).toEqual([iso("5")]);
    await plant.does(plant.lead, reverseEntry, after("5.1"), { entryId: entry.entryId, reason: "MISKEY" });
    expect(await checks()).toHaveLength(2);
  });

  it("by running time: the worker writes it down as of its second, a pause left out, and two workers write it once", async () => {
    await plan({ kind: "TIME", everySeconds: 3600 });
    await start();
    await plant.does(plant.first, pauseOperation, after("1.5"), { operationId: op10, reason: "BREAK" });
    await plant.does(plant.first, resumeOperation, after("2"), { operationId: op10 });
    expect(await worker("2.49")).toBe(0);
    expect((await Promise.all([worker("2.6"), worker("2.6")])).reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await dueAt()).toEqual([iso("2.5")]);
    expect(await worker("9")).toBe(0);
    await record("3");
    expect(await worker("3.99")).toBe(0);
    expect(await worker("4.1")).toBe(1);
    expect(await dueAt()).toEqual([iso("4")]);
  });

  it("by event: the setup is done, another lot, a resume after a long stop, the start of a shift", async () => {
    await plan({ kind: "EVENT", event: "SETUP_DONE", stopSeconds: 0 }, "QP-FIRST");
    await plan({ kind: "EVENT", event: "LOT_CHANGE", stopSeconds: 0 }, "QP-LOT");
    await plan({ kind: "EVENT", event: "RESUME", stopSeconds: 900 }, "QP-RESUME");
    await plan({ kind: "EVENT", event: "SHIFT_START", stopSeconds: 0 }, "QP-SHIFT");
    await start();
    expect(await dueAt()).toEqual([iso("1")]);
    await plant.does(plant.first, issueMaterial, after("1.2"), { operationId: op10, lot: "C-B", quantity: "10" });
    expect(await dueAt()).toEqual([iso("1"), iso("1.2")]);
    await plant.does(plant.first, pauseOperation, after("1.3"), { operationId: op10, reason: "BREAK" });
    await plant.does(plant.first, resumeOperation, after("1.5"), { operationId: op10 });
    expect(await dueAt()).toHaveLength(2);
    await plant.does(plant.first, pauseOperation, after("2"), { operationId: op10, reason: "BREAK" });
    await plant.does(plant.first, resumeOperation, after("2.25"), { operationId: op10 });
    expect(await dueAt()).toEqual([iso("1"), iso("1.2"), iso("2.25")]);
    // The site works around the clock: the next day of its calendar begins at local midnight.
    expect(await worker("16.99")).toBe(0);
    expect(await worker("17.1")).toBe(1);
    expect((await dueAt()).at(-1)).toBe(iso("17"));
  });

  it("by a stop of the machine itself, also one that was under way when the last check was made", async () => {
    await plan({ kind: "EVENT", event: "RESUME", stopSeconds: 900 });
    await start();
    const states = [
      ["PRODUCING", "1", "2"],
      ["DOWN", "2", "2.2"],
      ["HELD", "2.2", "2.5"],
      ["PRODUCING", "2.5", "3"],
      ["DOWN", "3", "3.1"],
      ["HELD", "3.1", "3.6"],
      ["PRODUCING", "3.6", null],
    ] as const;
    const whose = { siteId: plant.lead.sites[0]?.siteId ?? "", workUnitId: await plant.unitId("MACH-1"), operationId: op10, source: "PLC" as const };
    await plant.db
      .insert(stateInterval)
      .values(states.map(([state, from, to]) => ({ ...whose, id: newId(), state, rawState: state, fromAt: after(from), toAt: to === null ? null : after(to) })));
    expect(await worker("2.6")).toBe(1);
    expect(await dueAt()).toEqual([iso("2.5")]);
    await record("3.2");
    expect(await worker("3.5")).toBe(0);
    expect(await worker("3.7")).toBe(1);
    expect(await dueAt()).toEqual([iso("3.6")]);
  });

  it("EX-19: results that are taken back while the next one is due leave that one, which answers for both", async () => {
    await plan({ kind: "COUNT", everyCount: "50" });
    await start();
    await make("2", "50");
    const { checkId } = await record("2.5");
    await make("3", "50");
    await plant.does(plant.lead, reverseEntry, after("3.1"), { entryId: checkId, reason: "MISKEY" });
    expect((await checks()).map(({ state, dueAt: at }) => [state, at])).toEqual([
      ["REVERSED", iso("2")],
      ["DUE", iso("3")],
    ]);
  });

  it("one that cannot be written down keeps none of the others from being due, and is when it can be", async () => {
    await plan({ kind: "EVENT", event: "SETUP_DONE", stopSeconds: 0 });
    const workUnitId = await plant.unitId("MACH-1");
    await plant.db.update(equipment).set({ parallelOperations: true }).where(eq(equipment.id, workUnitId));
    await plant.hear([exampleOrder("SITE-A", "PO-1002"), exampleOrder("SITE-A", "PO-1003")]);
    const operations = await Promise.all(["PO-1001", "PO-1002", "PO-1003"].map(async (order) => (await plant.operationIds(order)).get(10) ?? ""));
    for (const operationId of operations) {
      await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId });
      await plant.does(plant.first, finishSetup, after("1"), { operationId });
    }
    // What their starts wrote down themselves: all three are the worker's to write.
    await plant.db.delete(qualityCheck);
    const due = async () => (await plant.db.select({ operationId: qualityCheck.operationId }).from(qualityCheck)).map((row) => row.operationId);
    for (const broken of operations) {
      const sound = operations.filter((one) => one !== broken);
      expect(await whileBroken(database, "quality.check", `operation_id <> '${broken}'`, () => worker("1.5"))).toBe(2);
      expect((await due()).toSorted()).toEqual(sound.toSorted());
      expect(await worker("1.6")).toBe(1);
      expect(await due()).toContain(broken);
      await plant.db.delete(qualityCheck);
    }
  });

  it("is there to be done where nothing runs: a check of a setup that was given up keeps its operation from starting", async () => {
    await plan({ kind: "EVENT", event: "LOT_CHANGE" });
    const workUnitId = await plant.unitId("MACH-1");
    await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId });
    for (const [lot, at] of [
      ["C-A", "0.1"],
      ["C-B", "0.2"],
    ] as const)
      await plant.does(plant.lead, issueMaterial, after(at), { operationId: op10, lot, quantity: "1", overrideReason: "next pallet" });
    await plant.does(plant.first, abandonSetup, after("0.3"), { operationId: op10 });
    const waiting = async () => (await runView({ db: plant.db, now: after("0.4") }, plant.first, "MACH-1"))?.waiting.find((one) => one.operationId === op10);
    const [check] = (await waiting())?.checks ?? [];
    expect((await waiting())?.notReady).toEqual([{ kind: "CHECKS", count: 1 }]);
    expect(check).toMatchObject({ operationId: op10, plan: "QP-1", sampleSize: 1 });
    await plant.does(plant.first, recordCheck, after("0.4"), { checkId: check?.id, operationId: op10, results: [{ position: 10, samples: [{ value: "9.8" }] }] });
    expect(await waiting()).toMatchObject({ notReady: [] });
    expect(await waiting()).not.toHaveProperty("checks");
    await plant.does(plant.first, startOperation, after("0.5"), { operationId: op10, workUnitId });
  });

  it("what is due keeps the operation from ending, by name, also what nobody has written down yet", async () => {
    await plan({ kind: "TIME", everySeconds: 3600 });
    await start();
    await make("1.9", "196");
    const complete = (at: string) => plant.send(plant.lead, completeOperation, after(at), { operationId: op10, shortCloseReason: "MAT-WAIT" });
    expect(await complete("2.5")).toMatchObject({ ok: false, code: "COMPLETION_BLOCKED", params: { blockers: ["CHECKS_OPEN"], checks: ["QP-1"] } });
    await worker("2.5");
    expect(await complete("2.6")).toMatchObject({ ok: false, code: "COMPLETION_BLOCKED", params: { blockers: ["CHECKS_OPEN"], checks: ["QP-1"] } });
    await record("2.7");
    expect(await complete("2.8")).toMatchObject({ ok: true });
  });

  it("is a fact with the time at which it became due, and the log rebuilds it", async () => {
    await plan({ kind: "COUNT", everyCount: "50" });
    await start();
    await make("3", "50");
    await record("3.5");
    const facts = await plant.db.select({ type: event.type, at: event.eventTime }).from(event).where(eq(event.type, "check.due"));
    expect(facts).toEqual([{ type: "check.due", at: after("3") }]);
    await expectRebuilt(database);
  });
});
