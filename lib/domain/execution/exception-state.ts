import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";

/** States of an exception (domain §2.2). */
export type ExceptionState = "RAISED" | "ACKNOWLEDGED" | "IN_PROGRESS" | "RESOLVED" | "CLOSED";

/** Where each state may go. What ends by itself, or is withdrawn, is resolved from where it stands; only a resolved one is closed. */
const MOVES: Readonly<Record<ExceptionState, readonly ExceptionState[]>> = {
  RAISED: ["ACKNOWLEDGED", "RESOLVED"],
  ACKNOWLEDGED: ["IN_PROGRESS", "RESOLVED"],
  IN_PROGRESS: ["RESOLVED"],
  RESOLVED: ["IN_PROGRESS", "CLOSED"],
  CLOSED: [],
};

/** True when an exception may go from one state to another. */
export function mayMoveException(from: ExceptionState, to: ExceptionState): boolean {
  return MOVES[from].includes(to);
}

/** Whose business a class of exceptions is (§2.5). */
export type ExceptionOwner = "LEAD" | "MAINTENANCE" | "QUALITY" | "PLANNER" | "IT";

const OWNERS: Readonly<Record<string, readonly ExceptionOwner[]>> = {
  // After 10 min a line that is down is the planner's business as well.
  LINE_DOWN: ["LEAD", "MAINTENANCE", "PLANNER"],
  QUALITY_FAIL: ["QUALITY"],
  // Both approve it (EX-12).
  DEVIATION_ASKED: ["PLANNER", "QUALITY"],
  ORDER_CHANGE_CONFLICT: ["PLANNER", "IT"],
  MESSAGE_DEAD: ["PLANNER", "IT"],
  MESSAGE_CONFLICT: ["PLANNER", "IT"],
  MESSAGES_LATE: ["PLANNER", "IT"],
  SEQUENCE_GAP: ["PLANNER", "IT"],
  OVERDUE_ORDER: ["PLANNER"],
  AT_RISK_COMMITMENT: ["PLANNER"],
};

/** §2.5: who may end an exception of this class; what is not named otherwise is the lead's. */
export function ownersOf(kind: string): readonly ExceptionOwner[] {
  return OWNERS[kind] ?? ["LEAD"];
}

/** Classes that §2.5 gives to others than the lead, or to others as well. */
export const OWNED_CLASSES: readonly string[] = Object.keys(OWNERS);

/** What ending an exception depends on. */
export type EndContext = {
  readonly state: ExceptionState;
  readonly class: string;
  /** What the caller is at this site. */
  readonly caller: readonly ExceptionOwner[];
  /** The caller raised this call, or has taken the exception. */
  readonly own: boolean;
  /** Who else owns it because it has escalated. */
  readonly escalatedTo?: readonly ExceptionOwner[];
};

/** §2.2, §2.5: an exception is resolved by who owns its class, by who has taken it, or by the caller who withdraws the own call. */
export function decideResolution(context: EndContext): Decision<"RESOLVED", "EXCEPTION_OVER" | "NOT_YOURS"> {
  if (!mayMoveException(context.state, "RESOLVED")) return refuse("EXCEPTION_OVER", { state: context.state });
  return isTheirs(context) ? accept("RESOLVED") : refuse("NOT_YOURS", { owners: ownersOf(context.class) });
}

/** §2.2: what is resolved is closed by the same people; it comes back no more. */
export function decideClosing(context: EndContext): Decision<"CLOSED", "EXCEPTION_OPEN" | "EXCEPTION_OVER" | "NOT_YOURS"> {
  if (context.state === "CLOSED") return refuse("EXCEPTION_OVER", { state: context.state });
  if (!mayMoveException(context.state, "CLOSED")) return refuse("EXCEPTION_OPEN", { state: context.state });
  return isTheirs(context) ? accept("CLOSED") : refuse("NOT_YOURS", { owners: ownersOf(context.class) });
}

/** What taking over depends on; `inHand`: the caller works on it already. */
export type TakeContext = EndContext & { readonly inHand: boolean; readonly owner: string | null };

/**
 * §2.2, §2.5: whoever owns its class, or has got it by escalation, takes an exception over and works on it from now on, also where somebody else has it.
 * Who only called may not.
 */
export function decideTakeOver(context: TakeContext): Decision<"IN_PROGRESS", "EXCEPTION_OVER" | "NOT_YOURS_TO_TAKE" | "ALREADY_ACKNOWLEDGED"> {
  if (context.state === "RESOLVED" || context.state === "CLOSED") return refuse("EXCEPTION_OVER", { state: context.state });
  if (!owns(context)) return refuse("NOT_YOURS_TO_TAKE", { owners: ownersOf(context.class) });
  return context.inHand ? refuse("ALREADY_ACKNOWLEDGED", { owner: context.owner }) : accept("IN_PROGRESS");
}

/** True when the exception is the caller's business by role: by its class (§2.5), or because it has escalated. */
export function owns({ caller, class: kind, escalatedTo = [] }: Pick<EndContext, "caller" | "class" | "escalatedTo">): boolean {
  return [...ownersOf(kind), ...escalatedTo].some((owner) => caller.includes(owner));
}

function isTheirs(context: EndContext): boolean {
  return context.own || owns(context);
}
