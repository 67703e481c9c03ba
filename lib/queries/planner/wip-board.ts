import type { Interval } from "@/lib/domain/shared/interval";
import { secondsBetween, intersect } from "@/lib/domain/shared/interval";
import { type Decimal, decimal, max, min, roundDown, ZERO } from "@/lib/domain/shared/decimal";
import type { KeyedSpan } from "./capacity-facts";
import type { OpenOperation, OpenOrder } from "./open-work";
import { operationsWithoutTimes } from "./queue";

/** Where an operation of an order stands, in the words of the board. */
export type CellState = "done" | "running" | "slow" | "waiting" | "none" | "setup" | "hold" | "blocked" | "paused" | "down" | "offline";

/** One operation on the board: decimal texts in the order's unit. */
export type BoardCell = {
  readonly opNo: number;
  readonly state: CellState;
  /** What the operation has to make. */
  readonly total: string;
  readonly made: string;
  /** Arrived and not yet made. */
  readonly waiting: string;
  /** What should have been made by now; null when it has not begun. */
  readonly plan: string | null;
  readonly line: string;
};

export type BoardRow = {
  readonly orderId: string;
  readonly siteId: string;
  readonly number: string;
  readonly state: OpenOrder["state"];
  readonly item: string;
  readonly itemText: string;
  readonly quantity: string;
  readonly uom: string;
  readonly decimals: number;
  readonly dueAt: string;
  /** Operations to which the routing gives no time: when the order is finished nobody can say. */
  readonly withoutTimes: readonly number[];
  /** When its goods will be there, as things stand; null: on hold, without times, or beyond the calendar. */
  readonly projectedAt: string | null;
  /** The same without the present stops. */
  readonly plannedAt: string | null;
  /** Seconds from due to projected: positive is late. */
  readonly lateSeconds: number | null;
  readonly cells: readonly BoardCell[];
};

const STATE_OF_UNIT: Readonly<Record<string, CellState>> = { DOWN: "down", UNKNOWN: "offline", MICRO_STOP: "slow", STARVED: "blocked", BLOCKED: "blocked", HELD: "blocked" };

/** What the board needs to know beside the order: the state of units, the calendar, and the two finishes of the projection. */
export type BoardFacts = {
  readonly now: Date;
  readonly unitState: ReadonlyMap<string, string>;
  readonly windows: ReadonlyMap<string, readonly KeyedSpan[]>;
  readonly projectedAt: ReadonlyMap<string, Date | null>;
  readonly plannedAt: ReadonlyMap<string, Date | null>;
};

/** An order as one row of the board. */
export function boardRow(order: OpenOrder, facts: BoardFacts): BoardRow {
  const held = order.state === "ON_HOLD";
  const withoutTimes = operationsWithoutTimes(order).map((operation) => operation.opNo);
  const projected = held ? null : (facts.projectedAt.get(order.id) ?? null);
  let arrived: Decimal | null = null;
  let holdShown = false;
  const cells = order.operations.map((operation): BoardCell => {
    const processed = decimal(operation.processed);
    const here: Decimal =
      operation.state === "COMPLETED" || operation.state === "SKIPPED"
        ? ZERO
        : max(ZERO, (arrived ?? (order.state === "CREATED" ? ZERO : decimal(operation.required))).minus(processed));
    // A skipped step hands on what came to it.
    arrived = operation.state === "SKIPPED" ? arrived : decimal(operation.good);
    const base = stateOf(operation, here, facts.unitState);
    const state = held && !holdShown && base !== "done" ? "hold" : base;
    holdShown ||= state === "hold";
    const plan = planNow(operation, facts);
    return {
      opNo: operation.opNo,
      state,
      total: operation.required,
      made: operation.good,
      waiting: here.toFixed(),
      plan: plan === null ? null : roundDown(plan, order.decimals).toFixed(),
      line: operation.line,
    };
  });
  return {
    orderId: order.id,
    siteId: order.siteId,
    number: order.number,
    state: order.state,
    item: order.item,
    itemText: order.itemText,
    quantity: order.quantity,
    uom: order.uom,
    decimals: order.decimals,
    dueAt: order.dueAt,
    cells,
    withoutTimes,
    projectedAt: projected?.toISOString() ?? null,
    plannedAt: facts.plannedAt.get(order.id)?.toISOString() ?? null,
    lateSeconds: projected === null ? null : secondsBetween(new Date(order.dueAt), projected),
  };
}

function stateOf(operation: OpenOperation, waiting: Decimal, unitState: ReadonlyMap<string, string>): CellState {
  const unit = STATE_OF_UNIT[operation.unitId === null ? "" : (unitState.get(operation.unitId) ?? "")];
  switch (operation.state) {
    case "COMPLETED":
    case "SKIPPED":
    case "ABORTED":
      return "done";
    case "SETUP":
      return unit === "down" ? "down" : "setup";
    case "RUNNING":
      return unit ?? "running";
    case "PAUSED":
      return unit === "down" ? "down" : "paused";
    case "PENDING":
    case "READY":
      return waiting.gt(ZERO) ? "waiting" : "none";
  }
}

/** What should have been made by now at the ERP's pace: from its planned span if it has one, else from when it really began, in planned hours only. */
function planNow(operation: OpenOperation, { now, windows }: BoardFacts): Decimal | null {
  if (operation.state === "COMPLETED" || operation.state === "SKIPPED" || operation.state === "ABORTED") return null;
  const required = decimal(operation.required);
  const { plannedStartAt, plannedEndAt, actualStartAt } = operation;
  if (plannedStartAt !== null && plannedEndAt !== null && plannedEndAt > plannedStartAt) {
    const whole = Date.parse(plannedEndAt) - Date.parse(plannedStartAt);
    const gone = Math.min(Math.max(0, now.getTime() - Date.parse(plannedStartAt)), whole);
    return gone === 0 ? null : required.times(gone).div(whole);
  }
  const hours = decimal(operation.runHours);
  if (actualStartAt === null || hours.lte(ZERO)) return null;
  const since: Interval = { from: new Date(actualStartAt), to: now };
  const calendar = windows.get(operation.lineId);
  const worked = calendar === undefined ? secondsBetween(since.from, now) : calendar.reduce((sum, window) => sum + length(intersect(since, window)), 0);
  const run = decimal(worked).minus(decimal(operation.setupHours).times(3600));
  return run.lte(ZERO) ? null : min(required, run.div(hours.times(3600)));
}

function length(span: { readonly from: Date; readonly to: Date } | null): number {
  return span === null ? 0 : secondsBetween(span.from, span.to);
}
