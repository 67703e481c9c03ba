import type { HttpFailure } from "./request";

type Verdict = Pick<HttpFailure, "code" | "reached" | "reason">;

/** What a network error code says about whether the request arrived. Codes that are not listed count as "may have arrived". */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  ENOTFOUND: { code: "ADDRESS", reached: false, reason: "The host name is not known." },
  EAI_AGAIN: { code: "ADDRESS", reached: false, reason: "The host name could not be looked up." },
  ERR_INVALID_URL: { code: "ADDRESS", reached: false, reason: "The address is not a valid URL." },
  ECONNREFUSED: { code: "UNREACHABLE", reached: false, reason: "Nothing listens at the address." },
  EHOSTUNREACH: { code: "UNREACHABLE", reached: false, reason: "The host cannot be reached." },
  ENETUNREACH: { code: "UNREACHABLE", reached: false, reason: "The network cannot be reached." },
  UND_ERR_CONNECT_TIMEOUT: { code: "UNREACHABLE", reached: false, reason: "The host does not take the connection." },
  CERT_HAS_EXPIRED: { code: "TLS", reached: false, reason: "The certificate of the host has expired." },
  DEPTH_ZERO_SELF_SIGNED_CERT: { code: "TLS", reached: false, reason: "The certificate of the host is self-signed." },
  SELF_SIGNED_CERT_IN_CHAIN: { code: "TLS", reached: false, reason: "The certificate chain of the host is self-signed." },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { code: "TLS", reached: false, reason: "The certificate of the host cannot be verified." },
  ERR_TLS_CERT_ALTNAME_INVALID: { code: "TLS", reached: false, reason: "The certificate belongs to another host." },
};

const INTERRUPTED: Verdict = { code: "INTERRUPTED", reached: true, reason: "The connection broke before the answer was complete." };

/** Tells from an error thrown by `fetch` what happened and whether the request may have arrived. */
export function failureOf(error: unknown, cause: { readonly timedOut: boolean; readonly cancelled: boolean }): HttpFailure {
  if (cause.cancelled) return { kind: "failure", code: "CANCELLED", reached: true, reason: "The call was cancelled." };
  if (cause.timedOut) return { kind: "failure", code: "TIMEOUT", reached: true, reason: "No answer in time." };
  const verdict = codesOf(error)
    .map((code) => VERDICTS[code])
    .find((known) => known !== undefined);
  return { kind: "failure", ...(verdict ?? INTERRUPTED) };
}

/** The codes on the error, its causes and the errors gathered in it (one per address that was tried). */
function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  const gathered = error instanceof AggregateError ? error.errors.flatMap((one: unknown) => codesOf(one, depth + 1)) : [];
  return [...own, ...codesOf(error.cause, depth + 1), ...gathered];
}
