import type { Broken, Rejected, Retry } from "./port";

/** What any adapter may find that a failure means. */
type Verdict = Retry | Broken | Pick<Rejected, "kind" | "code" | "reason"> | { readonly kind: "unknown" | "conflict" | "missing" | "duplicate"; readonly reason: string };

/** A verdict on a call that only reads: nothing can have been posted, so what is not known is simply asked again, and a refusal stands for all that follow. */
export function outcomeOfRead(verdict: Verdict): Retry | Broken {
  switch (verdict.kind) {
    case "retry":
    case "broken":
      return verdict;
    case "rejected":
      return { kind: "broken", code: verdict.code, reason: verdict.reason };
    case "unknown":
    case "conflict":
    case "missing":
    case "duplicate":
      return { kind: "retry", reason: verdict.reason };
  }
}
