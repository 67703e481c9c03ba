import { type Decimal, sum, ZERO } from "@/lib/domain/shared/decimal";

/** Why the ERP does not hold a message: not accepted yet; refused, given up or settled without sending; accepted after its books were read. */
export type Standing = "IN_TRANSIT" | "REJECTED" | "TIMING";

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

export type Explained<Figure extends Measured> = Figure & Parts & { readonly messages: readonly string[] };

/** IN-11: splits each difference into what messages explain and the rest. */
export function explain<Figure extends Measured>(figures: readonly Figure[], untaken: readonly Untaken[]): Explained<Figure>[] {
  const missing = missingIn(figures, untaken);
  return figures.map((figure) => {
    const messages = missing.filter((message) => !(message.adds.get(figure.key) ?? ZERO).isZero()).map((message) => message.id);
    return { ...figure, ...partsOf(figure, missing), messages };
  });
}

/**
 * What the ERP's books lack. A message that was under way while they were read may be in them: since a lane is booked in sequence, what the books hold of
 * such messages is the first few of them, and of all these possibilities the one that leaves the fewest figures unexplained counts; where several do, the
 * one that takes the fewest for booked.
 */
export function missingIn(figures: readonly Measured[], untaken: readonly Untaken[]): readonly Untaken[] {
  const certain = untaken.filter((message) => !message.uncertain);
  const uncertain = untaken.filter((message) => message.uncertain).toSorted((a, b) => a.sequence - b.sequence);
  let best = { open: Number.POSITIVE_INFINITY, missing: untaken };
  for (let booked = 0; booked <= uncertain.length; booked += 1) {
    const missing = [...certain, ...uncertain.slice(booked)];
    const open = figures.filter((figure) => !partsOf(figure, missing).unexplained.isZero()).length;
    if (open < best.open) best = { open, missing };
  }
  return best.missing;
}

/** The split when exactly these messages are missing in the ERP's books. */
function partsOf({ key, ours, theirs }: Measured, missing: readonly Untaken[]): Parts {
  const of = (standing: Standing): Decimal => sum(missing.filter((message) => message.standing === standing).map((message) => message.adds.get(key) ?? ZERO));
  const [inTransit, rejected, timing] = [of("IN_TRANSIT"), of("REJECTED"), of("TIMING")];
  return { inTransit, rejected, timing, unexplained: ours.minus(theirs).minus(inTransit).minus(rejected).minus(timing) };
}
