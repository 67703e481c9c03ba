/** How a call can end badly, in the words of the wire. */
export type OdooFailure =
  /** Nothing readable came back. `reached` false: nothing can have happened there. */
  | { readonly kind: "transport"; readonly reached: boolean; readonly code: string; readonly detail: string }
  /** An answer that is not Odoo's own: a gateway, a login page, half a body. */
  | { readonly kind: "http"; readonly status: number; readonly detail: string; readonly retryAfterSeconds?: number }
  /** Odoo's own words: the class of the exception, and a sentence. JSON-RPC has no status. */
  | { readonly kind: "error"; readonly name: string; readonly message: string; readonly status: number | null; readonly retryAfterSeconds?: number }
  /** JSON-RPC answers a wrong login with `false`. */
  | { readonly kind: "login" };

/** Longest text that is kept of an answer: a traceback is tens of kilobytes. */
const LONGEST = 500;

/** Cuts a text to what a person will read, without markup. */
export function cut(text: string): string {
  const plain = text
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

/** Thrown by the client for every failed call. */
export class OdooError extends Error {
  override readonly name = "OdooError";
  constructor(
    readonly failure: OdooFailure,
    readonly method: string,
  ) {
    super(`${method}: ${describe(failure)}`);
  }
}

/** The failure in one line, for a log or a person. */
export function describe(failure: OdooFailure): string {
  switch (failure.kind) {
    case "transport":
      return failure.detail;
    case "http":
      return `Odoo's address answered with status ${failure.status}${failure.detail === "" ? "" : `: ${failure.detail}`}`;
    case "error":
      return failure.message === "" ? failure.name : failure.message;
    case "login":
      return "Odoo does not accept the login or the key of this connection.";
  }
}
