import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { Interval } from "@/lib/domain/shared/interval";

/** EX-16: somebody else than who left it accepts a handover, once. Refuses with HANDOVER_ACCEPTED or HANDOVER_OWN. */
export function decideAcceptance(
  handover: { readonly offeredBy: string; readonly acceptedBy: string | null },
  personId: string,
): Decision<{ readonly acceptedBy: string }, "HANDOVER_ACCEPTED" | "HANDOVER_OWN"> {
  if (handover.acceptedBy !== null) return refuse("HANDOVER_ACCEPTED");
  if (handover.offeredBy === personId) return refuse("HANDOVER_OWN");
  return accept({ acceptedBy: personId });
}

/** One booking that ends for who goes, and whether it goes on at that instant for who comes. */
export type PersonSwitch<Booking> = { readonly booking: Booking; readonly at: Date; readonly goesOn: boolean };

/**
 * EX-16: each running booking goes over at the instant of the acceptance, or where it began later, where it began: no gap, no overlap. Who comes
 * and is on the operation already has a booking of their own there, which stays the only one (EX-17).
 */
export function switchPerson<Booking extends { readonly operationId: string; readonly from: Date }>(
  running: readonly Booking[],
  comingIsOn: ReadonlySet<string>,
  at: Date,
): readonly PersonSwitch<Booking>[] {
  return running.map((booking) => ({ booking, at: booking.from > at ? booking.from : at, goesOn: !comingIsOn.has(booking.operationId) }));
}

/** True when the bookings of a person on one operation, the earliest first, cover the time from an instant until now without a break: pauses end one and begin the next. */
export function staysSince(since: Date, bookings: readonly Interval[]): boolean {
  let until = since;
  for (const { from, to } of bookings) {
    if (from > until) return false;
    if (to === null) return true;
    if (to > until) until = to;
  }
  return false;
}
