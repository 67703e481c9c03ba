import { type Decimal, min, ZERO } from "@/lib/domain/shared/decimal";
import type { QuantityEntry } from "./totals";

/** What is in rework at an operation: index k is in its round k now, from 1 on. */
type Rounds = readonly Decimal[];

/**
 * EX-13: what is in which round of rework after these entries, in the order in which they happened; what was taken back is left out. Pieces without a number
 * of their own are told apart in favour of the floor: what leaves rework is what has been round most, and what fails again is what has been round least. So a
 * round is counted only where it cannot be otherwise; of a single piece, a serial, the count is exact.
 */
export function reworkRounds(entries: readonly QuantityEntry[]): Rounds {
  return entries.reduce<Rounds>((open, entry) => {
    if (entry.activity === "RUN") return addAt(open, 1, entry.rework);
    const [again, rest] = sentAgain(open, entry);
    return again.reduce((sums, quantity, round) => addAt(sums, round + 1, quantity), rest);
  }, []);
}

/** EX-13: the highest round that this entry would begin for any piece; 0 where it sends none to rework. */
export function roundOf(entries: readonly QuantityEntry[], entry: QuantityEntry): number {
  if (entry.rework.lte(0)) return 0;
  if (entry.activity === "RUN") return 1;
  const [again] = sentAgain(reworkRounds(entries), entry);
  return again.findLastIndex((quantity) => quantity.gt(0)) + 1;
}

/** What an entry of rework sends round again, by the round that it has just done, and what stays where it is. */
function sentAgain(open: Rounds, entry: QuantityEntry): readonly [again: Rounds, rest: Rounds] {
  const [, stays] = takeFrom(open.toReversed(), entry.good.plus(entry.scrap));
  return takeFrom(stays.toReversed(), entry.rework);
}

function takeFrom(from: Rounds, quantity: Decimal): readonly [taken: Rounds, left: Rounds] {
  let wanted = quantity;
  const taken = from.map((there) => {
    const part = min(there, wanted);
    wanted = wanted.minus(part);
    return part;
  });
  return [taken, from.map((there, index) => there.minus(taken[index] ?? ZERO))];
}

function addAt(sums: Rounds, round: number, quantity: Decimal): Rounds {
  if (quantity.isZero()) return sums;
  return Array.from({ length: Math.max(sums.length, round + 1) }, (_, index) => (sums[index] ?? ZERO).plus(index === round ? quantity : ZERO));
}
