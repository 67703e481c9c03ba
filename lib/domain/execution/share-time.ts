/** Time of one person on one operation; `to` null is still open. */
export type Booking = { readonly operationId: string; readonly operationNumber: number; readonly from: Date; readonly to: Date | null };

/** Whole seconds of a piece in which the set of bookings did not change. */
export type SharedPiece = { readonly from: Date; readonly to: Date; readonly seconds: number };

/**
 * EX-18: time of one person on `operationId` within `[from, to)`, when the person works on several operations at once. Each interval
 * between changes is divided equally in whole seconds; the remainder goes to the lowest operation number first. Pieces are also cut at
 * `cuts`, where something besides the bookings changes (a delay of the work unit, EX-02).
 *
 * Each operation asks at its own confirmations and with its own cuts, and yet the pieces of all add up to the time in which the person was
 * booked anywhere, to the second: a piece is the difference of two shares counted from the last change of the set of operations, never a
 * division of its own. So `bookings` must reach back to the earliest beginning of those that touch `[from, to)`.
 */
export function shareTime(bookings: readonly Booking[], operationId: string, from: Date, to: Date, cuts: readonly Date[] = []): SharedPiece[] {
  const edges = [
    ...bookings.flatMap((booking) => [booking.from.getTime(), ...(booking.to === null ? [] : [booking.to.getTime()])]),
    ...[from, to, ...cuts].map((cut) => cut.getTime()),
  ];
  const times = [...new Set(edges)].filter((time) => time <= to.getTime()).sort((a, b) => a - b);
  const pieces: SharedPiece[] = [];
  let anchor = { at: Number.NEGATIVE_INFINITY, among: "" };
  for (const [index, at] of times.entries()) {
    const until = times[index + 1];
    if (until === undefined) break;
    const open = bookings.filter((booking) => booking.from.getTime() <= at && until <= (booking.to?.getTime() ?? Number.POSITIVE_INFINITY));
    const ids = [...new Map(open.map((booking) => [booking.operationId, booking.operationNumber]))].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([id]) => id);
    const among = ids.join(" ");
    if (among !== anchor.among) anchor = { at, among };
    const rank = ids.indexOf(operationId);
    if (rank < 0 || at < from.getTime()) continue;
    const share = (time: number): number => shareOf(wholeSeconds(time) - wholeSeconds(anchor.at), ids.length, rank);
    const seconds = share(until) - share(at);
    if (seconds > 0) pieces.push({ from: new Date(at), to: new Date(until), seconds });
  }
  return pieces;
}

/** What the one of this rank among `count` gets of so many seconds. */
function shareOf(seconds: number, count: number, rank: number): number {
  return Math.floor(seconds / count) + (rank < seconds % count ? 1 : 0);
}

/** Seconds since 1970, rounded: differences of these never lose or double a fraction, wherever a span is cut. */
function wholeSeconds(time: number): number {
  return Math.round(time / 1000);
}
