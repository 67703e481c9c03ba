import "server-only";
import { and, asc, desc, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { event as eventTable } from "@/db/schema/eventlog";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { reasonCode } from "@/db/schema/reference";
import type { ReasonClass } from "@/lib/domain/equipment/equipment-state";
import { secondsBetween } from "@/lib/domain/shared/interval";
import type { NewEvent } from "@/lib/eventlog/event";
import type { EquipmentDown } from "@/lib/eventlog/payloads/equipment";
import { appendOutbound } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import type { UnitChange } from "@/lib/telemetry/sink/store-states";

type LineEvent = Extract<NewEvent, { type: "equipment.down" | "equipment.restored" }>;

/** A line that went down or runs again: the fact, what the telemetry said, and whether an ERP was told. */
export type LineFact = { readonly event: LineEvent; readonly change: UnitChange; readonly told: boolean };

/**
 * §2.5 LINE_DOWN, ST-06: a failure of a constraint unit is a line that is down, until the unit says that it runs. A second failure of a line that
 * is down already, or a recovery of one that is not, says nothing new.
 */
export async function lineFacts(tx: Tx, changes: readonly UnitChange[]): Promise<LineFact[]> {
  const open = new Map<string, EquipmentDown | null>();
  const facts: LineFact[] = [];
  for (const change of changes) {
    const { unit } = change;
    if (!unit.isConstraint || unit.workCentreId === null) continue;
    const down = open.has(unit.id) ? (open.get(unit.id) ?? null) : await openStop(tx, unit.id);
    const event = change.type === "DOWN" ? (down === null ? downEvent(change, unit.workCentreId) : null) : down === null ? null : restoredEvent(change, down);
    if (event === null) continue;
    open.set(unit.id, event.type === "equipment.down" ? event.payload : null);
    facts.push({ event, change, told: false });
  }
  return facts;
}

async function openStop(tx: Tx, workUnitId: string): Promise<EquipmentDown | null> {
  const [last] = await tx
    .select({ type: eventTable.type, payload: eventTable.payload })
    .from(eventTable)
    .where(and(eq(eventTable.aggregateId, workUnitId), inArray(eventTable.type, ["equipment.down", "equipment.restored"])))
    .orderBy(desc(eventTable.position))
    .limit(1);
  // The log holds this payload under this type; its column is untyped JSON.
  return last?.type === "equipment.down" ? (last.payload as EquipmentDown) : null;
}

function downEvent({ unit, at, reason, intervalId }: UnitChange, workCentreId: string): LineEvent {
  return {
    id: newId(),
    type: "equipment.down",
    aggregate: "equipment",
    aggregateId: unit.id,
    orderId: null,
    eventTime: at,
    payload: { stopId: intervalId ?? newId(), exceptionId: newId(), workUnitId: unit.id, workCentreId, reasonCode: reason, from: at.toISOString() },
  };
}

function restoredEvent({ unit, at }: UnitChange, down: EquipmentDown): LineEvent {
  return { id: newId(), type: "equipment.restored", aggregate: "equipment", aggregateId: unit.id, orderId: null, eventTime: at, payload: { ...down, to: at.toISOString() } };
}

/** Tells the ERPs of the site by the outbox (priority 0); answers whether any wants to know. */
export async function tellErp(tx: Tx, { event, change }: LineFact, commandId: string, recordTime: Date): Promise<boolean> {
  const { unit } = change;
  const { stopId, reasonCode: reason, workCentreId, from } = event.payload;
  const stop = { stopId, site: unit.siteCode, line: unit.workCentre ?? unit.code, workUnit: unit.code, reason, reasonClass: await classOf(tx, unit.siteId, reason), from };
  const head = { subject: unit.code, orderId: null, eventId: event.id, eventTime: change.at };
  const message =
    event.type === "equipment.down"
      ? ({ ...head, type: "mes.line.down.v1", data: { ...stop, estimatedRestore: null, estimateAssumed: false, orders: await ordersOf(tx, workCentreId) } } as const)
      : ({ ...head, type: "mes.line.restored.v1", data: { ...stop, to: event.payload.to, seconds: Math.max(0, secondsBetween(new Date(from), change.at)) } } as const);
  return (await appendOutbound(tx, { siteId: unit.siteId, commandId, recordTime, message })).length > 0;
}

async function classOf(tx: Tx, siteId: string, code: string | null): Promise<ReasonClass | null> {
  if (code === null) return null;
  const [row] = await tx
    .select({ class: reasonCode.class })
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.use, "STOP"), eq(reasonCode.code, code)));
  return row?.class ?? null;
}

/** Orders loaded or queued on a line, in the order of their due dates; at most 100 are named. */
async function ordersOf(tx: Tx, workCentreId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ number: productionOrder.number, dueAt: productionOrder.dueAt })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .where(
      and(
        eq(orderOperation.workCentreId, workCentreId),
        inArray(orderOperation.state, ["PENDING", "READY", "SETUP", "RUNNING", "PAUSED"]),
        inArray(productionOrder.state, ["RELEASED", "IN_PROGRESS", "ON_HOLD"]),
      ),
    )
    .orderBy(asc(productionOrder.dueAt), asc(productionOrder.number))
    .limit(100);
  return rows.map(({ number }) => number);
}
