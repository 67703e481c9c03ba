import type { KeptErpUnit } from "@/lib/domain/shared/erp-unit";

/** Payloads of what the ERP says of an order. They carry ids and every value, so that a replay needs nothing else. */

/** What the ERP owns of an order. Percentages are shares. */
export type OrderErpValues = {
  readonly type: "STANDARD" | "REWORK" | "TRANSFER";
  readonly itemId: string;
  readonly quantity: string;
  readonly uom: string;
  readonly decimals: number;
  /** The unit in which the ERP keeps it, where that is not `uom`; facts before this was kept lack it. */
  readonly erpUnit?: KeptErpUnit | null;
  readonly plannedStartAt: string;
  readonly dueAt: string;
  readonly priority: number;
  readonly overPct: string;
  readonly underPct: string;
  readonly bomVersion: string | null;
  readonly routingVersion: string | null;
  readonly outputLotNumber: string | null;
  readonly customer: { readonly customer: string; readonly commitment: string; readonly line: number } | null;
};

export type PlannedOperation = {
  readonly operationId: string;
  readonly opNo: number;
  readonly name: string;
  readonly workCentreId: string;
  readonly workUnitId: string | null;
  readonly setupMachineHours: string;
  readonly setupLabourHours: string;
  readonly runMachineHours: string;
  readonly runLabourHours: string;
  readonly yield: string;
  readonly crew: string;
  readonly optional: boolean;
  readonly overlapMinutes: number | null;
  readonly isLast: boolean;
  readonly required: string;
  /** Codes of the tools that it needs (EX-01); facts before this was kept lack it. */
  readonly tools?: readonly string[];
};

export type PlannedSubstitute = {
  readonly itemId: string;
  readonly item: string;
  readonly factor: string;
  readonly priority: number;
  readonly validFrom: string | null;
  readonly validTo: string | null;
};

export type PlannedComponent = {
  readonly componentId: string;
  readonly operationId: string;
  readonly position: number;
  readonly itemId: string;
  readonly uom: string;
  readonly decimals: number;
  readonly tracked: boolean;
  readonly quantityPer: string;
  readonly scrapFactor: string;
  readonly issueMode: "MANUAL_SCAN" | "MANUAL_QTY" | "BACKFLUSH";
  readonly mixGroup: string | null;
  readonly standardPrice: string;
  readonly required: string;
  readonly substitutes: readonly PlannedSubstitute[];
};

export type OrderPlan = { readonly operations: readonly PlannedOperation[]; readonly components: readonly PlannedComponent[] };

/** OWN-03: what the order works on from its release on, whatever the master data become. Money and hours as text. */
export type OrderSnapshot = {
  readonly takenAt: string;
  readonly bomVersion: string | null;
  readonly routingVersion: string | null;
  readonly operations: readonly (PlannedOperation & { readonly workCentre: string })[];
  readonly components: readonly (PlannedComponent & { readonly item: string; readonly opNo: number; readonly made: boolean })[];
  /** Every rate class of every work centre of the order; `rateClass` null is the work centre's own. */
  readonly rates: readonly {
    readonly workCentreId: string;
    readonly element: "LABOUR" | "MACHINE" | "OVERHEAD";
    readonly basis: "LABOUR_H" | "MACHINE_H";
    readonly rateClass: string | null;
    readonly rate: string;
    readonly currency: string;
  }[];
  /** Frozen standard cost of one unit; null when the ERP sent none. */
  readonly standardCost: {
    readonly version: string;
    readonly costingLotSize: string;
    readonly material: string;
    readonly labour: string;
    readonly machine: string;
    readonly overhead: string;
    readonly total: string;
    readonly currency: string;
  } | null;
};

type FromErp = { readonly orderId: string; readonly number: string; readonly erpVersion: number };

export type OrderReceived = FromErp & { readonly connectionId: string; readonly values: OrderErpValues; readonly plan: OrderPlan };

export type OrderChanged = FromErp & {
  readonly values: OrderErpValues;
  /** Before the start: replaces operations and components. */
  readonly plan: OrderPlan | null;
  /** While released and not begun: replaces the snapshot as well. */
  readonly snapshot: OrderSnapshot | null;
  /** While it runs: new required quantities, and the component states that follow from them. */
  readonly required: {
    readonly operations: readonly { readonly operationId: string; readonly required: string }[];
    readonly components: readonly { readonly componentId: string; readonly required: string; readonly state: "OPEN" | "PARTIAL" | "ISSUED" | "CLOSED" }[];
  } | null;
};

export type OrderReleased = FromErp & { readonly snapshot: OrderSnapshot };
export type OrderReleaseRevoked = FromErp;
export type OrderCancelled = FromErp & { readonly reason: "CANCELLED_IN_ERP" | "CLOSED_IN_ERP" };
/** §2.2: the ERP cancelled, or closed, what had begun and of which nothing lies in the shop any more. */
export type OrderAborted = FromErp & { readonly from: string; readonly to: "ABORTED"; readonly reason: "CANCELLED_IN_ERP" | "CLOSED_IN_ERP" };
/** The ERP has closed a completed order, or opened it again before it was closed here. */
export type OrderCloseAsked = FromErp;
/** EX-04: the old values stay; only the version that was refused is remembered. */
export type OrderChangeRefused = FromErp & { readonly code: string; readonly reason: string; readonly fields: readonly string[]; readonly asked: OrderErpValues };

export type OrderPayloads = {
  "order.received": OrderReceived;
  "order.changed": OrderChanged;
  "order.released": OrderReleased;
  "order.release_revoked": OrderReleaseRevoked;
  "order.cancelled": OrderCancelled;
  "order.aborted": OrderAborted;
  "order.close_asked": OrderCloseAsked;
  "order.close_withdrawn": OrderCloseAsked;
  "order.change_refused": OrderChangeRefused;
};
