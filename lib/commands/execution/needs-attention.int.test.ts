import { beforeEach, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { event } from "@/db/schema/eventlog";
import { needsAttention } from "@/db/schema/execution";
import { lotStock } from "@/db/schema/materials";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { placeHold } from "@/lib/commands/quality/place-hold";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { leadView } from "@/lib/queries/operator/lead-view";
import { settledRefusal } from "@/lib/queries/operator/settled-refusal";
import { finishSetup } from "./finish-setup";
import { confirmProduction } from "./confirm-production";
import { seeRefusal } from "./see-refusal";
import { settleAttention } from "./settle-attention";
import { startOperation } from "./start-operation";
import { takeOverException } from "./take-over-exception";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
  return () => database.close();
});

const onHand = async () =>
  (
    await plant.db
      .select()
      .from(lotStock)
      .where(eq(lotStock.lotId, await plant.lotId("C-A")))
  ).map((row) => row.onHand.toFixed());
const hold = async () => plant.does(plant.lead, placeHold, after("2.5"), { lotId: await plant.lotId("C-A"), reason: "Cracks" });
/** A scan of the held lot that the tablet made at 2 h and sends as its seventh command. */
const scan = (recordedAt: string, more: object = {}) =>
  plant.send(plant.first, issueMaterial, after("2"), { operationId: op10, lot: "C-A", deviceSequence: 7, ...more }, after(recordedAt));
const listed = async (actor: Actor = plant.lead) => (await leadView({ db: plant.db, now: after("4") }, actor)).attention;

it("S04 EX-22 a scan without the network of a lot that was put on hold meanwhile goes to the lead, with lot and reason; stock is unchanged", async () => {
  const before = await onHand();
  await hold();
  expect(await scan("3")).toMatchObject({ ok: false, code: "LOT_NOT_RELEASED" });
  expect(await onHand()).toEqual(before);
  expect(await listed()).toMatchObject([
    {
      command: "issue-material",
      code: "LOT_NOT_RELEASED",
      by: "Operator 0417",
      happenedAt: after("2").toISOString(),
      input: { lot: "C-A", operationId: op10 },
      operation: "PO-1001 / 10",
      unit: "Machining",
    },
  ]);
  expect((await listed())[0]?.params).toMatchObject({ lot: "C-A" });
});

it("EX-22 what was recorded by somebody whose role was taken away before it came is not lost either", async () => {
  const moved: Actor = { ...plant.first, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["FINANCE"] }] };
  const late = { operationId: op10, lot: "C-A", deviceSequence: 7 };
  expect(await plant.send(moved, issueMaterial, after("2"), late, after("3"))).toMatchObject({ ok: false, code: "FORBIDDEN" });
  expect(await listed()).toMatchObject([{ command: "issue-material", code: "FORBIDDEN", by: "Operator 0417", input: { lot: "C-A" } }]);
});

it("EX-22 what does not fit its schema, and what nobody knows, goes to the lead as it was sent, at a site of whoever tapped it", async () => {
  const late = (input: object) => plant.send(plant.first, confirmProduction, after("2"), { operationId: op10, good: "1", deviceSequence: 7, ...input }, after("3"));
  const unknown = newId();
  expect(await late({ good: "1234567890" })).toMatchObject({ ok: false, code: "INVALID_INPUT" });
  expect(await late({ operationId: "OP-10" })).toMatchObject({ ok: false, code: "INVALID_INPUT" });
  expect(await late({ operationId: unknown })).toMatchObject({ ok: false, code: "NOT_FOUND" });
  const by = { command: "confirm-production", by: "Operator 0417", happenedAt: after("2").toISOString() };
  expect((await listed()).toSorted((a, b) => a.code.localeCompare(b.code) || String(a.input.good).localeCompare(String(b.input.good)))).toMatchObject([
    { ...by, code: "INVALID_INPUT", operation: null, input: { operationId: "OP-10" } },
    { ...by, code: "INVALID_INPUT", operation: "PO-1001 / 10", input: { good: "1234567890" } },
    { ...by, code: "NOT_FOUND", operation: null, input: { operationId: unknown, good: "1" } },
  ]);
  await expectRebuilt(database);
});

it("EX-23 a second send of the same command is answered and not listed again", async () => {
  await hold();
  const commandId = newId();
  await scan("3", { commandId });
  await scan("3.1", { commandId });
  expect(await listed()).toHaveLength(1);
});

it("EX-22 EX-23 other content under a key that is used goes to the lead as it was sent, once; a caller that is no tablet reads its answer", async () => {
  const commandId = newId();
  const send = (good: string, recordedAt: string, more: object = { deviceSequence: 7 }) =>
    plant.send(plant.first, confirmProduction, after("2"), { commandId, operationId: op10, good, ...more }, after(recordedAt));
  expect(await send("5", "2.001")).toMatchObject({ ok: true });
  expect(await send("6", "3", {})).toMatchObject({ ok: false, code: "KEY_REUSED" });
  expect(await listed()).toEqual([]);
  for (const good of ["6", "7", "6", "7"]) expect(await send(good, "3")).toMatchObject({ ok: false, code: "KEY_REUSED" });
  const rows = async () => (await listed()).map(({ command, code, by, operation, input }) => [command, code, by, operation, input.good]).toSorted();
  expect(await rows()).toEqual(["6", "7"].map((good) => ["confirm-production", "KEY_REUSED", "Operator 0417", "PO-1001 / 10", good]));
  // So does what fits no form, under a key of another hand.
  const stolen = await plant.send(plant.second, confirmProduction, after("2"), { commandId, operationId: "OP-10", good: "8", deviceSequence: 3 }, after("3"));
  expect(stolen).toMatchObject({ ok: false, code: "KEY_REUSED" });
  expect((await rows()).map((row) => row.at(-1))).toContain("8");
  await expectRebuilt(database);
});

it("EX-22 EX-23 a hand that waits reads at the tablet that its key was used", async () => {
  const commandId = newId();
  const send = (good: string, recordedAt: string) =>
    plant.send(plant.first, confirmProduction, after("2"), { commandId, operationId: op10, good, deviceSequence: 7 }, after(recordedAt));
  expect(await send("5", "2.001")).toMatchObject({ ok: true });
  expect(await send("6", "2.002")).toMatchObject({ ok: false, code: "KEY_REUSED" });
  expect(await listed()).toMatchObject([{ code: "KEY_REUSED", withHandUntil: new Date(after("2.002").getTime() + 60_000).toISOString() }]);
  expect(await plant.send(plant.first, seeRefusal, after("2.003"), { refusedId: commandId, deviceSequence: 8 })).toMatchObject({ ok: true, data: { read: true } });
  expect(await listed()).toEqual([]);
});

it("EX-22 EX-23 of several entries under one key, that one was read settles no other: the refusal says as what it is listed", async () => {
  const commandId = newId();
  const send = (good: string) =>
    plant.send(plant.first, confirmProduction, after("2"), { commandId, operationId: op10, good, expectedTotal: "7", deviceSequence: 7 }, after("2.002"));
  const see = (refusedId: unknown) => plant.send(plant.first, seeRefusal, after("2.003"), { refusedId, deviceSequence: 8 });
  const open = async () => (await listed()).map(({ input }) => input.good).toSorted();
  expect(await send("5")).toMatchObject({ ok: false, code: "STALE_TOTAL" });
  const [six, seven] = [await send("6"), await send("7")];
  // Sent again, it is what it was.
  expect(await send("6")).toEqual(six);
  expect(await open()).toEqual(["5", "6", "7"]);
  // Tablets of before name the key alone, and that says not which was read: no lead misses one.
  expect(await see(commandId)).toMatchObject({ ok: true, data: { read: false } });
  expect(await open()).toEqual(["5", "6", "7"]);
  // Of another hand only one thing can be meant: what it sent itself.
  await plant.send(plant.second, confirmProduction, after("2"), { commandId, operationId: op10, good: "8", deviceSequence: 3 }, after("2.002"));
  expect(await plant.send(plant.second, seeRefusal, after("2.003"), { refusedId: commandId, deviceSequence: 4 })).toMatchObject({ ok: true, data: { read: true } });
  expect(await open()).toEqual(["5", "6", "7"]);
  const asListed = (result: typeof six) => (result.ok ? null : result.params["listedAs"]);
  expect(await see(asListed(seven))).toMatchObject({ ok: true, data: { read: true } });
  expect(await open()).toEqual(["5", "6"]);
  expect(await see(asListed(six))).toMatchObject({ ok: true, data: { read: true } });
  expect(await see(commandId)).toMatchObject({ ok: true, data: { read: true } });
  expect(await open()).toEqual([]);
  await expectRebuilt(database);
});

it("EX-22 what is refused while the hand waits is the lead's a minute later, unless that hand has read it", async () => {
  await plant.does(plant.lead, placeHold, after("1.5"), { lotId: await plant.lotId("C-A"), reason: "Cracks" });
  const [walkedAway, stayed] = [newId(), newId()];
  await scan("2.01", { commandId: walkedAway });
  await scan("2.01", { commandId: stayed, deviceSequence: 8 });
  const until = new Date(after("2.01").getTime() + 60_000).toISOString();
  expect((await listed()).map((one) => [one.code, one.withHandUntil])).toEqual([
    ["LOT_NOT_RELEASED", until],
    ["LOT_NOT_RELEASED", until],
  ]);
  const see = (actor: Actor, refusedId: string, more: object = { deviceSequence: 9 }) => plant.send(actor, seeRefusal, after("2.02"), { refusedId, ...more });
  // Somebody else who puts it away has not read it for who entered it.
  expect(await see(plant.second, stayed)).toMatchObject({ ok: true, data: { read: false } });
  expect(await see(plant.first, stayed)).toMatchObject({ ok: true, data: { read: true } });
  expect(await see(plant.first, stayed)).toMatchObject({ ok: true, data: { read: false } });
  expect((await plant.db.select().from(needsAttention).where(eq(needsAttention.commandId, stayed)))[0]).toMatchObject({
    settlement: null,
    settledBy: plant.first.personId,
    settledAt: after("2.02"),
  });
  expect(await listed()).toMatchObject([{ input: { lot: "C-A" }, withHandUntil: until }]);
  await expectRebuilt(database);
});

it("EX-22 who reads late why it was not taken does not take it from the lead, and what nobody knows of is read by anybody", async () => {
  await hold();
  const late = newId();
  await scan("3", { commandId: late });
  expect(await plant.send(plant.first, seeRefusal, after("3.1"), { refusedId: late })).toMatchObject({ ok: true, data: { read: false } });
  expect(await listed()).toMatchObject([{ withHandUntil: null }]);
  expect(await plant.send(plant.first, seeRefusal, after("3.1"), { refusedId: newId() })).toMatchObject({ ok: true, data: { read: false } });
  // That it was read is no entry: refused, it is nobody's to look into.
  const gone: Actor = { ...plant.first, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: [] }] };
  expect(await plant.send(gone, seeRefusal, after("3.1"), { refusedId: late, deviceSequence: 9 })).toMatchObject({ ok: false, code: "FORBIDDEN" });
  expect(await listed()).toHaveLength(1);
});

it("leaves to machines what they ask", async () => {
  await hold();
  await scan("3", { deviceSequence: undefined });
  expect(await listed()).toEqual([]);
  expect((await plant.db.select().from(event)).some((fact) => fact.type === "attention.raised")).toBe(false);
});

it("UI-12 says what was entered in the reader's language and units", async () => {
  await hold();
  await scan("3", { quantity: "20" });
  const scrap = { operationId: op10, scrap: "2", scrapReason: "SURFACE", expectedTotal: "7", deviceSequence: 8 };
  await plant.send(plant.first, confirmProduction, after("3"), scrap);
  const german = await leadView({ db: plant.db, now: after("4"), language: "de" }, plant.lead);
  expect(german.attention).toMatchObject([
    { command: "confirm-production", code: "STALE_TOTAL", uom: "EA", names: { SURFACE: "Oberfläche" } },
    { command: "issue-material", materialUom: "EA", names: {} },
  ]);
});

it("is settled once, by a lead, with words, and comes out of the log the same", async () => {
  await hold();
  await scan("3");
  const [row] = await plant.db.select().from(needsAttention);
  const settle = (actor: Actor, note: string) => plant.send(actor, settleAttention, after("5"), { attentionId: row?.id, note });
  const became = (actor: Actor) => settledRefusal({ db: plant.db, now: after("6") }, actor, row?.commandId ?? "");
  expect(await became(plant.first)).toBeNull();
  expect(await settle(plant.first, "put back")).toMatchObject({ ok: false, code: "FORBIDDEN" });
  expect(await settle(plant.lead, " ")).toMatchObject({ ok: false, code: "INVALID_INPUT" });
  expect(await settle(plant.lead, "put back")).toMatchObject({ ok: true });
  expect(await settle(plant.lead, "again")).toMatchObject({ ok: false, code: "ATTENTION_SETTLED" });
  expect(await plant.send(plant.lead, settleAttention, after("5"), { attentionId: newId(), note: "x" })).toMatchObject({ ok: false, code: "NOT_FOUND" });
  expect(await listed()).toEqual([]);
  // Whoever entered it reads at their own tablet what became of it; nobody else does.
  expect(await became(plant.first)).toEqual({ by: plant.lead.name, note: "put back", at: after("5").toISOString() });
  expect(await became(plant.second)).toBeNull();
  expect(await became({ ...plant.first, sites: [] })).toBeNull();
  expect(await plant.db.select().from(needsAttention)).toMatchObject([{ settlement: "put back", settledBy: plant.lead.personId }]);
  await expectRebuilt(database);
});

it("SEC-02 nobody sees those of a site that they do not lead", async () => {
  await hold();
  await scan("3");
  expect(await listed(plant.first)).toEqual([]);
  expect(await listed({ ...plant.lead, sites: [{ siteId: newId(), code: "SITE-B", roles: ["LEAD"] }] })).toEqual([]);
});

it.each(["MAINTENANCE", "QUALITY_TECH", "QUALITY_MANAGER", "LEAD", "OPERATOR"] as const)(
  "EX-22 whoever sent what was refused says that they have read it, and reads what became of it: %s",
  async (role) => {
    const number = `7${role.length}`;
    const own = await plant.employ(number, "A1", [role]);
    const send = async (at: string) => {
      const commandId = newId();
      const taps = { commandId, exceptionId: newId(), deviceSequence: 3 };
      expect(await plant.send(own, takeOverException, after(at), taps, after("2"))).toMatchObject({ ok: false, code: "NOT_FOUND" });
      return commandId;
    };
    const read = await send("2");
    expect(await plant.send(own, seeRefusal, after("2.01"), { refusedId: read, deviceSequence: 4 })).toMatchObject({ ok: true, data: { read: true } });
    const late = await send("1");
    const [row] = await plant.db.select().from(needsAttention).where(eq(needsAttention.commandId, late));
    await plant.does(plant.lead, settleAttention, after("2.5"), { attentionId: row?.id, note: "It was over already" });
    expect(await settledRefusal({ db: plant.db, now: after("3") }, own, late)).toMatchObject({ note: "It was over already" });
    expect(await settledRefusal({ db: plant.db, now: after("3") }, plant.first, late)).toBeNull();
  },
);
