import { and, eq, ne } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command as commandTable, event } from "@/db/schema/eventlog";
import { costLine } from "@/db/schema/costing";
import { needsAttention, orderOperation, productionOrder } from "@/db/schema/execution";
import { exception } from "@/db/schema/exception";
import { auditEntry } from "@/db/schema/identity";
import { lot } from "@/db/schema/materials";
import type { TestDatabase } from "@/db/testing/database";
import { ZERO } from "@/lib/domain/shared/decimal";
import { accept } from "@/lib/domain/shared/decision";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { digestOf } from "@/lib/platform/digest";
import { newId } from "@/lib/platform/ids";
import { CommandHead } from "./command-head.schema";
import { type Command, defineCommand } from "./define-command";
import { refuseUnknown } from "./execute";
import { addEntryPhoto } from "./execution/add-entry-photo";
import { completeOperation } from "./execution/complete-operation";
import { confirmProduction } from "./execution/confirm-production";
import { finishSetup } from "./execution/finish-setup";
import { pauseOperation } from "./execution/pause-operation";
import { raiseCall } from "./execution/raise-call";
import { reverseEntry } from "./execution/reverse-entry";
import { startOperation } from "./execution/start-operation";
import { issueMaterial } from "./materials/issue-material";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./execution/testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
});
afterAll(() => database.close());

const run = async (operationId: string): Promise<void> => {
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
};

it("two commands that lock the same rows in opposite order both get through: the one that is given up is carried out again", async () => {
  const [one, two] = [await plant.lotId("C-A"), await plant.lotId("C-B")];
  let arrived = 0;
  let release: () => void = () => undefined;
  const bothHold = new Promise<void>((resolve) => (release = resolve));
  const crossing = (first: string, second: string) =>
    defineCommand({
      name: "cross",
      permission: "operation.execute",
      input: CommandHead,
      site: () => Promise.resolve(plant.siteId),
      async run({ tx }) {
        await tx.select().from(lot).where(eq(lot.id, first)).for("update");
        arrived += 1;
        if (arrived === 2) release();
        await bothHold;
        await tx.select().from(lot).where(eq(lot.id, second)).for("update");
        return accept({ events: [], output: {} });
      },
    });
  const answers = await Promise.all([plant.send(plant.first, crossing(one, two), after("0"), {}), plant.send(plant.second, crossing(two, one), after("0"), {})]);
  expect(answers.map((answer) => answer.ok)).toEqual([true, true]);
  expect(arrived).toBe(3);
});

it("EX-23 a refused command answers its refusal again, also when it would be accepted by now; its key is its sender's alone", async () => {
  const tap = { commandId: newId(), operationId: op10, good: "5", eventTime: after("2").toISOString() };
  const refused = await plant.send(plant.first, confirmProduction, after("2"), tap);
  expect(refused).toMatchObject({ ok: false, code: "INVALID_TRANSITION" });
  await run(op10);
  expect(await plant.send(plant.first, confirmProduction, after("2"), tap)).toEqual(refused);
  expect(await plant.send(plant.second, confirmProduction, after("2"), tap)).toMatchObject({ ok: false, code: "KEY_REUSED" });
  expect((await plant.db.select().from(commandTable).where(eq(commandTable.id, tap.commandId))).map((row) => row.outcome)).toEqual(["REFUSED"]);
});

it("EX-23 a tablet sends over an update what it had sent before: the same bytes are the same command, however either version reads them", async () => {
  const tap = { commandId: newId(), operationId: op10, good: "0", scrap: "1", eventTime: after("2").toISOString() };
  const refused = await plant.send(plant.first, confirmProduction, after("2"), tap);
  expect(refused).toMatchObject({ ok: false, code: "REASON_REQUIRED" });
  const updated = { ...confirmProduction, input: confirmProduction.input.transform((read) => ({ ...read, handlingUnit: read.handlingUnit ?? false })) };
  expect(await plant.send(plant.first, updated, after("2"), tap)).toEqual(refused);
  // Nor does it matter that the next one takes no such input any more.
  const stricter = { ...confirmProduction, input: confirmProduction.input.refine(() => false) };
  expect(await plant.send(plant.first, stricter, after("2"), tap)).toEqual(refused);
  // Versions before this one kept the digest of the input as they read it.
  const [kept] = await plant.db.select().from(commandTable).where(eq(commandTable.id, tap.commandId));
  if (kept === undefined) throw new Error("the refusal is not on record");
  const older = { ...tap, commandId: newId() };
  const digest = digestOf({ name: confirmProduction.name, input: confirmProduction.input.parse(older) });
  expect(digest).not.toBe(digestOf({ name: confirmProduction.name, input: older }));
  await plant.db.insert(commandTable).values({ ...kept, id: older.commandId, digest });
  expect(await plant.send(plant.first, confirmProduction, after("2"), older)).toEqual(refused);
});

it("SEC-02 SEC-09 somebody of another site finds nothing, and the attempt is on record", async () => {
  const stranger = { ...plant.second, sites: [{ siteId: newId(), code: "SITE-Z", roles: ["LEAD"] as const }] };
  const commandId = newId();
  expect(await plant.send(stranger, confirmProduction, after("2"), { commandId, operationId: op10, good: "1" })).toEqual({ ok: false, code: "NOT_FOUND", params: {} });
  expect((await plant.db.select().from(auditEntry).where(eq(auditEntry.subject, commandId))).map((row) => [row.action, row.outcome, row.accountId])).toEqual([
    ["confirm-production", "DENIED", stranger.accountId],
  ]);
});

it.each([
  ["input that does not fit", { operationId: "OP-10" }, "INVALID_INPUT", null],
  ["something that does not exist", { operationId: newId() }, "NOT_FOUND", null],
  ["what somebody may not do", {}, "FORBIDDEN", "SITE-A"],
  ["something of another site", {}, "NOT_FOUND", "SITE-A"],
])("§2.1 EX-23 an attempt at %s is on record under its key, and answered alike again", async (what, input, code, at) => {
  const tap = { commandId: newId(), operationId: op10, good: "1", eventTime: after("2").toISOString(), ...input };
  const somewhere = { ...plant.second, sites: [{ siteId: newId(), code: "SITE-Z", roles: ["OPERATOR"] as const }] };
  const actor = what.endsWith("another site") ? somewhere : code === "FORBIDDEN" ? plant.finance : plant.second;
  const first = await plant.send(actor, confirmProduction, after("2"), tap);
  expect(first).toMatchObject({ ok: false, code });
  expect(await plant.send(actor, confirmProduction, after("2"), tap)).toEqual(first);
  // The key is taken: what is right now is another command, and so is somebody else's.
  expect(await plant.send(actor, confirmProduction, after("2"), { ...tap, operationId: op10, good: "2" })).toMatchObject({ ok: false, code: "KEY_REUSED" });
  expect(await plant.send(plant.first, confirmProduction, after("2"), tap)).toMatchObject({ ok: false, code: "KEY_REUSED" });
  const rows = await plant.db.select().from(commandTable).where(eq(commandTable.id, tap.commandId));
  expect(rows).toMatchObject([{ name: "confirm-production", outcome: "REFUSED", answer: first, siteId: at === null ? null : plant.siteId, accountId: actor.accountId }]);
});

describe("EX-22 what no text of the database can hold is refused before anything is stored, with what to do, and a lead finds a copy of the entry", () => {
  const [nul, half] = ["torn\u0000", "torn\uD83D"];
  it.each([
    ["a note", raiseCall, { call: "LEAD", note: nul }, "note", "note"],
    ["half of a character", raiseCall, { call: "LEAD", note: half }, "note", "note"],
    ["a lot", issueMaterial, { lot: nul, quantity: "1" }, "lot", "lot"],
    ["a reason", pauseOperation, { reason: half }, "reason", "reason"],
    ["a field that nobody knows", confirmProduction, { good: "1", pallet: nul }, "pallet", "pallet"],
    ["the name of one", confirmProduction, { good: "1", "torn\u0000": 7 }, "torn\uFFFD", null],
  ] satisfies [string, Pick<Command<never, unknown>, "name">, object, string, string | null][])("%s", async (_, command, over, path, field) => {
    const input = { commandId: newId(), operationId: op10, deviceSequence: 7, eventTime: after("2.5").toISOString(), ...over };
    const send = () => plant.send(plant.first, command as unknown as Command<CommandHead, unknown>, after("2.5"), input, after("2.6"));
    const refused = await send();
    expect(refused).toEqual({
      ok: false,
      code: "INVALID_INPUT",
      params: { unstorable: [path] },
      fields: { [path]: "holds a character that cannot be stored: write it anew, without it" },
    });
    expect(await send()).toEqual(refused);
    expect(await plant.db.select().from(commandTable).where(eq(commandTable.id, input.commandId))).toMatchObject([{ outcome: "REFUSED", answer: refused }]);
    const rows = await plant.db.select().from(needsAttention).where(eq(needsAttention.commandId, input.commandId));
    expect(rows).toMatchObject([{ command: command.name, code: "INVALID_INPUT", input: { operationId: op10, ...(field === null ? { [path]: 7 } : { [field]: "torn\uFFFD" }) } }]);
    expect(await plant.db.$count(event, and(eq(event.commandId, input.commandId), ne(event.type, "attention.raised")))).toBe(0);
  });

  it("also under a name that nobody knows", async () => {
    const input = { commandId: newId(), deviceSequence: 7, pallet: nul };
    expect(await refuseUnknown(plant.services, plant.first, "stack\u0000", input)).toMatchObject({ ok: false, code: "UNKNOWN_COMMAND" });
    const rows = await plant.db.select().from(needsAttention).where(eq(needsAttention.commandId, input.commandId));
    expect(rows).toMatchObject([{ command: "stack\uFFFD", input: { pallet: "torn\uFFFD" } }]);
  });
});

it("EX-21 a key is a UUID of version 7; with another one nothing is kept", async () => {
  const tap = { commandId: crypto.randomUUID(), operationId: op10, good: "1", eventTime: after("2").toISOString() };
  expect(await plant.send(plant.first, confirmProduction, after("2"), tap)).toMatchObject({
    ok: false,
    code: "INVALID_INPUT",
    fields: { commandId: "must be a UUID of version 7" },
  });
  expect(await plant.db.select().from(commandTable).where(eq(commandTable.id, tap.commandId))).toEqual([]);
});

it("EX-21 a tablet whose clock is a year ahead books no year: the entry counts from now, and the lead sees the claim", async () => {
  const claimed = new Date("2027-03-17T08:00:00Z");
  await plant.does(plant.first, confirmProduction, claimed, { operationId: op10, good: "1" }, after("2"));
  const seconds = (await plant.db.select().from(costLine)).filter((line) => line.element === "MACHINE").reduce((total, line) => total + (line.seconds ?? 0), 0);
  expect(seconds).toBe(2 * 3600);
  const [raised] = await plant.db.select().from(exception).where(eq(exception.class, "TIME_SUSPECT"));
  expect(raised?.detail).toMatchObject({ eventTime: claimed.toISOString(), recordTime: after("2").toISOString() });
  // And the operation is not stuck until that year has passed.
  await plant.does(plant.first, confirmProduction, after("2.5"), { operationId: op10, good: "1" });
});

it.each([3_455_999_997, -56_802_297_600_000])("EX-21 a tablet whose clock is %i ms off records, and what it said of its clock is kept", async (clockOffsetMs) => {
  const commandId = newId();
  await plant.does(plant.first, confirmProduction, after("2.5"), { operationId: op10, commandId, scrap: "1", scrapReason: "DIM", deviceSequence: 2_147_483_647, clockOffsetMs });
  expect(await plant.db.select().from(commandTable).where(eq(commandTable.id, commandId))).toMatchObject([{ deviceSequence: 2_147_483_647, clockOffsetMs }]);
});

it.each([{ deviceSequence: 2_147_483_648 }, { clockOffsetMs: 8_640_000_000_000_001 }])("EX-21 what no tablet counts or measures is refused at the door: %j", async (head) => {
  const tap = { operationId: op10, scrap: "1", scrapReason: "DIM", ...head };
  expect(await plant.send(plant.first, confirmProduction, after("2.5"), tap)).toMatchObject({
    ok: false,
    code: "INVALID_INPUT",
    fields: { [Object.keys(head)[0] ?? ""]: expect.stringContaining("Too big") },
  });
});

it("EX-21 an entry of more than a week ago is put before the lead, its photo is not: that comes when the network allows", async () => {
  const commandId = newId();
  await plant.does(plant.first, confirmProduction, after("3"), { operationId: op10, commandId, scrap: "1", scrapReason: "DIM" });
  const suspects = () => plant.db.$count(exception, eq(exception.class, "TIME_SUSPECT"));
  const before = await suspects();
  const photo = { entryCommandId: commandId, bytes: Buffer.from("ffd8ffe000104a464946", "hex").toString("base64") };
  await plant.does(plant.first, addEntryPhoto, after("3"), photo, after("300"));
  expect(await suspects()).toBe(before);
  await plant.does(plant.first, confirmProduction, after("4"), { operationId: op10, scrap: "1", scrapReason: "DIM" }, after("300"));
  expect(await suspects()).toBe(before + 1);
});

it.each(["1000000000", "999999999999", "0.0000001", "-1", "1e9", ""])("a quantity of %j is refused at the door", async (scrap) => {
  expect(await plant.send(plant.first, confirmProduction, after("3"), { operationId: op10, scrap, scrapReason: "DIM" })).toMatchObject({ ok: false, code: "INVALID_INPUT" });
});

it("EX-07 an order whose last operation ended first does not complete below its minimum when another one ends", async () => {
  await plant.hear([exampleOrder("SITE-A", "PO-1009", { qty: "10", underPct: "0", components: [] })]);
  const operations = await plant.operationIds("PO-1009");
  const [first, last] = [operations.get(10) ?? "", operations.get(20) ?? ""];
  await plant.db.update(orderOperation).set({ setupMachineHours: ZERO, setupLabourHours: ZERO });
  await plant.does(plant.first, issueMaterial, after("4"), { operationId: op10, lot: "C-A", quantity: "7" });
  await plant.does(plant.first, completeOperation, after("4"), { operationId: op10 });
  await plant.does(plant.first, startOperation, after("5"), { operationId: first, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, confirmProduction, after("6"), { operationId: first, good: "10" });
  await plant.does(plant.second, startOperation, after("6"), { operationId: last, workUnitId: await plant.unitId("ASSY-2") });
  const entry = await plant.does(plant.second, confirmProduction, after("7"), { operationId: last, good: "10" });
  await plant.does(plant.second, completeOperation, after("7"), { operationId: last });
  await plant.does(plant.lead, reverseEntry, after("8"), { entryId: entry.entryId, reason: "MISKEY" });
  expect(await plant.send(plant.first, completeOperation, after("9"), { operationId: first })).toMatchObject({
    ok: false,
    code: "BELOW_TOLERANCE",
    params: { good: "0", min: "10" },
  });
  await plant.does(plant.lead, completeOperation, after("9"), { operationId: first, shortCloseReason: "LATE-INFO" });
  expect((await plant.db.select().from(productionOrder).where(eq(productionOrder.number, "PO-1009")))[0]?.state).toBe("COMPLETED");
});
