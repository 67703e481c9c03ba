import type { HttpAnswer, HttpFailure } from "@/lib/erp/http/request";

/** Outcome of one check of the contract, with what an integrator needs to act on it. */
export type CheckResult = {
  /** Stable name, for example `post.repeat`. */
  readonly id: string;
  readonly title: string;
  readonly verdict: "PASS" | "FAIL" | "SKIP";
  /** What was seen, or why it was left out; null when it passed. */
  readonly seen: string | null;
  /** What to do about it; null when it passed. */
  readonly next: string | null;
};

/** One check: it ends quietly when the contract holds, and says with `fail` or `skip` when not. */
export type Check = { readonly id: string; readonly title: string; run(): Promise<void> };

class Verdict extends Error {
  constructor(
    readonly verdict: "FAIL" | "SKIP",
    readonly seen: string,
    readonly next: string,
  ) {
    super(seen);
  }
}

/** The contract is broken: `seen` is what came, `next` what to change. */
export function fail(seen: string, next: string): never {
  throw new Verdict("FAIL", seen, next);
}

/** The check cannot be made: `seen` is why, `next` what makes it possible. */
export function skip(seen: string, next: string): never {
  throw new Verdict("SKIP", seen, next);
}

/** Carries out checks one after the other; a fault of our own is not caught. */
export async function runChecks(checks: readonly Check[], tell: (result: CheckResult) => void): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { id, title, run } of checks) {
    const result = await verdictOf(run).then((rest): CheckResult => ({ id, title, ...rest }));
    results.push(result);
    tell(result);
  }
  return results;
}

async function verdictOf(run: Check["run"]): Promise<Pick<CheckResult, "verdict" | "seen" | "next">> {
  try {
    await run();
    return { verdict: "PASS", seen: null, next: null };
  } catch (reason) {
    if (reason instanceof Verdict) return { verdict: reason.verdict, seen: reason.seen, next: reason.next };
    throw reason;
  }
}

/** The answer, or the check fails because there was none. */
export function answered(answer: HttpAnswer | HttpFailure): HttpAnswer {
  if (answer.kind === "failure") fail(`No answer: ${answer.reason}`, "See that the address is right, that the ERP side runs, and that it answers within the time limit.");
  return answer;
}

/** What an answer looked like, short enough for a report. */
export function looks({ status, text }: HttpAnswer): string {
  const short = text.replaceAll(/\s+/g, " ").trim().slice(0, 200);
  return short === "" ? `status ${status} without a body` : `status ${status}: ${short}`;
}
