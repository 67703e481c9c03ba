import "server-only";
import { and, desc, eq, gt, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { instruction, instructionAcknowledgement } from "@/db/schema/instruction";
import type { Actor } from "@/lib/auth/actor";
import type { InstructionContent, InstructionGate } from "@/lib/domain/quality/instruction";
import { groupBy } from "@/lib/domain/shared/group-by";
import type { FloorReader } from "./floor-reader";

/** An instruction that counts at operations of this place, with all that its reader shows: it is read without the network as well (EX-22). */
export type FloorInstruction = {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly gate: InstructionGate;
  readonly content: InstructionContent;
  /** Account of the reader, whose reading the following says: a page that the tablet keeps may be opened by another person. */
  readonly reader: string | null;
  /** Operations here that it is for, and for which of them the reader has acknowledged it. */
  readonly operationIds: readonly string[];
  readonly acknowledged: readonly string[];
  /** What the reader knows of it: nothing, an earlier version, or this one, for whatever operation. */
  readonly known: "NEW" | "CHANGED" | "READ";
};

/** Instructions that count now at any of these operations, as this person has read them. */
export async function floorInstructions({ db, now }: FloorReader, actor: Actor, operationIds: readonly string[]): Promise<readonly FloorInstruction[]> {
  if (operationIds.length === 0) return [];
  const rows = await db
    .select({
      operationId: orderOperation.id,
      id: instruction.id,
      itemId: instruction.itemId,
      opNo: instruction.opNo,
      version: instruction.version,
      title: instruction.title,
      gate: instruction.gate,
      content: instruction.content,
    })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(instruction, and(eq(instruction.itemId, productionOrder.itemId), eq(instruction.opNo, orderOperation.opNo)))
    .where(and(inArray(orderOperation.id, [...operationIds]), lte(instruction.validFrom, now), or(isNull(instruction.validTo), gt(instruction.validTo, now))));
  if (rows.length === 0) return [];
  const read = actor.personId === null ? [] : await readBy(db, actor.personId, [...new Set(rows.map(({ itemId }) => itemId))], operationIds);
  const byId = groupBy(rows, ({ id }) => id);
  return [...byId.values()].flatMap(([first, ...others]): FloorInstruction[] => {
    if (first === undefined) return [];
    const { operationId, itemId, opNo, ...one } = first;
    const own = read.filter((row) => row.itemId === itemId && row.opNo === opNo);
    return [
      {
        ...one,
        reader: actor.accountId,
        operationIds: [operationId, ...others.map((row) => row.operationId)],
        acknowledged: own.filter((row) => row.instructionId === one.id).flatMap((row) => row.operationIds),
        known: own.some((row) => row.instructionId === one.id) ? "READ" : own.length > 0 ? "CHANGED" : "NEW",
      },
    ];
  });
}

/** The last versions that somebody has read for these items, and for which of these operations: over the years there are thousands of others. */
async function readBy(db: FloorReader["db"], personId: string, itemIds: readonly string[], operationIds: readonly string[]) {
  const operation = instructionAcknowledgement.operationId;
  return db
    .select({
      instructionId: instruction.id,
      itemId: instruction.itemId,
      opNo: instruction.opNo,
      operationIds: sql<string[]>`coalesce(array_agg(${operation}) filter (where ${inArray(operation, [...operationIds])}), '{}')`,
    })
    .from(instructionAcknowledgement)
    .innerJoin(instruction, eq(instruction.id, instructionAcknowledgement.instructionId))
    .where(and(eq(instructionAcknowledgement.personId, personId), inArray(instruction.itemId, [...itemIds])))
    .groupBy(instruction.id)
    .orderBy(desc(instruction.version))
    .limit(200);
}
