/** Payloads of the facts of quality. Limits and values as text. */

/** What is to be checked, as the plan had it when the check became due (ownership matrix: the plan is the ERP's, the snapshot counts). */
export type CheckSnapshot = {
  readonly plan: string;
  readonly planVersion: string;
  readonly sampleSize: number;
  readonly characteristics: readonly {
    readonly characteristicId: string;
    readonly position: number;
    readonly name: string;
    readonly kind: "VARIABLE" | "ATTRIBUTE";
    readonly uom: string | null;
    readonly lowerLimit: string | null;
    readonly upperLimit: string | null;
    readonly target: string | null;
    readonly acceptNumber: number | null;
    readonly defectCodes: readonly string[];
  }[];
};

/** A check of an operation or of a lot became due. */
export type CheckDue = { readonly checkId: string; readonly planId: string; readonly operationId: string | null; readonly lotId: string | null; readonly snapshot: CheckSnapshot };

/** A check was made. One result for each sample: its value, or whether it was accepted and what was wrong with it. */
export type CheckRecorded = {
  readonly checkId: string;
  readonly operationId: string | null;
  readonly lotId: string | null;
  readonly verdict: "PASS" | "FAIL";
  /** Positions of the characteristics that failed; facts before this was kept lack it. */
  readonly failed?: readonly number[];
  readonly personId: string | null;
  /** Who answers for it (SEC-01), who may be nobody of the plant; facts before this was kept lack both. */
  readonly recordedBy?: string;
  readonly recordedName?: string;
  readonly results: readonly {
    readonly resultId: string;
    readonly characteristicId: string;
    readonly sample: number;
    readonly value: string | null;
    readonly accepted: boolean | null;
    readonly defectCode: string | null;
  }[];
};

/** Results that were mistyped count no more (EX-19). */
export type CheckReversed = {
  readonly checkId: string;
  readonly operationId: string | null;
  readonly lotId: string | null;
  readonly personId: string | null;
  readonly reason: string;
};

/** Something fails a requirement, over a quantity: pieces of output of an operation, or what is there of a lot. */
export type NonconformanceOpened = {
  readonly ncId: string;
  readonly number: string;
  readonly checkId: string | null;
  /** Absent where a check failed. */
  readonly cause?: "REWORK";
  readonly orderId: string | null;
  readonly operationId: string | null;
  readonly lotId: string | null;
  readonly quantity: string;
  readonly uom: string;
  readonly defect: string;
  readonly what: string;
  /** Person, account or machine key, and its name. */
  readonly raisedBy: string;
  readonly raisedName: string;
  readonly segmentIds: readonly string[];
};

/** Output that was confirmed in the same doubt joined it, or more went to rework (EX-13). `quantity`: how much more; less than zero where an entry was taken back. */
export type NonconformanceExtended = { readonly ncId: string; readonly quantity: string; readonly segmentIds: readonly string[] };

/** Who decided, by identity and by name. */
type Decided = { readonly ncId: string; readonly by: string; readonly byName: string };

/** EX-13: quality lets its pieces go to rework more often. `rounds`: how often in all. */
export type ReworkAllowed = Decided & { readonly rounds: number; readonly reason: string; readonly signatureId: string };

/** What becomes of which part; the parts add up to its quantity. */
export type NonconformanceDispositioned = Decided & {
  readonly dispositions: readonly {
    readonly dispositionId: string;
    readonly decision: "SCRAP" | "REWORK" | "USE_AS_IS" | "REGRADE" | "RETURN_TO_VENDOR";
    readonly quantity: string;
    readonly reason: string;
  }[];
  readonly signatureId: string;
};

/** SEC-12: somebody stated both components and signed a record. The time is that of the fact, by the server's clock. */
export type SignatureApplied = {
  readonly signatureId: string;
  readonly accountId: string;
  readonly printedName: string;
  readonly meaning: "APPROVAL" | "REVIEW" | "RESPONSIBILITY";
  readonly subject: string;
  /** SHA-256 of the record as it was signed. */
  readonly recordDigest: string;
  /** The same instant by the site's clock. */
  readonly localTime: string;
};

export type QualityPayloads = {
  "check.due": CheckDue;
  "check.recorded": CheckRecorded;
  "check.reversed": CheckReversed;
  "nc.opened": NonconformanceOpened;
  "nc.extended": NonconformanceExtended;
  "nc.reviewed": Decided;
  "nc.rework_allowed": ReworkAllowed;
  "nc.dispositioned": NonconformanceDispositioned;
  "nc.action_started": Decided & { readonly action: string };
  "nc.closed": Decided & { readonly note: string };
  "nc.voided": Decided & { readonly reason: string };
  "signature.applied": SignatureApplied;
};
