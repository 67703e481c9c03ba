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
  readonly personId: string | null;
  readonly results: readonly {
    readonly resultId: string;
    readonly characteristicId: string;
    readonly sample: number;
    readonly value: string | null;
    readonly accepted: boolean | null;
    readonly defectCode: string | null;
  }[];
};

export type QualityPayloads = { "check.due": CheckDue; "check.recorded": CheckRecorded };
