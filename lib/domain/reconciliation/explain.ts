import { type Decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import { settledSearch } from "./settled-search";

/** Why the ERP may not hold a message: not accepted yet; refused or given up; accepted after its books were read; never sent, and never to be: settled by people or passed over. */
export type Standing = "IN_TRANSIT" | "REJECTED" | "TIMING" | "SETTLED";

/** A message that was not in the ERP's books when they were read, as far as we know. */
export type Untaken = {
  readonly id: string;
  /** Place in its lane: the ERP books a lane in this order (IN-04). */
  readonly sequence: number;
  readonly standing: Standing;
  /** It was under way while the books were read, or its answer was lost: they may hold it already. */
  readonly uncertain: boolean;
  /** What it adds to each measure, by key. */
  readonly adds: ReadonlyMap<string, Decimal>;
};

/** One figure on both sides; `key` names it among those that are explained together. */
export type Measured = { readonly key: string; readonly ours: Decimal; readonly theirs: Decimal };

/** `ours − theirs = inTransit + rejected + timing + unexplained`, always and exactly. */
export type Parts = { readonly inTransit: Decimal; readonly rejected: Decimal; readonly timing: Decimal; readonly unexplained: Decimal };

/**
 * `settled`: what of `rejected` no message brings over any more, so that a person is asked. `triedAll`: of what was settled no other combination would leave less
 * open; false where there are too many to try each, and it was chosen one by one.
 */
export type Explained<Figure extends Measured> = Figure & Parts & { readonly settled: Decimal; readonly triedAll: boolean; readonly messages: readonly string[] };

/** IN-11: splits each difference into what messages explain and the rest. */
export function explain<Figure extends Measured>(figures: readonly Figure[], untaken: readonly Untaken[]): Explained<Figure>[] {
  const { missing, triedAll } = missingIn(figures, untaken);
  return figures.map((figure) => {
    const messages = missing.filter((message) => !(message.adds.get(figure.key) ?? ZERO).isZero()).map((message) => message.id);
    return { ...figure, ...partsOf(figure, missing), settled: addedBy(missing, "SETTLED", figure.key), triedAll, messages };
  });
}

/**
 * What the ERP's books lack. A message that was under way while they were read may be in them: since a lane is booked in sequence, what the books hold of
 * such messages is the first few of them, and of all these possibilities the one that leaves the fewest figures unexplained counts; where several do, the
 * one that takes the fewest for booked. What was settled without sending may be there all the same, keyed by hand or booked by the ERP itself: each such
 * message by itself counts as missing only where that leaves less unexplained.
 */
export function missingIn(figures: readonly Measured[], untaken: readonly Untaken[]): { readonly missing: readonly Untaken[]; readonly triedAll: boolean } {
  const settled = untaken.filter((message) => message.standing === "SETTLED").toSorted((a, b) => a.sequence - b.sequence);
  const sent = untaken.filter((message) => message.standing !== "SETTLED");
  const certain = sent.filter((message) => !message.uncertain);
  const uncertain = sent.filter((message) => message.uncertain).toSorted((a, b) => a.sequence - b.sequence);
  const withSettled = settledSearch(
    figures.map(({ key }) => key),
    settled,
  );
  let unexplained = figures.map((figure) => partsOf(figure, sent).unexplained);
  let best: { readonly open: number; readonly missing: readonly Untaken[]; readonly triedAll: boolean } = { open: Number.POSITIVE_INFINITY, missing: untaken, triedAll: true };
  for (let booked = 0; booked <= uncertain.length && best.open > 0; booked += 1) {
    const found = withSettled(unexplained);
    const open = found.unexplained.filter((left) => !left.isZero()).length;
    if (open < best.open) best = { open, missing: [...certain, ...uncertain.slice(booked), ...found.missing], triedAll: found.triedAll };
    unexplained = figures.map(({ key }, index) => (unexplained[index] ?? ZERO).plus(uncertain[booked]?.adds.get(key) ?? ZERO));
  }
  return best;
}

function addedBy(missing: readonly Untaken[], standing: Standing, key: string): Decimal {
  return sum(missing.filter((message) => message.standing === standing).map((message) => message.adds.get(key) ?? ZERO));
}

/** The split when exactly these messages are missing in the ERP's books. */
function partsOf({ key, ours, theirs }: Measured, missing: readonly Untaken[]): Parts {
  const of = (standing: Standing): Decimal => addedBy(missing, standing, key);
  const [inTransit, rejected, timing] = [of("IN_TRANSIT"), of("REJECTED").plus(of("SETTLED")), of("TIMING")];
  return { inTransit, rejected, timing, unexplained: ours.minus(theirs).minus(inTransit).minus(rejected).minus(timing) };
}
