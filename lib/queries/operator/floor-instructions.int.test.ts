import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { productionOrder } from "@/db/schema/execution";
import type { Actor } from "@/lib/auth/actor";
import { after, exampleDatabase, type ExamplePlant, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { acknowledgeInstruction } from "@/lib/commands/quality/acknowledge-instruction";
import { publishInstruction } from "@/lib/commands/quality/publish-instruction";
import { saveInstruction } from "@/lib/commands/quality/save-instruction";
import { withdrawInstruction } from "@/lib/commands/quality/withdraw-instruction";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { floorInstructions } from "./floor-instructions";
import { runView } from "./run-view";

let plant: ExamplePlant;
let quality: Actor;
let itemId: string;

beforeEach(async () => {
  const database = await exampleDatabase();
  plant = await examplePlant(database.db);
  quality = await plant.employ("0601", "A1", ["QUALITY_MANAGER"]);
  itemId = (await plant.db.select({ id: productionOrder.itemId }).from(productionOrder).where(eq(productionOrder.number, "PO-1001")))[0]?.id ?? "";
  return () => database.close();
});

const publish = async (at: string, title: string) => {
  const content = { blocks: [{ kind: "STEP", text: "Clamp it" }], points: ["Guard shut"] };
  const { instructionId, savedAt } = await plant.does(quality, saveInstruction, after(at), { itemId, opNo: 10, title, gate: "START", content, seen: null });
  await plant.does(quality, publishInstruction, after(at), { instructionId, seen: savedAt });
  return instructionId;
};
const seen = async (at: string, actor = plant.first) => (await runView({ db: plant.db, now: after(at) }, actor, "MACH-1"))?.instructions;

describe("instructions at a machine", () => {
  it("come with all that is read of them, for every order that waits, and say what this person has read of them for which", async () => {
    await plant.hear([exampleOrder("SITE-A", "PO-1002")]);
    const [first, second] = [(await plant.operationIds("PO-1001")).get(10), (await plant.operationIds("PO-1002")).get(10)];
    expect(await seen("0")).toEqual([]);
    const id = await publish("0.1", "Clamp the casting");
    const shown = await seen("0.2");
    expect(shown).toMatchObject([{ id, version: 1, title: "Clamp the casting", gate: "START", content: { points: ["Guard shut"] }, acknowledged: [], known: "NEW" }]);
    expect(shown?.[0]?.operationIds.toSorted()).toEqual([first, second].toSorted());
    await plant.does(plant.first, acknowledgeInstruction, after("0.3"), { instructionId: id, operationId: first, ticked: [1] });
    expect(await seen("0.4")).toMatchObject([{ acknowledged: [first], known: "READ" }]);
    expect(await floorInstructions({ db: plant.db, now: after("0.4") }, plant.first, [second ?? ""])).toMatchObject([{ acknowledged: [], known: "READ" }]);
    // What one person has read, another has not.
    expect(await seen("0.4", plant.second)).toMatchObject([{ acknowledged: [], known: "NEW" }]);
  });

  it("are marked as changed for who has read the version before, and are gone with their withdrawal", async () => {
    const operationId = (await plant.operationIds("PO-1001")).get(10);
    const old = await publish("0", "Clamp it");
    await plant.does(plant.first, acknowledgeInstruction, after("0.1"), { instructionId: old, operationId, ticked: [1] });
    const id = await publish("0.2", "Clamp it better");
    expect(await seen("0.3")).toMatchObject([{ id, version: 2, acknowledged: [], known: "CHANGED" }]);
    // As of an instant before it, the version of then counts.
    expect(await seen("0.15")).toMatchObject([{ id: old, acknowledged: [operationId], known: "READ" }]);
    await plant.does(quality, withdrawInstruction, after("0.4"), { instructionId: id, reason: "no clamp any more" });
    expect(await seen("0.5")).toEqual([]);
  });
});
