import { BundleReceipt, ContractProblem, MessageReceipt } from "@/lib/messages/rest-contract.v1";
import type { HttpAnswer, HttpFailure } from "@/lib/erp/http/request";
import { retryAfterSeconds } from "@/lib/erp/http/retry-after";
import type { Accepted, Broken, BundleOutcome, FindOutcome, PostOutcome, Retry, Unknown } from "@/lib/erp/port";
import { readJson } from "@/lib/erp/http/read-json";

/** Nothing was booked: the contract says so for these statuses when the ERP itself answers. */
const NOT_BOOKED: ReadonlySet<number> = new Set([408, 423, 425, 429, 503]);
/** Only this message is too early; the ERP is well. */
const ABOUT_THE_MESSAGE: ReadonlySet<number> = new Set([423, 425]);
const RAW_LIMIT = 4000;

/** What the answer to `POST /v1/messages` means. Only a problem with a code is the ERP speaking; anything else may be a gateway. */
export function classifyPost(answer: HttpAnswer | HttpFailure): PostOutcome {
  if (answer.kind === "failure") return fromFailure(answer);
  const accepted = readReceipt(answer);
  if (accepted !== null) return accepted;
  const problem = readJson(answer.text, ContractProblem);
  const refusal = refused(answer, problem);
  if (refusal !== null) return refusal;
  if (problem !== null && answer.status >= 400 && answer.status < 500) {
    return { kind: "rejected", code: problem.code, reason: problem.detail ?? problem.title, raw: answer.text.slice(0, RAW_LIMIT) };
  }
  return { kind: "unknown", reason: `The answer (status ${answer.status}) does not say whether the message was booked.` };
}

/** What the answer to `POST /v1/message-bundles` means for each message, by its id. */
export function classifyBundle(ids: readonly string[], answer: HttpAnswer | HttpFailure): BundleOutcome[] {
  const receipt = answer.kind === "answer" && answer.status === 200 ? readJson(answer.text, BundleReceipt) : null;
  if (receipt === null) {
    const whole = classifyPost(answer);
    // The ERP refuses the bundle, not what is in it: each message is judged by itself.
    return ids.map(() => (whole.kind === "rejected" ? { kind: "not-taken", reason: `The ERP did not take the bundle: ${whole.reason}` } : whole));
  }
  const outcomes = new Map(receipt.outcomes.map((outcome) => [outcome.id, outcome]));
  return ids.map((id) => outcomeOf(outcomes.get(id)));
}

function outcomeOf(outcome: BundleReceipt["outcomes"][number] | undefined): BundleOutcome {
  switch (outcome?.status) {
    case undefined:
      return { kind: "unknown", reason: "The ERP did not say what became of this message." };
    case "BOOKED":
      return { kind: "accepted", document: outcome.document, parts: outcome.parts };
    case "REFUSED": {
      const { code, detail, title } = outcome.problem;
      return { kind: "rejected", code, reason: detail ?? title, raw: JSON.stringify(outcome.problem).slice(0, RAW_LIMIT) };
    }
    case "LATER": {
      const { problem, retryAfterSeconds: seconds } = outcome;
      return { kind: "retry", reason: problem.detail ?? problem.title, scope: "message", ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }) };
    }
    case "NOT_TAKEN":
      return { kind: "not-taken", reason: "A message of the same order before it was not booked." };
  }
}

/** What the answer to `GET /v1/messages/{id}` means. A 404 counts as proof only with the code of the contract. */
export function classifyFind(answer: HttpAnswer | HttpFailure): FindOutcome {
  if (answer.kind === "failure") return answer.code === "TLS" ? fromFailure(answer) : { kind: "retry", reason: answer.reason };
  const accepted = readReceipt(answer);
  if (accepted !== null) return accepted;
  const problem = readJson(answer.text, ContractProblem);
  if (answer.status === 404 && problem?.code === "MESSAGE_UNKNOWN") return { kind: "absent" };
  return refused(answer, problem) ?? { kind: "unknown", reason: `The look-up answered status ${answer.status} without a readable result.` };
}

/** What an answer that is no page and no description means for reading. */
export function classifyRead(answer: HttpAnswer | HttpFailure): Retry | Broken {
  if (answer.kind === "failure") return answer.code === "TLS" ? broken("TLS", answer.reason) : { kind: "retry", reason: answer.reason };
  const outcome = refused(answer, readJson(answer.text, ContractProblem));
  if (outcome !== null) return outcome;
  if (answer.status >= 500) return { kind: "retry", reason: `The ERP answered status ${answer.status}.` };
  return broken("CONTRACT", `The answer (status ${answer.status}) does not follow the contract.`);
}

function fromFailure(failure: HttpFailure): Retry | Unknown | Broken {
  if (failure.code === "TLS") return broken("TLS", failure.reason);
  return failure.reached ? { kind: "unknown", reason: failure.reason } : { kind: "retry", reason: failure.reason };
}

function readReceipt(answer: HttpAnswer): Accepted | null {
  if (answer.status !== 200 && answer.status !== 201) return null;
  const receipt = readJson(answer.text, MessageReceipt);
  return receipt === null ? null : { kind: "accepted", document: receipt.document, parts: receipt.parts };
}

/** The refusals that all calls share: key, rights, address, and "not now". */
function refused(answer: HttpAnswer, problem: ContractProblem | null): Retry | Broken | null {
  const words = problem?.detail ?? problem?.title;
  if (answer.status === 401) return broken("AUTHENTICATION", words ?? "The ERP does not accept the key of this connection.");
  if (answer.status === 403) return broken("PERMISSION", words ?? "The key of this connection lacks a right in the ERP.");
  if (answer.status === 404 && problem === null) return broken("ADDRESS", "The address does not serve the contract.");
  if (answer.status >= 300 && answer.status < 400) return broken("ADDRESS", "The address answers with a redirect.");
  // A bare 503 is a gateway's: whether it had passed the request on is not known.
  const spokenByErp = problem !== null || answer.status === 429;
  if (!NOT_BOOKED.has(answer.status) || !spokenByErp) return null;
  const seconds = retryAfterSeconds(answer.headers);
  return {
    kind: "retry",
    reason: words ?? "The ERP asks to wait.",
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    ...(ABOUT_THE_MESSAGE.has(answer.status) ? { scope: "message" } : {}),
  };
}

function broken(code: string, reason: string): Broken {
  return { kind: "broken", code, reason };
}
