import type { Decimal } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";

/** Who approves that something else than planned is used (EX-12): both, and not the same person. */
export type DeviationApprover = "PLANNER" | "QUALITY";

/** EXPIRED and USED are derived, never set. */
export type DeviationState = "ASKED" | "APPROVED" | "REFUSED" | "EXPIRED" | "USED";

/** What the state of a deviation depends on. */
export type Deviation = {
  readonly askedBy: string;
  readonly plannedBy: string | null;
  readonly qualityBy: string | null;
  readonly refused: boolean;
  readonly validUntil: Date;
  readonly quantity: Decimal;
  /** What was issued by it, less what came back. */
  readonly used: Decimal;
};

/** How long a deviation may be approved and used after it was asked for: what nobody used by then is asked for again. */
export const DEVIATION_HOURS = 72;

/** EX-12: where a deviation stands at an instant. */
export function deviationState(deviation: Deviation, at: Date): DeviationState {
  if (deviation.refused) return "REFUSED";
  const approved = deviation.plannedBy !== null && deviation.qualityBy !== null;
  if (approved && deviation.used.gte(deviation.quantity)) return "USED";
  if (at.getTime() >= deviation.validUntil.getTime()) return "EXPIRED";
  return approved ? "APPROVED" : "ASKED";
}

type Vote = { readonly as: DeviationApprover; readonly by: string };
type VoteRefusal = "INVALID_TRANSITION" | "RAISER_DECIDES_NOT" | "SECOND_APPROVER_REQUIRED";

/** EX-12, SEC-01: planner and quality each approve once; never who asked for it, nor one person for both. Answers whether it may be used from now on. */
export function decideDeviation(deviation: Deviation, { as, by }: Vote, at: Date): Decision<{ readonly complete: boolean }, VoteRefusal> {
  const state = deviationState(deviation, at);
  const [own, other] = as === "PLANNER" ? [deviation.plannedBy, deviation.qualityBy] : [deviation.qualityBy, deviation.plannedBy];
  if (state !== "ASKED" || own !== null) return refuse("INVALID_TRANSITION", { state });
  if (by === deviation.askedBy) return refuse("RAISER_DECIDES_NOT");
  if (by === other) return refuse("SECOND_APPROVER_REQUIRED");
  return accept({ complete: other !== null });
}

/** EX-12: either of them refuses it while it is not used: also after the other one, or both, have approved, and where nobody decided in its time, which ends its call. */
export function decideDeviationRefusal(deviation: Deviation, by: string, at: Date): Decision<"REFUSED", "INVALID_TRANSITION" | "RAISER_DECIDES_NOT"> {
  const state = deviationState(deviation, at);
  if (state === "REFUSED" || state === "USED" || deviation.used.gt(0)) return refuse("INVALID_TRANSITION", { state });
  return by === deviation.askedBy ? refuse("RAISER_DECIDES_NOT") : accept("REFUSED");
}

/** EX-12: no more is issued by a deviation than was approved. A quantity of null asks for whatever is left. */
export function decideDeviationUse(deviation: Deviation & { readonly number: string }, quantity: Decimal | null): Decision<Decimal, "DEVIATION_EXCEEDED"> {
  const left = deviation.quantity.minus(deviation.used);
  return quantity !== null && quantity.gt(left) ? refuse("DEVIATION_EXCEEDED", { deviation: deviation.number, left: left.toFixed(), asked: quantity.toFixed() }) : accept(left);
}
