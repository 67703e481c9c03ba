/** Payloads of the facts of materials and cost. */
import type { ApprovedBy } from "./execution";

export type MaterialMoved = {
  readonly moveId: string;
  readonly type: "ISSUE" | "RETURN" | "BACKFLUSH" | "RECEIPT" | "TRANSFER" | "SCRAP" | "ADJUST";
  readonly itemId: string;
  readonly lotId: string | null;
  /** Positive; negative in a reversal (EX-19). */
  readonly quantity: string;
  readonly uom: string;
  readonly fromLocationId: string | null;
  readonly toLocationId: string | null;
  readonly orderId: string | null;
  readonly operationId: string | null;
  readonly componentId: string | null;
  readonly entryId: string | null;
  readonly activity: "RUN" | "REWORK";
  readonly unitCost: string | null;
  readonly personId: string | null;
  readonly reason: string | null;
  readonly approvedBy?: ApprovedBy;
  /** EX-12: by which deviation it was issued. */
  readonly deviationId?: string;
  readonly reversesId: string | null;
  /**
   * Of a return: the issue that it comes from, and the genealogy edge of what is still left of that. The edge that stood for it before is
   * reversed by `edge`. Facts of other kinds lack it.
   */
  readonly returns?: { readonly moveId: string; readonly stood: string; readonly restEdge: { readonly edgeId: string; readonly quantity: string } | null };
  /** What the component has after this move, so that its state follows without reading. */
  readonly component: { readonly issued: string; readonly returned: string; readonly state: "OPEN" | "PARTIAL" | "ISSUED" | "CLOSED" } | null;
  /** The genealogy edge that is written with it; null when the item is not tracked. */
  readonly edge: {
    readonly edgeId: string;
    readonly kind: "CONSUME" | "PRODUCE";
    readonly runId: string | null;
    readonly from: string;
    readonly to: string;
    readonly workUnitId: string | null;
    readonly operators: readonly string[];
    readonly reversesId: string | null;
  } | null;
};

/** A lot that the plant made begins to exist. */
export type LotProduced = {
  readonly lotId: string;
  readonly number: string;
  readonly itemId: string;
  readonly uom: string;
  readonly orderId: string;
  readonly madeAt: string;
  readonly expiresAt: string | null;
  readonly unitCost: string | null;
  readonly status: "PENDING" | "RELEASED";
};

export type LotMounted = {
  readonly mountId: string;
  readonly lotId: string;
  readonly itemId: string;
  readonly workUnitId: string;
  readonly operationId: string | null;
  readonly personId: string | null;
  /** Why another lot than the one that should go first was taken (EX-10); facts before this was kept lack it. */
  readonly reason?: string | null;
  readonly approvedBy?: ApprovedBy;
};
export type LotUnmounted = {
  readonly mountId: string;
  readonly lotId: string;
  readonly workUnitId: string;
  /** During which operation somebody took it off, and who; absent where another lot of the item came on. */
  readonly operationId?: string;
  readonly personId?: string | null;
};

/** TR-01: a mount that never was, from its own instant on. `broughtBack`: what had come off for it, on as if it had not; `to`: until when, null while it is. */
export type LotMountReversed = {
  readonly mountId: string;
  readonly lotId: string;
  readonly workUnitId: string;
  readonly operationId: string | null;
  readonly personId: string | null;
  readonly reason: string;
  readonly broughtBack: readonly { readonly mountId: string; readonly lotId: string; readonly to: string | null }[];
};

export type CostPosted = {
  readonly orderId: string;
  readonly currency: string;
  readonly postingDate: string;
  readonly lines: readonly {
    readonly lineId: string;
    readonly operationId: string | null;
    readonly opNo: number;
    readonly element: "MATERIAL" | "LABOUR" | "MACHINE" | "OVERHEAD" | "SALVAGE" | "CREDIT";
    readonly activity: "SETUP" | "RUN" | "REWORK" | "DELAY";
    readonly position: number | null;
    readonly itemId: string | null;
    readonly lotId: string | null;
    readonly personId: string | null;
    readonly rateClass: string | null;
    readonly workUnitId: string | null;
    readonly quantity: string | null;
    readonly uom: string | null;
    readonly seconds: number | null;
    readonly unitCost: string;
    readonly standardUnitCost: string;
    readonly amount: string;
    readonly valuation: "NORMAL" | "ABNORMAL";
    readonly reasonCode: string | null;
    readonly sourceEventId: string;
    readonly reversesId: string | null;
  }[];
};

/** C-01: what is told late of the time of an entry changes what it hands to cost; its lines are reversed and posted anew beside this fact. */
export type CostRestated = {
  readonly entryId: string;
  readonly orderId: string;
  readonly operationId: string;
  readonly opNo: number;
  readonly workUnitId: string | null;
};

/** C-08: the ERP said what a document earned for the scrap of an order. `change` is the difference to what it had said of it before. */
export type SalvageCredited = {
  readonly orderId: string;
  readonly document: string;
  readonly amount: string;
  readonly change: string;
  readonly currency: string;
  readonly erpVersion: number;
};

/** EX-12: somebody asks for something else than planned. */
export type DeviationAsked = {
  readonly deviationId: string;
  readonly number: string;
  readonly orderId: string;
  readonly operationId: string;
  readonly componentId: string;
  readonly lotId: string;
  readonly quantity: string;
  readonly uom: string;
  readonly reason: string;
  /** Person or account, and its name. */
  readonly askedBy: string;
  readonly askedName: string;
  readonly validUntil: string;
};

/** EX-12: one of both approved it; `complete`: the other one had. */
export type DeviationApproved = {
  readonly deviationId: string;
  readonly as: "PLANNER" | "QUALITY";
  readonly by: string;
  readonly byName: string;
  readonly complete: boolean;
  readonly signatureId: string;
};

/** EX-12: it is not to be used. */
export type DeviationRefused = { readonly deviationId: string; readonly by: string; readonly byName: string; readonly reason: string };

/** EX-12: the line that it was asked for has gone from the order, or is planned with something else. */
export type DeviationEnded = { readonly deviationId: string; readonly reason: string };

export type MaterialPayloads = {
  "deviation.asked": DeviationAsked;
  "deviation.approved": DeviationApproved;
  "deviation.refused": DeviationRefused;
  "deviation.ended": DeviationEnded;
  "material.issued": MaterialMoved;
  "material.backflushed": MaterialMoved;
  "material.returned": MaterialMoved;
  "material.received": MaterialMoved;
  "material.scrapped": MaterialMoved;
  "material.reversed": MaterialMoved;
  "lot.produced": LotProduced;
  "lot.mounted": LotMounted;
  "lot.unmounted": LotUnmounted;
  "lot.mount_reversed": LotMountReversed;
  "cost.posted": CostPosted;
  "cost.restated": CostRestated;
  "salvage.credited": SalvageCredited;
};
