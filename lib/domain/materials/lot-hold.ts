import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { QualityStatus } from "./lot-check";

/** A hold that stands. `found` is the plant's status of the lot before the first of the holds that stand together. */
export type LotHold = { readonly holdId: string; readonly placedBy: string; readonly found: QualityStatus };

/**
 * §2.2 lot quality: PENDING and RELEASED go ON_HOLD, and a lot may be held for several reasons at once; what is rejected or recalled is past a hold.
 * Answers the status that the last release gives back.
 */
export function decidePlacing(status: QualityStatus, standing: readonly LotHold[]): Decision<QualityStatus, "INVALID_TRANSITION"> {
  if (status === "REJECTED" || status === "RECALLED") return refuse("INVALID_TRANSITION", { state: status });
  return accept(standing[0]?.found ?? status);
}

/** What a lot would be without some of the holds that stand on it: what it was before the first, unless another one stands or it is past a hold. */
export function statusBeside(status: QualityStatus, standing: readonly LotHold[], holdIds: readonly string[]): QualityStatus {
  const others = standing.some(({ holdId }) => !holdIds.includes(holdId));
  return status === "ON_HOLD" && !others ? (standing[0]?.found ?? status) : status;
}

/**
 * SEC-01: a hold is lifted by somebody else than who placed it. The lot stays ON_HOLD while another hold stands; after the last one it is what it
 * was before: lifting a hold does not release a lot that waited for its release.
 */
export function decideLifting(holdId: string, standing: readonly LotHold[], by: string): Decision<QualityStatus, "HOLD_OVER" | "SECOND_PERSON_REQUIRED"> {
  const hold = standing.find((one) => one.holdId === holdId);
  if (hold === undefined) return refuse("HOLD_OVER");
  if (hold.placedBy === by) return refuse("SECOND_PERSON_REQUIRED");
  return accept(standing.length > 1 ? "ON_HOLD" : hold.found);
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
