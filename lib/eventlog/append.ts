import type { Tx } from "@/db/client";
import { event as eventTable, unsealed } from "@/db/schema/eventlog";
import type { NewEvent, StoredEvent } from "./event";
import { project } from "./project";

/** Who acted, on what, in which command: the same for all facts of a command. */
export type EventContext = {
  readonly siteId: string;
  readonly commandId: string;
  readonly accountId: string | null;
  readonly personId: string | null;
  readonly deviceId: string | null;
  readonly actor: string;
  readonly eventTime: Date;
  readonly recordTime: Date;
};

/**
 * Appends facts to the log and applies them to the current-state tables, in the caller's transaction and in this order.
 * The hash chain is sealed afterwards by the worker, so writers never queue for its head.
 */
export async function appendEvents(tx: Tx, context: EventContext, events: readonly NewEvent[]): Promise<readonly StoredEvent[]> {
  if (events.length === 0) return [];
  const rows = await tx
    .insert(eventTable)
    .values(
      events.map((event) => ({
        id: event.id,
        siteId: context.siteId,
        type: event.type,
        aggregate: event.aggregate,
        aggregateId: event.aggregateId,
        orderId: event.orderId,
        payload: event.payload,
        accountId: context.accountId,
        personId: context.personId,
        deviceId: context.deviceId,
        actor: context.actor,
        commandId: context.commandId,
        eventTime: event.eventTime ?? context.eventTime,
        recordTime: context.recordTime,
      })),
    )
    .returning({ id: eventTable.id, position: eventTable.position });
  await tx.insert(unsealed).values(rows.map((row) => ({ eventId: row.id, siteId: context.siteId, position: row.position })));
  const stored = events.map((event) => toStored(event, context));
  for (const one of stored) await project(tx, one);
  return stored;
}

function toStored(event: NewEvent, context: EventContext): StoredEvent {
  return {
    id: event.id,
    siteId: context.siteId,
    type: event.type,
    aggregate: event.aggregate,
    aggregateId: event.aggregateId,
    orderId: event.orderId,
    payload: event.payload,
    personId: context.personId,
    eventTime: event.eventTime ?? context.eventTime,
    recordTime: context.recordTime,
    // The union of NewEvent and of StoredEvent pair type and payload alike; TypeScript can't follow that through a spread.
  } as StoredEvent;
}
