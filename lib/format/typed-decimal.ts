import { decimal, type Decimal, ZERO } from "@/lib/domain/shared/decimal";

/** What has been typed so far as a number: nothing and a lone separator count as zero. */
function typedDecimal(value: string): Decimal {
  const text = value.replace(/\.$/, "");
  return text === "" ? ZERO : decimal(text);
}

/** True when what is typed is zero or nothing yet. */
export function isZeroTyped(value: string): boolean {
  return typedDecimal(value).isZero();
}

/** What is typed plus `step` (decimal text, may be negative), never below zero; zero becomes empty again. */
export function stepTyped(value: string, step: string): string {
  const next = typedDecimal(value).plus(step);
  return next.gt(ZERO) ? next.toString() : "";
}

/** `actual − plan` as decimal text. */
export function differenceOf(actual: string, plan: string): string {
  return decimal(actual).minus(plan).toString();
}
