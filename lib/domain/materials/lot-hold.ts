import { type Decimal, min, sum, ZERO } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { QualityStatus } from "./lot-check";

/** A piece of what a lot was made of, with what is good of it, in the lot's unit. */
export type LotPiece = { readonly id: string; readonly quantity: Decimal };

/** A hold that stands. `found` is the plant's status of the lot when it was placed; where that was ON_HOLD, what those that stood then give back. */
export type LotHold = {
  readonly holdId: string;
  readonly placedBy: string;
  readonly found: QualityStatus;
  /** EX-14: the pieces that it holds, of a nonconformance; null where it holds the lot. */
  readonly pieces: readonly LotPiece[] | null;
};

/** A lot as its holds are judged: the plant's status, what it was made of, in its unit, and the holds that stand, the oldest first. */
export type LotUnderHolds = { readonly status: QualityStatus; readonly made: Decimal; readonly standing: readonly LotHold[] };

/** What a lot has in stock, once as what quality holds of it and once as what may be taken; together always what is on hand. */
export type HeldStock = { readonly held: Decimal; readonly free: Decimal };

/** EX-14: how much of what lies in stock is held where pieces of so much are: what is taken of a lot is free, so that the pieces in doubt are what is left, never more than lies there. */
export function heldStock(onHand: Decimal, ofPieces: Decimal): HeldStock {
  const held = min(onHand, ofPieces);
  return { held, free: onHand.minus(held) };
}

/** EX-14: what these holds hold of a lot by their pieces, in its unit: a piece that several hold counts once, and what holds the lot counts for nothing here. */
export function heldPieces(holds: readonly Pick<LotHold, "pieces">[]): Decimal {
  const pieces = new Map(holds.flatMap((one) => (one.pieces ?? []).map(({ id, quantity }) => [id, quantity] as const)));
  return sum([...pieces.values()]);
}

/** EX-14: whether these holds hold all of a lot: one of them the lot itself, or together all that it was made of. */
export function isHeldWhole(holds: readonly Pick<LotHold, "pieces">[], made: Decimal): boolean {
  if (holds.some(({ pieces }) => pieces === null)) return true;
  const held = heldPieces(holds);
  return held.gt(ZERO) && held.gte(made);
}

/** What placing a hold makes of a lot: what the last release gives back, and whether the lot is ON_HOLD, or keeps its status and only pieces of it are held. */
export type Placed = { readonly found: QualityStatus; readonly whole: boolean };

/**
 * §2.2 lot quality: PENDING and RELEASED go ON_HOLD, and a lot may be held for several reasons at once; what is rejected or recalled is past a hold. EX-14: a hold of
 * `pieces` leaves the lot as it is, unless they are with those of other holds all that it was made of.
 */
export function decidePlacing({ status, made, standing }: LotUnderHolds, pieces: readonly LotPiece[] | null): Decision<Placed, "INVALID_TRANSITION"> {
  if (status === "REJECTED" || status === "RECALLED") return refuse("INVALID_TRANSITION", { state: status });
  const found = status === "ON_HOLD" ? (foundBy(standing) ?? status) : status;
  return accept({ found, whole: status === "ON_HOLD" || isHeldWhole([...standing, { pieces }], made) });
}

/** What a lot would be without some of the holds that stand on it: what it was before it was ON_HOLD, unless others hold all of it or it is past a hold. */
export function statusBeside({ status, made, standing }: LotUnderHolds, holdIds: readonly string[] = []): QualityStatus {
  const others = standing.filter(({ holdId }) => !holdIds.includes(holdId));
  return status === "ON_HOLD" && !isHeldWhole(others, made) ? (foundBy(standing) ?? status) : status;
}

/** What was before the lot was ON_HOLD: the newest hold knows it, for one of pieces may have stood since before the lot was released. */
function foundBy(standing: readonly LotHold[]): QualityStatus | undefined {
  return standing.at(-1)?.found;
}

/**
 * SEC-01: a hold is lifted by somebody else than who placed it. The lot stays ON_HOLD while others hold all of it; after that it is what it was before: lifting a hold
 * does not release a lot that waited for its release. A lot of which only pieces are held stays what it is.
 */
export function decideLifting(holdId: string, lot: LotUnderHolds, by: string): Decision<QualityStatus, "HOLD_OVER" | "SECOND_PERSON_REQUIRED"> {
  const hold = lot.standing.find((one) => one.holdId === holdId);
  if (hold === undefined) return refuse("HOLD_OVER");
  if (hold.placedBy === by) return refuse("SECOND_PERSON_REQUIRED");
  return accept(statusBeside(lot, [holdId]));
}

/** What the release of a lot depends on, besides its status. `by`: who releases; `checkedBy`: who recorded checks of it. */
export type LotRelease = { readonly stillMade: boolean; readonly checkedBy: ReadonlySet<string>; readonly by: string };

/**
 * §2.2 lot quality: PENDING → RELEASED. Not while its order still adds to it: what is made after the release would be released unseen. SEC-01: whoever
 * recorded a check does not release the lot.
 */
export function decideRelease(status: QualityStatus, { stillMade, checkedBy, by }: LotRelease): Decision<"RELEASED", "INVALID_TRANSITION" | "LOT_STILL_MADE" | "OWN_CHECK"> {
  if (status !== "PENDING") return refuse("INVALID_TRANSITION", { state: status });
  if (stillMade) return refuse("LOT_STILL_MADE");
  return checkedBy.has(by) ? refuse("OWN_CHECK") : accept("RELEASED");
}
