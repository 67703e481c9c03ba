import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { connect, type Database } from "@/db/client";
import { routingOperation, routingVersion } from "@/db/schema/engineering";
import { instruction } from "@/db/schema/instruction";
import { item, site } from "@/db/schema/reference";
import { DEMO_INSTRUCTIONS, type DemoInstruction } from "@/db/seed/demo-instructions";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import { publishInstruction } from "@/lib/commands/quality/publish-instruction";
import { saveInstruction } from "@/lib/commands/quality/save-instruction";
import { storeInstructionFile } from "@/lib/commands/quality/store-instruction-file";
import type { Services } from "@/lib/commands/services";
import { systemClock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/ids";
import { demoActor } from "./demo-actor";

const WRITER = "quality@demo.example";
const PICTURES = "db/seed/instruction-pictures";
const EVERY_MS = 2_000;

/**
 * Lets the demo's quality manager write the demo's instructions, as a person at the desk would. Items and routings come from the sandbox ERP over the wire, so
 * that it looks for them until `patienceMs` have passed. What has an instruction already, of whatever state, is left as it is. Answers how many were written.
 */
export async function writeDemoInstructions(databaseUrl: string, patienceMs: number): Promise<number> {
  const { db, close } = connect(databaseUrl, { max: 2 });
  try {
    const until = Date.now() + patienceMs;
    let [waiting, written] = [[...DEMO_INSTRUCTIONS], 0];
    for (;;) {
      const still: DemoInstruction[] = [];
      for (const one of waiting) {
        const outcome = await write(db, one);
        if (outcome === "NO_ITEM") still.push(one);
        else if (outcome === "WRITTEN") written += 1;
      }
      waiting = still;
      if (waiting.length === 0 || Date.now() >= until) return written;
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  } finally {
    await close();
  }
}

async function write(db: Database, { site: siteCode, item: itemCode, opNo, title, gate, pieces, points }: DemoInstruction): Promise<"WRITTEN" | "THERE" | "NO_ITEM"> {
  const [found] = await db
    .select({ itemId: item.id })
    .from(item)
    .innerJoin(site, eq(site.id, item.siteId))
    .innerJoin(routingVersion, eq(routingVersion.itemId, item.id))
    .innerJoin(routingOperation, and(eq(routingOperation.routingVersionId, routingVersion.id), eq(routingOperation.opNo, opNo)))
    .where(and(eq(site.code, siteCode), eq(item.code, itemCode)))
    .limit(1);
  if (found === undefined) return "NO_ITEM";
  const { itemId } = found;
  if ((await db.$count(instruction, and(eq(instruction.itemId, itemId), eq(instruction.opNo, opNo)))) > 0) return "THERE";
  const writer = await demoActor(db, { email: WRITER });
  const does = async <Input extends CommandHead, Output>(command: Command<Input, Output>, input: object): Promise<Output> => {
    const result = await execute(servicesOf(db), writer, command, { commandId: newId(), ...input });
    if (!result.ok) throw new Error(`${command.name} of the demo was refused: ${result.code} ${JSON.stringify(result.fields ?? result.params)}`);
    return result.data;
  };
  const blocks = [];
  for (const piece of pieces) {
    if (piece.kind !== "PICTURE") {
      blocks.push(piece);
      continue;
    }
    const bytes = (await readFile(join(process.cwd(), PICTURES, piece.picture))).toString("base64");
    const { sha256 } = await does(storeInstructionFile, { itemId, name: piece.picture, bytes });
    blocks.push({ kind: piece.kind, file: sha256, text: piece.text });
  }
  const draft = await does(saveInstruction, { itemId, opNo, title, gate, content: { blocks, points }, seen: null });
  await does(publishInstruction, { instructionId: draft.instructionId, seen: draft.savedAt });
  return "WRITTEN";
}

/** Nobody looks at a tablet yet, and no message to the ERP follows from an instruction. */
function servicesOf(db: Database): Services {
  return { db, clock: systemClock, tellLive: () => undefined, wakeOutbox: () => undefined };
}
