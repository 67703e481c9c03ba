import { type Decimal, ZERO, decimal, max, min, r2 } from "@/lib/domain/shared/decimal";
import type { Supply } from "./supply";

/** What was promised to a customer. */
export type Commitment = {
  /** Number of the sales order line; the last criterion of the order in which supply is used. */
  readonly number: string;
  readonly itemId: string;
  readonly quantity: Decimal;
  readonly due: Date;
  /** Lower goes first. */
  readonly priority: number;
  /** Penalty per unit and day of lateness, of its class. */
  readonly valuePerUnitDay: Decimal;
};

/** What supply does to a commitment. */
export type CommitmentOutlook = {
  readonly commitment: Commitment;
  /** Units that are missing at the due instant; 0 is on time. */
  readonly short: Decimal;
  /** The due instant when on time, else the first supply that covers it; null when none within the horizon does. */
  readonly projected: Date | null;
  /** Seconds after due; null when no supply covers it. */
  readonly latenessSeconds: number | null;
  /** Null when no supply covers it: the loss has no end yet. */
  readonly penalty: Decimal | null;
};

type Available = { readonly at: number; readonly cumulative: Decimal };

/** On hand, then every dated supply, as running totals. */
function cumulated(onHand: Decimal, supply: readonly Supply[]): Available[] {
  const dated = supply.flatMap((each) => (each.at === null ? [] : [{ at: each.at.getTime(), quantity: each.quantity }]));
  let cumulative = onHand;
  const available: Available[] = [{ at: Number.NEGATIVE_INFINITY, cumulative }];
  for (const { at, quantity } of dated.toSorted((a, b) => a.at - b.at)) {
    cumulative = cumulative.plus(quantity);
    available.push({ at, cumulative });
  }
  return available;
}

function byItem<Each extends { readonly itemId: string }>(all: readonly Each[]): Map<string, Each[]> {
  const groups = new Map<string, Each[]>();
  for (const each of all) {
    const group = groups.get(each.itemId);
    if (group === undefined) groups.set(each.itemId, [each]);
    else group.push(each);
  }
  return groups;
}

function byUse(a: Commitment, b: Commitment): number {
  return a.priority - b.priority || a.due.getTime() - b.due.getTime() || (a.number < b.number ? -1 : a.number > b.number ? 1 : 0);
}

/**
 * §6.1.7: every commitment against projected supply, per item in priority, due and number order. `onHand` is by item and excludes held,
 * quarantined and expired stock. Supply that arrives at the due instant is in time.
 */
export function commitmentOutlooks(commitments: readonly Commitment[], onHand: ReadonlyMap<string, Decimal>, supply: readonly Supply[]): CommitmentOutlook[] {
  const supplyOf = byItem(supply);
  return [...byItem(commitments)].flatMap(([itemId, ofItem]) => {
    const available = cumulated(onHand.get(itemId) ?? ZERO, supplyOf.get(itemId) ?? []);
    let demand = ZERO;
    return ofItem.toSorted(byUse).map((commitment) => {
      demand = demand.plus(commitment.quantity);
      return outlook(commitment, demand, available);
    });
  });
}

function outlook(commitment: Commitment, demand: Decimal, available: readonly Available[]): CommitmentOutlook {
  const due = commitment.due.getTime();
  const atDue = available.findLast((each) => each.at <= due)?.cumulative ?? ZERO;
  const short = max(ZERO, min(commitment.quantity, demand.minus(atDue)));
  if (short.isZero()) return { commitment, short, projected: commitment.due, latenessSeconds: 0, penalty: ZERO };
  const covering = available.find((each) => each.at > due && each.cumulative.gte(demand));
  if (covering === undefined) return { commitment, short, projected: null, latenessSeconds: null, penalty: null };
  const latenessSeconds = Math.round((covering.at - due) / 1000);
  const penalty = r2(short.times(decimal(latenessSeconds)).times(commitment.valuePerUnitDay).div(86_400));
  return { commitment, short, projected: new Date(covering.at), latenessSeconds, penalty };
}

/** The commitments that projected supply does not cover in time. */
export function atRisk(outlooks: readonly CommitmentOutlook[]): CommitmentOutlook[] {
  return outlooks.filter((each) => each.short.gt(ZERO));
}
