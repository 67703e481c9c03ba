import "server-only";
import type { Actor } from "@/lib/auth/actor";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import type { CommandHead } from "./command-head.schema";

const FUTURE_MS = 2 * 60_000;
const PAST_MS = 7 * 24 * 3_600_000;

/**
 * EX-21: when a command happened. What claims to be from more than 2 min ahead cannot have happened yet: it counts from now, because hours that
 * nobody has worked would be booked, and nothing else could be done on the operation until they had passed. The claim is kept for the lead.
 */
export function happenedAt(claimed: Date, recordedAt: Date): Date {
  return claimed.getTime() - recordedAt.getTime() > FUTURE_MS ? recordedAt : claimed;
}

/**
 * EX-21, EX-22: when somebody asked for what only a while is given for: at the tap, where a tablet says when that was and its time is trusted, for the way to the
 * server is not the hand's doing; else when it came.
 */
export function askedAt(
  { at, recordedAt, actor }: { readonly at: Date; readonly recordedAt: Date; readonly actor: Pick<Actor, "deviceId"> },
  { deviceSequence }: CommandHead,
): Date {
  const onTheWay = recordedAt.getTime() - at.getTime();
  return actor.deviceId !== null && deviceSequence !== undefined && onTheWay > 0 && onTheWay <= PAST_MS ? at : recordedAt;
}

/** EX-21: a command from more than 2 min ahead or 7 days ago is accepted, and its time is put before a lead; what `follows` something else may be as old as it is. */
export function suspectTime(siteId: string, commandId: string, at: Date, recordedAt: Date, follows = false): NewEvent | null {
  const ahead = at.getTime() - recordedAt.getTime();
  if (ahead <= FUTURE_MS && (follows || -ahead <= PAST_MS)) return null;
  const exceptionId = newId();
  return {
    id: newId(),
    type: "exception.raised",
    aggregate: "exception",
    aggregateId: exceptionId,
    orderId: null,
    eventTime: recordedAt,
    payload: {
      exceptionId,
      class: "TIME_SUSPECT",
      severity: 3,
      subject: commandId,
      workUnitId: null,
      orderId: null,
      owner: "LEAD",
      detail: { siteId, eventTime: at.toISOString(), recordTime: recordedAt.toISOString() },
    },
  };
}
