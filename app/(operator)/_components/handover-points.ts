import { isCall, type OpenPoint } from "@/lib/format/handover-point";
import type { RunView } from "@/lib/queries/operator/run-view";

/** What is open at the machine by the facts that the tablet has: where a handover begins (EX-16). */
export function openPointsOf({ stops, checks, calls }: Pick<RunView, "stops" | "checks" | "calls">): readonly OpenPoint[] {
  return [
    ...stops.map(({ from, to }): OpenPoint => ({ kind: "STOP", from, to })),
    ...checks.map(({ plan, dueAt }): OpenPoint => ({ kind: "CHECK", plan, dueAt })),
    ...calls.flatMap(({ call, raisedAt }): OpenPoint[] => (isCall(call) ? [{ kind: "CALL", call, raisedAt }] : [])),
  ];
}
