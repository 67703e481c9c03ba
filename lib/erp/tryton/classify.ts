import { outcomeOfRead } from "@/lib/erp/outcome-of-read";
import type { Broken, Rejected, Retry, Unknown } from "@/lib/erp/port";
import { type TrytonFailure, describe, TrytonError } from "./failure";

/** What a failed call means for the message. `conflict`: somebody else changed the record; read it again and judge anew. */
export type Verdict = Rejected | Retry | Unknown | Broken | { readonly kind: "conflict"; readonly reason: string };

/** How long Tryton holds a user back after too many failed logins (its setting `session.timeout`). */
const LOCKED_OUT_SECONDS = 300;

/** What PostgreSQL says below Tryton when two transactions met; nothing was done. These come in English whatever the language. */
const TRANSIENT = [/^could not serialize access/, /^could not obtain lock/, /^deadlock detected/];

type Make = (reason: string, failure: TrytonFailure) => Verdict;
const rejected =
  (code: string): Make =>
  (reason, failure) => ({ kind: "rejected", code, reason, raw: JSON.stringify(failure) });
const broken =
  (code: string): Make =>
  (reason) => ({ kind: "broken", code, reason });
const unknown: Make = (reason) => ({ kind: "unknown", reason });
const retry: Make = (reason, failure) => {
  const seconds = failure.kind === "http" ? failure.retryAfterSeconds : undefined;
  return { kind: "retry", reason, ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }) };
};
/** Tryton names no time and asks for none but at a login; what says when, or speaks at another call, is a gateway before it. */
const tooMany: Make = (reason, failure) => {
  const lockedOut = failure.kind === "http" && failure.login && failure.retryAfterSeconds === undefined;
  return lockedOut ? { kind: "retry", reason, retryAfterSeconds: LOCKED_OUT_SECONDS } : retry(reason, failure);
};

/** First element of `error`, the only part that is not translated. Names that are not listed are faults of the server or ours. */
const BY_NAME: Readonly<Record<string, Make>> = {
  UserError: rejected("REFUSED"),
  UserWarning: rejected("CONSENT_NEEDED"),
  ConcurrencyException: (reason) => ({ kind: "conflict", reason }),
  LoginException: broken("LOGIN"),
  NoCompany: broken("NO_COMPANY"),
  UnexpectedAnswer: broken("UNEXPECTED_ANSWER"),
};

/** Beside the method. 401 after the one repetition, and 401 of the login itself, are never tried again: six of them lock the user. */
const BY_STATUS: Readonly<Record<number, Make>> = {
  400: broken("NOT_UNDERSTOOD"),
  401: broken("LOGIN"),
  403: broken("NOT_EXPOSED"),
  404: broken("NO_DATABASE"),
  411: broken("NOT_UNDERSTOOD"),
  429: tooMany,
  503: retry,
};

/** What a failure means. Pure; every branch is a row of the tables above. */
export function classify(failure: TrytonFailure): Verdict {
  const reason = describe(failure);
  switch (failure.kind) {
    case "transport":
      if (failure.code === "TLS") return broken("TLS")(reason, failure);
      return (failure.reached ? unknown : retry)(reason, failure);
    case "http":
      return (BY_STATUS[failure.status] ?? unknown)(reason, failure);
    case "error":
      if (TRANSIENT.some((pattern) => pattern.test(failure.name))) return retry(failure.name.trim(), failure);
      return (BY_NAME[failure.name] ?? rejected("ERP_FAULT"))(reason, failure);
  }
}

/** The verdict on anything thrown while talking to Tryton. What is not the other side's doing is thrown on. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof TrytonError) return classify(error.failure);
  throw error;
}

/** The verdict for calls that only read: nothing can have been posted, so what is not known is simply asked again. */
export function verdictOfRead(error: unknown): Retry | Broken {
  return outcomeOfRead(verdictOf(error));
}
