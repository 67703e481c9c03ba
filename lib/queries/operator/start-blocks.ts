import "server-only";
import { and, count, eq, inArray, isNull } from "drizzle-orm";
import { heldOutput } from "@/db/held-output";
import { lackingCapabilities } from "@/db/qualified";
import { requiredTools } from "@/db/required-tools";
import type { orderOperation, productionOrder } from "@/db/schema/execution";
import { qualityCheck } from "@/db/schema/quality";
import { shiftProposal } from "@/db/schema/shift-proposal";
import { yieldFrom } from "@/lib/domain/execution/order-plan";
import { isAllHeld } from "@/lib/domain/execution/start";
import { type ToolGuard, toolFaults } from "@/lib/domain/execution/tool";
import { goodOf } from "@/lib/domain/execution/totals";
import { mayBegin, reserves } from "@/lib/domain/planning/shift-proposal";
import { sum } from "@/lib/domain/shared/decimal";
import type { FloorReader } from "./floor-reader";
import type { FloorUnit } from "./floor-unit";

/** What a start would be refused for besides order, predecessor and machine (EX-01). */
export type StartBlock =
  /** Whoever reads lacks these; of nobody else does it say anything. */
  | { readonly kind: "PERSON"; readonly personId: string; readonly capabilities: readonly string[] }
  | { readonly kind: "PREDECESSOR_HELD"; readonly nonconformances: readonly string[] }
  | { readonly kind: "RESERVED" }
  | { readonly kind: "TOOL"; readonly guard: ToolGuard; readonly tools: readonly string[] }
  | { readonly kind: "CHECKS"; readonly count: number };

type OperationRow = typeof orderOperation.$inferSelect;
type OrderRow = typeof productionOrder.$inferSelect;

/** One that waits, with its order, and all operations of that order in their sequence. */
type WaitingRow = { readonly operation: OperationRow; readonly order: OrderRow; readonly steps: readonly OperationRow[] };

/** The operation before, which passes something on; undefined at the first. */
export function previousOf({ operation, steps }: Pick<WaitingRow, "operation" | "steps">): OperationRow | undefined {
  return steps.findLast((step) => step.opNo < operation.opNo && step.state !== "SKIPPED");
}

/** Why each of these could not start though it is its turn, by operation. */
export async function startBlocks(reader: FloorReader, unit: FloorUnit, personId: string | null, rows: readonly WaitingRow[]): Promise<ReadonlyMap<string, readonly StartBlock[]>> {
  const before = new Map(rows.flatMap((row) => (previousOf(row) === undefined ? [] : [[row.operation.id, previousOf(row)] as const])));
  const codes = [...new Set(rows.flatMap((row) => row.operation.tools))];
  const [lacking, held, reserved, due, tools] = await Promise.all([
    personId === null ? [] : lackingCapabilities(reader.db, personId, unit.capabilities, reader.now),
    heldOutput(
      reader.db,
      [...before.values()].flatMap((step) => step?.id ?? []),
    ),
    reservedOf(reader, [...new Set(rows.map((row) => row.order.id))]),
    dueOf(
      reader,
      rows.map((row) => row.operation.id),
    ),
    // What waits here is loaded nowhere, so that it is in nobody's way.
    requiredTools(reader.db, { siteId: unit.site.id, workCentreId: unit.line.id, exceptOperationId: null }, codes),
  ]);
  return new Map(
    rows.map((row) => {
      const { operation, order, steps } = row;
      const previous = before.get(operation.id);
      const holds = held.filter((one) => one.operationId === previous?.id);
      const predecessorHeld = { quantity: sum(holds.map(({ quantity }) => quantity)), nonconformances: holds.map((one) => one.nonconformance) };
      const predecessorGood = previous === undefined ? null : goodOf(previous);
      const checks = due.get(operation.id) ?? 0;
      const blocks: StartBlock[] = [];
      if (isAllHeld({ predecessorGood, predecessorHeld, processed: operation.processed }))
        blocks.push({ kind: "PREDECESSOR_HELD", nonconformances: predecessorHeld.nonconformances });
      if (previous === undefined && !mayBegin(movable(order, steps), sum(reserved.get(order.id) ?? []))) blocks.push({ kind: "RESERVED" });
      if (personId !== null && lacking.length > 0) blocks.push({ kind: "PERSON", personId, capabilities: lacking });
      const needed = tools.filter(({ code }) => operation.tools.includes(code));
      blocks.push(...toolFaults(needed, reader.now).map((fault) => ({ kind: "TOOL" as const, ...fault })));
      if (checks > 0) blocks.push({ kind: "CHECKS", count: checks });
      return [operation.id, blocks] as const;
    }),
  );
}

/** PL-02: the order as the rules of moves see it. */
function movable(order: OrderRow, steps: readonly OperationRow[]) {
  return {
    // Only open orders wait.
    open: true,
    quantity: order.quantity,
    received: order.received,
    operations: steps.filter((step) => step.state !== "SKIPPED").map((step) => ({ processed: step.processed, yieldToEnd: yieldFrom(step.opNo, steps) })),
    uom: { code: order.uom, decimals: order.decimals },
  };
}

/** Quantities of orders that open moves keep. */
async function reservedOf({ db }: FloorReader, orderIds: readonly string[]) {
  const rows = await db
    .select({ orderId: shiftProposal.orderId, quantity: shiftProposal.quantity, state: shiftProposal.state, arrivedAt: shiftProposal.originalArrivedAt })
    .from(shiftProposal)
    .where(and(inArray(shiftProposal.orderId, [...orderIds]), isNull(shiftProposal.endedAt)));
  const keeping = rows.filter(({ state, arrivedAt }) => reserves({ state, originalArrived: arrivedAt !== null }));
  return new Map(orderIds.map((id) => [id, keeping.filter((row) => row.orderId === id).map(({ quantity }) => quantity)]));
}

async function dueOf({ db }: FloorReader, operationIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ operationId: qualityCheck.operationId, due: count() })
    .from(qualityCheck)
    .where(and(inArray(qualityCheck.operationId, [...operationIds]), eq(qualityCheck.state, "DUE")))
    .groupBy(qualityCheck.operationId);
  return new Map(rows.flatMap(({ operationId, due }) => (operationId === null ? [] : [[operationId, due] as const])));
}
