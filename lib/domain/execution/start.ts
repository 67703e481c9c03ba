import { type Decision, accept, refuse } from "@/lib/domain/shared/decision";
import type { Decimal } from "@/lib/domain/shared/decimal";
import type { OperationState } from "./operation-state";
import type { HeldQuantity } from "./held-quantity";
import { isExecutable, type OrderState } from "./order-state";
import type { ToolFault, ToolGuard } from "./tool";

/** Everything that the start of an operation depends on (EX-01). */
export type StartContext = {
  readonly orderState: OrderState;
  readonly operationState: OperationState;
  readonly setupMachineHours: Decimal;
  readonly setupLabourHours: Decimal;
  /** Null for the first operation. */
  readonly predecessorGood: Decimal | null;
  /** EX-14: what quality holds of that, and what the operation has taken in already. */
  readonly predecessorHeld: HeldQuantity;
  readonly processed: Decimal;
  /** Null where the site has no such unit. */
  readonly workUnit: { readonly qualified: boolean; readonly parallel: boolean; readonly loadedWith: string | null } | null;
  /** Null where the caller is nobody of the plant. */
  readonly person: { readonly active: boolean; readonly missingCapabilities: readonly string[] } | null;
  /** PL-02: all that this step could still begin is kept for a move to another line. */
  readonly allReserved: boolean;
  readonly openRequiredChecks: number;
  /** What is wrong with the tools that it needs. */
  readonly toolFaults: readonly ToolFault[];
  /** `MAY`: the site lets a lead start without; `GIVEN`: a lead does. */
  readonly toolOverride: "NONE" | "MAY" | "GIVEN";
  /** Titles of what the person must acknowledge first. */
  readonly unreadInstructions: readonly string[];
};

/** A guard of EX-01 that does not hold, with what names it to a person. */
export type StartGuard =
  | "ORDER_NOT_RELEASED"
  | "OPERATION_NOT_READY"
  | "PREDECESSOR_HAS_NO_GOOD"
  | "PREDECESSOR_HELD"
  | "QUANTITY_RESERVED"
  | "WORK_UNIT_UNKNOWN"
  | "WORK_UNIT_NOT_QUALIFIED"
  | "WORK_UNIT_TAKEN"
  | "PERSON_REQUIRED"
  | "PERSON_INACTIVE"
  | "PERSON_NOT_QUALIFIED"
  | "TOOL_NOT_HERE"
  | "TOOL_IN_USE"
  | "TOOL_BLOCKED"
  | "TOOL_EXPIRED"
  | "CHECKS_OPEN"
  | "INSTRUCTIONS_NOT_READ";

/**
 * EX-01: starts the setup, or the run where the routing plans no setup. Each failed guard is named in the refusal. Where the site's policy says so, a lead
 * lets it start although a tool is not as it should be; nothing else is overridden.
 */
export function decideStart(context: StartContext): Decision<"SETUP" | "RUNNING", "START_BLOCKED"> {
  const guards = failedGuards(context);
  if (guards.length > 0) {
    return refuse("START_BLOCKED", {
      guards,
      orderState: context.orderState,
      operationState: context.operationState,
      loadedWith: context.workUnit?.loadedWith ?? null,
      capabilities: context.person?.missingCapabilities ?? [],
      instructions: context.unreadInstructions,
      nonconformances: context.predecessorHeld.nonconformances,
      ...(context.toolFaults.length === 0 ? {} : namedTools(context, guards)),
    });
  }
  return accept(context.setupMachineHours.isZero() && context.setupLabourHours.isZero() ? "RUNNING" : "SETUP");
}

/** The tools by guard; `toolOverride`: nothing but tools keeps it from starting, and a lead may let it. */
function namedTools({ toolFaults, toolOverride }: StartContext, guards: readonly StartGuard[]) {
  const of = (guard: ToolGuard) => toolFaults.find((fault) => fault.guard === guard)?.tools ?? [];
  return {
    toolsNotHere: of("TOOL_NOT_HERE"),
    toolsInUse: of("TOOL_IN_USE"),
    toolsBlocked: of("TOOL_BLOCKED"),
    toolsExpired: of("TOOL_EXPIRED"),
    toolOverride: toolOverride === "MAY" && guards.length === toolFaults.length,
  };
}

/** Something that a start cannot lie before, and since when it is over. */
export type StartBound = { readonly of: "RELEASE" | "LOADED"; readonly since: Date };

/**
 * EX-01, EX-21: an operation starts when its order was released, and when nothing else was on it or on a unit that runs one operation at a time: two would
 * be booked the same machine time. Refuses with the latest of what it lies before.
 */
export function decideStartTime(at: Date, bounds: readonly StartBound[]): Decision<true, "OUT_OF_ORDER"> {
  const [last] = bounds.filter(({ since }) => at < since).toSorted((a, b) => b.since.getTime() - a.since.getTime());
  return last === undefined ? accept(true) : refuse("OUT_OF_ORDER", { of: last.of, since: last.since.toISOString() });
}

function failedGuards(context: StartContext): StartGuard[] {
  const guards: StartGuard[] = [];
  if (!isExecutable(context.orderState)) guards.push("ORDER_NOT_RELEASED");
  const waiting = context.operationState === "PENDING" && context.predecessorGood !== null;
  if (waiting && context.predecessorGood.lte(0)) guards.push("PREDECESSOR_HAS_NO_GOOD");
  else if (context.operationState !== "READY") guards.push("OPERATION_NOT_READY");
  if (isAllHeld(context)) guards.push("PREDECESSOR_HELD");
  if (context.allReserved) guards.push("QUANTITY_RESERVED");
  guards.push(...unitGuards(context.workUnit), ...personGuards(context.person));
  if (context.toolOverride !== "GIVEN") guards.push(...context.toolFaults.map(({ guard }) => guard));
  if (context.openRequiredChecks > 0) guards.push("CHECKS_OPEN");
  if (context.unreadInstructions.length > 0) guards.push("INSTRUCTIONS_NOT_READ");
  return guards;
}

/** EX-14: there would be something to begin on, and quality holds all of it. */
export function isAllHeld({ predecessorGood, predecessorHeld, processed }: Pick<StartContext, "predecessorGood" | "predecessorHeld" | "processed">): boolean {
  if (predecessorGood === null || predecessorHeld.quantity.lte(0)) return false;
  const arrived = predecessorGood.minus(processed);
  return arrived.gt(0) && arrived.lte(predecessorHeld.quantity);
}

function unitGuards(unit: StartContext["workUnit"]): StartGuard[] {
  if (unit === null) return ["WORK_UNIT_UNKNOWN"];
  const guards: StartGuard[] = [];
  if (!unit.qualified) guards.push("WORK_UNIT_NOT_QUALIFIED");
  if (unit.loadedWith !== null && !unit.parallel) guards.push("WORK_UNIT_TAKEN");
  return guards;
}

function personGuards(person: StartContext["person"]): StartGuard[] {
  if (person === null) return ["PERSON_REQUIRED"];
  const guards: StartGuard[] = [];
  if (!person.active) guards.push("PERSON_INACTIVE");
  if (person.missingCapabilities.length > 0) guards.push("PERSON_NOT_QUALIFIED");
  return guards;
}
