import "server-only";
import type { Tx } from "@/db/client";
import type { ReckonedTime } from "@/lib/eventlog/payloads/execution";
import { type BookedTime, type Making, reckonTime } from "./reckon-time";
import { type BookingRow, bookingsTouching, labourWaitsSince, type LockedOperation } from "./store";

/** What is handed to cost, of which bookings of people, and what it was reckoned from; null where nothing was. */
type Booking = { readonly times: readonly BookedTime[]; readonly bookingIds: readonly string[]; readonly reckoned: ReckonedTime | null };

/**
 * EX-17: what the operation used since its last confirmation, up to `to`, and each person since theirs: who was told late to have been there is booked from
 * their own sign-on.
 */
export async function bookTime(tx: Tx, locked: LockedOperation, to: Date, making: Making): Promise<Booking> {
  const { operation } = locked;
  const last = operation.timeBookedTo;
  if (last === null) return { times: [], bookingIds: [], reckoned: null };
  const waits = await labourWaitsSince(tx, operation.id, to);
  const from = waits === null || waits > last ? last : waits;
  if (from >= to) return { times: [], bookingIds: [], reckoned: null };
  const bookings = await bookingsTouching(tx, operation.id, from, to);
  const here = bookings.map((row) => row.booking).filter((booking) => booking.operationId === operation.id);
  const people = [...new Set(here.map(({ personId }) => personId))].flatMap((personId) => {
    const since = waitsSince(here.filter((booking) => booking.personId === personId));
    return since === null || since >= to ? [] : [[personId, since.toISOString()] as const];
  });
  const reckoned = { from: last.toISOString(), to: to.toISOString(), making, people: Object.fromEntries(people) };
  const times = await reckonTime(tx, { operationId: operation.id, workUnitId: operation.workUnitId, siteId: locked.order.siteId }, reckoned, bookings);
  return { times, bookingIds: here.map(({ id }) => id), reckoned };
}

/** Since when time of these bookings of one person waits to be handed over; null where all of it was. */
function waitsSince(bookings: readonly BookingRow[]): Date | null {
  const waiting = bookings.map(({ fromAt, toAt, bookedTo }) => ({ from: bookedTo ?? fromAt, to: toAt })).filter(({ from, to }) => to === null || from < to);
  return waiting.reduce<Date | null>((first, { from }) => (first === null || from < first ? from : first), null);
}
