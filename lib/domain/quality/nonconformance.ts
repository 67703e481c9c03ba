import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";

export type NonconformanceState = "OPEN" | "IN_REVIEW" | "DISPOSITIONED" | "ACTION" | "CLOSED" | "VOID";
export type DispositionKind = "SCRAP" | "REWORK" | "USE_AS_IS" | "REGRADE" | "RETURN_TO_VENDOR";

/** What a decision over a nonconformance depends on. */
export type NonconformanceContext = {
  readonly state: NonconformanceState;
  readonly quantity: Decimal;
  /** Who raised it, and who decides now; SEC-01 goes by identity. */
  readonly raisedBy: string;
  readonly by: string;
  /** What it is about came from a supplier. */
  readonly purchased: boolean;
};

/** §2.2: OPEN → IN_REVIEW → DISPOSITIONED → ACTION → CLOSED; OPEN → VOID. */
const NEXT: Readonly<Record<NonconformanceState, readonly NonconformanceState[]>> = {
  OPEN: ["IN_REVIEW", "VOID"],
  IN_REVIEW: ["DISPOSITIONED"],
  DISPOSITIONED: ["ACTION"],
  ACTION: ["CLOSED"],
  CLOSED: [],
  VOID: [],
};

/** EX-13, EX-14: whether what is found later joins it: until somebody has decided over its quantity. */
export function takesMore(state: NonconformanceState): boolean {
  return state === "OPEN" || state === "IN_REVIEW";
}

/** EX-13: a nonconformance over rework that nobody of quality has touched ends by itself when nothing of it is left in rework. */
export function endsWithRework(state: NonconformanceState, openRework: Decimal): boolean {
  return state === "OPEN" && openRework.isZero();
}

/** EX-13: quality lets the pieces of a nonconformance over rework go round once more; who raised it does not (SEC-01). Answers how many rounds that makes. */
export function decideReworkAllowance(
  context: Pick<NonconformanceContext, "state" | "raisedBy" | "by"> & { readonly cause: "CHECK" | "REWORK"; readonly rounds: number },
): Decision<number, "INVALID_TRANSITION" | "RAISER_DECIDES_NOT" | "NOT_REWORK"> {
  if (context.cause !== "REWORK") return refuse("NOT_REWORK");
  if (NEXT[context.state].length === 0) return refuse("INVALID_TRANSITION", { state: context.state });
  if (context.by === context.raisedBy) return refuse("RAISER_DECIDES_NOT");
  return accept(context.rounds + 1);
}

/** Review, action and close: the next state, if §2.2 lists it. */
export function decideMove(state: NonconformanceState, to: NonconformanceState): Decision<NonconformanceState, "INVALID_TRANSITION"> {
  return NEXT[state].includes(to) ? accept(to) : refuse("INVALID_TRANSITION", { state });
}

/** A nonconformance that is none is voided by a second person, before anybody reviewed it. */
export function decideVoid(context: NonconformanceContext): Decision<"VOID", "INVALID_TRANSITION" | "RAISER_DECIDES_NOT"> {
  if (!NEXT[context.state].includes("VOID")) return refuse("INVALID_TRANSITION", { state: context.state });
  if (context.by === context.raisedBy) return refuse("RAISER_DECIDES_NOT");
  return accept("VOID");
}

/**
 * §2.1: the dispositioned quantities add up to that of the nonconformance, exactly; over nothing there is nothing to decide. Who raised it does not decide
 * over it (SEC-01), and only what a supplier delivered goes back to one.
 */
export function decideDisposition(
  context: NonconformanceContext,
  lines: readonly { readonly decision: DispositionKind; readonly quantity: Decimal }[],
): Decision<"DISPOSITIONED", "INVALID_TRANSITION" | "RAISER_DECIDES_NOT" | "DISPOSITION_SUM" | "NOT_PURCHASED"> {
  if (!NEXT[context.state].includes("DISPOSITIONED")) return refuse("INVALID_TRANSITION", { state: context.state });
  if (context.by === context.raisedBy) return refuse("RAISER_DECIDES_NOT");
  const total = sum(lines.map(({ quantity }) => quantity));
  if (!total.eq(context.quantity) || lines.some(({ quantity }) => quantity.lte(0))) {
    return refuse("DISPOSITION_SUM", { quantity: context.quantity.toFixed(), given: total.toFixed() });
  }
  if (!context.purchased && lines.some(({ decision }) => decision === "RETURN_TO_VENDOR")) return refuse("NOT_PURCHASED");
  return accept("DISPOSITIONED");
}
