import "server-only";
import { and, asc, eq, gt, inArray, isNull, lte, max, ne, or, sql } from "drizzle-orm";
import type { Queryable, Tx } from "@/db/client";
import { calendarWindow } from "@/db/schema/calendar";
import { operationActivity, orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { lotMount, materialMove } from "@/db/schema/materials";
import { inspectionPlan, qualityCheck } from "@/db/schema/quality";
import { stateInterval } from "@/db/schema/telemetry";
import { wasOn } from "@/lib/commands/materials/was-on";
import { CHECK_EVENTS, type CheckHistory, type CheckRule, dueSince } from "@/lib/domain/quality/due";
import { eventsOfActivities, lotChanges, resumesOfMachine, RUNS } from "@/lib/domain/quality/due-history";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { planSnapshot } from "./plan-snapshot";

type PlanRow = typeof inspectionPlan.$inferSelect;
type OperationRow = typeof orderOperation.$inferSelect;

/** A check that has become due and is not written yet. */
export type DueCheck = { readonly plan: PlanRow; readonly operation: OperationRow; readonly since: Date };

/** States of an operation in which checks of it become due. */
export const CHECKED_STATES = ["SETUP", "RUNNING", "PAUSED"] as const;

/** Plans by which checks of an operation become due at an instant without being asked for, of an item or of all, of an operation or of all; a condition on joined rows. */
export function planCounts(at: Date) {
  return and(
    eq(inspectionPlan.siteId, orderOperation.siteId),
    or(isNull(inspectionPlan.itemId), eq(inspectionPlan.itemId, productionOrder.itemId)),
    or(isNull(inspectionPlan.opNo), eq(inspectionPlan.opNo, orderOperation.opNo)),
    or(ne(inspectionPlan.trigger, "EVENT"), inArray(inspectionPlan.event, [...CHECK_EVENTS])),
    isValid(at),
  );
}

/** Versions of plans that count at an instant. */
export function isValid(at: Date) {
  return and(lte(inspectionPlan.validFrom, at), or(isNull(inspectionPlan.validTo), gt(inspectionPlan.validTo, at)));
}

/** Checks of a plan at an operation that are due; a condition on checks. */
export function isDue(operationId: string | typeof orderOperation.id, plan: string | typeof inspectionPlan.code) {
  return and(eq(qualityCheck.operationId, operationId), eq(qualityCheck.state, "DUE"), sql`${qualityCheck.snapshot} ->> 'plan' = ${plan}`);
}

/** EX-14: the checks of an operation that became due by an instant and that nobody has written down as due yet, one for each plan at most. */
export async function dueChecks(db: Queryable, operationId: string, at: Date): Promise<readonly DueCheck[]> {
  const open = db.select({ id: qualityCheck.id }).from(qualityCheck).where(isDue(orderOperation.id, inspectionPlan.code));
  const last = db
    .select({ at: max(qualityCheck.recordedAt) })
    .from(qualityCheck)
    .where(and(eq(qualityCheck.operationId, orderOperation.id), eq(qualityCheck.state, "RECORDED"), sql`${qualityCheck.snapshot} ->> 'plan' = ${inspectionPlan.code}`));
  const found = await db
    .select({ plan: inspectionPlan, operation: orderOperation, open: sql<boolean>`exists ${open}`, lastAt: sql<Date | null>`${last}`.mapWith(qualityCheck.recordedAt) })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(inspectionPlan, planCounts(at))
    .where(and(eq(orderOperation.id, operationId), inArray(orderOperation.state, [...CHECKED_STATES])))
    .orderBy(asc(inspectionPlan.code));
  const due: DueCheck[] = [];
  for (const { plan, operation, ...made } of found) {
    const rule = ruleOf(plan);
    const since = dueSince(rule, await historyOf(db, operation, rule, made, at), at);
    if (since !== null) due.push({ plan, operation, since });
  }
  return due;
}

/** The same as facts. The caller holds the operation's lock, so that nobody else writes them as well. */
export async function checksDue(tx: Tx, operationId: string, at: Date): Promise<readonly NewEvent[]> {
  const facts: NewEvent[] = [];
  for (const { plan, operation, since } of await dueChecks(tx, operationId, at)) {
    facts.push({
      id: newId(),
      type: "check.due",
      aggregate: "operation",
      aggregateId: operation.id,
      orderId: operation.orderId,
      eventTime: since,
      payload: { checkId: newId(), planId: plan.id, operationId: operation.id, lotId: null, snapshot: await planSnapshot(tx, plan) },
    });
  }
  return facts;
}

function ruleOf({ trigger, everySeconds, everyCount, event }: PlanRow): CheckRule {
  if (trigger === "TIME" && everySeconds !== null) return { kind: "TIME", everySeconds };
  if (trigger === "COUNT" && everyCount !== null) return { kind: "COUNT", everyCount };
  return { kind: "EVENT", event: event ?? "", stopSeconds: everySeconds ?? 0 };
}

/** What the rule counts since the last check, and nothing else of the operation. */
async function historyOf(db: Queryable, operation: OperationRow, rule: CheckRule, made: Pick<CheckHistory, "open" | "lastAt">, at: Date): Promise<CheckHistory> {
  const history: CheckHistory = { runs: [], good: [], events: [], ...made };
  if (history.open) return history;
  if (rule.kind === "COUNT") return { ...history, good: await goodMade(db, operation.id, made.lastAt) };
  if (rule.kind === "TIME") return { ...history, runs: (await activitiesOf(db, operation.id)).filter((one) => one.activity === "RUN") };
  return { ...history, events: await eventsOf(db, operation, rule.event, made.lastAt, at) };
}

async function eventsOf(db: Queryable, operation: OperationRow, event: string, lastAt: Date | null, at: Date): Promise<CheckHistory["events"]> {
  switch (event) {
    case "SETUP_DONE":
      return eventsOfActivities(await activitiesOf(db, operation.id));
    case "RESUME":
      return [...eventsOfActivities(await activitiesOf(db, operation.id)), ...resumesOfMachine(await machineStates(db, operation, lastAt))];
    case "LOT_CHANGE":
      return lotChanges(await lotsTaken(db, operation.id));
    case "SHIFT_START":
      return shiftStarts(db, operation, at);
    default:
      return [];
  }
}

function activitiesOf(db: Queryable, operationId: string) {
  return db
    .select({ activity: operationActivity.activity, from: operationActivity.fromAt, to: operationActivity.toAt })
    .from(operationActivity)
    .where(eq(operationActivity.operationId, operationId))
    .orderBy(asc(operationActivity.fromAt));
}

function goodMade(db: Queryable, operationId: string, lastAt: Date | null) {
  return db
    .select({ at: productionEntry.eventTime, amount: productionEntry.good })
    .from(productionEntry)
    .where(and(eq(productionEntry.operationId, operationId), lastAt === null ? undefined : gt(productionEntry.eventTime, lastAt)))
    .orderBy(asc(productionEntry.eventTime));
}

/** Since the machine last ran before the last check: a stop may have begun before that check and ended after it. */
function machineStates(db: Queryable, { id, workUnitId }: OperationRow, lastAt: Date | null) {
  if (workUnitId === null) return [];
  const ofOperation = and(eq(stateInterval.workUnitId, workUnitId), eq(stateInterval.operationId, id), isNull(stateInterval.supersededAt));
  const ran = db
    .select({ from: max(stateInterval.fromAt) })
    .from(stateInterval)
    .where(and(ofOperation, inArray(stateInterval.state, [...RUNS]), lte(stateInterval.fromAt, lastAt ?? new Date(0))));
  return db
    .select({ state: stateInterval.state, from: stateInterval.fromAt, to: stateInterval.toAt })
    .from(stateInterval)
    .where(and(ofOperation, lastAt === null ? undefined : sql`${stateInterval.fromAt} >= coalesce(${ran}, '-infinity')`))
    .orderBy(asc(stateInterval.fromAt));
}

async function lotsTaken(db: Queryable, operationId: string) {
  const mounts = await db
    .select({ at: lotMount.mountedAt, itemId: lotMount.itemId, lotId: lotMount.lotId })
    .from(lotMount)
    .where(and(eq(lotMount.operationId, operationId), wasOn));
  const issues = await db
    .select({ at: materialMove.eventTime, itemId: materialMove.itemId, lotId: materialMove.lotId })
    .from(materialMove)
    .where(and(eq(materialMove.operationId, operationId), eq(materialMove.type, "ISSUE"), isNull(materialMove.reversesId)));
  return [...mounts, ...issues.flatMap(({ lotId, ...rest }) => (lotId === null ? [] : [{ ...rest, lotId }]))].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

async function shiftStarts(db: Queryable, { workCentreId, actualStartAt }: OperationRow, at: Date): Promise<CheckHistory["events"]> {
  if (actualStartAt === null) return [];
  const rows = await db
    .select({ at: calendarWindow.fromAt })
    .from(calendarWindow)
    .where(and(eq(calendarWindow.workCentreId, workCentreId), gt(calendarWindow.fromAt, actualStartAt), lte(calendarWindow.fromAt, at)))
    .orderBy(asc(calendarWindow.fromAt));
  return rows.map((row) => ({ event: "SHIFT_START", at: row.at }));
}
