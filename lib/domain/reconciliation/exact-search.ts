import { type Decimal, decimal } from "@/lib/domain/shared/decimal";

/** Messages whose combinations are all looked at for one that explains everything: two halves of at most 1,024 each. */
export const MOST_FOR_ALL = 20;
/** Of so few each combination is tried, for one that leaves fewer figures open. */
const MOST_FOR_FEWER = 12;

type Exact = { readonly places: readonly number[] | null; readonly triedAll: boolean };

/** A difference of each figure, or what a message adds to each, in millionths: exact, and quick to add up. */
type Vector = readonly bigint[];

/**
 * Which of some messages are missing, so that as few figures as can be are left unexplained: of all combinations one that explains everything, else, of a few
 * messages, one that leaves fewer than `fewerThan` open. Of several the one with the fewest messages counts, and of these the first in their order.
 * @param left what is unexplained of each figure when none is missing
 * @param adds what each message adds to each of these figures
 * @returns places of the messages, ascending, null where there is none; `triedAll` whether no other combination can leave fewer open
 */
export function exactSearch(left: readonly Decimal[], adds: readonly (readonly Decimal[])[], fewerThan: number): Exact {
  if (adds.length > MOST_FOR_ALL) return { places: null, triedAll: false };
  const [start, added] = [left.map(inMillionths), adds.map((one) => one.map(inMillionths))];
  const all = allOf(start, added);
  if (all !== null) return { places: all, triedAll: true };
  return adds.length > MOST_FOR_FEWER ? { places: null, triedAll: false } : { places: fewestOf(start, added, fewerThan), triedAll: true };
}

function inMillionths(value: Decimal): bigint {
  return BigInt(value.times(MILLION).toFixed(0));
}
const MILLION = decimal(1_000_000);

/** Meets in the middle: what the first half must leave is looked up among what the second half takes. */
function allOf(start: Vector, adds: readonly Vector[]): readonly number[] | null {
  const middle = adds.length >> 1;
  const second = new Map<string, number>();
  for (const [mask, total] of totals(adds.slice(middle), start.length).entries()) {
    const key = total.join();
    const known = second.get(key);
    if (known === undefined || comesFirst(mask, known)) second.set(key, mask);
  }
  let best: number | null = null;
  for (const [mask, total] of totals(adds.slice(0, middle), start.length).entries()) {
    const rest = second.get(start.map((value, figure) => value - (total[figure] ?? 0n)).join());
    if (rest === undefined) continue;
    const whole = mask | (rest << middle);
    if (best === null || comesFirst(whole, best)) best = whole;
  }
  return best === null ? null : placesOf(best);
}

function fewestOf(start: Vector, adds: readonly Vector[], fewerThan: number): readonly number[] | null {
  let [best, fewest]: [number | null, number] = [null, fewerThan];
  for (const [mask, total] of totals(adds, start.length).entries()) {
    const open = start.filter((value, figure) => value !== (total[figure] ?? 0n)).length;
    if (open < fewest || (best !== null && open === fewest && comesFirst(mask, best))) [best, fewest] = [mask, open];
  }
  return best === null ? null : placesOf(best);
}

/** What each combination adds, by the bits of its number; each is one message more than one before it. */
function totals(adds: readonly Vector[], figures: number): Vector[] {
  const all: Vector[] = [Array.from({ length: figures }, () => 0n)];
  for (const one of adds) {
    for (const total of all.slice()) all.push(total.map((value, figure) => value + (one[figure] ?? 0n)));
  }
  return all;
}

/** Fewer messages first, then those that stand first. */
function comesFirst(mask: number, other: number): boolean {
  const [many, others] = [placesOf(mask), placesOf(other)];
  if (many.length !== others.length) return many.length < others.length;
  const differs = many.findIndex((place, index) => place !== others[index]);
  return differs !== -1 && (many[differs] ?? 0) < (others[differs] ?? 0);
}

function placesOf(mask: number): number[] {
  const places: number[] = [];
  for (let place = 0, rest = mask; rest > 0; place += 1, rest = Math.floor(rest / 2)) if (rest % 2 === 1) places.push(place);
  return places;
}
