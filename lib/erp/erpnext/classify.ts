import { outcomeOfRead } from "@/lib/erp/outcome-of-read";
import type { Broken, Rejected, Retry, Unknown } from "@/lib/erp/port";
import { FrappeError, type FrappeFailure } from "./failure";

/** What a failed call means for the message. `conflict`: somebody else was at the document; read it again. `duplicate`: the key or name is there already. */
export type Verdict = Rejected | Retry | Unknown | Broken | { readonly kind: "conflict" | "duplicate"; readonly reason: string };

type Answer = Extract<FrappeFailure, { kind: "answer" }>;
type Make = (failure: Answer) => Verdict;

const rejected =
  (code: string): Make =>
  ({ reason, raw }) => ({ kind: "rejected", code, reason, raw });
const broken =
  (code: string, words?: string): Make =>
  ({ reason }) => ({ kind: "broken", code, reason: words ?? reason });
const conflict: Make = ({ reason }) => ({ kind: "conflict", reason });
const duplicate: Make = ({ reason }) => ({ kind: "duplicate", reason });
const retry: Make = ({ reason, retryAfterSeconds }) => ({ kind: "retry", reason, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });

/** By the class of the exception, whatever the status: almost all business errors are 417. One request is one transaction, rolled back with it. */
const BY_EXCEPTION: Readonly<Record<string, Make>> = {
  TimestampMismatchError: conflict,
  DocumentLockedError: conflict,
  UniqueValidationError: duplicate,
  DuplicateEntryError: duplicate,
  QueryDeadlockError: retry,
  QueryTimeoutError: retry,
  TooManyRequestsError: retry,
  RateLimitExceededError: retry,
  SessionStopped: retry,
  InReadOnlyMode: retry,
  AuthenticationError: broken("AUTHENTICATION", "ERPNext does not accept the key of this connection."),
  PermissionError: rejected("PERMISSION"),
  DoesNotExistError: rejected("NOT_FOUND"),
  MandatoryError: rejected("MISSING_FIELD"),
  LinkValidationError: rejected("UNKNOWN_REFERENCE"),
  LinkExistsError: rejected("STILL_REFERRED_TO"),
  UpdateAfterSubmitError: rejected("SUBMITTED"),
  DocstatusTransitionError: rejected("SUBMITTED"),
  NegativeStockError: rejected("NEGATIVE_STOCK"),
  BatchNegativeStockError: rejected("NEGATIVE_STOCK"),
  BatchExpiredError: rejected("LOT_EXPIRED"),
  OperationSequenceError: rejected("OPERATION_SEQUENCE"),
  OperationsNotCompleteError: rejected("OPERATIONS_OPEN"),
  JobCardCancelError: rejected("RECEIPTS_FIRST"),
  OverlapError: rejected("OVERLAP"),
  OverProductionError: rejected("OVER_PRODUCTION"),
  StockOverProductionError: rejected("OVER_PRODUCTION"),
  DuplicateEntryForWorkOrderError: rejected("OVER_PRODUCTION"),
  QualityInspectionRequiredError: rejected("INSPECTION_MISSING"),
  QualityInspectionNotSubmittedError: rejected("INSPECTION_MISSING"),
  QualityInspectionRejectedError: rejected("INSPECTION_FAILED"),
  ClosedAccountingPeriod: rejected("CLOSED_PERIOD"),
  StockFreezeError: rejected("CLOSED_PERIOD"),
};

/** By status, where Frappe named no class that is listed. Where it named none at all a gateway may have answered, and nobody knows what it had passed on. */
function byStatus(failure: Answer): Verdict {
  const { status, exception } = failure;
  if (status === 401) return broken("AUTHENTICATION", "ERPNext does not accept the key of this connection.")(failure);
  if (status === 429) return retry(failure);
  if (status >= 300 && status < 400) return broken("ADDRESS", "The address answers with a redirect.")(failure);
  if (exception === null) {
    if (status === 404) return broken("ADDRESS", "The address does not serve the API of Frappe.")(failure);
    return { kind: "unknown", reason: failure.reason };
  }
  // A fault of the server rolls its transaction back, but what it is may have happened after the commit.
  if (status === 503) return retry(failure);
  if (status >= 500) return { kind: "unknown", reason: failure.reason };
  return rejected("REFUSED")(failure);
}

/** What a failure means. Pure; every branch is a row of the table in the documentation. */
export function classify(failure: FrappeFailure): Verdict {
  switch (failure.kind) {
    case "transport":
      if (failure.code === "TLS") return { kind: "broken", code: "TLS", reason: failure.reason };
      return { kind: failure.reached ? "unknown" : "retry", reason: failure.reason };
    case "unexpected":
      return { kind: "unknown", reason: failure.reason };
    case "answer": {
      const make = failure.exception === null ? undefined : BY_EXCEPTION[failure.exception];
      return (make ?? byStatus)(failure);
    }
  }
}

/** The verdict on anything thrown while talking to ERPNext. What is not the other side's doing is thrown on. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof FrappeError) return classify(error.failure);
  throw error;
}

/** The verdict for calls that only read: nothing can have been posted, so what is not known is simply asked again. */
export function verdictOfRead(error: unknown): Retry | Broken {
  if (error instanceof FrappeError && error.failure.kind === "unexpected") return { kind: "broken", code: "UNEXPECTED_ANSWER", reason: error.failure.reason };
  return outcomeOfRead(verdictOf(error));
}
