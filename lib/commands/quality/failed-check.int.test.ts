import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { outboxMessage } from "@/db/schema/integration";
import { outputSegment } from "@/db/schema/genealogy";
import { lot } from "@/db/schema/materials";
import { hold, nonconformance, nonconformanceSegment, qualityCheck, result } from "@/db/schema/quality";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, type ExamplePlant, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { runOperation } from "@/lib/queries/operator/run-operation";
import { runView } from "@/lib/queries/operator/run-view";
import { actOnNonconformance } from "./act-on-nonconformance";
import { closeNonconformance } from "./close-nonconformance";
import { dispositionNonconformance } from "./disposition-nonconformance";
import { recordCheck } from "./record-check";
import { requestCheck } from "./request-check";
import { reviewNonconformance } from "./review-nonconformance";
import { hearPlan, measured } from "./testing/measured-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let [op10, op20] = ["", ""];

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  const operations = await plant.operationIds("PO-1001");
  [op10, op20] = [operations.get(10) ?? "", operations.get(20) ?? ""];
  await hearPlan(plant, { characteristics: [measured(10, "Diameter"), measured(20, "Length")] });
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, issueMaterial, after("0.5"), { operationId: op10, lot: "C-A", quantity: "150" });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
});
afterEach(() => database.close());

const make = (at: string, good: string, operationId = op10) => plant.does(plant.first, confirmProduction, after(at), { operationId, good });
const check = async (at: string, diameter: string, length = "9.8", operationId = op10) => {
  const { checkId } = await plant.does(plant.first, requestCheck, after(at), { plan: "QP-1", operationId });
  const results = [
    { position: 10, samples: [{ value: diameter }] },
    { position: 20, samples: [{ value: length }] },
  ];
  return plant.does(plant.first, recordCheck, after(at), { checkId, results });
};
const opened = async () =>
  (await plant.db.select().from(nonconformance).orderBy(asc(nonconformance.number))).map((row) => [row.number, row.quantity.toFixed(), row.uom, row.state, row.what] as const);
const covered = async () => {
  const rows = await plant.db
    .select({ nc: nonconformance.number, quantity: outputSegment.quantity })
    .from(nonconformanceSegment)
    .innerJoin(nonconformance, eq(nonconformance.id, nonconformanceSegment.nonconformanceId))
    .innerJoin(outputSegment, eq(outputSegment.id, nonconformanceSegment.segmentId))
    .orderBy(asc(nonconformance.number), asc(outputSegment.toAt));
  return rows.map((row) => `${row.nc} ${row.quantity.toFixed()}`);
};

describe("EX-14, S24 a check that fails", () => {
  it("opens a nonconformance over exactly what was made since the last pass of what failed, and calls quality", async () => {
    await make("2", "40");
    expect(await check("2.1", "10.00")).toMatchObject({ verdict: "PASS", nonconformance: null });
    await make("3", "30");
    await make("4", "25");
    expect(await check("4.1", "10.01")).toMatchObject({ verdict: "FAIL", failed: [10], nonconformance: { number: "NC-00001", quantity: "55", uom: "EA" } });
    expect(await opened()).toEqual([["NC-00001", "55", "EA", "OPEN", "QP-1: Diameter 10.01, allowed at least 9.5, at most 10"]]);
    expect(await covered()).toEqual(["NC-00001 30", "NC-00001 25"]);
    expect((await plant.db.select().from(exception).where(eq(exception.class, "QUALITY_FAIL"))).map((row) => [row.severity, row.owner, row.state])).toEqual([
      [2, "QUALITY", "RAISED"],
    ]);
    await expectRebuilt(database);
  });

  it("counts a piece that failed also where another tablet's passed first, once", async () => {
    await make("2", "40");
    const { checkId } = await plant.does(plant.first, requestCheck, after("2.1"), { plan: "QP-1", operationId: op10 });
    const measures = (actor: Actor, at: string, diameter: string) =>
      plant.send(actor, recordCheck, after(at), {
        checkId,
        results: [
          { position: 10, samples: [{ value: diameter }] },
          { position: 20, samples: [{ value: "9.8" }] },
        ],
      });
    expect(await measures(plant.first, "2.3", "9.8")).toMatchObject({ data: { verdict: "PASS" } });
    expect(await measures(plant.second, "2.2", "9.9")).toMatchObject({ code: "CHECK_OVER" });
    expect(await measures(plant.second, "2.2", "10.01")).toMatchObject({ ok: true, data: { verdict: "FAIL", nonconformance: { number: "NC-00001" } } });
    expect((await plant.db.select().from(qualityCheck)).map(({ verdict }) => verdict).toSorted()).toEqual(["FAIL", "PASS"]);
    await expectRebuilt(database);
  });

  it("a characteristic that passed in a check that failed for another one did pass, and what is in doubt already is not counted twice", async () => {
    await make("2", "40");
    await check("2.1", "10.01", "9.8");
    await make("3", "30");
    // The diameter has not passed since; the length has, at 2.1. What was made after the failure has joined the first one.
    expect(await check("3.1", "10.02", "10.02")).toMatchObject({ failed: [10, 20], nonconformance: { number: "NC-00002", quantity: "0" } });
    expect(await covered()).toEqual(["NC-00001 40", "NC-00001 30"]);
    expect((await opened()).map(([number, quantity]) => [number, quantity])).toEqual([
      ["NC-00001", "70"],
      ["NC-00002", "0"],
    ]);
    await check("3.2", "9.8");
    // Begun before that pass, this piece is in doubt as a whole; the next one is not.
    await make("4", "10");
    await make("5", "5");
    expect(await covered()).toEqual(["NC-00001 40", "NC-00001 30", "NC-00001 10"]);
    await expectRebuilt(database);
  });

  it("an entry that is in doubt is neither taken back nor corrected: quality decides over it, and what it decided is carried out first", async () => {
    const entry = await make("2", "40");
    const nonconformanceId = (await check("2.1", "10.01")).nonconformance?.id;
    const manager = await plant.employ("0601", "A1", ["QUALITY_MANAGER"]);
    const refused = async () => {
      const asked = { entryId: entry.entryId, reason: "MISKEY" };
      for (const answer of [await plant.send(plant.lead, reverseEntry, after("2.6"), asked), await plant.send(plant.lead, correctEntry, after("2.6"), { ...asked, good: "50" })])
        expect(answer).toMatchObject({ ok: false, code: "UNDER_NONCONFORMANCE", params: { nonconformance: "NC-00001" } });
    };
    await refused();
    await plant.does(manager, reviewNonconformance, after("2.2"), { nonconformanceId });
    await refused();
    const lines = [{ decision: "SCRAP", quantity: "40", reason: "Sorted" }];
    await plant.does({ ...manager, signing: { name: "Quality Manager 0601" } }, dispositionNonconformance, after("2.3"), { nonconformanceId, lines });
    await refused();
    await plant.does(manager, actOnNonconformance, after("2.4"), { nonconformanceId, action: "Scrap 40" });
    await refused();
    await plant.does(manager, closeNonconformance, after("2.5"), { nonconformanceId, note: "Scrapped by hand", posting: "BY_HAND" });
    expect(await plant.send(plant.lead, correctEntry, after("2.6"), { entryId: entry.entryId, reason: "MISKEY", good: "0", scrap: "40", scrapReason: "DIM" })).toMatchObject({
      ok: true,
    });
  });

  it("of the last operation holds the lots of just these pieces, tells the ERP with priority 0, and holds what is made next", async () => {
    await make("2", "100");
    await plant.does(plant.lead, completeOperation, after("2.5"), { operationId: op10, shortCloseReason: "MAT-WAIT" });
    await plant.does(plant.first, startOperation, after("3"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
    await plant.does(plant.first, issueMaterial, after("3.1"), { operationId: op20, lot: "S-1", quantity: "205" });
    await plant.does(plant.first, finishSetup, after("3.5"), { operationId: op20 });
    await make("4", "20", op20);
    await check("4.1", "9.8", "9.8", op20);
    // The next production day of the site fills another lot.
    await make("20", "30", op20);
    const failed = await check("20.1", "9.4", "9.8", op20);
    expect(failed).toMatchObject({ verdict: "FAIL", nonconformance: { quantity: "30" }, held: [{ item: "FG-100" }] });
    const lots = await plant.db.select().from(lot).where(eq(lot.origin, "PRODUCED")).orderBy(asc(lot.madeAt));
    expect(lots.map((row) => row.mesStatus)).toEqual(["RELEASED", "ON_HOLD"]);
    await plant.does(plant.second, confirmProduction, after("44.5"), { operationId: op20, good: "5" });
    const holds = await plant.db
      .select({ lotId: hold.lotId, nc: nonconformance.number, by: hold.placedBy, name: hold.placedName })
      .from(hold)
      .leftJoin(nonconformance, eq(nonconformance.id, hold.nonconformanceId))
      .orderBy(asc(hold.placedAt));
    expect(holds.map(({ nc }) => nc)).toEqual(["NC-00001", "NC-00001"]);
    // Whoever recorded the failure answers for both, by identity and by name (SEC-01).
    expect(holds.map(({ by, name }) => [by, name])).toEqual([
      [plant.first.personId, plant.first.name],
      [plant.first.personId, plant.first.name],
    ]);
    const told = (await plant.db.select().from(outboxMessage)).filter((row) => row.type === "mes.lot.held.v1");
    expect(told.map((row) => row.priority)).toEqual([0, 0]);
    expect((await opened())[0]?.slice(0, 2)).toEqual(["NC-00001", "35"]);
    await expectRebuilt(database);
  });
});

describe("EX-19 results that were mistyped", () => {
  const states = async () => (await plant.db.select().from(qualityCheck).orderBy(asc(qualityCheck.id))).map((row) => [row.state, row.verdict]);

  it("are taken back within 30 s by who recorded them, and the same check is due again since when it was", async () => {
    const { checkId } = await check("2", "9.8");
    const undo = (actor: typeof plant.first, at: string) => plant.send(actor, reverseEntry, after(at), { entryId: checkId, reason: "MISKEY" });
    expect(await undo(plant.second, "2.001")).toMatchObject({ ok: false, code: "UNDO_EXPIRED" });
    expect(await undo(plant.first, "2.05")).toMatchObject({ ok: false, code: "UNDO_EXPIRED" });
    expect(await undo(plant.first, "2.005")).toMatchObject({ ok: true, data: { reversed: checkId } });
    expect(await undo(plant.lead, "2.1")).toMatchObject({ ok: false, code: "ALREADY_REVERSED" });
    expect(await states()).toEqual([
      ["REVERSED", "PASS"],
      ["DUE", null],
    ]);
    expect((await plant.db.select().from(result)).map((row) => row.value?.toFixed())).toEqual(["9.8", "9.8"]);
    await expectRebuilt(database);
  });

  it("a pass that was none is no pass: the next failure counts from the one before it", async () => {
    await make("2", "40");
    const wrong = await check("2.1", "9.8");
    await plant.does(plant.lead, reverseEntry, after("2.2"), { entryId: wrong.checkId, reason: "MISKEY" });
    const [due] = await plant.db.select().from(qualityCheck).where(eq(qualityCheck.state, "DUE"));
    const results = [
      { position: 10, samples: [{ value: "10.01" }] },
      { position: 20, samples: [{ value: "9.8" }] },
    ];
    expect(await plant.does(plant.first, recordCheck, after("2.3"), { checkId: due?.id, results })).toMatchObject({ nonconformance: { quantity: "40" } });
  });

  it("SEC-01: taking a failure back lifts neither its hold nor its nonconformance", async () => {
    await make("2", "40");
    const { checkId } = await check("2.1", "10.01");
    await plant.does(plant.first, reverseEntry, after("2.105"), { entryId: checkId, reason: "MISKEY" });
    expect((await opened()).map(([number, , , state]) => [number, state])).toEqual([["NC-00001", "OPEN"]]);
  });
});

describe("EX-14 what is held of an operation before the last", () => {
  const next = async (at: string, good: string, more: object = {}, recorded = at) =>
    plant.send(plant.second, confirmProduction, after(at), { operationId: op20, good, ...more }, after(recorded));
  const shownAt = async (unit: string) => {
    const reader = { db: plant.db, now: after("6") };
    return (await runOperation(reader, plant.siteId, await plant.unitId(unit)))?.operation.heldOutput;
  };
  const fail = async () => {
    await make("2", "40");
    await check("2.1", "9.8");
    await make("3", "30");
    return (await check("3.1", "10.01")).nonconformance?.id ?? "";
  };
  const begin = async () => plant.send(plant.second, startOperation, after("3.2"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });

  it("is not taken in by the next one until quality lets it be used, and both machines show it as long", async () => {
    const nonconformanceId = await fail();
    expect(await begin()).toMatchObject({ ok: true });
    await plant.does(plant.second, finishSetup, after("3.5"), { operationId: op20 });
    expect(await next("4", "41")).toMatchObject({ code: "OUTPUT_HELD", params: { held: "30", available: "40", asked: "41", nonconformances: ["NC-00001"] } });
    expect(await next("4", "40")).toMatchObject({ ok: true });
    expect(await shownAt("MACH-1")).toMatchObject([{ of: "HERE", nonconformance: "NC-00001", quantity: "30" }]);
    expect(await shownAt("ASSY-2")).toMatchObject([{ of: "BEFORE", nonconformance: "NC-00001", quantity: "30" }]);
    // From a tablet that could not know it counts, and a lead is asked (EX-06).
    expect(await next("4.1", "1", { deviceSequence: 7 }, "4.2")).toMatchObject({ ok: true });
    expect((await plant.db.select().from(exception).where(eq(exception.class, "FLOW_SUSPECT"))).map((row) => row.subject)).toEqual([op20]);

    const manager = await plant.employ("0601", "A1", ["QUALITY_MANAGER"]);
    const lines = [
      { decision: "USE_AS_IS", quantity: "20", reason: "Sorted" },
      { decision: "SCRAP", quantity: "10", reason: "Sorted" },
    ];
    await plant.does(manager, reviewNonconformance, after("4.5"), { nonconformanceId });
    await plant.does({ ...manager, signing: { name: "Quality Manager 0601" } }, dispositionNonconformance, after("4.6"), { nonconformanceId, lines });
    expect(await next("5", "20")).toMatchObject({ code: "OUTPUT_HELD", params: { held: "10", available: "19" } });
    expect(await next("5", "19")).toMatchObject({ ok: true });
    expect(await shownAt("ASSY-2")).toMatchObject([{ quantity: "10" }]);
    await plant.does(manager, actOnNonconformance, after("5.1"), { nonconformanceId, action: "Scrap 10" });
    await plant.does(manager, closeNonconformance, after("5.2"), { nonconformanceId, note: "Scrapped", reason: "DIM" });
    expect(await shownAt("ASSY-2")).toBeUndefined();
  });

  it("keeps the next one from starting where it is all that there is", async () => {
    await make("3", "30");
    await check("3.1", "10.01");
    expect(await begin()).toMatchObject({ code: "START_BLOCKED", params: { guards: ["PREDECESSOR_HELD"], nonconformances: ["NC-00001"] } });
    const listed = (await runView({ db: plant.db, now: after("3.15") }, plant.second, "ASSY-2"))?.waiting.find((one) => one.operationId === op20);
    expect(listed?.notReady).toContainEqual({ kind: "PREDECESSOR_HELD", nonconformances: ["NC-00001"] });
    await make("3.15", "5");
    await check("3.18", "9.8");
    await make("3.19", "1");
    // Made across the instant of the pass: in doubt as a whole.
    expect(await begin()).toMatchObject({ code: "START_BLOCKED" });
    await make("3.195", "1");
    expect(await begin()).toMatchObject({ ok: true });
  });
});
