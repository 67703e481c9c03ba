import { type Decimal, max, roundDown } from "@/lib/domain/shared/decimal";
import { type Decision, type RefusalParams, accept, refuse } from "@/lib/domain/shared/decision";
import { isCleared, type OpenWip } from "./open-wip";
import type { OrderState } from "./order-state";

/** What the ERP owns of a production order (domain §1.2). Percentages are shares: 0.05 is 5 %. */
export type OrderValues = {
  readonly itemId: string;
  readonly type: "STANDARD" | "REWORK" | "TRANSFER";
  readonly quantity: Decimal;
  readonly uom: string;
  /** The unit in which the ERP keeps it: `uom`, or another unit of the item. */
  readonly erpUom: string;
  /** Decimals that a quantity of this order may have. */
  readonly decimals: number;
  readonly plannedStartAt: Date;
  readonly dueAt: Date;
  readonly priority: number;
  readonly overPct: Decimal;
  readonly underPct: Decimal;
  readonly bomVersion: string | null;
  readonly routingVersion: string | null;
  readonly outputLotNumber: string | null;
  /** Key of the sales order line that it is made for; null: for stock. */
  readonly customerKey: string | null;
};

/** The order as the ERP now has it. */
export type AskedOrder = { readonly erpVersion: number; readonly status: "CREATED" | "RELEASED" | "CANCELLED" | "CLOSED"; readonly values: OrderValues };

/** The order as it stands here. */
export type StandingOrder = {
  readonly erpVersion: number;
  readonly state: OrderState;
  readonly heldFrom: "RELEASED" | "IN_PROGRESS" | null;
  readonly values: OrderValues;
  readonly received: Decimal;
  /** Processed at the first operation, and the yield from there to the end. */
  readonly processedFirst: Decimal;
  readonly yieldFromFirst: Decimal;
  /** What lies in the shop for it. */
  readonly wip: OpenWip;
  /** The ERP has closed it, and it waits for what keeps it open here. */
  readonly closedInErp: boolean;
};

/**
 * What follows, in this order. `changed` ALL replaces every value and the plan; RUNNING touches quantity, due date and priority only.
 */
export type OrderStep =
  | { readonly type: "received" }
  | { readonly type: "changed"; readonly scope: "ALL" | "RUNNING" }
  | { readonly type: "released" }
  | { readonly type: "release_revoked" }
  | { readonly type: "cancelled"; readonly reason: EndReason }
  | { readonly type: "aborted"; readonly reason: EndReason }
  | { readonly type: "close_asked" }
  | { readonly type: "close_withdrawn" };

export type EndReason = "CANCELLED_IN_ERP" | "CLOSED_IN_ERP";

type Answer = Decision<readonly OrderStep[], "STALE_VERSION" | "ORDER_CHANGE_CONFLICT">;

/**
 * EX-04: what an order message does. Before the start every field may change; while it runs only quantity (not below what is processed
 * or received), due date and priority; after COMPLETED nothing but its close, which counts from before that where the ERP has received all of it: such an ERP closes by itself. A cancelled order that has begun is aborted once nothing of it
 * lies in the shop (§2.2). Anything else refuses with ORDER_CHANGE_CONFLICT, and the old values stay.
 * A version that is not newer refuses with STALE_VERSION (IN-07).
 */
export function decideOrderChange(standing: StandingOrder | null, asked: AskedOrder): Answer {
  if (standing === null) return accept(firstSight(asked.status));
  if (asked.erpVersion <= standing.erpVersion) return refuse("STALE_VERSION", { stored: standing.erpVersion, asked: asked.erpVersion });
  switch (standing.state) {
    case "CREATED":
    case "RELEASED":
      return beforeStart(standing.state, asked.status);
    case "ON_HOLD":
      return standing.heldFrom === "RELEASED" ? heldBeforeStart(asked.status) : begun(standing, asked);
    case "IN_PROGRESS":
      return begun(standing, asked);
    case "COMPLETED":
    case "CLOSED":
      return afterwards(standing, asked);
    case "CANCELLED":
    case "ABORTED":
      return asked.status === "CANCELLED" || asked.status === "CLOSED" ? accept([]) : conflict(standing.state, ["status"]);
  }
}

/** EX-04: the least quantity that a running order may still be reduced to. */
export function leastQuantity(standing: Pick<StandingOrder, "processedFirst" | "yieldFromFirst" | "received" | "values">): Decimal {
  return max(roundDown(standing.processedFirst.times(standing.yieldFromFirst), standing.values.decimals), standing.received);
}

/** An order that is over before it was ever seen is nothing to execute. */
function firstSight(status: AskedOrder["status"]): readonly OrderStep[] {
  switch (status) {
    case "CREATED":
      return [{ type: "received" }];
    case "RELEASED":
      return [{ type: "received" }, { type: "released" }];
    case "CANCELLED":
    case "CLOSED":
      return [];
  }
}

function beforeStart(state: "CREATED" | "RELEASED", status: AskedOrder["status"]): Answer {
  const changed: OrderStep = { type: "changed", scope: "ALL" };
  switch (status) {
    case "CREATED":
      return accept(state === "CREATED" ? [changed] : [changed, { type: "release_revoked" }]);
    case "RELEASED":
      return accept(state === "CREATED" ? [changed, { type: "released" }] : [changed]);
    case "CANCELLED":
      return accept([{ type: "cancelled", reason: "CANCELLED_IN_ERP" }]);
    case "CLOSED":
      return accept([{ type: "cancelled", reason: "CLOSED_IN_ERP" }]);
  }
}

/** The hold is the floor's: the ERP may change what was not begun, or end it, but not take back its release until the hold is lifted. */
function heldBeforeStart(status: AskedOrder["status"]): Answer {
  switch (status) {
    case "RELEASED":
      return accept([{ type: "changed", scope: "ALL" }]);
    case "CANCELLED":
      return accept([{ type: "aborted", reason: "CANCELLED_IN_ERP" }]);
    case "CLOSED":
      return accept([{ type: "aborted", reason: "CLOSED_IN_ERP" }]);
    case "CREATED":
      return conflict("ON_HOLD", ["status"]);
  }
}

/** A cancellation carries no change; what lies in the shop has to leave it by moves that are recorded. */
function begun(standing: StandingOrder, asked: AskedOrder): Answer {
  if (asked.status !== "CANCELLED") return whileRunning(standing, asked);
  if (isCleared(standing.wip)) return accept([{ type: "aborted", reason: "CANCELLED_IN_ERP" }]);
  return conflict(standing.state, ["status"], { units: standing.wip.units.toFixed(), items: standing.wip.items });
}

function whileRunning(standing: StandingOrder, asked: AskedOrder): Answer {
  const closed = asked.status === "CLOSED" && asked.values.quantity.eq(standing.values.quantity) && standing.received.gte(standing.values.quantity);
  const fields = [...(asked.status === "RELEASED" || closed ? [] : ["status"]), ...frozenDifferences(standing.values, asked.values)];
  if (fields.length > 0) return conflict(standing.state, fields);
  const least = leastQuantity(standing);
  // An unchanged quantity stands, whatever was made above it.
  if (!asked.values.quantity.eq(standing.values.quantity) && asked.values.quantity.lt(least)) {
    return conflict(standing.state, ["quantity"], { least: least.toFixed(), asked: asked.values.quantity.toFixed() });
  }
  const changed: readonly OrderStep[] = movableDifferences(standing.values, asked.values).length === 0 ? [] : [{ type: "changed", scope: "RUNNING" }];
  return accept(closed === standing.closedInErp ? changed : [...changed, { type: closed ? "close_asked" : "close_withdrawn" }]);
}

function afterwards(standing: StandingOrder, asked: AskedOrder): Answer {
  const withdrawn = asked.status === "CANCELLED" || asked.status === "CREATED";
  const fields = [...(withdrawn ? ["status"] : []), ...frozenDifferences(standing.values, asked.values), ...movableDifferences(standing.values, asked.values)];
  if (fields.length > 0) return conflict(standing.state, fields);
  if (standing.state !== "COMPLETED" || (asked.status === "CLOSED") === standing.closedInErp) return accept([]);
  return accept([{ type: asked.status === "CLOSED" ? "close_asked" : "close_withdrawn" }]);
}

function movableDifferences(was: OrderValues, now: OrderValues): string[] {
  return differing([
    ["quantity", !was.quantity.eq(now.quantity)],
    ["due", was.dueAt.getTime() !== now.dueAt.getTime()],
    ["priority", was.priority !== now.priority],
  ]);
}

/** The planned start means nothing any more, and a lot number that the ERP learned from our own receipt is no change. */
function frozenDifferences(was: OrderValues, now: OrderValues): string[] {
  return differing([
    ["item", was.itemId !== now.itemId],
    ["type", was.type !== now.type],
    ["uom", was.uom !== now.uom || was.erpUom !== now.erpUom],
    ["overPct", !was.overPct.eq(now.overPct)],
    ["underPct", !was.underPct.eq(now.underPct)],
    ["bomVersion", was.bomVersion !== now.bomVersion],
    ["routingVersion", was.routingVersion !== now.routingVersion],
    ["outputLot", was.outputLotNumber !== null && was.outputLotNumber !== now.outputLotNumber],
    ["customer", was.customerKey !== now.customerKey],
  ]);
}

function differing(fields: readonly (readonly [string, boolean])[]): string[] {
  return fields.filter(([, differs]) => differs).map(([name]) => name);
}

function conflict(state: OrderState, fields: readonly string[], more: RefusalParams = {}): Answer {
  return refuse("ORDER_CHANGE_CONFLICT", { state, fields, ...more });
}
