import { desc, eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { event } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { orderOperation, productionEntry } from "@/db/schema/execution";
import { outboxMessage } from "@/db/schema/integration";
import { nonconformance } from "@/db/schema/quality";
import { site } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, type ExamplePlant, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { nonconformances } from "@/lib/queries/quality/nonconformances";
import { actOnNonconformance } from "./act-on-nonconformance";
import { allowRework } from "./allow-rework";
import { closeNonconformance } from "./close-nonconformance";
import { dispositionNonconformance } from "./disposition-nonconformance";
import { reviewNonconformance } from "./review-nonconformance";
import { hearPlan, measureOne } from "./testing/measured-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let manager: Actor;
let op10 = "";

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  manager = { ...(await plant.employ("0601", "A1", ["QUALITY_MANAGER"])), signing: { name: "Quality Manager 0601" } };
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
});
afterEach(() => database.close());

const sends = (rework: string, at: string) => plant.does(plant.first, confirmProduction, after(at), { operationId: op10, rework, reworkReason: "SURFACE" });
const again = (rework: string, at: string) => plant.send(plant.first, confirmProduction, after(at), { operationId: op10, activity: "REWORK", rework, reworkReason: "SURFACE" });
const reworked = (good: string, at: string) => plant.does(plant.first, confirmProduction, after(at), { operationId: op10, activity: "REWORK", good });
const seen = async () => (await plant.db.select().from(nonconformance).orderBy(nonconformance.number)).map((row) => `${row.number} ${row.quantity.toFixed()} ${row.state}`);
const idOf = async () => (await plant.db.select({ id: nonconformance.id }).from(nonconformance))[0]?.id ?? "";

it("EX-13 rework opens a nonconformance, more of it joins, what is taken back leaves it, and the last piece ends it", async () => {
  await sends("4", "2");
  expect(await seen()).toEqual(["NC-00001 4 OPEN"]);
  const { entryId } = await sends("3", "2.1");
  expect(await seen()).toEqual(["NC-00001 7 OPEN"]);
  await plant.does(plant.lead, reverseEntry, after("2.2"), { entryId, reason: "MISKEY" });
  expect(await seen()).toEqual(["NC-00001 4 OPEN"]);
  const second = await sends("2", "2.3");
  await plant.does(plant.lead, correctEntry, after("2.4"), { entryId: second.entryId, reason: "MISKEY", rework: "1", reworkReason: "SURFACE" });
  expect(await seen()).toEqual(["NC-00001 5 OPEN"]);
  expect(await nonconformances({ db: plant.db, now: after("2.5") }, manager)).toMatchObject([{ cause: "REWORK", rounds: 3, operation: 10, what: "Rework at Machining: Surface" }]);
  await reworked("5", "3");
  expect(await seen()).toEqual(["NC-00001 5 CLOSED"]);
  await sends("1", "4");
  expect(await seen()).toEqual(["NC-00001 5 CLOSED", "NC-00002 1 OPEN"]);
  await expectRebuilt(database, async (replayed) => expect(await replayed.db.select().from(nonconformance)).toEqual(await plant.db.select().from(nonconformance)));
});

it("EX-13 the fourth round of the same piece is refused until quality allows it with a signature; quality is called in the third", async () => {
  await sends("1", "2");
  expect(await again("1", "2.1")).toMatchObject({ ok: true });
  expect(await plant.db.select().from(exception)).toEqual([]);
  expect(await again("1", "2.2")).toMatchObject({ ok: true });
  const called = { class: "QUALITY_FAIL", subject: await idOf(), detail: { nonconformance: "NC-00001", round: 3 } };
  expect(await plant.db.select({ class: exception.class, subject: exception.subject, detail: exception.detail }).from(exception)).toMatchObject([called]);
  expect(await again("1", "2.3")).toMatchObject({ code: "REWORK_LIMIT", params: { rounds: 3, nonconformance: "NC-00001" } });
  const allow = (actor: Actor) => plant.send(actor, allowRework, after("2.4"), { nonconformanceId: "", reason: "One more polish" });
  const nonconformanceId = await idOf();
  const asked = (actor: Actor) => plant.send(actor, allowRework, after("2.4"), { nonconformanceId, reason: "One more polish" });
  expect(await allow(manager)).toMatchObject({ code: "INVALID_INPUT" });
  expect(await asked(plant.first)).toMatchObject({ code: "FORBIDDEN" });
  expect(await asked({ ...manager, signing: undefined })).toMatchObject({ code: "SIGNATURE_REQUIRED" });
  expect(await asked({ ...manager, personId: plant.first.personId })).toMatchObject({ code: "RAISER_DECIDES_NOT" });
  expect(await asked(manager)).toMatchObject({ ok: true });
  expect(await again("1", "2.5")).toMatchObject({ ok: true });
  expect(await again("1", "2.6")).toMatchObject({ code: "REWORK_LIMIT", params: { rounds: 4 } });
  const [row] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, op10));
  // It never counted again.
  expect([row?.processed, row?.reworkIn, row?.reworkedGood, row?.reworkScrap].map(String)).toEqual(["1", "1", "0", "0"]);
  const told = await plant.db.select({ payload: outboxMessage.payload }).from(outboxMessage).where(eq(outboxMessage.type, "mes.production.confirmed.v1")).orderBy(outboxMessage.id);
  expect(told.map(({ payload }) => (payload as { data: { quantity: { rework: string } } }).data.quantity.rework)).toEqual(["1", "0", "0", "0"]);
});

it("EX-13 what is in rework again, because its entry out of rework is taken back or corrected, has a nonconformance again", async () => {
  await sends("2", "2");
  const { entryId } = await reworked("2", "2.1");
  await plant.does(plant.lead, correctEntry, after("2.2"), { entryId, reason: "MISKEY", good: "1" });
  expect(await seen()).toEqual(["NC-00001 2 CLOSED", "NC-00002 1 OPEN"]);
  const [, opened] = await plant.db.select().from(nonconformance).orderBy(nonconformance.number);
  expect(opened).toMatchObject({ cause: "REWORK", defectCode: "SURFACE", what: "Rework at Machining: Surface" });
  await reworked("1", "2.3");
  expect(await seen()).toEqual(["NC-00001 2 CLOSED", "NC-00002 1 CLOSED"]);
  const [last] = await plant.db.select().from(productionEntry).orderBy(desc(productionEntry.recordTime), desc(productionEntry.id)).limit(1);
  await plant.does(plant.lead, reverseEntry, after("2.4"), { entryId: last?.id, reason: "MISKEY" });
  expect(await seen()).toEqual(["NC-00001 2 CLOSED", "NC-00002 1 CLOSED", "NC-00003 1 OPEN"]);
});

it("EX-05 the same round entered twice, by two taps, counts once", async () => {
  await sends("1", "2");
  const tap = (expectedTotal: string) =>
    plant.send(plant.first, confirmProduction, after("2.1"), { operationId: op10, activity: "REWORK", rework: "1", reworkReason: "SURFACE", expectedTotal });
  expect(await tap("0")).toMatchObject({ ok: true });
  expect(await tap("0")).toMatchObject({ code: "STALE_TOTAL", params: { expected: "0", actual: "1" } });
  expect(await tap("1")).toMatchObject({ ok: true });
  await reworked("1", "2.2");
});

it("EX-13 where one round is allowed, quality is called in the first", async () => {
  await plant.db.update(site).set({ reworkRounds: 1 });
  await sends("1", "2");
  expect(await plant.db.select({ class: exception.class, subject: exception.subject }).from(exception)).toEqual([{ class: "QUALITY_FAIL", subject: await idOf() }]);
});

it("EX-13 quality sends round once more what it has decided over, whatever is allowed, and that is allowed from then on", async () => {
  await sends("1", "2");
  for (const at of ["2.1", "2.2"]) await again("1", at);
  await reworked("1", "2.3");
  await hearPlan(plant);
  const { nonconformanceId } = await measureOne(plant, "2.5", { operationId: op10 }, "10.01");
  await plant.does(manager, reviewNonconformance, after("3"), { nonconformanceId });
  await plant.does(manager, dispositionNonconformance, after("3.1"), { nonconformanceId, lines: [{ decision: "REWORK", quantity: "1", reason: "Polish" }] });
  await plant.does(manager, actOnNonconformance, after("3.2"), { nonconformanceId, action: "Polish it" });
  await plant.does(manager, closeNonconformance, after("3.3"), { nonconformanceId, note: "Sent back", reason: "SURFACE" });
  expect(await seen()).toEqual(["NC-00001 1 CLOSED", "NC-00002 1 CLOSED", "NC-00003 1 OPEN"]);
  const [, decided, opened] = await plant.db.select().from(nonconformance).orderBy(nonconformance.number);
  expect([opened?.reworkRounds, opened?.said]).toEqual([4, "NC-00002: Polish"]);
  const facts = await plant.db.select({ payload: event.payload }).from(event).where(eq(event.type, "nc.rework_allowed"));
  expect(facts).toMatchObject([{ payload: { ncId: opened?.id, rounds: 4, signatureId: decided?.signatureId } }]);
  expect(await again("1", "4")).toMatchObject({ code: "REWORK_LIMIT", params: { rounds: 4, nonconformance: "NC-00003" } });
  await plant.does(manager, allowRework, after("4.1"), { nonconformanceId: opened?.id, reason: "One more" });
  expect(await again("1", "4.2")).toMatchObject({ ok: true });
  await expectRebuilt(database, async (replayed) => expect(await replayed.db.select().from(nonconformance)).toEqual(await plant.db.select().from(nonconformance)));
});

it("EX-19 what quality has decided over is not taken back, and what comes later opens another one", async () => {
  const { entryId } = await sends("2", "2");
  const nonconformanceId = await idOf();
  await plant.does(manager, reviewNonconformance, after("2.1"), { nonconformanceId });
  await plant.does(manager, dispositionNonconformance, after("2.2"), { nonconformanceId, lines: [{ decision: "REWORK", quantity: "2", reason: "Polish" }] });
  expect(await plant.send(plant.lead, reverseEntry, after("2.3"), { entryId, reason: "MISKEY" })).toMatchObject({
    code: "UNDER_NONCONFORMANCE",
    params: { nonconformance: "NC-00001" },
  });
  await sends("1", "2.4");
  expect(await seen()).toEqual(["NC-00001 2 DISPOSITIONED", "NC-00002 1 OPEN"]);
  // The first one is as decided as before, whatever has opened since; what quality allowed by it holds for the pieces of both.
  expect(await plant.send(plant.lead, reverseEntry, after("2.41"), { entryId, reason: "MISKEY" })).toMatchObject({ params: { nonconformance: "NC-00001" } });
  await plant.does(manager, allowRework, after("2.42"), { nonconformanceId, reason: "One more polish" });
  expect((await nonconformances({ db: plant.db, now: after("2.43") }, manager)).map(({ rounds }) => rounds)).toEqual([4, 4]);
  for (const at of ["2.44", "2.45", "2.46"]) expect(await again("3", at)).toMatchObject({ ok: true });
  expect(await again("3", "2.47")).toMatchObject({ code: "REWORK_LIMIT", params: { rounds: 4 } });
  await reworked("3", "2.5");
  expect(await seen()).toEqual(["NC-00001 2 DISPOSITIONED", "NC-00002 1 CLOSED"]);
});
