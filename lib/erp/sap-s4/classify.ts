import { outcomeOfRead } from "@/lib/erp/outcome-of-read";
import type { Broken, Rejected, Retry, Unknown } from "@/lib/erp/port";
import { describe, SapError, type SapFailure } from "./failure";

/** What a failed call means for the message. `conflict`: somebody else changed the object; read it again and judge anew. `missing`: SAP has no such object. */
export type Verdict = Rejected | Retry | Unknown | Broken | { readonly kind: "conflict"; readonly reason: string } | { readonly kind: "missing"; readonly reason: string };

/** Codes of the gateway, above any application. */
const NOT_FOUND = "/IWBEP/CM_MGW_RT/020";
const SERVICE_INACTIVE = "/IWFND/MED/170";
/** SAP has no one code for a lock: the texts of its own are these, whatever the object. */
const LOCKED = /\blocked\b|blocked by user/i;
/** Refused before anything was done, whoever speaks: for this message, whose order somebody has open, or which comes too early. */
const LOCK_OR_EARLY: ReadonlySet<number> = new Set([423, 425]);

/** What a failure means. Pure. `write`: the call may have changed something, so that an answer that proves nothing leaves us not knowing. */
export function classify(failure: SapFailure, write: boolean, retryableCodes: readonly string[]): Verdict {
  const reason = describe(failure);
  if (failure.kind === "transport") {
    if (failure.code === "TLS") return { kind: "broken", code: "TLS", reason };
    return write && failure.reached ? { kind: "unknown", reason } : { kind: "retry", reason };
  }
  const { status, code } = failure;
  const wait: Retry = { kind: "retry", reason, ...(failure.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: failure.retryAfterSeconds }) };
  const notSaid: Verdict = write ? { kind: "unknown", reason: `SAP's answer (status ${status}) does not say whether it was posted.` } : wait;
  if (LOCK_OR_EARLY.has(status)) return { ...wait, scope: "message" };
  if (status === 429 || failure.tokenRequired) return wait;
  if (status >= 300 && status < 400) return { kind: "broken", code: "ADDRESS", reason: "The address answers with a redirect: it is not that of the service." };
  if (failure.says.some((one) => one.code === SERVICE_INACTIVE)) return { kind: "broken", code: "SERVICE_INACTIVE", reason };
  if (status === 401) return { kind: "broken", code: "AUTHENTICATION", reason: "SAP does not accept the sign-in of this connection." };
  if (status === 403) return { kind: "broken", code: "PERMISSION", reason: code === null ? "The user of this connection lacks a right in SAP." : reason };
  if (status === 404) {
    if (code === NOT_FOUND) return { kind: "missing", reason };
    // A 404 without SAP's envelope is a web server that knows no such path.
    return code === null ? { kind: "broken", code: "ADDRESS", reason: "The address does not serve SAP's service." } : { kind: "rejected", code, reason, raw: failure.raw };
  }
  if (status === 412) return { kind: "conflict", reason };
  if (status >= 500 || status === 408 || code === null) return notSaid;
  const locked = failure.says.some((one) => retryableCodes.includes(one.code) || LOCKED.test(one.text));
  if (locked) return { ...wait, scope: "message" };
  return { kind: "rejected", code: code === "" ? `HTTP_${status}` : code, reason, raw: failure.raw };
}

/** The verdict on anything thrown while talking to SAP. What is not the other side's doing is thrown on. */
export function verdictOf(error: unknown, retryableCodes: readonly string[]): Verdict {
  if (error instanceof SapError) return classify(error.failure, error.write, retryableCodes);
  throw error;
}

/** The verdict for calls that only read: nothing can have been posted, so what is not known is simply asked again. */
export function verdictOfRead(error: unknown, retryableCodes: readonly string[]): Retry | Broken {
  return outcomeOfRead(verdictOf(error, retryableCodes));
}
