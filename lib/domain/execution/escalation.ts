import { type ExceptionOwner, type ExceptionState, OWNED_CLASSES, owns } from "./exception-state";

/** Whom an exception goes to when nobody settles it: an owner of exceptions, or the head of the site, who is told and takes none. */
export type EscalationTarget = ExceptionOwner | "SITE_HEAD";

/** One level: so many seconds after it was raised, or at the end of the shift in which it was. */
type Step = { readonly after: number | "SHIFT_END"; readonly to: EscalationTarget };

/** What stops the clock: somebody has taken it, or only its end. */
type Until = "TAKEN" | "OVER";

type EscalationRule = { readonly until: Until; readonly steps: readonly Step[] };

const MINUTE = 60;

const toPlannerSoon: EscalationRule = { until: "TAKEN", steps: [{ after: 15 * MINUTE, to: "PLANNER" }] };
const toPlannerAfterShift: EscalationRule = { until: "TAKEN", steps: [{ after: "SHIFT_END", to: "PLANNER" }] };
const toSiteHead = (after: number): EscalationRule => ({ until: "TAKEN", steps: [{ after, to: "SITE_HEAD" }] });

/** §2.5 "escalate after": by class, level by level. What is not named has no clock. */
export const ESCALATIONS: Readonly<Record<string, EscalationRule>> = {
  // Whoever is at it, a line that is down costs capacity until it runs: only its end stops the clock.
  LINE_DOWN: {
    until: "OVER",
    steps: [
      { after: 10 * MINUTE, to: "PLANNER" },
      { after: 30 * MINUTE, to: "SITE_HEAD" },
    ],
  },
  QUALITY_FAIL: { until: "TAKEN", steps: [{ after: 15 * MINUTE, to: "LEAD" }] },
  MATERIAL_SHORT: toPlannerSoon,
  BACKFLUSH_SHORT: toPlannerSoon,
  ISSUED_SHORT: toPlannerSoon,
  DEVIATION_ASKED: { until: "TAKEN", steps: [{ after: 30 * MINUTE, to: "LEAD" }] },
  HELP_CALL: toPlannerSoon,
  SAFETY_CALL: toSiteHead(2 * MINUTE),
  COUNT_MISMATCH: toPlannerAfterShift,
  COUNTER_SUSPECT: toPlannerAfterShift,
  FLOW_SUSPECT: toPlannerAfterShift,
  LOT_TOLD_LATE: toPlannerAfterShift,
  TIME_SUSPECT: toPlannerAfterShift,
  ORDER_CHANGE_CONFLICT: toSiteHead(30 * MINUTE),
  MESSAGE_DEAD: toSiteHead(30 * MINUTE),
  SEQUENCE_GAP: toSiteHead(30 * MINUTE),
  OVERDUE_ORDER: toSiteHead(4 * 60 * MINUTE),
  AT_RISK_COMMITMENT: toSiteHead(4 * 60 * MINUTE),
};

/** What is raised while no shift is planned has this long, in seconds, instead of until its shift's end. */
export const WITHOUT_SHIFT_SECONDS = 8 * 60 * MINUTE;

/** An exception as its clock sees it. `level`: how often it has escalated; `shiftEnd`: end of the shift in which it was raised, null where none was planned. */
export type Escalating = {
  readonly class: string;
  readonly state: ExceptionState;
  readonly level: number;
  readonly raisedAt: Date;
  readonly takenAt: Date | null;
  readonly shiftEnd: Date | null;
};

/** The next level of an exception, when it is due, and whom it goes to then. */
export type Escalation = { readonly level: number; readonly at: Date; readonly to: EscalationTarget };

/** §2.5: what comes next if nobody settles it; null where the clock does not run, or has run out. */
export function nextEscalation(exception: Escalating): Escalation | null {
  const rule = ESCALATIONS[exception.class];
  const step = rule?.steps[exception.level];
  if (rule === undefined || step === undefined) return null;
  if (exception.state === "RESOLVED" || exception.state === "CLOSED") return null;
  if (rule.until === "TAKEN" && exception.takenAt !== null) return null;
  return { level: exception.level + 1, at: dueAt(step, exception), to: step.to };
}

function dueAt({ after }: Step, { raisedAt, shiftEnd }: Escalating): Date {
  if (after === "SHIFT_END") return shiftEnd ?? new Date(raisedAt.getTime() + WITHOUT_SHIFT_SECONDS * 1000);
  return new Date(raisedAt.getTime() + after * 1000);
}

/** Owners that an exception of this class has got by escalating so often. */
export function escalatedTo(kind: string, level: number): readonly ExceptionOwner[] {
  return (ESCALATIONS[kind]?.steps ?? []).slice(0, level).flatMap(({ to }) => (to === "SITE_HEAD" ? [] : [to]));
}

/** Classes that §2.5 names; whatever else there is goes to the lead alone. */
export const NAMED_CLASSES: readonly string[] = [...new Set([...OWNED_CLASSES, ...Object.keys(ESCALATIONS)])];

/** True when an exception of this class is the business of these owners, or becomes it by escalating. */
export function mayComeTo(caller: readonly ExceptionOwner[], kind: string): boolean {
  return owns({ caller, class: kind, escalatedTo: escalatedTo(kind, Number.POSITIVE_INFINITY) });
}

/** Classes whose clock runs to the end of a shift: only for these somebody must know when that is. */
export const SHIFT_CLASSES: readonly string[] = Object.entries(ESCALATIONS).flatMap(([kind, { steps }]) => (steps.some(({ after }) => after === "SHIFT_END") ? [kind] : []));

/** The table of levels, line by line: what a search for due ones asks for. `level`: how often it has escalated before. */
export const LEVELS: readonly { readonly class: string; readonly level: number; readonly after: Step["after"]; readonly until: Until }[] = Object.entries(ESCALATIONS).flatMap(
  ([kind, { until, steps }]) => steps.map(({ after }, level) => ({ class: kind, level, after, until })),
);
