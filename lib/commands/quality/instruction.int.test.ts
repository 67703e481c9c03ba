import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instruction, instructionAcknowledgement, instructionFile } from "@/db/schema/instruction";
import { productionOrder } from "@/db/schema/execution";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, type ExamplePlant, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { acknowledgeInstruction } from "./acknowledge-instruction";
import { publishInstruction } from "./publish-instruction";
import { saveInstruction } from "./save-instruction";
import { storeInstructionFile } from "./store-instruction-file";
import { withdrawInstruction } from "./withdraw-instruction";

const PNG = Buffer.from("89504e470d0a1a0a0000000d4948445200000001", "hex");
let database: TestDatabase;
let plant: ExamplePlant;
let quality: Actor;
let itemId: string;
let op10: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  quality = await plant.employ("0601", "A1", ["QUALITY_MANAGER"]);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  itemId = (await plant.db.select({ id: productionOrder.itemId }).from(productionOrder).where(eq(productionOrder.number, "PO-1001")))[0]?.id ?? "";
});
afterEach(() => database.close());

type Draft = { title?: string; gate?: "NONE" | "START" | "COMPLETION"; points?: string[]; seen?: string | null; blocks?: object[] };
const draftOf = ({
  title = "Clamp the casting",
  gate = "START",
  points = ["Guard shut", "Nozzle clean"],
  seen = null,
  blocks = [{ kind: "STEP", text: "Clamp it" }],
}: Draft = {}) => ({
  itemId,
  opNo: 10,
  title,
  gate,
  content: { blocks, points },
  seen,
});
const publish = async (at: string, draft: Draft = {}) => {
  const { instructionId, savedAt } = await plant.does(quality, saveInstruction, after(at), draftOf(draft));
  await plant.does(quality, publishInstruction, after(at), { instructionId, seen: savedAt });
  return instructionId;
};
const starts = async (at: string, actor: Actor = plant.first, recorded = at) =>
  plant.send(actor, startOperation, after(at), { operationId: op10, workUnitId: await plant.unitId("MACH-1") }, after(recorded));
const reads = (at: string, instructionId: string, ticked: number[] = [1, 2], actor: Actor = plant.first, recorded = at) =>
  plant.send(actor, acknowledgeInstruction, after(at), { instructionId, operationId: op10, ticked }, after(recorded));
const versions = () => plant.db.select().from(instruction).orderBy(instruction.version);

describe("versions of an instruction", () => {
  it("a draft is saved over and over, published once, and ended by the next", async () => {
    const first = await plant.does(quality, saveInstruction, after("0"), draftOf());
    const again = await plant.does(quality, saveInstruction, after("0.1"), draftOf({ title: "Clamp it well", seen: first.savedAt }));
    expect(again).toMatchObject({ instructionId: first.instructionId, version: 1 });
    await plant.does(quality, publishInstruction, after("0.2"), { instructionId: first.instructionId, seen: again.savedAt });
    const second = await publish("1", { title: "Clamp it better" });
    expect(await versions()).toMatchObject([
      { id: first.instructionId, version: 1, title: "Clamp it well", state: "PUBLISHED", validFrom: after("0.2"), validTo: after("1") },
      { id: second, version: 2, state: "PUBLISHED", validFrom: after("1"), validTo: null },
    ]);
    expect(await plant.send(quality, publishInstruction, after("2"), { instructionId: first.instructionId, seen: again.savedAt })).toMatchObject({ code: "INSTRUCTION_OVER" });
    expect(await plant.send(quality, withdrawInstruction, after("2"), { instructionId: first.instructionId, reason: "old" })).toMatchObject({ code: "INSTRUCTION_OVER" });
    await plant.does(quality, withdrawInstruction, after("3"), { instructionId: second, reason: "The clamp is gone" });
    expect((await versions())[1]).toMatchObject({ state: "WITHDRAWN", validTo: after("3"), withdrawnReason: "The clamp is gone" });
    await expectRebuilt(database);
  });

  it("what somebody else saved meanwhile is not written over, nor published unseen", async () => {
    const mine = await plant.does(quality, saveInstruction, after("0"), draftOf());
    expect(await plant.send(quality, saveInstruction, after("0.1"), draftOf({ title: "Mine as well" }))).toMatchObject({ code: "CHANGED_MEANWHILE" });
    await plant.does(quality, saveInstruction, after("0.2"), draftOf({ title: "Theirs", seen: mine.savedAt }));
    expect(await plant.send(quality, publishInstruction, after("0.3"), { instructionId: mine.instructionId, seen: mine.savedAt })).toMatchObject({ code: "CHANGED_MEANWHILE" });
    expect(await versions()).toMatchObject([{ title: "Theirs", state: "DRAFT" }]);
  });

  it("of two who begin a draft, or publish one, at once, one does", async () => {
    const codes = (results: readonly { ok: boolean; code?: string }[]) => results.map((result) => (result.ok ? "ok" : result.code)).toSorted();
    const begun = await Promise.all(["Mine", "Theirs"].map((title) => plant.send(quality, saveInstruction, after("0"), draftOf({ title }))));
    expect(codes(begun)).toEqual(["CHANGED_MEANWHILE", "ok"]);
    const [draft] = begun.flatMap((result) => (result.ok ? [result.data] : []));
    const published = await Promise.all([1, 2].map(() => plant.send(quality, publishInstruction, after("0.1"), { instructionId: draft?.instructionId, seen: draft?.savedAt })));
    expect(codes(published)).toEqual(["INSTRUCTION_OVER", "ok"]);
    const read = await Promise.all([1, 2].map(() => reads("0.2", draft?.instructionId ?? "")));
    expect(codes(read)).toEqual(["ok", "ok"]);
    expect(await plant.db.$count(instructionAcknowledgement)).toBe(1);
  });

  it("the database itself keeps a published version as it is", async () => {
    await publish("0");
    await expect(plant.db.update(instruction).set({ content: { blocks: [], points: [] } })).rejects.toMatchObject({ cause: { message: expect.stringContaining("published") } });
  });

  it.each<[string, Draft & { opNo?: number }, string]>([
    ["an operation that no routing of the item has", { opNo: 990 }, "OPERATION_UNKNOWN"],
    ["a picture that nobody has stored", { blocks: [{ kind: "PICTURE", file: "0".repeat(64), text: "" }] }, "FILE_UNKNOWN"],
    ["a gate that there is none of", { gate: "SOMETIMES" as "NONE" }, "INVALID_INPUT"],
    ["markup as a kind of its own", { blocks: [{ kind: "HTML", text: "<b>x</b>" }] }, "INVALID_INPUT"],
  ])("refuses %s", async (_, { opNo = 10, ...draft }, code) =>
    expect(await plant.send(quality, saveInstruction, after("0"), { ...draftOf(draft), opNo })).toMatchObject({ ok: false, code }),
  );

  it("says nothing empty, and is written by nobody on the floor and by nobody of another site", async () => {
    const { instructionId, savedAt } = await plant.does(quality, saveInstruction, after("0"), draftOf({ blocks: [], points: [] }));
    expect(await plant.send(quality, publishInstruction, after("0"), { instructionId, seen: savedAt })).toMatchObject({ code: "INSTRUCTION_EMPTY" });
    for (const actor of [plant.first, plant.lead]) expect(await plant.send(actor, saveInstruction, after("0"), draftOf())).toMatchObject({ code: "FORBIDDEN" });
    const elsewhere = { ...quality, sites: [{ siteId: "01890000-0000-7000-8000-000000000000", code: "SITE-Z", roles: ["QUALITY_MANAGER" as const] }] };
    expect(await plant.send(elsewhere, saveInstruction, after("0"), draftOf())).toMatchObject({ code: "NOT_FOUND" });
    expect(await plant.send(elsewhere, withdrawInstruction, after("0"), { instructionId, reason: "x" })).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("EX-01 an instruction that gates the start", () => {
  it("refuses it by name until this person has ticked every point", async () => {
    const id = await publish("0");
    expect(await starts("0.1")).toMatchObject({ code: "START_BLOCKED", params: { guards: ["INSTRUCTIONS_NOT_READ"], instructions: ["Clamp the casting"] } });
    expect(await reads("0.2", id, [1])).toMatchObject({ code: "POINTS_OPEN", params: { points: ["Nozzle clean"] } });
    expect(await reads("0.2", id, [1, 2], plant.second)).toMatchObject({ ok: true });
    expect(await starts("0.3")).toMatchObject({ code: "START_BLOCKED" });
    expect(await reads("0.4", id)).toMatchObject({ ok: true });
    // A second tap changes nothing.
    expect(await reads("0.5", id)).toMatchObject({ ok: true });
    expect(await plant.db.select().from(instructionAcknowledgement)).toHaveLength(2);
    expect(await starts("0.6")).toMatchObject({ ok: true });
    await expectRebuilt(database);
  });

  it("EX-22 read and started without the network, then overtaken by a new version: both still count", async () => {
    const id = await publish("0");
    await publish("2", { title: "Clamp it better" });
    expect(await reads("1", id, [1, 2], plant.first, "3")).toMatchObject({ ok: true });
    expect(await starts("1.1", plant.first, "3")).toMatchObject({ ok: true });
  });

  it("EX-22 but a start after the new version asks for that one", async () => {
    const id = await publish("0");
    await publish("1", { title: "Clamp it better" });
    expect(await reads("1.5", id, [1, 2], plant.first, "3")).toMatchObject({ ok: true });
    expect(await starts("1.6", plant.first, "3")).toMatchObject({ code: "START_BLOCKED", params: { instructions: ["Clamp it better"] } });
  });

  it("holds nothing back as a draft, nor once it is withdrawn", async () => {
    const { instructionId } = await plant.does(quality, saveInstruction, after("0"), draftOf());
    expect(await reads("0.1", instructionId)).toMatchObject({ code: "INSTRUCTION_NOT_PUBLISHED" });
    await plant.does(quality, withdrawInstruction, after("0.1"), { instructionId, reason: "not needed" });
    const other = await publish("0.2");
    await plant.does(quality, withdrawInstruction, after("0.3"), { instructionId: other, reason: "not needed" });
    expect(await starts("0.4")).toMatchObject({ ok: true });
  });

  it("is acknowledged for its own item and operation alone", async () => {
    const id = await publish("0");
    const operationId = (await plant.operationIds("PO-1001")).get(20);
    expect(await plant.send(plant.first, acknowledgeInstruction, after("0.1"), { instructionId: id, operationId, ticked: [1, 2] })).toMatchObject({
      code: "INSTRUCTION_ELSEWHERE",
    });
    expect(await reads("0.1", id, [1, 2], { ...plant.first, personId: null })).toMatchObject({ code: "PERSON_REQUIRED" });
    expect(await reads("0.1", id, [1, 2], quality)).toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("EX-03 an instruction that gates the completion", () => {
  it("lets it start, and refuses its end by name until whoever ends it has ticked every point", async () => {
    const id = await publish("0", { gate: "COMPLETION", title: "Clear the line" });
    expect(await starts("0")).toMatchObject({ ok: true });
    await plant.does(plant.first, issueMaterial, after("0.5"), { operationId: op10, lot: "C-A", quantity: "150" });
    await plant.does(plant.first, issueMaterial, after("0.5"), { operationId: op10, lot: "C-B", quantity: "54" });
    await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "200" });
    const ends = (at: string) => plant.send(plant.first, completeOperation, after(at), { operationId: op10 });
    expect(await ends("3")).toMatchObject({ code: "COMPLETION_BLOCKED", params: { blockers: ["INSTRUCTIONS_NOT_READ"], instructions: ["Clear the line"] } });
    await plant.does(plant.first, acknowledgeInstruction, after("3.1"), { instructionId: id, operationId: op10, workUnitId: await plant.unitId("MACH-1"), ticked: [2, 1] });
    expect(await ends("3.2")).toMatchObject({ ok: true });
    await expectRebuilt(database);
  });
});

describe("pictures and PDFs", () => {
  const store = (bytes: Buffer, actor: Actor = quality) => plant.send(actor, storeInstructionFile, after("0"), { itemId, name: "clamp.png", bytes: bytes.toString("base64") });

  it("keeps a picture once by its digest, for that site's instructions, and the log rebuilds without its bytes", async () => {
    const first = await store(PNG);
    expect(first).toMatchObject({ ok: true, data: { contentType: "image/png" } });
    expect(await store(PNG)).toMatchObject({ ok: true, data: first.ok ? first.data : {} });
    expect(await plant.db.select({ bytes: instructionFile.bytes }).from(instructionFile)).toEqual([{ bytes: PNG }]);
    await publish("0.1", { blocks: [{ kind: "PICTURE", file: first.ok ? first.data.sha256 : "", text: "The clamp" }] });
    await expectRebuilt(database);
  });

  it.each<[string, Buffer, string]>([
    ["SVG, whatever it is called", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), "FILE_NOT_TAKEN"],
    ["HTML", Buffer.from("<!doctype html><script>alert(1)</script>"), "FILE_NOT_TAKEN"],
    ["one byte too much", Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024 + 1 - PNG.length)]), "FILE_TOO_LARGE"],
    ["much too much", Buffer.concat([PNG, Buffer.alloc(6 * 1024 * 1024)]), "INVALID_INPUT"],
    ["nothing", Buffer.alloc(0), "FILE_NOT_TAKEN"],
  ])("refuses %s", async (_, bytes, code) => {
    expect(await store(bytes)).toMatchObject({ ok: false, code });
    expect(await plant.db.$count(instructionFile)).toBe(0);
  });

  it("are stored by nobody on the floor", async () => expect(await store(PNG, plant.first)).toMatchObject({ code: "FORBIDDEN" }));
});
