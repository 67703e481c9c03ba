import { allocate } from "@/lib/domain/shared/allocate";
import { decimal, type Decimal, max, min, ONE, r6, sum, ZERO } from "@/lib/domain/shared/decimal";
import { type ClosedInterval, type Interval, intersect, united } from "@/lib/domain/shared/interval";
import { roundToUom, type Uom } from "@/lib/domain/shared/quantity";

type Place = { readonly lotId: string; readonly locationId: string };

/** A place of a lot from which can be taken. */
export type LotPlace = Place & { readonly onHand: Decimal };

/** How much went from a place of a lot. */
export type Gone = Place & { readonly quantity: Decimal };

/** Part of a backflush taken from one lot at one place. */
export type Taken = LotPlace & Gone;

/** EX-09: `processed × q × (1 + s)`, rounded to the component's unit. */
export function backflushQuantity(processed: Decimal, quantityPer: Decimal, scrapFactor: Decimal, uom: Uom): Decimal {
  return roundToUom(processed.times(quantityPer).times(ONE.plus(scrapFactor)), uom);
}

/**
 * EX-09: takes the quantity from the places in the order given and never more than is there; what could not be taken is the shortage,
 * for which BACKFLUSH_SHORT is raised. Production is never refused for it.
 */
export function takeFrom(places: readonly LotPlace[], quantity: Decimal): { readonly taken: readonly Taken[]; readonly short: Decimal } {
  const taken: Taken[] = [];
  let open = quantity;
  for (const place of places) {
    if (open.lte(0)) break;
    const part = min(open, place.onHand);
    if (part.lte(0)) continue;
    taken.push({ ...place, quantity: part });
    open = open.minus(part);
  }
  return { taken, short: open.gt(0) ? open : ZERO };
}

/** Whether both are the same lot at the same place. */
export const isSamePlace = (a: Place, b: Place): boolean => a.lotId === b.lotId && a.locationId === b.locationId;

/** How much of it comes from one place. */
export const takenAt = (taken: readonly Gone[], place: Place): Decimal => sum(taken.filter((part) => isSamePlace(part, place)).map((part) => part.quantity));

/** EX-09: what lies at these places once that was taken from there, as by the line before: what one line took is not there for the next, and what went cannot stay reserved. */
export function leftAt<Stock extends LotPlace & { readonly reserved: Decimal }>(stock: readonly Stock[], taken: readonly Gone[]): Stock[] {
  return stock.map((one) => {
    const onHand = one.onHand.minus(takenAt(taken, one));
    return { ...one, onHand, reserved: min(one.reserved, onHand) };
  });
}

/** What lies of a lot at a place, how much of it is reserved, and whether the work unit reaches it. */
type LotStock = LotPlace & { readonly reserved: Decimal; readonly reachable: boolean };

/**
 * EX-10, EX-11: from where a lot that is on a machine is taken, the same place once more where only a part of it is reserved: what is free within reach, as an issue by
 * hand takes it, then what is reserved there. Only after that what lies out of reach, for it is on the machine wherever it is booked.
 */
export function placesToTake(stock: readonly LotStock[]): LotPlace[] {
  const of = (reachable: boolean, part: (one: LotStock) => Decimal): LotPlace[] =>
    stock.flatMap((one) => (one.reachable === reachable && part(one).gt(0) ? [{ lotId: one.lotId, locationId: one.locationId, onHand: part(one) }] : []));
  const free = ({ onHand, reserved }: LotStock) => onHand.minus(reserved);
  const reserved = (one: LotStock) => one.reserved;
  return [...of(true, free), ...of(true, reserved), ...of(false, free), ...of(false, reserved)];
}

/** What is left of these places after a quantity of a lot was taken from them in their order. */
export function withoutTaken(places: readonly LotPlace[], lotId: string, quantity: Decimal): LotPlace[] {
  let open = quantity;
  return places.map((place) => {
    if (place.lotId !== lotId) return place;
    const part = min(open, place.onHand);
    open = open.minus(part);
    return { ...place, onHand: place.onHand.minus(part) };
  });
}

/** EX-14: what may be taken at these places, in their order, of lots of which only so much is `free`: the rest is held, wherever it lies. A lot that is not named is free. */
export function withoutHeld<Stock extends LotPlace & { readonly reserved?: Decimal }>(stock: readonly Stock[], free: ReadonlyMap<string, Decimal>): Stock[] {
  const open = new Map(free);
  return stock.map((one) => {
    const most = open.get(one.lotId);
    if (most === undefined) return one;
    const onHand = max(ZERO, min(one.onHand, most));
    open.set(one.lotId, most.minus(onHand));
    return { ...one, onHand, ...(one.reserved === undefined ? {} : { reserved: min(one.reserved, onHand) }) };
  });
}

/** A lot on a work unit, from scan on to scan off. `factor`: units of it that replace one of the planned item (EX-12). */
export type Mount = Interval & { readonly lotId: string; readonly factor: Decimal };

/** A mount from its first to its last run second in the time that a backflush is for; `runMs`: milliseconds of run between them, less what was none. */
export type Feed = ClosedInterval & { readonly lotId: string; readonly factor: Decimal; readonly runMs: number };

/**
 * TR-01: what fed the work unit while it ran in a span, in order of mounting: what was on in setups and pauses alone fed nothing. `runs` is when the operation ran; the
 * whole span counts where none of it lies there. A span without length is fed by what was on at that instant; where one lot was changed for another just then,
 * by the one before.
 */
export function feedsIn(mounts: readonly Mount[], span: ClosedInterval, runs: readonly Interval[] = []): Feed[] {
  const ordered = mounts.toSorted((a, b) => a.from.getTime() - b.from.getTime());
  if (span.from < span.to) {
    const ran = united(runs.flatMap((run) => intersect(run, span) ?? []));
    const pieces = ran.length === 0 ? [span] : ran;
    return ordered.flatMap(({ lotId, factor, ...mount }) => {
      const shared = pieces.flatMap((piece) => intersect(mount, piece) ?? []);
      const [first, last] = [shared.at(0), shared.at(-1)];
      if (first === undefined || last === undefined) return [];
      return [{ lotId, factor, from: first.from, to: last.to, runMs: shared.reduce((total, { from, to }) => total + to.getTime() - from.getTime(), 0) }];
    });
  }
  const on = ordered.find((mount) => mount.from <= span.to && (mount.to === null || mount.to >= span.to));
  return on === undefined ? [] : [{ lotId: on.lotId, factor: on.factor, from: span.to, to: span.to, runMs: 0 }];
}

/**
 * EX-09: divides a quantity of the planned item among the lots that fed the unit, by how long each was on while it ran. What a lot has not, the others that
 * were on give, in order of mounting; what none has is the shortage, in units of the planned item. `taken` has one quantity for each feed, in
 * units of that lot; `stock` is what each lot has.
 */
export function takeFromFeeds(
  feeds: readonly Feed[],
  stock: ReadonlyMap<string, Decimal>,
  quantity: Decimal,
  uom: Uom,
): { readonly taken: readonly Decimal[]; readonly short: Decimal } {
  const left = new Map(stock);
  const shares = allocate(
    quantity,
    feeds.map(({ runMs }) => decimal(runMs)),
    uom.decimals,
  );
  const take = ({ lotId, factor }: Feed, planned: Decimal): { got: Decimal; open: Decimal } => {
    const wanted = roundToUom(planned.times(factor), uom);
    const there = left.get(lotId) ?? ZERO;
    const got = min(wanted, there);
    left.set(lotId, there.minus(got));
    return { got, open: got.eq(wanted) ? ZERO : planned.minus(r6(got.div(factor))) };
  };
  const parts = feeds.map((feed, index) => take(feed, shares[index] ?? ZERO));
  let open = parts.reduce((total, part) => total.plus(part.open), ZERO);
  const taken = parts.map((part) => part.got);
  feeds.forEach((feed, index) => {
    if (open.lte(0)) return;
    const more = take(feed, open);
    taken[index] = (taken[index] ?? ZERO).plus(more.got);
    open = more.open;
  });
  return { taken, short: roundToUom(open, uom) };
}
