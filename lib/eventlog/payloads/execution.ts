/** Payloads of the facts of execution. Ids, quantities as text with their unit, reasons; whatever a projection needs, so that a replay needs nothing else. */

type ActivityKind = "SETUP" | "RUN" | "REWORK" | "DELAY";
type OperationState = "PENDING" | "READY" | "SETUP" | "RUNNING" | "PAUSED" | "COMPLETED" | "SKIPPED" | "ABORTED";

/** The lead who approved it at the tablet of whoever did it, and signed that (SEC-12); absent where nobody had to, or a lead did it themselves. */
export type ApprovedBy = { readonly personId: string | null; readonly name: string };

/** An operation changed its state; `activity` opens that machine time from the event's time on, null closes what is open. */
export type OperationMoved = {
  readonly operationId: string;
  readonly orderId: string;
  readonly opNo: number;
  readonly from: OperationState;
  readonly to: OperationState;
  readonly pausedFrom?: "SETUP" | "RUNNING" | null;
  readonly workUnitId: string | null;
  readonly activity: ActivityKind | null;
  readonly activityId: string | null;
  readonly reason?: string | null;
  /** What a person wrote to the reason. */
  readonly comment?: string;
  readonly approvedBy?: ApprovedBy;
  /** EX-01: the tools of the run that this move opens, and why a lead let it begin without all of them being valid. */
  readonly tools?: readonly string[];
  readonly toolOverride?: string;
  /** A run opened by this move; null when none is, absent when the open one goes on. */
  readonly runId?: string | null;
};

/** C-01: what time an entry handed to cost, so that it can be reckoned anew when a state of the machine, or a pause, is told later. */
export type ReckonedTime = {
  /** Of the machine. */
  readonly from: string;
  readonly to: string;
  readonly making: { readonly activity: "RUN" } | { readonly activity: "REWORK"; readonly reasonCode: string | null; readonly valuation: "NORMAL" | "ABNORMAL" };
  /** Since when each person's time is in it, by person. */
  readonly people: Readonly<Record<string, string>>;
};

export type ProductionConfirmed = {
  readonly entryId: string;
  readonly orderId: string;
  readonly operationId: string;
  readonly opNo: number;
  readonly workUnitId: string | null;
  readonly personId: string | null;
  readonly activity: "RUN" | "REWORK";
  readonly good: string;
  readonly scrap: string;
  readonly rework: string;
  readonly scrapReason: string | null;
  readonly reworkReason: string | null;
  readonly origin: "TYPED" | "COUNTER" | "SCAN";
  readonly final: boolean;
  readonly isLast: boolean;
  readonly lotId: string | null;
  /** Times were handed to cost up to here. */
  readonly timeBookedTo: string;
  /** Whose time was handed to cost, by their bookings, and up to when. Absent in what was logged before bookings kept it: then of all who were on the operation, up to `timeBookedTo`. */
  readonly labour?: { readonly bookingIds: readonly string[]; readonly to: string };
  /** What its time was reckoned from; absent where it booked none, and in what was logged before that was kept: that is not restated. */
  readonly reckoned?: ReckonedTime;
  /** Taken from what the line had counted. */
  readonly counted: { readonly good: string; readonly scrap: string; readonly to: string } | null;
  readonly reversesId: string | null;
  readonly reason: string | null;
  /** EX-07: why a lead let more good through than the order allows; absent where it stays within. */
  readonly overrideReason?: string;
  readonly approvedBy?: ApprovedBy;
  /** EX-19: the entry that was taken back for this one, in the same command; absent where it corrects none. */
  readonly correctsId?: string;
  /** The piece of output that it is, named after the entry: made in this run since `from`. Absent where nothing good was made. */
  readonly segment?: { readonly runId: string; readonly from: string };
};

/** Somebody took a photo of what they had entered; its bytes stand beside the log, under their own digest. */
export type PhotoAdded = {
  readonly photoId: string;
  readonly entryId: string;
  readonly operationId: string;
  readonly opNo: number;
  readonly personId: string | null;
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
};

export type OrderMoved = {
  readonly orderId: string;
  readonly from: string;
  readonly to: string;
  readonly reason?: string | null;
  readonly approvedBy?: ApprovedBy;
  readonly heldFrom?: "RELEASED" | "IN_PROGRESS" | null;
  readonly holdClass?: "LEAD" | "QUALITY" | "PLANNER" | null;
};

export type LabourSignedOn = {
  readonly bookingId: string;
  readonly personId: string;
  readonly operationId: string | null;
  readonly indirectCode: string | null;
  readonly activity: ActivityKind | "INDIRECT";
  readonly rateClass: string;
  /** Where an indirect activity was said; absent on an operation, which has its own. */
  readonly workUnitId?: string;
};
export type LabourSignedOff = { readonly bookingId: string; readonly personId: string; readonly operationId: string | null };

export type ExceptionRaised = {
  readonly exceptionId: string;
  readonly class: string;
  readonly severity: 1 | 2 | 3 | 4;
  readonly subject: string;
  readonly workUnitId: string | null;
  readonly orderId: string | null;
  readonly owner: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
};
export type ExceptionMoved = {
  readonly exceptionId: string;
  readonly to: "ACKNOWLEDGED" | "IN_PROGRESS" | "RESOLVED" | "CLOSED";
  readonly owner?: string | null;
  /** When whoever takes it expects the line back (§6.1.1). */
  readonly estimatedRestore?: string;
  /** Who took it, as the exception remembers it: a person or an account. */
  readonly takenBy?: string;
  /** Name of whoever ended it, and what was done. */
  readonly by?: string;
  readonly note?: string;
};

/**
 * §2.5: nobody has settled it in time, so it is somebody else's business as well. `level`: how often it has escalated by now; `owner`: to whom it belongs
 * from now on, null where somebody has it who keeps it.
 */
export type ExceptionEscalated = { readonly exceptionId: string; readonly level: number; readonly to: string; readonly owner: string | null };

/** Final issue: nothing more will be taken on this component line. */
export type ComponentClosed = { readonly componentId: string; readonly orderId: string };
/** Its operation was opened again, so more may be taken. */
export type ComponentReopened = ComponentClosed & { readonly state: "OPEN" | "PARTIAL" | "ISSUED" };

export type ExecutionPayloads = {
  "operation.ready": OperationMoved;
  "operation.setup_started": OperationMoved;
  "operation.started": OperationMoved;
  "operation.paused": OperationMoved;
  "operation.resumed": OperationMoved;
  "operation.completed": OperationMoved;
  "operation.skipped": OperationMoved;
  "operation.reopened": OperationMoved;
  "operation.setup_abandoned": OperationMoved;
  "operation.aborted": OperationMoved;
  "production.confirmed": ProductionConfirmed;
  "production.reversed": ProductionConfirmed;
  "production.photo_added": PhotoAdded;
  "order.started": OrderMoved;
  "order.held": OrderMoved;
  "order.resumed": OrderMoved;
  "order.completed": OrderMoved;
  "order.reopened": OrderMoved;
  "order.closed": OrderMoved;
  "labour.signed_on": LabourSignedOn;
  "labour.signed_off": LabourSignedOff;
  "component.closed": ComponentClosed;
  "component.reopened": ComponentReopened;
  "exception.raised": ExceptionRaised;
  "exception.acknowledged": ExceptionMoved;
  "exception.resolved": ExceptionMoved;
  "exception.closed": ExceptionMoved;
  "exception.escalated": ExceptionEscalated;
};
