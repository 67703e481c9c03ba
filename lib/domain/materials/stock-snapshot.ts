import type { Decimal } from "@/lib/domain/shared/decimal";

/** A lot as the plant and the ERP's snapshot have it, in its base unit. */
export type CountedLot = {
  /** The plant made it, or has moved some of it: its quantity is the plant's record. */
  readonly recorded: boolean;
  readonly ours: Decimal;
  readonly theirs: Decimal;
  /** What of ours the ERP had certainly not booked at the instant of the snapshot: positive what came in, negative what went. */
  readonly unseen: Decimal;
  /** Something of ours was on its way at that instant: nobody can say whether it is in the snapshot. */
  readonly underWay: boolean;
  /** The ERP told of this lot itself, later than the snapshot. */
  readonly toldSince: boolean;
};

/**
 * What a snapshot of the ERP's stock means for a lot (ownership matrix, IN-11): `difference` is MES − ERP without what was in transit. A lot that the
 * plant only holds is taken over as the ERP counts it; one that it recorded itself is never changed, its difference is for a person.
 */
export type Judgement = { readonly kind: "UNJUDGED" } | { readonly kind: "AGREES" } | { readonly kind: "TAKE_OVER" } | { readonly kind: "DIFFERS"; readonly difference: Decimal };

export function judgeLot({ recorded, ours, theirs, unseen, underWay, toldSince }: CountedLot): Judgement {
  if (toldSince || underWay) return { kind: "UNJUDGED" };
  const difference = ours.minus(unseen).minus(theirs);
  if (difference.isZero()) return { kind: "AGREES" };
  return recorded ? { kind: "DIFFERS", difference } : { kind: "TAKE_OVER" };
}
