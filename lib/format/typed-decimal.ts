import { compare, minus, plus } from "@/lib/client/exact";

/** What has been typed so far as a number: nothing and a lone separator count as zero. */
function typedDecimal(value: string): string {
  const text = value.replace(/\.$/, "");
  return text === "" ? "0" : text;
}

/** True when what is typed is zero or nothing yet. */
export function isZeroTyped(value: string): boolean {
  return compare(typedDecimal(value), "0") === 0;
}

/** What is typed plus `step` (decimal text, may be negative), never below zero; zero becomes empty again. */
export function stepTyped(value: string, step: string): string {
  const next = plus(typedDecimal(value), step);
  return compare(next, "0") > 0 ? next : "";
}

/** `actual − plan` as decimal text. */
export function differenceOf(actual: string, plan: string): string {
  return minus(actual, plan);
}
