import { type Decimal, ZERO, r2, sum } from "@/lib/domain/shared/decimal";
import { amountOf } from "@/lib/domain/shared/money";

/** An output segment as a recall sees it. */
export type ExposableSegment = {
  readonly segmentId: string;
  readonly orderId: string;
  readonly quantity: Decimal;
  /** On hand, in transit, or the customer that it was shipped to. */
  readonly place: string;
  readonly unitCost: Decimal;
  readonly unitPrice: Decimal;
};

export type ExposureLevel = {
  readonly segmentIds: readonly string[];
  readonly units: Decimal;
  readonly byPlace: ReadonlyMap<string, Decimal>;
  readonly atCost: Decimal;
  readonly atPrice: Decimal;
  /** Units spared against the order level, percent with two decimals; null when that is empty. */
  readonly narrowedPercent: Decimal | null;
};

export type Exposure = {
  readonly order: ExposureLevel;
  /** One per narrowing, in the order given. */
  readonly process: readonly ExposureLevel[];
  /** A process level reached segments outside the order level: the records are incomplete and both are united. */
  readonly incomplete: boolean;
};

/** TR-09, ORDER level: all output of every order to which the lot or a descendant of it was issued. */
export function orderExposure(segments: readonly ExposableSegment[], issuedToOrderIds: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(segments.filter((segment) => issuedToOrderIds.has(segment.orderId)).map((segment) => segment.segmentId));
}

/**
 * TR-09: what would be recalled by order, beside what process-level conditions leave of it. Where a process level holds segments that the
 * order level lacks, the order level is widened by them and `incomplete` says so.
 */
export function compareExposure(segments: readonly ExposableSegment[], issuedToOrderIds: ReadonlySet<string>, processLevels: readonly ReadonlySet<string>[]): Exposure {
  const byOrder = orderExposure(segments, issuedToOrderIds);
  const beyond = processLevels.some((level) => [...level].some((segmentId) => !byOrder.has(segmentId)));
  const all = beyond ? new Set([...byOrder, ...processLevels.flatMap((level) => [...level])]) : byOrder;
  const base = sum(segments.filter((segment) => all.has(segment.segmentId)).map((segment) => segment.quantity));
  return {
    order: levelOf(segments, all, base),
    process: processLevels.map((level) => levelOf(segments, level, base)),
    incomplete: beyond,
  };
}

function levelOf(segments: readonly ExposableSegment[], hit: ReadonlySet<string>, base: Decimal): ExposureLevel {
  const exposed = segments.filter((segment) => hit.has(segment.segmentId));
  const byPlace = new Map<string, Decimal>();
  for (const { place, quantity } of exposed) byPlace.set(place, (byPlace.get(place) ?? ZERO).plus(quantity));
  const units = sum(exposed.map((segment) => segment.quantity));
  return {
    segmentIds: exposed.map((segment) => segment.segmentId),
    units,
    byPlace,
    atCost: sum(exposed.map((segment) => amountOf(segment.quantity, segment.unitCost))),
    atPrice: sum(exposed.map((segment) => amountOf(segment.quantity, segment.unitPrice))),
    narrowedPercent: base.isZero() ? null : r2(base.minus(units).div(base).times(100)),
  };
}
