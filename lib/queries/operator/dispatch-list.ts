import "server-only";
import { and, asc, eq, inArray, isNull, ne, or } from "drizzle-orm";
import { orderComponent, orderOperation, productionOrder } from "@/db/schema/execution";
import { item, itemVersion, workUnitQualification } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import { isExecutable } from "@/lib/domain/execution/order-state";
import type { FloorReader } from "./floor-reader";
import type { FloorUnit } from "./floor-unit";
import { loadedOperations } from "./loaded-operations";
import { lotsToTake } from "./lots-to-take";

/** Why an operation cannot start now. */
export type NotReady =
  | { readonly kind: "ORDER"; readonly state: string }
  | { readonly kind: "PREDECESSOR"; readonly opNo: number; readonly name: string }
  | { readonly kind: "UNIT_TAKEN"; readonly by: string }
  | { readonly kind: "MATERIAL"; readonly items: readonly string[] };

/** An operation that waits for this work unit. */
export type Waiting = {
  readonly operationId: string;
  readonly orderId: string;
  readonly order: string;
  readonly opNo: number;
  readonly name: string;
  readonly item: string;
  readonly description: string;
  readonly quantity: string;
  readonly good: string;
  readonly uom: string;
  readonly decimals: number;
  readonly dueAt: string;
  readonly plannedStartAt: string;
  /** What the setup is planned to take, in hours; "0" starts the run at once. */
  readonly setupHours: string;
  /** A lead may leave it out now (§2.2). */
  readonly skippable: boolean;
  /** Empty: it can start. Material that is missing does not keep it from starting, but from running. */
  readonly notReady: readonly NotReady[];
};

const OPEN_ORDERS = ["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD"] as const;
const MOST = 60;

/** What is next on a work unit: startable operations first, in the sequence of the line, then by priority and due time. */
export async function dispatchList(reader: FloorReader, actor: Actor, unit: FloorUnit): Promise<readonly Waiting[]> {
  if (!authorise(actor, "operation.read", unit.site.id)) return [];
  const { db, now } = reader;
  const qualified = db.select({ id: workUnitQualification.workCentreId }).from(workUnitQualification).where(eq(workUnitQualification.workUnitId, unit.id));
  const rows = await db
    .select({ operation: orderOperation, order: productionOrder, item: item.code, description: itemVersion.description })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(item, eq(item.id, productionOrder.itemId))
    .leftJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .where(
      and(
        eq(orderOperation.siteId, unit.site.id),
        or(eq(orderOperation.workCentreId, unit.line.id), inArray(orderOperation.workCentreId, qualified)),
        inArray(orderOperation.state, ["PENDING", "READY"]),
        inArray(productionOrder.state, [...OPEN_ORDERS]),
      ),
    )
    .orderBy(asc(orderOperation.sequence), asc(productionOrder.priority), asc(productionOrder.dueAt), asc(orderOperation.number))
    .limit(MOST);
  if (rows.length === 0) return [];
  const [before, missing, loaded] = await Promise.all([
    predecessors(
      db,
      rows.map((row) => row.operation),
    ),
    missingMaterial(
      reader,
      unit,
      rows.map((row) => row.operation.id),
    ),
    loadedOperations(db, [unit.id]),
  ]);
  const taken = unit.parallel ? undefined : loaded[0];
  const waiting = rows.map(({ operation, order, ...row }): Waiting => {
    const previous = before.get(operation.id);
    const notReady: NotReady[] = [
      ...(order.state === "CREATED" || order.state === "ON_HOLD" ? [{ kind: "ORDER" as const, state: order.state }] : []),
      ...(operation.state === "PENDING" && previous !== undefined ? [{ kind: "PREDECESSOR" as const, ...previous }] : []),
      ...(taken === undefined ? [] : [{ kind: "UNIT_TAKEN" as const, by: `${taken.order} / ${taken.opNo}` }]),
      ...(missing.has(operation.id) ? [{ kind: "MATERIAL" as const, items: missing.get(operation.id) ?? [] }] : []),
    ];
    return {
      operationId: operation.id,
      orderId: order.id,
      order: order.number,
      opNo: operation.opNo,
      name: operation.name,
      item: row.item,
      description: row.description ?? "",
      quantity: order.quantity.toFixed(),
      good: operation.goodFirst.plus(operation.reworkedGood).toFixed(),
      uom: order.uom,
      decimals: order.decimals,
      dueAt: order.dueAt.toISOString(),
      plannedStartAt: (operation.plannedStartAt ?? order.plannedStartAt ?? now).toISOString(),
      setupHours: operation.setupMachineHours.gt(operation.setupLabourHours) ? operation.setupMachineHours.toFixed() : operation.setupLabourHours.toFixed(),
      skippable: operation.optional && !operation.isLast && operation.state === "READY" && isExecutable(order.state),
      notReady,
    };
  });
  return waiting.sort((a, b) => Number(!startable(a)) - Number(!startable(b)));
}

/** Missing material is said before the start and does not forbid it: it may come while the line is set up. */
export function startable(waiting: Waiting): boolean {
  return waiting.notReady.every((reason) => reason.kind === "MATERIAL");
}

type OperationRow = typeof orderOperation.$inferSelect;

async function predecessors(db: FloorReader["db"], operations: readonly OperationRow[]): Promise<ReadonlyMap<string, { opNo: number; name: string }>> {
  const orderIds = [...new Set(operations.map((operation) => operation.orderId))];
  const all = await db
    .select({ orderId: orderOperation.orderId, opNo: orderOperation.opNo, name: orderOperation.name })
    .from(orderOperation)
    .where(and(inArray(orderOperation.orderId, orderIds), ne(orderOperation.state, "SKIPPED")))
    .orderBy(asc(orderOperation.opNo));
  return new Map(
    operations.flatMap((operation) => {
      const previous = all.findLast((one) => one.orderId === operation.orderId && one.opNo < operation.opNo);
      return previous === undefined ? [] : [[operation.id, { opNo: previous.opNo, name: previous.name }] as const];
    }),
  );
}

/** Items of which an operation needs a lot and none within reach of the unit may be taken, by operation. */
async function missingMaterial(reader: FloorReader, unit: FloorUnit, operationIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const lines = await reader.db
    .select({ operationId: orderComponent.operationId, item: item.code })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(and(inArray(orderComponent.operationId, [...operationIds]), eq(orderComponent.tracked, true), inArray(orderComponent.state, ["OPEN", "PARTIAL"])));
  const lots = await lotsToTake(reader, { siteId: unit.site.id, workUnitId: unit.id }, [...new Set(lines.map((line) => line.item))], reader.now);
  const missing = new Map<string, string[]>();
  for (const line of lines) {
    if ((lots.get(line.item) ?? []).some((one) => one.blocked === null)) continue;
    missing.set(line.operationId, [...(missing.get(line.operationId) ?? []), line.item]);
  }
  return missing;
}
