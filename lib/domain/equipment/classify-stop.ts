import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { type EquipmentState, isReportedState, type ReasonClass, withReason } from "./equipment-state";

/** The interval that is to be given a reason, as it stands now. */
export type ClassifyContext = {
  readonly state: EquipmentState;
  /** What the machine itself reported (ST-01). */
  readonly rawState: string;
  /** True when a newer version of this interval exists already. */
  readonly superseded: boolean;
};

/** A reason of the site's list for stops, with the words that came with it. */
export type StopReason = { readonly code: string; readonly class: ReasonClass; readonly requiresComment: boolean; readonly comment: string | null };

/** Stops that a person may be shown to name or to divide; a micro-stop is none of them until it has a reason (§2.3). */
export const STOPS_TO_NAME = ["STARVED", "BLOCKED", "HELD", "DOWN", "UNKNOWN"] as const satisfies readonly EquipmentState[];

/** States in which the machine stands although it could work: these have a reason. */
const STOPS: ReadonlySet<EquipmentState> = new Set(["MICRO_STOP", ...STOPS_TO_NAME]);

/** Stops that block completion until somebody says why (EX-03). Waiting for upstream or downstream explains itself. */
export const STOPS_TO_EXPLAIN = ["HELD", "DOWN", "UNKNOWN"] as const satisfies readonly EquipmentState[];

/**
 * ST-01, ST-03…ST-05: the state that a stop has once a person has named its reason. It is decided from what the machine reported, so that a
 * failure named by mistake can become a wait again; a failure on HELD or UNKNOWN is DOWN.
 */
export function decideClassification(context: ClassifyContext, reason: StopReason): Decision<EquipmentState, "STOP_CHANGED" | "NOT_A_STOP" | "COMMENT_REQUIRED"> {
  if (context.superseded) return refuse("STOP_CHANGED");
  if (!STOPS.has(context.state)) return refuse("NOT_A_STOP", { state: context.state });
  if (reason.requiresComment && (reason.comment ?? "").trim() === "") return refuse("COMMENT_REQUIRED", { reason: reason.code });
  const reported = isReportedState(context.rawState) && STOPS.has(context.rawState) ? context.rawState : context.state;
  return accept(withReason(reported, reason.class));
}
