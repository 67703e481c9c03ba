import { beforeEach, expect, it } from "vitest";
import { asc, eq } from "drizzle-orm";
import { event } from "@/db/schema/eventlog";
import { needsAttention, orderOperation, productionEntry } from "@/db/schema/execution";
import { site } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { decimal } from "@/lib/domain/shared/decimal";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { leadView } from "@/lib/queries/operator/lead-view";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { seeRefusal } from "./see-refusal";
import { startOperation } from "./start-operation";
import { takeInEntry } from "./take-in-entry";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;
/** What the clock of a tablet says whose battery was changed. */
const LOST = new Date("1970-01-01T00:03:00Z");

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  return () => database.close();
});

const listed = async () => (await leadView({ db: plant.db, now: after("4") }, plant.lead)).attention;
const attentionId = async () => (await listed())[0]?.id ?? "";
const takeIn =
  (at: Date, more: object = {}, actor = plant.lead) =>
  async () =>
    plant.send(actor, takeInEntry, at, { attentionId: await attentionId(), eventTime: at.toISOString(), note: "The clock of the tablet stood still", ...more }, after("3.5"));
const entries = async () => plant.db.select().from(productionEntry).orderBy(asc(productionEntry.eventTime));

it("EX-21 an entry of a tablet that has lost its clock is refused with its data, and a lead takes it in when it happened, for who tapped it", async () => {
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
  const late = { operationId: op10, good: "12", scrap: "1", scrapReason: "DIM", deviceSequence: 7, clockOffsetMs: 0, expectedTotal: "99" };
  expect(await plant.send(plant.first, confirmProduction, LOST, late, after("3"))).toMatchObject({ ok: false, code: "OUT_OF_ORDER" });
  expect(await listed()).toMatchObject([{ command: "confirm-production", input: { good: "12", scrap: "1" }, happenedAt: LOST.toISOString() }]);
  expect(await entries()).toEqual([]);

  // Still before the run began: the entry is judged as ever, and stays with the lead.
  expect(await takeIn(after("-1"))()).toMatchObject({ ok: false, code: "OUT_OF_ORDER" });
  expect(await takeIn(after("2"), {}, plant.first)()).toMatchObject({ ok: false, code: "FORBIDDEN" });
  expect(await listed()).toHaveLength(1);

  const id = await attentionId();
  expect(await takeIn(after("2"))()).toMatchObject({ ok: true, data: { settled: id } });
  expect((await entries()).map(({ good, scrap, eventTime, recordTime, personId }) => [good.toFixed(), scrap.toFixed(), eventTime, recordTime, personId])).toEqual([
    ["12", "1", after("2"), after("3.5"), plant.first.personId],
  ]);
  expect((await plant.db.select().from(needsAttention))[0]).toMatchObject({
    settledBy: plant.lead.personId,
    settledAt: after("3.5"),
    settlement: "The clock of the tablet stood still",
  });
  // The log says who took it in, and nothing is left to look into.
  const [fact] = await plant.db.select().from(event).where(eq(event.type, "production.confirmed"));
  expect(fact).toMatchObject({ actor: plant.lead.name, eventTime: after("2") });
  expect(await listed()).toEqual([]);
  expect(await takeIn(after("2"), { attentionId: id })()).toMatchObject({ ok: false, code: "ATTENTION_SETTLED" });
  await expectRebuilt(database);
});

it("EX-22 what its hand had taken back before anybody knew that it was refused is no lead's to take in, though it came late", async () => {
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
  const refusedId = newId();
  expect(await plant.send(plant.first, confirmProduction, LOST, { commandId: refusedId, operationId: op10, good: "12", deviceSequence: 7 }, after("3"))).toMatchObject({
    ok: false,
  });
  expect(await listed()).toMatchObject([{ withHandUntil: null }]);
  const id = await attentionId();
  const undone = { refusedId, undone: true, deviceSequence: 8 };
  // Nobody takes back for another.
  expect(await plant.send(plant.second, seeRefusal, LOST, undone, after("3"))).toMatchObject({ ok: true, data: { read: false } });
  expect(await plant.send(plant.first, seeRefusal, LOST, undone, after("3"))).toMatchObject({ ok: true, data: { read: true } });
  expect(await listed()).toEqual([]);
  const [fact] = await plant.db.select().from(event).where(eq(event.type, "attention.settled"));
  expect(fact?.payload).toEqual({ attentionId: id, personId: plant.first.personId, note: null, undone: true });
  expect(await takeIn(after("2"), { attentionId: id })()).toMatchObject({ ok: false, code: "ATTENTION_SETTLED" });
  expect(await entries()).toEqual([]);
  await expectRebuilt(database);
});

it("EX-21 a start is taken in when it happened, and what was entered after it follows", async () => {
  expect(await plant.send(plant.first, startOperation, LOST, { operationId: op10, workUnitId: await plant.unitId("MACH-1"), deviceSequence: 3 }, after("3"))).toMatchObject({
    ok: false,
    code: "OUT_OF_ORDER",
  });
  expect(await takeIn(after("0.5"))()).toMatchObject({ ok: true });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 }, after("3.6"));
  await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "10" }, after("3.6"));
  const [started] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, op10));
  expect([started?.state, started?.actualStartAt]).toEqual(["RUNNING", after("0.5")]);
  await expectRebuilt(database);
});

it("EX-22 takes in nothing that is no record of work, and nothing that did not fit its form", async () => {
  const unknown = { workUnitId: newId(), call: "LEAD", deviceSequence: 4 };
  expect(await plant.send(plant.first, raiseCall, after("1"), unknown, after("3"))).toMatchObject({ ok: false });
  expect(await takeIn(after("2"))()).toMatchObject({ ok: false, code: "NOT_TAKEN_IN" });
  expect(await plant.send(plant.first, confirmProduction, after("1"), { operationId: "OP-10", good: "1", deviceSequence: 5 }, after("3.1"))).toMatchObject({
    code: "INVALID_INPUT",
  });
  const wrong = (await listed()).find(({ command }) => command === "confirm-production");
  expect(await takeIn(after("2"), { attentionId: wrong?.id })()).toMatchObject({ ok: false, code: "NOT_TAKEN_IN" });
});

it("SEC-02 takes in nothing of one site that names what is of another, though the lead leads both", async () => {
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
  const elsewhere = { siteId: newId(), code: "SITE-Z", roles: ["LEAD"] as const };
  await plant.db.insert(site).values({ id: elsewhere.siteId, code: elsewhere.code, name: "Site Z", timeZone: "Europe/Berlin", currency: "EUR", overrideCapPct: decimal("0.05") });
  const row = { command: "confirm-production", input: { operationId: op10, good: "5" }, code: "OUT_OF_ORDER", params: {}, happenedAt: after("1"), raisedAt: after("2") };
  const [here, there] = [newId(), newId()];
  await plant.db.insert(needsAttention).values([
    { ...row, id: there, siteId: elsewhere.siteId, commandId: newId() },
    { ...row, id: here, siteId: plant.siteId, commandId: newId() },
  ]);
  const lead = { ...plant.lead, sites: [...plant.lead.sites, elsewhere] };
  expect(await takeIn(after("2"), { attentionId: there }, lead)()).toMatchObject({ ok: false, code: "NOT_TAKEN_IN" });
  expect(await entries()).toEqual([]);
  expect(await takeIn(after("2"), { attentionId: here }, lead)()).toMatchObject({ ok: true });
});
