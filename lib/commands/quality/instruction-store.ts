import "server-only";
import { and, eq, inArray, isNotNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { instruction, instructionAcknowledgement, instructionFile } from "@/db/schema/instruction";
import { item } from "@/db/schema/reference";
import type { LockedOperation } from "@/lib/commands/execution/store";
import { type InstructionContent, type InstructionGate, unreadAt } from "@/lib/domain/quality/instruction";

export type InstructionRow = typeof instruction.$inferSelect;

/** Site of an item, or null when there is no such item. */
export async function siteOfItem(tx: Tx, itemId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: item.siteId }).from(item).where(eq(item.id, itemId));
  return row?.siteId ?? null;
}

/** Site of an instruction, or null when there is no such one. */
export async function siteOfInstruction(tx: Tx, id: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: instruction.siteId }).from(instruction).where(eq(instruction.id, id));
  return row?.siteId ?? null;
}

/** Versions for an item and an operation. Their item is locked: they are written one after the other, and nobody who only refers to the item waits. */
export async function lockVersions(tx: Tx, itemId: string, opNo: number): Promise<readonly InstructionRow[]> {
  await tx.select({ id: item.id }).from(item).where(eq(item.id, itemId)).for("no key update");
  return tx
    .select()
    .from(instruction)
    .where(and(eq(instruction.itemId, itemId), eq(instruction.opNo, opNo)))
    .orderBy(instruction.version);
}

/** A version with all for its item and operation, locked. */
export async function lockInstruction(tx: Tx, id: string): Promise<{ readonly row: InstructionRow; readonly versions: readonly InstructionRow[] }> {
  const [head] = await tx.select({ itemId: instruction.itemId, opNo: instruction.opNo }).from(instruction).where(eq(instruction.id, id));
  const versions = head === undefined ? [] : await lockVersions(tx, head.itemId, head.opNo);
  const row = versions.find((one) => one.id === id);
  if (row === undefined) throw new Error(`instruction ${id} vanished after its site was found`);
  return { row, versions };
}

/** EX-01, EX-03: titles of what keeps somebody from starting or completing an operation until they have acknowledged it. */
export async function unreadInstructions(
  tx: Tx,
  { order, operation }: LockedOperation,
  gate: Exclude<InstructionGate, "NONE">,
  personId: string | null,
  at: Date,
): Promise<readonly string[]> {
  // Without what they say: that is long, and each start and each end asks.
  const { id, title, gate: holds, validFrom, validTo } = instruction;
  const versions = await tx
    .select({ id, title, gate: holds, validFrom, validTo })
    .from(instruction)
    .where(and(eq(instruction.itemId, order.itemId), eq(instruction.opNo, operation.opNo), isNotNull(validFrom)));
  if (versions.length === 0) return [];
  const acknowledged = await tx
    .select({ instructionId: instructionAcknowledgement.instructionId, personId: instructionAcknowledgement.personId })
    .from(instructionAcknowledgement)
    .where(eq(instructionAcknowledgement.operationId, operation.id));
  const unread = unreadAt(gate, versions, acknowledged, personId, at);
  return unread === null ? [] : [unread.title];
}

/** Whether every picture and PDF that the content shows is stored at the site. */
export async function hasAllFiles(tx: Tx, siteId: string, { blocks }: InstructionContent): Promise<boolean> {
  const named = new Set(blocks.flatMap((block) => ("file" in block ? [block.file] : [])));
  if (named.size === 0) return true;
  const rows = await tx
    .select({ sha256: instructionFile.sha256 })
    .from(instructionFile)
    .where(and(eq(instructionFile.siteId, siteId), inArray(instructionFile.sha256, [...named])));
  return rows.length === named.size;
}
