import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { outboxMessage } from "@/db/schema/integration";
import { lot } from "@/db/schema/materials";
import { qualityCheck, result } from "@/db/schema/quality";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { after, type ExamplePlant, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import type { InspectionPlanData } from "@/lib/messages/erp-inspection-plan.v1";
import { recordCheck } from "./record-check";
import { releaseHold } from "./release-hold";
import { requestCheck } from "./request-check";
import { hearPlan } from "./testing/measured-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let quality: Actor;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  quality = { ...(await plant.employ("0601", "A1", ["QUALITY_MANAGER"])), signing: { name: "Manager 0601" } };
});
afterEach(() => database.close());

const diameter = { position: 10, name: "Diameter", kind: "VARIABLE" as const, uom: "MMT", lowerLimit: "9.50", upperLimit: "10.00", target: "9.75" };
const surface = { position: 20, name: "Surface", kind: "ATTRIBUTE" as const, acceptNumber: 0, defectCodes: ["DENT", "SCRATCH"] };
const hearDiameter = (erpVersion: number, change: Partial<InspectionPlanData> = {}) => hearPlan(plant, { erpVersion, characteristics: [diameter], ...change });
const op10 = async () => (await plant.operationIds("PO-1001")).get(10) ?? "";
const request = (at: string, about: object) => plant.does(plant.first, requestCheck, after(at), { plan: "QP-1", ...about });
const measure = (at: string, checkId: string, ...values: string[]) =>
  plant.send(plant.first, recordCheck, after(at), { checkId, results: [{ position: 10, samples: values.map((value) => ({ value })) }] });
const told = async () =>
  (await plant.db.select().from(outboxMessage).orderBy(outboxMessage.recordTime, outboxMessage.sequence))
    .filter((row) => row.type === "mes.quality.recorded.v1")
    .map((row) => [row.priority, row.subject, (row.payload as { data: Record<string, unknown> }).data] as const);

describe("EX-14 checks", () => {
  it("S24 by the limits of the plan when it became due: 10.00 passes, 10.01 fails, and the ERP hears the summary", async () => {
    await hearDiameter(1);
    const operationId = await op10();
    const first = await request("0.1", { operationId });
    expect(first).toMatchObject({ plan: "QP-1", planVersion: "1", sampleSize: 1, characteristics: [{ position: 10, lowerLimit: "9.5", upperLimit: "10" }] });
    // The ERP widens the limits under the same version; this check keeps those that it began with.
    await hearDiameter(2, { characteristics: [{ ...diameter, upperLimit: "11.00" }] });
    expect(await measure("0.2", first.checkId, "10.00")).toMatchObject({ ok: true, data: { verdict: "PASS", failed: [], held: [] } });
    expect(await measure("0.3", first.checkId, "10.00")).toMatchObject({ ok: false, code: "CHECK_OVER" });
    await hearDiameter(3);
    const second = await request("0.4", { operationId });
    expect(await measure("0.5", second.checkId, "10.01")).toMatchObject({ ok: true, data: { verdict: "FAIL", failed: [10] } });
    expect(await told()).toMatchObject([
      [2, "PO-1001", { check: first.checkId, plan: "QP-1", order: "PO-1001", operation: 10, item: "FG-100", lot: null, verdict: "PASS" }],
      [
        2,
        "PO-1001",
        {
          check: second.checkId,
          verdict: "FAIL",
          characteristics: [{ position: 10, name: "Diameter", samples: 1, min: "10.01", max: "10.01", mean: "10.01", failed: 1, lowerLimit: "9.5", upperLimit: "10", uom: "MMT" }],
        },
      ],
    ]);
    expect((await plant.db.select().from(exception).where(eq(exception.class, "QUALITY_FAIL"))).map((row) => [row.severity, row.owner, row.state])).toEqual([
      [2, "QUALITY", "RAISED"],
    ]);
  });

  it("a check that is open keeps the operation from ending, a missing result is not a pass, and what the plan does not ask for is refused", async () => {
    await hearDiameter(1, { sampleSize: 2, characteristics: [diameter, surface] });
    const operationId = await op10();
    const { checkId } = await request("0.1", { operationId });
    expect(await plant.send(plant.first, completeOperation, after("0.2"), { operationId })).toMatchObject({ ok: false });
    expect(await measure("0.2", checkId, "9.8", "9.9")).toMatchObject({ ok: false, code: "RESULT_MISSING", params: { position: 20 } });
    expect((await plant.db.select().from(qualityCheck))[0]).toMatchObject({ state: "DUE", verdict: null });
    const results = [
      { position: 10, samples: [{ value: "9.8" }, { value: "9.9" }] },
      { position: 20, samples: [{ accepted: true }, { accepted: false, defect: "DENT" }] },
    ];
    expect(await plant.send(plant.first, recordCheck, after("0.3"), { checkId, results })).toMatchObject({ ok: true, data: { verdict: "FAIL", failed: [20] } });
    expect((await plant.db.select().from(result)).map((row) => [row.sample, row.value?.toFixed() ?? null, row.accepted, row.defectCode]).toSorted()).toEqual(
      [
        [1, "9.8", null, null],
        [1, null, true, null],
        [2, "9.9", null, null],
        [2, null, false, "DENT"],
      ].toSorted(),
    );
    expect((await told())[0]?.[2]).toMatchObject({ characteristics: [{ mean: "9.85" }, { failed: 1, defects: [{ code: "DENT", count: 1 }], mean: null }] });
  });

  it("a failed check holds what its operation made since the last one it passed, and its recorder does not lift that", async () => {
    await hearDiameter(1);
    const { op20 } = await playExample1(plant);
    const made = (await plant.db.select().from(lot).where(eq(lot.origin, "PRODUCED")))[0];
    const pass = await request("21", { operationId: op20 });
    await measure("21.1", pass.checkId, "9.7");
    const later = await request("21.2", { operationId: op20 });
    expect(await measure("21.3", later.checkId, "12")).toMatchObject({ ok: true, data: { verdict: "FAIL", held: [] } });
    const ofLot = await request("22", { lotId: made?.id });
    const failed = await measure("22.1", ofLot.checkId, "12");
    expect(failed).toMatchObject({ ok: true, data: { verdict: "FAIL", held: [{ lot: made?.number, item: "FG-100" }] } });
    expect(
      (
        await plant.db
          .select()
          .from(lot)
          .where(eq(lot.id, made?.id ?? ""))
      )[0]?.mesStatus,
    ).toBe("ON_HOLD");
    const holdId = failed.ok ? (failed.data.held[0]?.holdId ?? "") : "";
    expect(await plant.send({ ...quality, personId: plant.first.personId }, releaseHold, after("22.2"), { holdId, reason: "Mine" })).toMatchObject({
      code: "SECOND_PERSON_REQUIRED",
    });
    expect(await plant.send(quality, releaseHold, after("22.3"), { holdId, reason: "Measured wrong" })).toMatchObject({ ok: true });
  });

  it("a failed check of the last operation holds its lots where none passed before", async () => {
    await hearDiameter(1);
    const { op20 } = await playExample1(plant);
    const { checkId } = await request("21", { operationId: op20 });
    expect(await measure("21.1", checkId, "9.4")).toMatchObject({ ok: true, data: { verdict: "FAIL", held: [{ item: "FG-100" }] } });
  });

  it("is asked for by a plan that counts now, for its own item", async () => {
    const operationId = await op10();
    expect(await plant.send(plant.first, requestCheck, after("0.1"), { plan: "QP-1", operationId })).toMatchObject({ code: "PLAN_UNKNOWN" });
    await hearDiameter(1, { item: "CAST-01" });
    expect(await plant.send(plant.first, requestCheck, after("0.2"), { plan: "QP-1", operationId })).toMatchObject({ code: "PLAN_ELSEWHERE" });
    await hearDiameter(2, { operation: 20 });
    expect(await plant.send(plant.first, requestCheck, after("0.3"), { plan: "QP-1", operationId })).toMatchObject({ code: "PLAN_ELSEWHERE" });
    await hearDiameter(3, { validTo: "2026-02-01T00:00:00Z" });
    expect(await plant.send(plant.first, requestCheck, after("0.4"), { plan: "QP-1", operationId })).toMatchObject({ code: "PLAN_UNKNOWN" });
  });

  it("leaves a log that rebuilds the same tables", async () => {
    await hearDiameter(1);
    const { checkId } = await request("0.1", { operationId: await op10() });
    await measure("0.2", checkId, "9.4");
    await expectRebuilt(database);
  });
});
