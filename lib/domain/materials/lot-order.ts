/** What decides which lot is taken first. */
export type LotAge = { readonly id: string; readonly expiresAt: Date | null; readonly madeAt: Date | null; readonly receivedAt: Date | null };

/** Which of several lots of an item goes first: what expires first, or what came first. The site says it. */
export type IssueOrder = "FEFO" | "FIFO";

const LAST = Number.POSITIVE_INFINITY;

/** EX-10: the order of lots by which they are advised, demanded at a scan and taken by a backflush. */
export function lotOrder(order: IssueOrder): (a: LotAge, b: LotAge) => number {
  return order === "FIFO" ? firstIn : firstExpired;
}

/** EX-10 FEFO: expires_at (nulls last), then made_at or received_at, then lot id. */
function firstExpired(a: LotAge, b: LotAge): number {
  return compare(a.expiresAt, b.expiresAt) || compare(a.madeAt ?? a.receivedAt, b.madeAt ?? b.receivedAt) || byId(a, b);
}

/** EX-10 FIFO: received_at, then lot id. A lot that was made here came when it was made. */
function firstIn(a: LotAge, b: LotAge): number {
  return compare(a.receivedAt ?? a.madeAt, b.receivedAt ?? b.madeAt) || byId(a, b);
}

function compare(a: Date | null, b: Date | null): number {
  const [x, y] = [a?.getTime() ?? LAST, b?.getTime() ?? LAST];
  return x === y ? 0 : x < y ? -1 : 1;
}

function byId(a: LotAge, b: LotAge): number {
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}
