import type { HttpAnswer, HttpFailure } from "@/lib/erp/http/request";
import { retryAfterSeconds } from "@/lib/erp/http/retry-after";
import type { Broken, FindOutcome, PostOutcome, Retry, Unknown } from "@/lib/erp/port";
import { NotADocument, NotWellFormed } from "./document";
import { MEDIA_TYPES, read } from "./forms";
import { type PartnerAnswer, readAnswer } from "./read-answer";

/** Reason codes by which a partner says "not now": nothing was posted, and it will judge the same document again. */
const TEMPORARY: ReadonlySet<string> = new Set(["BUSY", "TEMPORARY", "UNAVAILABLE"]);
/** The same, of this document alone: the partner itself is well. */
const TOO_EARLY: ReadonlySet<string> = new Set(["LOCKED", "OUT_OF_SEQUENCE"]);
/** Reason codes by which it refuses us as such, whatever the document says. */
const NOT_US: ReadonlySet<string> = new Set(["ADDRESS", "AUTHENTICATION", "AUTHORIZATION", "SIGNATURE"]);
/** The partner does not know a BODID that it was asked for. */
export const BODID_UNKNOWN = "BODID_UNKNOWN";
const RAW_LIMIT = 4000;

/** What the answer to a document means. Judged by what the partner says in it; its status counts only where it says nothing. */
export function classifyPost(answer: HttpAnswer | HttpFailure, bodId: string, asked: "ACKNOWLEDGE" | "CONFIRM"): PostOutcome {
  if (answer.kind === "failure") return fromFailure(answer);
  const said = turnedAway(answer) ? null : answerIn(answer.text);
  if (said !== null) return spoken(said, answer, bodId);
  const refusal = refused(answer);
  if (refusal !== null) return refusal;
  const good = answer.status >= 200 && answer.status < 300;
  // What asks for no acknowledge of its own is taken with any success; what does is only taken once it is acknowledged.
  if (good && asked === "CONFIRM" && answer.text.trim() === "") return { kind: "accepted", document: bodId, parts: [] };
  if (good) return { kind: "unknown", reason: "The partner took the document and has not answered it yet." };
  return { kind: "unknown", reason: `The answer (status ${answer.status}) does not say whether the document was posted.` };
}

/** What the stored answer to a BODID means. A rejected document was not posted, so nothing of it is there; null: there is no answer and no document. */
export function classifyFind(answer: HttpAnswer | HttpFailure | null, bodId: string): FindOutcome {
  if (answer === null) return { kind: "absent" };
  if (answer.kind === "failure") return answer.code === "TLS" ? broken("TLS", answer.reason) : { kind: "retry", reason: answer.reason };
  const said = turnedAway(answer) ? null : answerIn(answer.text);
  if (said === null) return refused(answer) ?? { kind: "unknown", reason: `The look-up answered status ${answer.status} without a readable result.` };
  if (said.verdict === "Rejected" && codesOf(said).includes(BODID_UNKNOWN)) return { kind: "absent" };
  // The stored rejection of the document, whatever its reason; with another status it is the question that is refused.
  if (said.verdict === "Rejected" && answer.status === 200) return { kind: "absent" };
  const outcome = spoken(said, answer, bodId);
  return outcome.kind === "rejected" ? { kind: "unknown", reason: outcome.reason } : outcome;
}

/** What an answer that shows nothing means for reading. */
export function classifyRead(answer: HttpAnswer | HttpFailure): Retry | Broken {
  if (answer.kind === "failure") return answer.code === "TLS" ? broken("TLS", answer.reason) : { kind: "retry", reason: answer.reason };
  const said = turnedAway(answer) ? null : answerIn(answer.text);
  if (said?.verdict === "Rejected") {
    const codes = codesOf(said);
    return codes.some((code) => TEMPORARY.has(code)) ? { kind: "retry", reason: wordsOf(said) } : broken(codes[0] ?? "REFUSED", wordsOf(said));
  }
  const refusal = refused(answer);
  if (refusal !== null) return refusal;
  if (answer.status >= 500) return { kind: "retry", reason: `The partner answered status ${answer.status}.` };
  return broken("CONTRACT", `The answer (status ${answer.status}) is no document that shows anything.`);
}

/** Who is turned away at the door was not heard, whatever stands in the answer. */
function turnedAway({ status }: HttpAnswer): boolean {
  return status === 401 || status === 403;
}

/** The answer that is in a text, if there is one. */
export function answerIn(text: string): PartnerAnswer | null {
  try {
    return readAnswer(read(text));
  } catch (error) {
    if (error instanceof NotADocument) return null;
    throw error;
  }
}

function spoken(said: PartnerAnswer, answer: HttpAnswer, bodId: string): PostOutcome {
  // Where the partner could not even read our id, what came back on our own call still answers it.
  if (said.original !== null && said.original !== bodId) return { kind: "unknown", reason: "The partner answered another document than this one." };
  switch (said.verdict) {
    case "Accepted":
    case "Modified":
      return { kind: "accepted", document: said.words[0] ?? said.bodId ?? bodId, parts: [] };
    case "Rejected":
      return rejected(said, answer);
    case null:
      return { kind: "unknown", reason: "The partner's answer neither accepts nor rejects the document." };
  }
}

function rejected(said: PartnerAnswer, answer: HttpAnswer): PostOutcome {
  const codes = codesOf(said);
  const not = codes.find((code) => NOT_US.has(code));
  if (not !== undefined) return broken(not, wordsOf(said));
  if (codes.some((code) => TEMPORARY.has(code))) return waiting(wordsOf(said), answer);
  if (codes.some((code) => TOO_EARLY.has(code))) return { ...waiting(wordsOf(said), answer), scope: "message" };
  // A fault of the partner's own may come after it had posted.
  if (answer.status >= 500) return { kind: "unknown", reason: wordsOf(said) };
  return { kind: "rejected", code: codes[0] ?? "REJECTED", reason: wordsOf(said), raw: answer.text.slice(0, RAW_LIMIT) };
}

/** The reason code before the general one. */
function codesOf(said: PartnerAnswer): string[] {
  return [said.reasonCode, said.code].filter((code) => code !== null);
}

function wordsOf(said: PartnerAnswer): string {
  const words = said.words
    .join(" ")
    .replace(/[<>{}\s]+/g, " ")
    .trim();
  return words === "" ? `The partner rejects the document: ${codesOf(said).join(", ") || "without a reason"}.` : words;
}

function fromFailure(failure: HttpFailure): Retry | Unknown | Broken {
  if (failure.code === "TLS") return broken("TLS", failure.reason);
  return failure.reached ? { kind: "unknown", reason: failure.reason } : { kind: "retry", reason: failure.reason };
}

/** What a status says by itself. A bare 503 is a gateway's: whether it had passed the document on is not known. */
function refused(answer: HttpAnswer): Retry | Broken | null {
  if (answer.status === 401) return broken("AUTHENTICATION", "The partner does not accept the user or password of this connection.");
  if (answer.status === 403) return broken("PERMISSION", "The partner does not allow this connection to do that.");
  // A document of which a part is missing proves nothing, whatever status stood above it.
  if (answer.status === 404 && !isTorn(answer)) return broken("ADDRESS", "Nobody takes documents at the address.");
  if (answer.status >= 300 && answer.status < 400) return broken("ADDRESS", "The address answers with a redirect.");
  if (answer.status === 429) return waiting("The partner asks to wait.", answer);
  return null;
}

function isTorn({ headers, text }: HttpAnswer): boolean {
  if (!Object.values(MEDIA_TYPES).some((media) => headers["content-type"]?.startsWith(media))) return false;
  try {
    read(text);
    return false;
  } catch (error) {
    if (error instanceof NotADocument) return error instanceof NotWellFormed;
    throw error;
  }
}

function waiting(reason: string, answer: HttpAnswer): Retry {
  const seconds = retryAfterSeconds(answer.headers);
  return { kind: "retry", reason, ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }) };
}

function broken(code: string, reason: string): Broken {
  return { kind: "broken", code, reason };
}
