import { type Decimal, ONE, sum, ZERO } from "@/lib/domain/shared/decimal";
import { exactSearch } from "./exact-search";

/**
 * What one message adds to one figure, and what would come of it if it were missing as well: the share of it that would be less unexplained, and whether
 * it would leave the figure open for the first time (1), explain all of it (-1), or neither (0).
 */
type Stake = { readonly figure: number; readonly adds: Decimal; readonly size: Decimal; readonly place: number; share: Decimal; opens: -1 | 0 | 1 };

/** What a message adds to each measure, by key. */
type Adding = { readonly adds: ReadonlyMap<string, Decimal> };

/** A settled message that may be missing: how many more figures it would leave open (below zero: fewer), and how much less unexplained, in shares of what it adds. */
type Candidate<Message> = { readonly message: Message; readonly place: number; readonly stakes: readonly Stake[]; opens: number; lessens: Decimal; taken: boolean };

/** What is missing of the settled messages, in the order in which it was found, and what is unexplained of each figure then. */
type Found<Message> = {
  readonly missing: readonly Message[];
  readonly unexplained: readonly Decimal[];
  /** No other combination of them would leave fewer figures unexplained: either none is left, or every one was tried. */
  readonly triedAll: boolean;
};

/**
 * Of settled messages, those that are missing as well, one after the other: first the one that leaves the fewest figures unexplained, then the one that takes
 * most off what is, of each figure in shares of what it adds there, so that pieces and seconds weigh alike; of equal ones the first of the lane.
 * Where that leaves a figure open, all combinations of those that touch the same figures are tried, as far as they are not too many.
 * An order may have hundreds of them. What one of them changes is what few of the others are worth, so only those are weighed anew.
 * @param keys of the figures; the search begins with what is unexplained of each without any settled message
 * @param settled in the order of their lane
 */
export function settledSearch<Message extends Adding>(keys: readonly string[], settled: readonly Message[]): (unexplained: readonly Decimal[]) => Found<Message> {
  const ofMessage = settled.map((message, place) =>
    keys.flatMap((key, figure): Stake[] => {
      const adds = message.adds.get(key) ?? ZERO;
      return adds.isZero() ? [] : [{ figure, adds, size: adds.abs(), place, share: ZERO, opens: 0 }];
    }),
  );
  // The largest first: where much is unexplained, only what adds more than that changes its share.
  const ofFigure = keys.map((_, figure) => ofMessage.flatMap((stakes) => stakes.filter((stake) => stake.figure === figure)).toSorted((a, b) => b.size.comparedTo(a.size)));
  return (start) => {
    const left = [...start];
    const unexplained = (figure: number): Decimal => left[figure] ?? ZERO;
    const candidates = settled.map((message, place): Candidate<Message> => ({ message, place, stakes: ofMessage[place] ?? [], opens: 0, lessens: ZERO, taken: false }));
    for (const [figure, stakes] of ofFigure.entries()) judge(stakes, unexplained(figure));
    for (const candidate of candidates) weigh(candidate);
    // What may still be taken, the best first.
    let ranked = candidates.filter(({ lessens }) => lessens.gt(ZERO)).toSorted(byWorth);
    const missing: Message[] = [];
    for (let next = ranked[0]; next !== undefined; next = ranked[0]) {
      next.taken = true;
      missing.push(next.message);
      const changed = new Set([next]);
      for (const { figure, adds } of next.stakes) {
        const before = unexplained(figure);
        const after = before.minus(adds);
        left[figure] = after;
        const affected = changedBy(ofFigure[figure] ?? [], before, after).filter((stake) => candidates[stake.place]?.taken === false);
        for (const stake of judge(affected, after)) {
          const candidate = candidates[stake.place];
          if (candidate !== undefined) changed.add(candidate);
        }
      }
      ranked = ranked.filter((candidate) => !changed.has(candidate));
      for (const candidate of changed) {
        if (candidate.taken) continue;
        weigh(candidate);
        if (candidate.lessens.gt(ZERO)) ranked.splice(rankIn(ranked, candidate), 0, candidate);
      }
    }
    return tryAll(settled, ofMessage, start, { missing, unexplained: left, triedAll: true });
  };
}

/** What one by one left open, once more by all combinations, each group of messages that share figures by itself. */
function tryAll<Message>(settled: readonly Message[], ofMessage: readonly (readonly Stake[])[], start: readonly Decimal[], found: Found<Message>): Found<Message> {
  const left = [...found.unexplained];
  let [missing, triedAll] = [found.missing, true];
  for (const { places, figures } of sharingFigures(ofMessage)) {
    const open = figures.filter((figure) => !(left[figure] ?? ZERO).isZero()).length;
    if (open === 0) continue;
    const own = (place: number, figure: number): Decimal => ofMessage[place]?.find((stake) => stake.figure === figure)?.adds ?? ZERO;
    const exact = exactSearch(
      figures.map((figure) => start[figure] ?? ZERO),
      places.map((place) => figures.map((figure) => own(place, figure))),
      open,
    );
    triedAll &&= exact.triedAll;
    if (exact.places === null) continue;
    const chosen = exact.places.flatMap((index) => places[index] ?? []);
    const group = new Set(places.map((place) => settled[place]));
    missing = [...missing.filter((one) => !group.has(one)), ...chosen.flatMap((place) => settled[place] ?? [])];
    for (const figure of figures) left[figure] = chosen.reduce((rest, place) => rest.minus(own(place, figure)), start[figure] ?? ZERO);
  }
  return { missing, unexplained: left, triedAll };
}

/** Messages that add to a figure in common, directly or by others between them, with all these figures. */
function sharingFigures(ofMessage: readonly (readonly Stake[])[]): { readonly places: readonly number[]; readonly figures: readonly number[] }[] {
  const groups: { places: number[]; figures: Set<number> }[] = [];
  for (const [place, stakes] of ofMessage.entries()) {
    if (stakes.length === 0) continue;
    const mine = { places: [place], figures: new Set(stakes.map(({ figure }) => figure)) };
    for (const other of groups.filter((group) => stakes.some(({ figure }) => group.figures.has(figure)))) {
      groups.splice(groups.indexOf(other), 1);
      mine.places = [...other.places, ...mine.places];
      for (const figure of other.figures) mine.figures.add(figure);
    }
    groups.push(mine);
  }
  return groups.map(({ places, figures }) => ({ places: places.toSorted((a, b) => a - b), figures: [...figures].toSorted((a, b) => a - b) }));
}

/** Judges stakes of one figure by what is unexplained of it; answers those of which that changes anything. */
function judge(stakes: readonly Stake[], unexplained: Decimal): readonly Stake[] {
  const [none, negative, size] = [unexplained.isZero(), unexplained.isNegative(), unexplained.abs()];
  return stakes.filter((stake) => {
    const towards = !none && stake.adds.isNegative() === negative;
    const over = towards ? stake.size.comparedTo(size) : 0;
    // Where it overshoots, what it explains less what it adds on the other side.
    const share = !towards ? LOST : over > 0 ? size.plus(size).minus(stake.size).div(stake.size) : ONE;
    const opens = none ? 1 : towards && over === 0 ? -1 : 0;
    if (share === stake.share && opens === stake.opens) return false;
    stake.share = share;
    stake.opens = opens;
    return true;
  });
}
const LOST = ONE.negated();

/** Neither of them is zero, and both are above or both below. */
function sameSign(first: Decimal, second: Decimal): boolean {
  return !first.isZero() && !second.isZero() && first.isNegative() === second.isNegative();
}

/** Those whose share, or whether they would close the figure, may be another after the change. */
function changedBy(stakes: readonly Stake[], before: Decimal, after: Decimal): readonly Stake[] {
  if (!sameSign(before, after)) return stakes;
  const least = before.abs().lt(after.abs()) ? before.abs() : after.abs();
  const end = firstWhere(stakes, (stake) => stake.size.lt(least));
  return stakes.slice(0, end).filter((stake) => sameSign(stake.adds, after));
}

function weigh(candidate: Candidate<unknown>): void {
  candidate.lessens = sum(candidate.stakes.map((stake) => stake.share));
  candidate.opens = candidate.stakes.reduce((all, stake) => all + stake.opens, 0);
}

function byWorth(a: Candidate<unknown>, b: Candidate<unknown>): number {
  return a.opens - b.opens || b.lessens.comparedTo(a.lessens) || a.place - b.place;
}

function rankIn(ranked: readonly Candidate<unknown>[], candidate: Candidate<unknown>): number {
  return firstWhere(ranked, (other) => byWorth(other, candidate) > 0);
}

/** Where a row of things begins to be so, and stays so to its end; its length where it never is. */
function firstWhere<Thing>(things: readonly Thing[], so: (thing: Thing) => boolean): number {
  let [from, to] = [0, things.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const thing = things[middle];
    if (thing !== undefined && so(thing)) to = middle;
    else from = middle + 1;
  }
  return from;
}
