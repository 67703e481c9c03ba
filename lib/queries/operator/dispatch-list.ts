import "server-only";
import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { isUnitFor } from "@/db/qualified";
import { orderComponent, orderOperation, productionOrder } from "@/db/schema/execution";
import { item, itemVersion } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import { shortMaterials } from "@/lib/domain/execution/material-readiness";
import { isExecutable } from "@/lib/domain/execution/order-state";
import { goodOf } from "@/lib/domain/execution/totals";
import { validSubstitutes } from "@/lib/domain/materials/substitutes";
import { type Decimal, r6, sum, ZERO } from "@/lib/domain/shared/decimal";
import { type DueCheckView, dueChecksOf } from "./due-checks";
import type { FloorReader } from "./floor-reader";
import type { FloorUnit } from "./floor-unit";
import { loadedOperations } from "./loaded-operations";
import { freeInReach } from "./lots-to-take";
import type { PreparedStart } from "./prepared-starts";
import { previousOf, type StartBlock, startBlocks } from "./start-blocks";
import { targetOf } from "./target-of";

/** Why an operation cannot start now. */
export type NotReady =
  /** `by`: who holds it and lifts that; absent in what a tablet kept before it knew of this. */
  | { readonly kind: "ORDER"; readonly state: string; readonly by?: string }
  | { readonly kind: "PREDECESSOR"; readonly opNo: number; readonly name: string }
  | { readonly kind: "UNIT_TAKEN"; readonly by: string }
  | { readonly kind: "MATERIAL"; readonly items: readonly string[] }
  | { readonly kind: "MATERIAL_SHORT"; readonly items: readonly ShortItem[] }
  | StartBlock;

/** An item, by its name, of which less may be taken than the operation still needs. */
export type ShortItem = { readonly item: string; readonly needed: string; readonly free: string; readonly uom: string };

/** An operation that waits for this work unit. */
export type Waiting = {
  readonly operationId: string;
  readonly orderId: string;
  readonly order: string;
  readonly opNo: number;
  readonly name: string;
  readonly item: string;
  readonly description: string;
  /** What this operation is to make, as its run will say it. */
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
  /** What its screen shows from the start on; there for the first that can start. Absent in what a tablet kept before it knew of it. */
  readonly prepared?: PreparedStart;
  /** Checks that are due here though nothing runs, such as after a setup that was given up: whoever does them can start it. Absent where none is. */
  readonly checks?: readonly DueCheckView[];
  /** Empty: it can start. Material that is missing does not keep it from starting, but from running. */
  readonly notReady: readonly NotReady[];
};

const OPEN_ORDERS = ["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD"] as const;
const MOST = 60;

/**
 * What is next on a work unit: operations that can start first, or could if the unit were free, in the sequence of the line, then by priority and due time.
 * `cut`: more wait than are listed, and what is ready in a released order has been listed before the rest.
 */
export async function dispatchList(reader: FloorReader, actor: Actor, unit: FloorUnit): Promise<{ readonly waiting: readonly Waiting[]; readonly cut: boolean }> {
  if (!authorise(actor, "operation.read", unit.site.id)) return { waiting: [], cut: false };
  const { db, now } = reader;
  const found = await db
    .select({ operation: orderOperation, order: productionOrder, item: item.code, description: itemVersion.description })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(item, eq(item.id, productionOrder.itemId))
    .leftJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .where(
      and(
        eq(orderOperation.siteId, unit.site.id),
        isUnitFor({ id: unit.id, workCentreId: unit.line.id }, { workCentreId: orderOperation.workCentreId, itemId: productionOrder.itemId }),
        inArray(orderOperation.state, ["PENDING", "READY"]),
        inArray(productionOrder.state, [...OPEN_ORDERS]),
      ),
    )
    .orderBy(
      // Whatever else waits, what may be the one to start is not cut off.
      desc(sql`${orderOperation.state} = 'READY' and ${inArray(productionOrder.state, ["RELEASED", "IN_PROGRESS"])}`),
      asc(orderOperation.sequence),
      asc(productionOrder.priority),
      asc(productionOrder.dueAt),
      asc(orderOperation.number),
    )
    .limit(MOST + 1);
  const cut = found.length > MOST;
  const rows = found.slice(0, MOST);
  if (rows.length === 0) return { waiting: [], cut };
  const steps = await stepsOf(db, [...new Set(rows.map((row) => row.order.id))]);
  const withSteps = rows.map((row) => ({ ...row, steps: steps.filter((step) => step.orderId === row.order.id) }));
  const [blocks, missing, loaded] = await Promise.all([
    startBlocks(reader, unit, actor.personId, withSteps),
    missingMaterial(
      reader,
      unit,
      rows.map((row) => row.operation.id),
    ),
    loadedOperations(db, [unit.id]),
  ]);
  const checked = [...blocks].flatMap(([operationId, found]) => (found.some(({ kind }) => kind === "CHECKS") ? [operationId] : []));
  const checks = await dueChecksOf(reader, ...checked);
  const taken = unit.parallel ? undefined : loaded[0];
  const waiting = withSteps.map(({ operation, order, ...row }): Waiting => {
    const previous = previousOf({ operation, steps: row.steps });
    const due = checks.filter(({ operationId }) => operationId === operation.id);
    const notReady: NotReady[] = [
      ...(order.state === "CREATED" || order.state === "ON_HOLD"
        ? [{ kind: "ORDER" as const, state: order.state, ...(order.holdClass === null ? {} : { by: order.holdClass }) }]
        : []),
      ...(operation.state === "PENDING" && previous !== undefined ? [{ kind: "PREDECESSOR" as const, opNo: previous.opNo, name: previous.name }] : []),
      ...(taken === undefined ? [] : [{ kind: "UNIT_TAKEN" as const, by: `${taken.order} / ${taken.opNo}` }]),
      ...(blocks.get(operation.id) ?? []),
      ...(missing.get(operation.id) ?? []),
    ];
    return {
      operationId: operation.id,
      orderId: order.id,
      order: order.number,
      opNo: operation.opNo,
      name: operation.name,
      item: row.item,
      description: row.description ?? "",
      quantity: targetOf(
        operation,
        order,
        row.steps.filter((step) => step.state !== "SKIPPED"),
      ).toFixed(),
      good: goodOf(operation).toFixed(),
      uom: order.uom,
      decimals: order.decimals,
      dueAt: order.dueAt.toISOString(),
      plannedStartAt: (operation.plannedStartAt ?? order.plannedStartAt ?? now).toISOString(),
      setupHours: operation.setupMachineHours.gt(operation.setupLabourHours) ? operation.setupMachineHours.toFixed() : operation.setupLabourHours.toFixed(),
      skippable: operation.optional && !operation.isLast && operation.state === "READY" && isExecutable(order.state),
      ...(due.length === 0 ? {} : { checks: due }),
      notReady,
    };
  });
  return { waiting: waiting.sort((a, b) => Number(!startableOnceFree(a)) - Number(!startableOnceFree(b))), cut };
}

/** Missing material is said before the start and does not forbid it: it may come while the line is set up. */
export function startable(waiting: Waiting): boolean {
  return waiting.notReady.every((reason) => reason.kind === "MATERIAL" || reason.kind === "MATERIAL_SHORT");
}

/** What the unit has in work holds all of them up alike, and says nothing about which comes first. */
function startableOnceFree(waiting: Waiting): boolean {
  return startable({ ...waiting, notReady: waiting.notReady.filter((reason) => reason.kind !== "UNIT_TAKEN") });
}

/** All operations of these orders, in their sequence. */
async function stepsOf(db: FloorReader["db"], orderIds: readonly string[]) {
  return db
    .select()
    .from(orderOperation)
    .where(inArray(orderOperation.orderId, [...orderIds]))
    .orderBy(asc(orderOperation.opNo));
}

/** What of its material no lot within reach of the unit may be taken, and what is too little, by operation (§2.2). */
async function missingMaterial(reader: FloorReader, unit: FloorUnit, operationIds: readonly string[]): Promise<ReadonlyMap<string, readonly NotReady[]>> {
  const rows = await reader.db
    .select({ component: orderComponent, item: item.code, description: itemVersion.description })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .leftJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .where(and(inArray(orderComponent.operationId, [...operationIds]), eq(orderComponent.tracked, true), inArray(orderComponent.state, ["OPEN", "PARTIAL"])));
  const lines = rows.map(({ component, ...row }) => ({ ...row, ...component, item: row.item, instead: validSubstitutes(component.substitutes, reader.now) }));
  const codes = [...new Set(lines.flatMap((line) => [line.item, ...line.instead.map((one) => one.item)]))];
  const free = await freeInReach(reader, { siteId: unit.site.id, workUnitId: unit.id, usedUntil: reader.now }, codes);
  const freeOf = (code: string): Decimal => free.get(code) ?? ZERO;
  return new Map(
    operationIds.map((operationId) => {
      const own = lines.filter((line) => line.operationId === operationId);
      const needs = own.map((line) => ({ item: line.item, required: line.required, issued: line.issued.minus(line.returned) }));
      // EX-12: `quantity of the substitute = quantity of the item × factor`.
      const instead = (code: string) => own.find((line) => line.item === code)?.instead ?? [];
      const short = shortMaterials(needs, (code) => sum([freeOf(code), ...instead(code).map((one) => freeOf(one.item).div(one.factor))]));
      // As its card at the machine calls it.
      const nameOf = (code: string) => own.find((line) => line.item === code)?.description || code;
      const none = short.filter((one) => one.free.isZero()).map((one) => nameOf(one.item));
      const little = short
        .filter((one) => !one.free.isZero())
        .map((one) => ({ item: nameOf(one.item), needed: one.needed.toFixed(), free: r6(one.free).toFixed(), uom: own.find((line) => line.item === one.item)?.uom ?? "" }));
      const reasons: NotReady[] = [];
      if (none.length > 0) reasons.push({ kind: "MATERIAL", items: none });
      if (little.length > 0) reasons.push({ kind: "MATERIAL_SHORT", items: little });
      return [operationId, reasons] as const;
    }),
  );
}
