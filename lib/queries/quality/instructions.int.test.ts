import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { productionOrder } from "@/db/schema/execution";
import type { Actor } from "@/lib/auth/actor";
import { after, exampleDatabase, type ExamplePlant, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { acknowledgeInstruction } from "@/lib/commands/quality/acknowledge-instruction";
import { publishInstruction } from "@/lib/commands/quality/publish-instruction";
import { saveInstruction } from "@/lib/commands/quality/save-instruction";
import { newId } from "@/lib/platform/ids";
import { instructionDetail, instructionLines, instructionPlaces } from "./instructions";

let plant: ExamplePlant;
let quality: Actor;
let itemId: string;
const from = () => ({ db: plant.db, now: after("5") });

beforeEach(async () => {
  const database = await exampleDatabase();
  plant = await examplePlant(database.db);
  quality = await plant.employ("0601", "A1", ["QUALITY_MANAGER"]);
  itemId = (await plant.db.select({ id: productionOrder.itemId }).from(productionOrder).where(eq(productionOrder.number, "PO-1001")))[0]?.id ?? "";
  return () => database.close();
});

const save = (at: string, title: string) =>
  plant.does(quality, saveInstruction, after(at), { itemId, opNo: 10, title, gate: "START", content: { blocks: [{ kind: "STEP", text: "Clamp it" }], points: [] }, seen: null });

describe("the desk of instructions", () => {
  it("lists what counts and what is drafted, and shows a version with the others and with who has confirmed it", async () => {
    const first = await save("0", "Clamp it");
    await plant.does(quality, publishInstruction, after("0.1"), { instructionId: first.instructionId, seen: first.savedAt });
    const operationId = (await plant.operationIds("PO-1001")).get(10);
    await plant.does(plant.first, acknowledgeInstruction, after("0.2"), { instructionId: first.instructionId, operationId, ticked: [] });
    const draft = await save("0.3", "Clamp it better");
    expect(await instructionLines(from(), quality)).toMatchObject([
      { id: first.instructionId, item: "FG-100", opNo: 10, version: 1, state: "PUBLISHED", gate: "START", readers: 1, validFrom: after("0.1").toISOString() },
      { id: draft.instructionId, version: 2, state: "DRAFT", readers: 0, validFrom: null },
    ]);
    expect(await instructionDetail(from(), quality, first.instructionId)).toMatchObject({
      title: "Clamp it",
      content: { blocks: [{ kind: "STEP", text: "Clamp it" }], points: [] },
      versions: [{ version: 2 }, { version: 1 }],
      readings: [{ name: "Operator 0417", order: "PO-1001", at: after("0.2").toISOString() }],
      mayWrite: true,
    });
    // Whoever only reads is told what it says, not who has read it.
    expect(await instructionDetail(from(), plant.second, first.instructionId)).toMatchObject({ title: "Clamp it", readings: [], mayWrite: false });
  });

  it("shows a draft to those who write it and to auditors, and to nobody who could work by it", async () => {
    const first = await save("0", "Clamp it");
    await plant.does(quality, publishInstruction, after("0.1"), { instructionId: first.instructionId, seen: first.savedAt });
    const draft = await save("0.2", "Clamp it better");
    const versions = async (actor: Actor) => [
      (await instructionLines(from(), actor)).map(({ version }) => version),
      (await instructionDetail(from(), actor, first.instructionId))?.versions.map(({ version }) => version),
      (await instructionDetail(from(), actor, draft.instructionId))?.version,
    ];
    const auditor = { ...quality, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["AUDITOR" as const] }] };
    for (const actor of [quality, auditor]) expect(await versions(actor)).toEqual([[1, 2], [2, 1], 2]);
    for (const actor of [plant.first, plant.lead]) expect(await versions(actor)).toEqual([[1], [1], undefined]);
  });

  it("offers each operation of a routing that counts to those who write there, and to nobody else", async () => {
    expect((await instructionPlaces(from(), quality)).filter((place) => place.itemId === itemId).map(({ opNo }) => opNo)).toEqual([10, 20]);
    expect(await instructionPlaces(from(), plant.lead)).toEqual([]);
  });

  it("SEC-02 shows nothing of a site that is not the reader's", async () => {
    const { instructionId } = await save("0", "Clamp it");
    const elsewhere = { ...quality, sites: [{ siteId: newId(), code: "SITE-Z", roles: ["QUALITY_MANAGER" as const] }] };
    expect(await instructionLines(from(), elsewhere)).toEqual([]);
    expect(await instructionDetail(from(), elsewhere, instructionId)).toBeNull();
    expect(await instructionPlaces(from(), elsewhere)).toEqual([]);
  });
});
