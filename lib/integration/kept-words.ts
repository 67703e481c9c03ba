import type { Accepted, BundleOutcome, FindOutcome } from "@/lib/erp/port";
import { storableText } from "@/lib/platform/storable-text";

/** Most characters that are kept of why a message was refused: nobody reads more, and the index over its words takes 1 MB at most. */
const LONGEST_REASON = 4_000;
/** Most characters of what the ERP said, which an adapter has cut to some kB already. */
const LONGEST_RAW = 20_000;

function cut(text: string, longest: number): string {
  return storableText(text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
}

/** Why a message was refused or failed, as it is kept: the first 4,000 characters, "…" for the rest. */
export function keptReason(reason: string): string {
  return cut(reason, LONGEST_REASON);
}

/** What an ERP answered, as it is kept. A document's number is never cut. */
export function keptOutcome(outcome: Accepted): Accepted;
export function keptOutcome(outcome: Exclude<BundleOutcome | FindOutcome, { kind: "absent" }>): Exclude<BundleOutcome | FindOutcome, { kind: "absent" }>;
export function keptOutcome(outcome: BundleOutcome | FindOutcome): BundleOutcome | FindOutcome;
export function keptOutcome(outcome: BundleOutcome | FindOutcome): BundleOutcome | FindOutcome {
  switch (outcome.kind) {
    case "absent":
      return outcome;
    case "accepted":
      return { ...outcome, document: storableText(outcome.document), parts: outcome.parts.map(({ kind, number }) => ({ kind: storableText(kind), number: storableText(number) })) };
    case "rejected":
      return { ...outcome, code: keptReason(outcome.code), reason: keptReason(outcome.reason), raw: cut(outcome.raw, LONGEST_RAW) };
    case "broken":
      return { ...outcome, code: keptReason(outcome.code), reason: keptReason(outcome.reason) };
    case "retry":
    case "unknown":
    case "not-taken":
      return { ...outcome, reason: keptReason(outcome.reason) };
  }
}
