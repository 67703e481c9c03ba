import "server-only";
import { and, asc, desc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderOperation } from "@/db/schema/execution";
import { lotMount } from "@/db/schema/materials";
import { isExecutable } from "@/lib/domain/execution/order-state";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { defineCommand } from "@/lib/commands/define-command";
import { approval } from "@/lib/commands/execution/approval";
import { lockOperation, siteOfOperation } from "@/lib/commands/execution/store";
import { MountedAnswer, UnmountedAnswer } from "./answers.schema";
import { type ComponentRow, findLot, lockComponents } from "./find-lot";
import { MountLotInput, UnmountLotInput } from "./material.schema";
import { lockMounts } from "./lock-mounts";
import { toldLate } from "./told-late";
import { wasOn } from "./was-on";

/** EX-08, TR-01: scan on. The lot passes the same checks as an issue; whatever fed the same line comes off at this instant, a substitute as well (EX-12). */
export const mountLot = defineCommand({
  name: "mount-lot",
  permission: "operation.execute",
  input: MountLotInput,
  answer: MountedAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run(frame, input) {
    const { tx, actor, at } = frame;
    const locked = await lockOperation(tx, input.operationId);
    const { order, operation } = locked;
    if (!isExecutable(order.state)) return refuse("ORDER_NOT_EXECUTABLE", { state: order.state });
    const workUnitId = operation.workUnitId;
    if (operation.state === "COMPLETED" || operation.state === "SKIPPED" || operation.state === "ABORTED" || workUnitId === null)
      return refuse("INVALID_TRANSITION", { state: operation.state });
    await lockMounts(tx, workUnitId);
    const found = await findLot(frame, locked, input.lot, {
      quantity: null,
      use: "MOUNT",
      overrideReason: input.overrideReason,
      lotId: input.lotId,
      handlingUnit: input.handlingUnit,
    });
    if (!found.ok) return found;
    const { lot, itemCode, passedOver, component } = found.value;
    const mounted = await feedingSame(tx, operation.id, workUnitId, component, lot.itemId);
    if (mounted.some((one) => one.lotId === lot.id)) return refuse("ALREADY_MOUNTED", { lot: lot.number });
    const later = mounted.find((one) => at < one.mountedAt);
    if (later !== undefined) return refuse("OUT_OF_ORDER", { since: later.mountedAt.toISOString() });
    const last = await lastUnmount(tx, workUnitId, lot.itemId);
    if (last !== null && at < last) return refuse("OUT_OF_ORDER", { since: last.toISOString() });
    const off = mounted.map(({ id: mountId, lotId }): NewEvent => ({
      id: newId(),
      type: "lot.unmounted",
      aggregate: "lot",
      aggregateId: lotId,
      orderId: locked.order.id,
      payload: { mountId, lotId, workUnitId },
    }));
    const approved =
      passedOver === null
        ? null
        : await approval(
            frame,
            { aggregate: "lot", aggregateId: lot.id, orderId: locked.order.id },
            { order: locked.order.number, operation: operation.opNo, lot: lot.number, first: passedOver, mounted: true, reason: input.overrideReason },
          );
    const mountId = newId();
    const on: NewEvent = {
      id: newId(),
      type: "lot.mounted",
      aggregate: "lot",
      aggregateId: lot.id,
      orderId: locked.order.id,
      payload: {
        mountId,
        lotId: lot.id,
        itemId: lot.itemId,
        workUnitId,
        operationId: operation.id,
        personId: actor.personId,
        reason: input.overrideReason ?? null,
        ...(approved === null ? {} : { approvedBy: approved.by }),
      },
    };
    const late = await toldLate(frame, { lotId: lot.id, workUnitId, on: true });
    return accept({ events: [...off, on, ...(approved === null ? [] : [approved.signature]), ...late], output: { item: itemCode, lot: lot.number, mountId } });
  },
});

/** What is on the unit of the mounted item, and whatever else feeds its line: its own item and those that may stand in for it, but none that is planned for another line. */
async function feedingSame(tx: Tx, operationId: string, workUnitId: string, component: ComponentRow, itemId: string) {
  const elsewhere = (await lockComponents(tx, operationId)).flatMap((row) => (row.id === component.id ? [] : [row.itemId]));
  const feeding = [component.itemId, ...component.substitutes.map((one) => one.itemId)].filter((one) => !elsewhere.includes(one));
  return tx
    .select()
    .from(lotMount)
    .where(and(eq(lotMount.workUnitId, workUnitId), inArray(lotMount.itemId, [itemId, ...feeding]), isNull(lotMount.unmountedAt)))
    .orderBy(asc(lotMount.id))
    .for("update");
}

/** When a lot of this item last came off the unit on which it was; null when none did. */
async function lastUnmount(tx: Tx, workUnitId: string, itemId: string): Promise<Date | null> {
  const [row] = await tx
    .select({ at: lotMount.unmountedAt })
    .from(lotMount)
    .where(and(eq(lotMount.workUnitId, workUnitId), eq(lotMount.itemId, itemId), isNotNull(lotMount.unmountedAt), wasOn))
    .orderBy(desc(lotMount.unmountedAt))
    .limit(1);
  return row?.at ?? null;
}

/** The order of an operation of this unit; undefined where it is none. */
async function orderAt(tx: Tx, operationId: string, workUnitId: string): Promise<string | undefined> {
  const [row] = await tx
    .select({ orderId: orderOperation.orderId })
    .from(orderOperation)
    .where(and(eq(orderOperation.id, operationId), eq(orderOperation.workUnitId, workUnitId)));
  return row?.orderId;
}

/** TR-01: scan off. */
export const unmountLot = defineCommand({
  name: "unmount-lot",
  permission: "operation.execute",
  input: UnmountLotInput,
  answer: UnmountedAnswer,
  async site(tx, input) {
    const [row] = await tx.select({ siteId: lotMount.siteId }).from(lotMount).where(eq(lotMount.id, input.mountId));
    return row?.siteId ?? null;
  },
  async run(frame, input) {
    const { tx, at, actor } = frame;
    const [on] = await tx.select({ workUnitId: lotMount.workUnitId }).from(lotMount).where(eq(lotMount.id, input.mountId));
    if (on === undefined) return refuse("NOT_MOUNTED");
    await lockMounts(tx, on.workUnitId);
    const [mounted] = await tx.select().from(lotMount).where(eq(lotMount.id, input.mountId)).for("update");
    if (mounted === undefined || mounted.unmountedAt !== null) return refuse("NOT_MOUNTED");
    if (at < mounted.mountedAt) return refuse("OUT_OF_ORDER", { since: mounted.mountedAt.toISOString() });
    const { lotId, workUnitId } = mounted;
    const during = input.operationId === undefined ? null : await orderAt(tx, input.operationId, workUnitId);
    if (during === undefined) return refuse("NOT_FOUND");
    const { personId } = actor;
    return accept({
      events: [
        {
          id: newId(),
          type: "lot.unmounted",
          aggregate: "lot",
          aggregateId: lotId,
          orderId: during,
          payload: { mountId: mounted.id, lotId, workUnitId, ...(input.operationId === undefined ? {} : { operationId: input.operationId, personId }) },
        },
        ...(await toldLate(frame, { lotId, workUnitId, on: false })),
      ],
      output: { mountId: mounted.id },
    });
  },
});
