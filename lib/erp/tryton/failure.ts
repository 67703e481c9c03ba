/** How a call can end badly, in the words of the wire. */
export type TrytonFailure =
  /** Nothing readable came back. `reached` false: nothing can have happened there. */
  | { readonly kind: "transport"; readonly reached: boolean; readonly code: string; readonly detail: string }
  /** Plain HTTP before or beside the method: session, address, unreadable body, a gateway between. */
  | { readonly kind: "http"; readonly status: number; readonly login: boolean; readonly detail: string; readonly retryAfterSeconds?: number }
  /** The key `error` of the envelope; its first element names the kind. */
  | { readonly kind: "error"; readonly name: string; readonly texts: readonly string[] };

/** Longest text that is kept of an answer: a broken domain brings 25 kB of definitions along. */
const LONGEST = 500;

/** Cuts a text to what a person will read. */
export function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Thrown by the client for every failed call. */
export class TrytonError extends Error {
  override readonly name = "TrytonError";
  constructor(
    readonly failure: TrytonFailure,
    readonly method: string,
  ) {
    super(`${method}: ${describe(failure)}`);
  }
}

/** The failure in one line, for a log or a person. */
export function describe(failure: TrytonFailure): string {
  switch (failure.kind) {
    case "transport":
      return failure.detail;
    case "http":
      return `HTTP ${failure.status}${failure.detail === "" ? "" : ` ${failure.detail}`}`;
    case "error":
      return failure.texts.find((text) => text !== "") ?? failure.name;
  }
}

/** Reads the `error` of an envelope: texts only, each cut, definitions dropped. */
export function failureOf(error: unknown): TrytonFailure {
  const parts: unknown[] = Array.isArray(error) ? error : [error];
  const [name, rest] = [typeof parts[0] === "string" ? parts[0] : "unknown", parts[1]];
  const texts: unknown[] = Array.isArray(rest) ? rest : [rest];
  return { kind: "error", name: cut(name), texts: texts.filter((text) => typeof text === "string").map(cut) };
}
