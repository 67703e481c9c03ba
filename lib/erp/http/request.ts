/** One call to another system. */
export type HttpRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent with its length, never chunked. */
  readonly body?: string;
  /** From the first byte out to the last byte in. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
};

/** The system answered; header names are lower case, and several cookies stand in `set-cookie`, one a line. */
export type HttpAnswer = {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
};

/** No answer. `reached` false: the request certainly did not arrive; true: it may have been carried out. */
export type HttpFailure = {
  readonly kind: "failure";
  readonly code: "ADDRESS" | "UNREACHABLE" | "TLS" | "TIMEOUT" | "INTERRUPTED" | "CANCELLED" | "TOO_LARGE";
  readonly reached: boolean;
  /** For people: what happened, without addresses of secrets. */
  readonly reason: string;
};

/** Carries a request to another system; adapters get it handed in and never call `fetch` themselves. */
export type Http = (request: HttpRequest) => Promise<HttpAnswer | HttpFailure>;
