import { secondsBetween } from "@/lib/domain/shared/interval";

/** Time of one person on one operation; `to` null is still open. */
export type Booking = { readonly operationId: string; readonly operationNumber: number; readonly from: Date; readonly to: Date | null };

/** Whole seconds of a piece in which the set of bookings did not change. */
export type SharedPiece = { readonly from: Date; readonly to: Date; readonly seconds: number };

/**
 * EX-18: time of one person on `operationId` within `[from, to)`, when the person works on several operations at once. Each interval
 * between changes is divided equally in whole seconds; the remainder goes to the lowest operation number first. The pieces of all
 * operations add up to the time in which the person was booked anywhere, to the second. Pieces are also cut at `cuts`, where something
 * besides the bookings changes (a delay of the work unit, EX-02).
 */
export function shareTime(bookings: readonly Booking[], operationId: string, from: Date, to: Date, cuts: readonly Date[] = []): SharedPiece[] {
  const end = (booking: Booking): number => Math.min(booking.to?.getTime() ?? Number.POSITIVE_INFINITY, to.getTime());
  const start = (booking: Booking): number => Math.max(booking.from.getTime(), from.getTime());
  const inside = bookings.filter((booking) => start(booking) < end(booking));
  const changes = [...new Set([...inside.flatMap((booking) => [start(booking), end(booking)]), ...cuts.map((cut) => cut.getTime())])].sort((a, b) => a - b);
  const pieces: SharedPiece[] = [];
  for (const [index, at] of changes.entries()) {
    const until = changes[index + 1];
    if (until === undefined) break;
    const numbers = inside.filter((booking) => start(booking) <= at && until <= end(booking)).sort((a, b) => a.operationNumber - b.operationNumber);
    const rank = numbers.findIndex((booking) => booking.operationId === operationId);
    if (rank < 0) continue;
    // Differences of rounded running totals: fractions of a second never add up to a lost or a doubled one.
    const total = secondsBetween(from, new Date(until)) - secondsBetween(from, new Date(at));
    const share = Math.floor(total / numbers.length) + (rank < total % numbers.length ? 1 : 0);
    if (share > 0) pieces.push({ from: new Date(at), to: new Date(until), seconds: share });
  }
  return pieces;
}
