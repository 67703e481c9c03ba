import { isPositive, minutesLeft } from "@/lib/client/pace";
import type { CounterInDoubt } from "@/lib/queries/operator/counters-in-doubt";
import type { DueCheckView } from "@/lib/queries/operator/due-checks";
import type { RunComponent } from "@/lib/queries/operator/run-components";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { UnexplainedStop } from "@/lib/queries/operator/unexplained-stops";
import { standsWithoutReason } from "./run-state";

/** Something that an operation in hand asks whoever is there for. */
export type Todo =
  /** It stands and nobody has said why. */
  | { readonly kind: "STOP" }
  /** S10: a stop that is over; the oldest. */
  | { readonly kind: "ENDED"; readonly stop: UnexplainedStop }
  /** The checks that are due, that for the longest first. */
  | { readonly kind: "CHECKS"; readonly checks: readonly [DueCheckView, ...DueCheckView[]] }
  | { readonly kind: "COUNTER"; readonly counter: CounterInDoubt }
  /** A line that needs a lot in so many minutes; undefined where nothing tells how long it lasts. */
  | { readonly kind: "MATERIAL"; readonly component: RunComponent; readonly minutes: number | undefined };

/** What tells one from the others of the same operation. */
export function keyOfTodo(todo: Todo): string {
  switch (todo.kind) {
    case "STOP":
      return todo.kind;
    case "ENDED":
      return todo.stop.id;
    case "CHECKS":
      return todo.checks[0].id;
    case "COUNTER":
      return todo.counter.exceptionId;
    case "MATERIAL":
      return todo.component.id;
  }
}

/** §9.2: all that is to do at an operation at that instant (ms), what a run screen shows first at the front. Only one of the stops goes before what else is due. */
export function todosOf(view: Pick<RunView, "unit" | "stops" | "checks" | "counters" | "components">, operation: RunOperation, at: number): readonly Todo[] {
  const stands: Todo[] = operation.state === "RUNNING" && standsWithoutReason(view.unit.machine, view.unit.microStopSeconds, at) ? [{ kind: "STOP" }] : [];
  const ended = view.stops.flatMap((stop): Todo[] => (stop.to === null ? [] : [{ kind: "ENDED", stop }])).slice(0, 1);
  const [first, ...others] = view.checks;
  const checks: Todo[] = first === undefined ? [] : [{ kind: "CHECKS", checks: [first, ...others] }];
  const counters = (view.counters ?? []).map((counter): Todo => ({ kind: "COUNTER", counter }));
  const materials = materialTodos(view.components, operation.perHour ?? operation.planPerHour);
  return [...stands, ...(stands.length === 0 ? ended : []), ...checks, ...(stands.length === 0 ? [] : ended), ...counters, ...materials];
}

/** Lines that need a lot, most urgent first: nothing there, then by how long it lasts. */
function materialTodos(components: readonly RunComponent[], perHour: string | null): readonly Todo[] {
  const needs = components.flatMap((component) => {
    if (component.mode === "BACKFLUSH") {
      if (!component.tracked) return [];
      return [{ component, minutes: component.mounted === null ? 0 : minutesLeft(component.mounted.left, component.perUnit, perHour) }];
    }
    return isPositive(component.remaining) ? [{ component, minutes: isPositive(component.issued) ? minutesLeft(component.issued, component.perUnit, perHour) : 0 }] : [];
  });
  return needs.toSorted((a, b) => (a.minutes ?? Number.MAX_SAFE_INTEGER) - (b.minutes ?? Number.MAX_SAFE_INTEGER)).map((one) => ({ kind: "MATERIAL", ...one }));
}
