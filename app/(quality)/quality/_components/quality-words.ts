import type { NonconformanceView } from "@/lib/queries/quality/nonconformances";

export const STATE_WORDS: Readonly<Record<NonconformanceView["state"], string>> = {
  OPEN: "Open",
  IN_REVIEW: "In review",
  DISPOSITIONED: "Decided",
  ACTION: "Being done",
  CLOSED: "Closed",
  VOID: "Void",
};

/** What may become of a part, in the order in which it is offered. */
export const DISPOSITION_WORDS = [
  ["USE_AS_IS", "use as it is"],
  ["REWORK", "rework"],
  ["SCRAP", "scrap"],
  ["REGRADE", "regrade"],
  ["RETURN_TO_VENDOR", "return to the supplier"],
] as const;

export function dispositionWord(decision: string): string {
  return DISPOSITION_WORDS.find(([code]) => code === decision)?.[1] ?? decision;
}

/** How often a part may be reworked: "1 round", "3 rounds". */
export function roundsWord(rounds: number): string {
  return rounds === 1 ? "1 round" : `${rounds} rounds`;
}
