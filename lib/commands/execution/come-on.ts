import "server-only";
import type { Tx } from "@/db/client";
import { freeTime } from "@/lib/domain/execution/free-time";
import type { NewEvent } from "@/lib/eventlog/event";
import { signOn, stay } from "./facts";
import { leaveIndirect } from "./leave-indirect";
import { leaveStanding } from "./leave-standing";
import { type BookingRow, handedOver, lockPeople, type OperationRow } from "./store";

/**
 * EX-17, EX-18: a person comes onto an operation at an instant, which may be told late: from when on, and the facts. Whoever was confirmed there meanwhile
 * keeps what was booked; this person's time is booked from their own sign-on with the next entry. What other operations have got of it stays theirs, so
 * the stay has gaps where it is told after their entries. What stands elsewhere they leave (EX-02). Locks the person, and what they leave.
 */
export async function comeOn(
  tx: Tx,
  operation: OperationRow,
  person: { readonly id: string; readonly rateClass: string },
  activity: BookingRow["activity"],
  at: Date,
): Promise<{ readonly from: Date; readonly events: readonly NewEvent[] }> {
  await lockPeople(tx, [person.id]);
  const spans = freeTime(at, await handedOver(tx, person.id, at));
  const [{ from }] = spans;
  const bookings = spans.flatMap((span) =>
    span.to === null ? [signOn(operation, person.id, person.rateClass, activity, span.from)] : stay(operation, person, activity, { from: span.from, to: span.to }),
  );
  return { from, events: [...(await leaveIndirect(tx, person.id, from)), ...(await leaveStanding(tx, person.id, operation.id, from)), ...bookings] };
}
