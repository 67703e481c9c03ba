import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { ClosedInterval, Interval } from "@/lib/domain/shared/interval";
import { type ClassifyContext, decideClassification, type StopReason } from "./classify-stop";
import type { EquipmentState } from "./equipment-state";

/** A part of a stop that was divided: from when to when, and what it is once its reason is named. `to` null while it lasts. */
export type StopPart = Interval & { readonly state: EquipmentState; readonly reason: StopReason };

/** The stop that is to be divided, as it stands now; `by` is how far it is known where it still lasts. */
export type SplitContext = ClassifyContext & Interval & { readonly by: Date };

type SplitRefusal = "STOP_CHANGED" | "NOT_A_STOP" | "COMMENT_REQUIRED" | "SPLIT_OUTSIDE" | "SAME_REASON";

/**
 * ST-05: one stop becomes two at an instant, each with a reason of its own (ST-01, ST-04). The second begins where the first ends, and the first
 * lasts whole seconds, so that the seconds of both are those of the stop. Refuses an instant that is not within the stop, and one reason for both.
 */
export function decideSplit(stop: SplitContext, at: Date, reasons: readonly [StopReason, StopReason]): Decision<readonly [StopPart & ClosedInterval, StopPart], SplitRefusal> {
  const first = decideClassification(stop, reasons[0]);
  if (!first.ok) return first;
  const second = decideClassification(stop, reasons[1]);
  if (!second.ok) return second;
  const cut = wholeSecond(stop.from, at);
  const end = stop.to ?? stop.by;
  if (cut <= stop.from || cut >= end) return refuse("SPLIT_OUTSIDE", { from: stop.from.toISOString(), to: end.toISOString() });
  if (reasons[0].code === reasons[1].code) return refuse("SAME_REASON", { reason: reasons[0].code });
  return accept([
    { from: stop.from, to: cut, state: first.value, reason: reasons[0] },
    { from: cut, to: stop.to, state: second.value, reason: reasons[1] },
  ]);
}

function wholeSecond(from: Date, at: Date): Date {
  return new Date(from.getTime() + Math.round((at.getTime() - from.getTime()) / 1000) * 1000);
}
