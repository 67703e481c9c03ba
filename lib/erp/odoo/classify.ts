import { outcomeOfRead } from "@/lib/erp/outcome-of-read";
import type { Broken, Rejected, Retry, Unknown } from "@/lib/erp/port";
import { describe, OdooError, type OdooFailure } from "./failure";

/** What a failed call means for the message. */
export type Verdict = Rejected | Retry | Unknown | Broken;

type Make = (reason: string, failure: OdooFailure) => Verdict;
const rejected =
  (code: string): Make =>
  (reason, failure) => ({ kind: "rejected", code, reason, raw: JSON.stringify(failure) });
const broken =
  (code: string): Make =>
  (reason) => ({ kind: "broken", code, reason });
const unknown: Make = (reason) => ({ kind: "unknown", reason });
const retry: Make = (reason, failure) => {
  const seconds = "retryAfterSeconds" in failure ? failure.retryAfterSeconds : undefined;
  return { kind: "retry", reason, ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }) };
};
/** Somebody else is at the same record: Odoo is well, and other messages need not wait. */
const busy: Make = (reason) => ({ kind: "retry", reason, scope: "message" });
const NO_CALL: Make = (reason) => ({
  kind: "broken",
  code: "UNKNOWN_TO_ODOO",
  reason: `Odoo does not know a field or method that this connection uses: check the version and the key field in its settings. ${reason}`,
});

/** Class of the exception: the only part that is neither translated nor worded anew. Odoo rolls its transaction back on all of them. */
const BY_NAME: Readonly<Record<string, Make>> = {
  "odoo.exceptions.UserError": rejected("REFUSED"),
  "odoo.exceptions.RedirectWarning": rejected("REFUSED"),
  "odoo.exceptions.ValidationError": rejected("INVALID"),
  "odoo.exceptions.AccessError": rejected("NO_RIGHT"),
  "odoo.exceptions.MissingError": rejected("MISSING"),
  "odoo.exceptions.AccessDenied": broken("LOGIN"),
  "werkzeug.exceptions.Unauthorized": broken("LOGIN"),
  "werkzeug.exceptions.NotFound": NO_CALL,
  "builtins.AttributeError": NO_CALL,
  "builtins.KeyError": NO_CALL,
  "builtins.TypeError": NO_CALL,
  "builtins.ValueError": NO_CALL,
  "odoo.exceptions.LockError": busy,
  "odoo.exceptions.ConcurrencyError": busy,
  "psycopg2.errors.SerializationFailure": busy,
  "psycopg2.errors.LockNotAvailable": busy,
  "psycopg2.errors.DeadlockDetected": busy,
  "psycopg2.extensions.TransactionRollbackError": busy,
  UnexpectedAnswer: broken("UNEXPECTED_ANSWER"),
};

/** What is not Odoo's own answer. Statuses that are not listed leave open whether the call got through. */
const BY_STATUS: Readonly<Record<number, Make>> = {
  301: broken("ADDRESS"),
  302: broken("ADDRESS"),
  303: broken("ADDRESS"),
  307: broken("ADDRESS"),
  308: broken("ADDRESS"),
  401: broken("LOGIN"),
  403: broken("ADDRESS"),
  404: broken("ADDRESS"),
  405: broken("ADDRESS"),
  429: retry,
};

/** What a failure means. Pure; every branch is a row of the tables above. */
export function classify(failure: OdooFailure): Verdict {
  const reason = describe(failure);
  switch (failure.kind) {
    case "transport":
      if (failure.code === "TLS") return broken("TLS")(reason, failure);
      return (failure.reached ? unknown : retry)(reason, failure);
    case "http":
      return (BY_STATUS[failure.status] ?? unknown)(reason, failure);
    case "login":
      return broken("LOGIN")(reason, failure);
    case "error":
      return (BY_NAME[failure.name] ?? byStatus(failure.status))(reason, failure);
  }
}

/** A class of Odoo's that nobody has listed: what it refused with a 4xx stays refused, a fault of its own may pass. */
function byStatus(status: number | null): Make {
  if (status === 401) return broken("LOGIN");
  return status !== null && status >= 400 && status < 500 && ![408, 425, 429].includes(status) ? rejected("REFUSED") : retry;
}

/** The verdict on anything thrown while talking to Odoo. What is not the other side's doing is thrown on. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof OdooError) return classify(error.failure);
  throw error;
}

/** The verdict for calls that only read: nothing can have been posted, so what is not known is simply asked again. */
export function verdictOfRead(error: unknown): Retry | Broken {
  return outcomeOfRead(verdictOf(error));
}
