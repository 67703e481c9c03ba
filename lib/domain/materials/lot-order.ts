/** What decides which lot is taken first. */
export type LotAge = { readonly id: string; readonly expiresAt: Date | null; readonly madeAt: Date | null; readonly receivedAt: Date | null };

const LAST = Number.POSITIVE_INFINITY;

/** EX-10 FEFO: expires_at (nulls last), then made_at or received_at, then lot id. */
export function firstExpired(a: LotAge, b: LotAge): number {
  return compare(a.expiresAt, b.expiresAt) || compare(a.madeAt ?? a.receivedAt, b.madeAt ?? b.receivedAt) || (a.id < b.id ? -1 : 1);
}

/** EX-10 FIFO: received_at, then lot id. */
export function firstIn(a: LotAge, b: LotAge): number {
  return compare(a.receivedAt, b.receivedAt) || (a.id < b.id ? -1 : 1);
}

function compare(a: Date | null, b: Date | null): number {
  const [x, y] = [a?.getTime() ?? LAST, b?.getTime() ?? LAST];
  return x === y ? 0 : x < y ? -1 : 1;
}
