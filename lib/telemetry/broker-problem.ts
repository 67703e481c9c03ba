import type { BrokerProblemCode } from "@/lib/domain/equipment/broker-problem";

/** Why a connection to the broker failed, and what its fault says. */
export type BrokerProblem = { readonly code: BrokerProblemCode; readonly detail: string };

/** A broker that closes a connection before it has answered, and says nothing. */
export const HANGS_UP: BrokerProblem = { code: "HANGS_UP", detail: "" };

/** What OpenSSL says when the other side does not accept our certificate, or misses it. */
const WE_ARE_REFUSED = /^ERR_SSL_.*ALERT.*(?:CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/;
/** What Node says of a certificate that we do not accept. */
const NOT_TRUSTED = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|CERT_.*|ERR_TLS_CERT_ALTNAME_INVALID|INVALID_CA|HOSTNAME_MISMATCH)$/;
const AWAY = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;
/** CONNACK: 4 and 5 of MQTT 3.1.1, 134 and 135 of MQTT 5: bad user or password, not authorised. */
const UNAUTHORISED = new Set<unknown>([4, 5, 134, 135]);

/** Reads the fault of a connection. */
export function brokerProblem(fault: Error): BrokerProblem {
  // Of a name with several addresses there is one fault for each.
  const error = fault instanceof AggregateError && fault.errors[0] instanceof Error ? fault.errors[0] : fault;
  // OpenSSL's message names its own source files; its reason is what a person can use.
  const said = "reason" in error && typeof error.reason === "string" ? error.reason : error.message;
  return { code: codeOf("code" in error ? error.code : null), detail: said.trim().slice(0, 300) };
}

function codeOf(code: unknown): BrokerProblemCode {
  if (UNAUTHORISED.has(code)) return "NOT_AUTHORISED";
  if (typeof code !== "string") return "BROKER_SAYS";
  if (WE_ARE_REFUSED.test(code)) return "WE_ARE_NOT_TRUSTED";
  if (NOT_TRUSTED.test(code)) return "BROKER_NOT_TRUSTED";
  if (AWAY.test(code)) return "UNREACHABLE";
  return code === "ECONNRESET" || code === "EPIPE" ? "HANGS_UP" : "BROKER_SAYS";
}

/** The broker does not do what was asked on a connection that stands. */
export class BrokerRefusal extends Error {
  constructor(readonly problem: BrokerProblem) {
    super(`The broker ${problem.code === "NO_ANSWER" ? "does not answer the subscription to" : "refuses the subscription to"} ${problem.detail}`);
  }
}

type Client = {
  readonly options: { readonly clientId?: string; reconnectPeriod?: number };
  on(event: "connect" | "close", told: () => void): unknown;
  on(event: "error", told: (error: Error) => void): unknown;
};

/** The pause before a connection is made again. */
export const RECONNECT_MS = 1_000;
const LONGEST_RECONNECT_MS = 30_000;
/** A connection that stood for so long stands; so many in a row that did not are no accident. */
const STANDS_MS = 60_000;
const SHORT_LIVED = 3;

/**
 * Follows a client: what is wrong with its connection now, null while there is nothing. One whose connections end again and again soon after they came about, as where somebody else signs in with its
 * client id, is made again after growing pauses.
 */
export function watchProblem(client: Client, now: () => number = () => performance.now()): { readonly now: BrokerProblem | null } {
  let problem: BrokerProblem | null = null;
  let met = false;
  let metAt = 0;
  let shortLived = 0;
  const stands = (): boolean => met && now() - metAt >= STANDS_MS;
  client.on("connect", () => {
    met = true;
    metAt = now();
    problem = null;
  });
  client.on("error", (error) => (problem = brokerProblem(error)));
  client.on("close", () => {
    // A connection that stood and breaks is opened again; what does not come about is a problem.
    if (!met) problem ??= HANGS_UP;
    if (stands()) shortLived = 0;
    else if (met) shortLived += 1;
    met = false;
    // Zero: it is being ended, and must not come back.
    if (client.options.reconnectPeriod !== 0) client.options.reconnectPeriod = Math.min(RECONNECT_MS * 2 ** Math.max(0, shortLived - SHORT_LIVED), LONGEST_RECONNECT_MS);
  });
  return {
    get now() {
      if (stands()) shortLived = 0;
      return problem ?? (shortLived < SHORT_LIVED ? null : { code: "COMES_AND_GOES", detail: client.options.clientId ?? "" });
    },
  };
}
