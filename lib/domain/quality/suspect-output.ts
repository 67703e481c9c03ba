import type { Decimal } from "@/lib/domain/shared/decimal";

/** A recorded check of a plan at an operation: when it was made, and the positions of the characteristics that failed. */
export type MadeCheck = { readonly at: Date; readonly failed: readonly number[] };

/** A piece of output with its own span and what is good of it. */
export type OutputPiece = { readonly id: string; readonly lotId: string | null; readonly from: Date; readonly to: Date; readonly quantity: Decimal };

/**
 * EX-14: the output that a failed check puts in doubt: for each characteristic that failed, what was made since the last check in which that
 * characteristic passed, and, where the failure is told late, before the next one in which it did. A piece that was made across either instant counts
 * as a whole, and a piece of which nothing is left does not count.
 */
export function suspectOutput<Piece extends OutputPiece>(failure: MadeCheck, others: readonly MadeCheck[], pieces: readonly Piece[]): Piece[] {
  const windows = failure.failed.map((position) => {
    const passes = others.filter((check) => !check.failed.includes(position)).map(({ at }) => at.getTime());
    const before = passes.filter((at) => at <= failure.at.getTime());
    const after = passes.filter((at) => at > failure.at.getTime());
    return { since: before.length === 0 ? Number.NEGATIVE_INFINITY : Math.max(...before), until: after.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...after) };
  });
  return pieces.filter(({ from, to, quantity }) => quantity.gt(0) && windows.some(({ since, until }) => to.getTime() > since && from.getTime() < until));
}
