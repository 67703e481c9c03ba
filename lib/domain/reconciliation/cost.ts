import { type Decimal, decimal, max, min, r2, r6, sum, ZERO } from "@/lib/domain/shared/decimal";
import { type Decision, accept, refuse } from "@/lib/domain/shared/decision";
import type { Parts, Standing } from "./explain";
import type { Convert } from "./figures";
import { type Activity, type CostElement, SECONDS } from "./measure";

/** An amount that one side posted to an order, or several that are alike. What takes cost off the order, a receipt, is negative. */
export type CostPosting = {
  readonly element: CostElement;
  /** Accounting month, `YYYY-MM`; null where the side does not say the day. */
  readonly period: string | null;
  /** Of material and of receipts. */
  readonly item: string | null;
  readonly lot: string | null;
  /** Of times. */
  readonly operation: number | null;
  readonly activity: Activity | null;
  /** Null where the side keeps the amount alone. Times are in seconds. */
  readonly qty: Decimal | null;
  readonly uom: string | null;
  /** Money per unit, of times per hour; null where nobody says it. */
  readonly rate: Decimal | null;
  readonly amount: Decimal;
  /** How many postings it stands for: each was rounded to cents by itself. */
  readonly count: number;
};

/** What an order cost, as one side keeps it. */
export type OurCost = { readonly currency: string; readonly postings: readonly CostPosting[] };
/** `elements`: those that the ERP keeps; one that it keeps without a posting is zero. */
export type TheirCost = OurCost & { readonly elements: readonly CostElement[] };

/** A message that the ERP's books lack, and what it adds to the cost of its order. */
export type CostMessage = { readonly id: string; readonly standing: Standing; readonly postings: readonly CostPosting[] };

/** `ours − theirs = inTransit + rejected + timing + rate + quantity + unexplained`, always and exactly. */
export type CostParts = Parts & { readonly rate: Decimal; readonly quantity: Decimal };

/** One item and lot, or one operation and activity, of which rate, quantity or amount differ; null for what the ERP does not tell apart. Rates as in CostPosting. */
export type CostBasis = Pick<CostPosting, "item" | "lot" | "operation" | "activity" | "uom"> &
  Pick<CostParts, "rate" | "quantity" | "unexplained"> & {
    readonly ours: CostSide;
    readonly theirs: CostSide;
  };

/** What one side counts on a basis, and what a unit of it costs there on average; null where it says no quantity, or none. */
type CostSide = { readonly qty: Decimal | null; readonly rate: Decimal | null };

/** One element of an order's cost on both sides, by accounting month where the ERP tells it (`period`). */
export type CostDifference = CostParts & {
  readonly element: CostElement;
  readonly period: string | null;
  readonly ours: Decimal;
  readonly theirs: Decimal;
  /** What of `rejected` no message brings over any more: a person is asked. */
  readonly settled: Decimal;
  readonly messages: readonly string[];
  /** Where its rate, quantity and unexplained parts come from, the largest first; what only rounding makes is not named. A person is asked where there is one. */
  readonly bases: readonly CostBasis[];
};

/**
 * C-17: splits the difference of each element that the ERP keeps. What a message explains comes first; the rest is taken apart item by item, or operation
 * and activity by activity, as far as the ERP tells them apart: TIMING is what another month holds instead, QUANTITY what more or less was booked, at our rate, and
 * RATE what the same quantity costs more or less, or what rounding makes. Without a quantity on either side, or at the same rate, the rest is UNEXPLAINED.
 * Refuses with CURRENCY_MISMATCH: amounts of two currencies are not compared (C-16).
 */
export function costDifferences(ours: OurCost, theirs: TheirCost, missing: readonly CostMessage[], convert: Convert): Decision<CostDifference[], "CURRENCY_MISMATCH"> {
  if (ours.currency !== theirs.currency) return refuse("CURRENCY_MISMATCH", { ours: ours.currency, theirs: theirs.currency });
  return accept(theirs.elements.flatMap((element) => elementDifferences(element, ours.postings, theirs.postings, missing, convert)));
}

function elementDifferences(
  element: CostElement,
  ours: readonly CostPosting[],
  theirs: readonly CostPosting[],
  missing: readonly CostMessage[],
  convert: Convert,
): CostDifference[] {
  const of = (postings: readonly CostPosting[]): CostPosting[] => postings.filter((posting) => posting.element === element);
  const dated = of(theirs).length > 0 && of(theirs).every((posting) => posting.period !== null);
  const undated = (posting: CostPosting): CostPosting => (dated ? posting : { ...posting, period: null });
  const own = of(ours).map(undated);
  const untaken = missing.map((message) => ({ ...message, postings: of(message.postings).map(undated) }));
  const held = inUnitsOf(own, of(theirs).map(undated), convert);
  const booked = [...own, ...untaken.flatMap((message) => message.postings.map(negated))];
  const periods = [...new Set([...booked, ...held].map((posting) => posting.period))].toSorted((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1));
  const basis = basisOf(booked, held);
  const bases = [...new Set([...booked, ...held].map(basis))];
  const split = bases.map((key) => {
    const [mine, others] = [booked, held].map((side) => side.filter((posting) => basis(posting) === key));
    return { effects: splitBasis(periods, mine ?? [], others ?? []), mine: mine ?? [], others: others ?? [] };
  });
  return periods.length === 0
    ? [nothing(element)]
    : periods.map((period, index) =>
        lineOf(
          element,
          period,
          own,
          held,
          untaken,
          split.map((one) => ({ effect: one.effects[index] ?? NO_EFFECT, mine: one.mine, others: one.others })),
        ),
      );
}

/** Parts that no message settles and no later comparison, where they are more than the cents that rounding makes. */
function asksForPerson({ effect, mine, others }: Split): boolean {
  return sum([effect.rate, effect.quantity, effect.unexplained].map((part) => part.abs())).gt(roundingOf(mine, others));
}

/** What rounding may make of the amounts of these postings: half a cent each. None where both sides state one rate of the same unit and the two differ: each cent may come from that. */
function roundingOf(mine: readonly CostPosting[], others: readonly CostPosting[]): Decimal {
  const all = [...mine, ...others];
  const [ours, theirs] = [oneRate(mine), oneRate(others)];
  if (ours !== null && theirs !== null && !ours.eq(theirs) && all.every((posting) => posting.uom === all[0]?.uom)) return ZERO;
  return HALF_CENT.times(all.reduce((total, posting) => total + posting.count, 0));
}
const HALF_CENT = decimal("0.005");

type Effect = { readonly timing: Decimal; readonly rate: Decimal; readonly quantity: Decimal; readonly unexplained: Decimal };
/** A basis with what it comes to in one period. */
type Split = { readonly effect: Effect; readonly mine: readonly CostPosting[]; readonly others: readonly CostPosting[] };
const NO_EFFECT: Effect = { timing: ZERO, rate: ZERO, quantity: ZERO, unexplained: ZERO };

function lineOf(
  element: CostElement,
  period: string | null,
  own: readonly CostPosting[],
  held: readonly CostPosting[],
  untaken: readonly CostMessage[],
  split: readonly Split[],
): CostDifference {
  const total = (postings: readonly CostPosting[]): Decimal => sum(postings.filter((posting) => posting.period === period).map((posting) => posting.amount));
  const told = (standing: Standing): Decimal => sum(untaken.filter((message) => message.standing === standing).map((message) => total(message.postings)));
  const part = (name: keyof Effect): Decimal => sum(split.map(({ effect }) => effect[name]));
  return {
    element,
    period,
    ours: total(own),
    theirs: total(held),
    inTransit: told("IN_TRANSIT"),
    rejected: told("REJECTED").plus(told("SETTLED")),
    timing: told("TIMING").plus(part("timing")),
    rate: part("rate"),
    quantity: part("quantity"),
    unexplained: part("unexplained"),
    settled: told("SETTLED"),
    messages: untaken.filter((message) => !total(message.postings).isZero()).map((message) => message.id),
    bases: split
      .filter(asksForPerson)
      .map((one) => toBasis(one, period))
      .toSorted((a, b) => weightOf(b).comparedTo(weightOf(a))),
  };
}

function weightOf({ rate, quantity, unexplained }: CostBasis): Decimal {
  return sum([rate, quantity, unexplained].map((part) => part.abs()));
}

function toBasis({ effect: { rate, quantity, unexplained }, mine, others }: Split, period: string | null): CostBasis {
  const all = [...mine, ...others];
  const alike = <Name extends "item" | "lot" | "operation" | "activity" | "uom">(name: Name): CostPosting[Name] | null =>
    all.every((posting) => posting[name] === all[0]?.[name]) ? (all[0]?.[name] ?? null) : null;
  const sideOf = (postings: readonly CostPosting[]): CostSide => {
    const own = postings.filter((posting) => posting.period === period);
    const unit = unitValue(own);
    const counted = own.every((posting) => posting.qty !== null);
    return { qty: counted ? sum(own.map((posting) => posting.qty ?? ZERO)) : null, rate: unit === null ? null : r6(unit.times(alike("uom") === SECONDS ? 3600 : 1)) };
  };
  const of = { item: alike("item"), lot: alike("lot"), operation: alike("operation"), activity: alike("activity"), uom: alike("uom") };
  return { ...of, rate, quantity, unexplained, ours: sideOf(mine), theirs: sideOf(others) };
}

function nothing(element: CostElement): CostDifference {
  return { element, period: null, ours: ZERO, theirs: ZERO, inTransit: ZERO, rejected: ZERO, settled: ZERO, messages: [], bases: [], ...NO_EFFECT };
}

/** The effects on one basis in each of the periods, in their order. */
function splitBasis(periods: readonly (string | null)[], booked: readonly CostPosting[], held: readonly CostPosting[]): Effect[] {
  const within = (postings: readonly CostPosting[], period: string | null): CostPosting[] => postings.filter((posting) => posting.period === period);
  const amounts = (postings: readonly CostPosting[]): Decimal => sum(postings.map((posting) => posting.amount));
  const counts = (postings: readonly CostPosting[]): Decimal => sum(postings.map((posting) => posting.qty ?? ZERO));
  const differs = periods.map((period) => amounts(within(booked, period)).minus(amounts(within(held, period))));
  const unit = unitValue(booked) ?? unitValue(held);
  const rounding = roundingOf(booked, held);
  const units = new Set([...booked, ...held].map((posting) => (posting.qty === null ? null : posting.uom)));
  if (unit === null || units.has(null) || units.size > 1) {
    const left = uncancelled(differs);
    return differs.map((difference, index) => {
      const stays = left[index] ?? ZERO;
      const cents = stays.abs().lte(rounding);
      return { timing: difference.minus(stays), quantity: ZERO, rate: cents ? stays : ZERO, unexplained: cents ? ZERO : stays };
    });
  }
  const same = sameRate(booked, held);
  const more = periods.map((period) => counts(within(booked, period)).minus(counts(within(held, period))));
  const left = uncancelled(more);
  return periods.map((period, index) => {
    const [difference, extra, stays] = [differs[index] ?? ZERO, more[index] ?? ZERO, left[index] ?? ZERO];
    const worth = extra.times(unit);
    // At one rate the cents that rounding makes come from the quantity as well; what is more than that is another amount.
    const volume = !extra.isZero() && same && difference.minus(r6(worth)).abs().lte(rounding) ? difference : r2(worth);
    const quantity = extra.isZero() ? ZERO : stays.eq(extra) ? volume : r2(volume.times(stays).div(extra));
    const price = difference.minus(volume);
    // At one rate, and where neither side counts anything, only rounding makes another price.
    const priced = price.abs().lte(rounding) || (!same && [booked, held].some((side) => !counts(within(side, period)).isZero()));
    return { timing: volume.minus(quantity), quantity, rate: priced ? price : ZERO, unexplained: priced ? ZERO : price };
  });
}

/** Money per unit of a quantity; null where there is none. */
function unitValue(postings: readonly CostPosting[]): Decimal | null {
  const rate = oneRate(postings);
  if (rate !== null) return postings.some((posting) => posting.uom === SECONDS) ? rate.div(3600) : rate;
  const qty = sum(postings.map((posting) => posting.qty ?? ZERO));
  return qty.isZero() ? null : sum(postings.map((posting) => posting.amount)).div(qty);
}

/** The rate that all of them say; null where they say several or none. */
function oneRate(postings: readonly CostPosting[]): Decimal | null {
  const rate = postings[0]?.rate ?? null;
  return rate !== null && postings.every((posting) => posting.rate?.eq(rate) === true) ? rate : null;
}

function sameRate(booked: readonly CostPosting[], held: readonly CostPosting[]): boolean {
  const [ours, theirs] = [oneRate(booked), oneRate(held)];
  return ours !== null && theirs !== null && ours.eq(theirs);
}

/** Of values that stand in several months, what the others do not make up for: it stays with the latest ones of its sign. */
function uncancelled(values: readonly Decimal[]): Decimal[] {
  let left = sum(values);
  const stays = values.map(() => ZERO);
  for (let index = values.length - 1; index >= 0; index -= 1) {
    const value = values[index] ?? ZERO;
    if (value.isZero() || value.isNegative() !== left.isNegative()) continue;
    stays[index] = left.isNegative() ? max(value, left) : min(value, left);
    left = left.minus(stays[index] ?? ZERO);
  }
  return stays;
}

/** What is compared with what: goods by item, and by lot where both sides say it; times by operation and by activity where the ERP says them. */
function basisOf(booked: readonly CostPosting[], held: readonly CostPosting[]): (posting: CostPosting) => string {
  const says = (name: "item" | "operation" | "activity"): boolean => held.every((posting) => posting[name] !== null);
  const [byItem, byOperation, byActivity] = [says("item"), says("operation"), says("activity")];
  const whole = new Set([...booked, ...held].filter((posting) => posting.lot === null).map((posting) => posting.item));
  return ({ element, item, lot, operation, activity }) =>
    element === "MATERIAL" || element === "CREDIT"
      ? JSON.stringify(byItem ? [item, whole.has(item) ? null : lot] : [])
      : JSON.stringify([byOperation ? operation : null, byActivity ? activity : null]);
}

/** Their quantities in the units in which we count the same items; in their own where nobody said how the two relate. */
function inUnitsOf(own: readonly CostPosting[], held: readonly CostPosting[], convert: Convert): CostPosting[] {
  const units = new Map(own.map((posting) => [posting.item, posting.uom]));
  return held.map((posting) => {
    const unit = units.get(posting.item) ?? posting.uom;
    if (posting.item === null || posting.qty === null || posting.uom === null || unit === null || unit === posting.uom) return posting;
    const qty = convert(posting.item, posting.qty, posting.uom, unit);
    // The rate was per unit of theirs.
    return qty === null ? posting : { ...posting, qty: r6(qty), uom: unit, rate: null };
  });
}

function negated(posting: CostPosting): CostPosting {
  return { ...posting, qty: posting.qty?.negated() ?? null, amount: posting.amount.negated() };
}
