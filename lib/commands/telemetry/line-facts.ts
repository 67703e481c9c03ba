import "server-only";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { isOpenException } from "@/db/open-exception";
import { event as eventTable } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { endedByRecovery } from "@/lib/commands/severe-exceptions";
import { secondsBetween } from "@/lib/domain/shared/interval";
import type { NewEvent } from "@/lib/eventlog/event";
import type { EquipmentDown } from "@/lib/eventlog/payloads/equipment";
import { appendOutbound, type OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import type { UnitChange } from "@/lib/telemetry/sink/store-states";
import { lineDownDraft, stopWords, unitSubject } from "./line-down-draft";

type LineEvent = Extract<NewEvent, { type: "equipment.down" | "equipment.restored" }>;

/** What became of a unit, by its telemetry or by a person who named its stop. */
export type LineChange = Omit<UnitChange, "unit"> & { readonly unit: Pick<UnitChange["unit"], "id" | "siteId" | "isConstraint" | "workCentreId"> };

/** A line that went down or runs again: the fact, what was said, and whether an ERP was told. */
export type LineFact = { readonly event: LineEvent; readonly change: LineChange; readonly told: boolean };

/**
 * §2.5 LINE_DOWN, ST-06: a failure of a constraint unit is a line that is down, until the unit says that it runs. A second failure of a line that
 * is down already, or a recovery of one that is not, says nothing new; the first reason of a stop that had none says it again with the reason. A
 * stop that an operator has called out already goes on as the same exception.
 */
export async function lineFacts(tx: Tx, changes: readonly LineChange[]): Promise<LineFact[]> {
  const open = new Map<string, EquipmentDown | null>();
  const facts: LineFact[] = [];
  for (const change of changes) {
    const { unit } = change;
    if (!unit.isConstraint || unit.workCentreId === null) continue;
    const down = open.has(unit.id) ? (open.get(unit.id) ?? null) : await openStop(tx, unit.id);
    const event = await eventOf(tx, change, unit.workCentreId, down);
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

async function eventOf(tx: Tx, change: LineChange, workCentreId: string, down: EquipmentDown | null): Promise<LineEvent | null> {
  switch (change.type) {
    case "DOWN":
      return down === null ? downEvent(tx, change, workCentreId) : null;
    case "NAMED":
      return down?.reasonCode === null && (await openException(tx, change.unit.siteId, change.unit.id)) !== null ? namedEvent(change, down) : null;
    case "RESTORED":
      return down === null ? null : restoredEvent(change, down);
  }
}

function namedEvent({ unit, at, reason }: LineChange, down: EquipmentDown): LineEvent {
  return { id: newId(), type: "equipment.down", aggregate: "equipment", aggregateId: unit.id, orderId: null, eventTime: at, payload: { ...down, reasonCode: reason } };
}

async function downEvent(tx: Tx, { unit, at, reason, intervalId }: LineChange, workCentreId: string): Promise<LineEvent> {
  const called = await openException(tx, unit.siteId, unit.id);
  return {
    id: newId(),
    type: "equipment.down",
    aggregate: "equipment",
    aggregateId: unit.id,
    orderId: null,
    eventTime: at,
    payload: { stopId: intervalId ?? newId(), exceptionId: called?.id ?? newId(), workUnitId: unit.id, workCentreId, reasonCode: reason, from: at.toISOString() },
  };
}

function restoredEvent({ unit, at }: LineChange, down: EquipmentDown): LineEvent {
  return { id: newId(), type: "equipment.restored", aggregate: "equipment", aggregateId: unit.id, orderId: null, eventTime: at, payload: { ...down, to: at.toISOString() } };
}

/** Tells the ERPs of the site by the outbox (priority 0); answers whether any wants to know. */
export async function tellErp(tx: Tx, { event, change }: LineFact, commandId: string, recordTime: Date): Promise<boolean> {
  const { siteId } = change.unit;
  const message = await lineDraft(tx, { event, change }, recordTime);
  // A call of maintenance that the recovery ended travelled as an exception of its own.
  const over = event.type === "equipment.restored" ? await endedByRecovery(tx, siteId, event.payload.workUnitId, { eventId: event.id, eventTime: change.at }) : [];
  let told = false;
  for (const each of [message, ...over]) told = (await appendOutbound(tx, { siteId, commandId, recordTime, message: each })).length > 0 || told;
  return told;
}

/** What the ERPs are told of a line that went down or runs again. */
export async function lineDraft(tx: Tx, { event, change }: Pick<LineFact, "event" | "change">, now: Date): Promise<OutboundDraft> {
  return event.type === "equipment.down" ? downDraft(tx, event, change.unit.siteId, change.at, now) : restoredDraft(tx, event, change.at);
}

async function downDraft(tx: Tx, { id, payload }: LineEvent, siteId: string, at: Date, now: Date): Promise<OutboundDraft> {
  const open = await openException(tx, siteId, payload.workUnitId);
  return lineDownDraft(tx, payload, { eventId: id, eventTime: at, now, estimate: open?.estimate ?? null });
}

async function restoredDraft(tx: Tx, { id, payload }: Extract<LineEvent, { type: "equipment.restored" }>, at: Date): Promise<OutboundDraft> {
  const { words } = await stopWords(tx, payload);
  const data = { ...words, to: payload.to, seconds: Math.max(0, secondsBetween(new Date(payload.from), at)) };
  return { type: "mes.line.restored.v1", subject: unitSubject(words.workUnit), orderId: null, eventId: id, eventTime: at, data };
}

/** The open exception of a stop of this unit, raised by its telemetry or by a call, with what maintenance said. */
async function openException(tx: Tx, siteId: string, workUnitId: string): Promise<{ readonly id: string; readonly estimate: Date | null } | null> {
  const [row] = await tx
    .select({ id: exception.id, estimate: sql<string | null>`${exception.detail} ->> 'estimatedRestore'` })
    .from(exception)
    .where(and(eq(exception.siteId, siteId), eq(exception.class, "LINE_DOWN"), eq(exception.subject, workUnitId), isOpenException));
  return row === undefined ? null : { id: row.id, estimate: row.estimate === null ? null : new Date(row.estimate) };
}
