import { z } from "zod";
import type { HttpAnswer, HttpFailure } from "@/lib/erp/http/request";
import { retryAfterSeconds } from "@/lib/erp/http/retry-after";

/** How a call can end badly, in the words of the wire. */
export type SapFailure =
  /** Nothing readable came back. `reached` false: nothing can have happened there. */
  | { readonly kind: "transport"; readonly reached: boolean; readonly code: HttpFailure["code"] | "UNREADABLE"; readonly detail: string }
  /** SAP, or a gateway before it, answered with something else than success. `code` is SAP's own, null where no envelope could be read. */
  | {
      readonly kind: "http";
      readonly status: number;
      readonly code: string | null;
      /** Every code and text of the envelope, the main one first. */
      readonly says: readonly { readonly code: string; readonly text: string }[];
      /** The anti-forgery token is missing or has run out. */
      readonly tokenRequired: boolean;
      readonly retryAfterSeconds: number | undefined;
      readonly raw: string;
    };

/** The second of them. */
export type SapAnswer = Extract<SapFailure, { kind: "http" }>;

/** Longest text that is kept of an answer. */
const RAW_LIMIT = 4000;
/** As many texts as a person reads. */
const MOST_TEXTS = 4;

/** Thrown by the client for every failed call. */
export class SapError extends Error {
  override readonly name = "SapError";
  constructor(
    readonly failure: SapFailure,
    /** True when the call may have changed something. */
    readonly write: boolean,
    readonly call: string,
  ) {
    super(`${call}: ${describe(failure)}`);
  }
}

// Some gateways send the message as plain text or as a list.
const Text = z.union([
  z.string(),
  z.object({ value: z.string() }).transform(({ value }) => value),
  z.array(z.object({ value: z.string() })).transform((all) => all.map(({ value }) => value).join(" ")),
]);
const Detail = z.object({ code: z.string().catch(""), message: z.string().catch(""), severity: z.string().catch("error") });
const Envelope = z.object({
  error: z.object({
    code: z.string().catch(""),
    message: Text.catch(""),
    innererror: z.object({ errordetails: z.array(Detail).catch([]) }).catch({ errordetails: [] }),
  }),
});

/** What an answer that is no success says. */
export function failureOf(answer: HttpAnswer): SapAnswer {
  const error = readEnvelope(answer.text);
  const details = (error?.innererror.errordetails ?? []).filter(({ severity }) => severity !== "info" && severity !== "success" && severity !== "warning");
  const says = error === null ? [] : [{ code: error.code, text: error.message }, ...details.map(({ code, message }) => ({ code, text: message }))];
  return {
    kind: "http",
    status: answer.status,
    code: error === null ? null : error.code,
    says,
    tokenRequired: answer.status === 403 && answer.headers["x-csrf-token"]?.toLowerCase() === "required",
    retryAfterSeconds: retryAfterSeconds(answer.headers),
    raw: answer.text.slice(0, RAW_LIMIT),
  };
}

/** The failure in plain words, for a log or a person: no markup, no dump. */
export function describe(failure: SapFailure): string {
  if (failure.kind === "transport") return failure.detail;
  const texts = failure.says.map(({ text }) => plain(text)).filter((text) => text.length > 2);
  if (texts.length === 0) return failure.tokenRequired ? "SAP did not take its own anti-forgery token." : `SAP answered with status ${failure.status}.`;
  return [...new Set(texts)].slice(0, MOST_TEXTS).join(" ");
}

function plain(text: string): string {
  return text
    .replace(/<[^>]*>/g, " ")
    .replace(/[<>{}]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function readEnvelope(text: string): z.infer<typeof Envelope>["error"] | null {
  try {
    const parsed = Envelope.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.error : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
