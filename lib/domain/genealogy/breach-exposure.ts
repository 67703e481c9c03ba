import type { ClosedInterval, Interval } from "@/lib/domain/shared/interval";
import { united } from "@/lib/domain/shared/interval";
import { intersectConditions } from "./conditions";
import { touching } from "./process-lag";

/** What of some pieces was made while a parameter was not within its limits. */
export type BreachExposure<Breach> = {
  /** Those stretches of the breaches in which a piece was being made, in order. */
  readonly stretches: readonly (Breach & ClosedInterval)[];
  readonly seconds: number;
  /** The pieces that a breach touches: one that lies partly in it counts whole (TR-02). */
  readonly pieceIds: ReadonlySet<string>;
};

/** TR-03: the condition "parameter out of limit", intersected with the time in which these pieces were made on that unit. `Breach`: of one parameter, in order and apart. */
export function breachExposure<Breach extends Interval>(pieces: readonly (ClosedInterval & { readonly id: string })[], breaches: readonly Breach[]): BreachExposure<Breach> {
  const made = united(pieces);
  const stretches = breaches.flatMap((breach) => intersectConditions([made, [breach]]).flatMap(({ from, to }) => (to === null ? [] : [{ ...breach, from, to }])));
  return {
    stretches,
    seconds: Math.round(stretches.reduce((total, { from, to }) => total + to.getTime() - from.getTime(), 0) / 1000),
    pieceIds: new Set(stretches.flatMap((stretch) => touching(pieces, stretch).map(({ id }) => id))),
  };
}
