import { compare, minus, plus } from "@/lib/client/exact";
import { DEFAULT_LOCALE } from "./locale";
import { decimalSeparator, formatQuantity } from "./quantity";

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

/**
 * What was typed into a line of text, as decimal text with a point; null where it is no number or could be two: "2,000" is two thousand to one and two to another,
 * so the sign that `locale` does not write before decimals is refused rather than guessed.
 */
export function readTyped(typed: string, locale: string = DEFAULT_LOCALE): string | null {
  const [, whole, sign, fraction] = /^(\d{1,9})(?:([.,])(\d{1,6}))?$/.exec(typed.trim()) ?? [];
  if (whole === undefined) return null;
  if (sign === undefined) return whole;
  return sign === decimalSeparator(locale) ? `${whole}.${fraction ?? ""}` : null;
}

/** The same of what may be below zero, with either sign for minus. */
export function readTypedSigned(typed: string, locale: string = DEFAULT_LOCALE): string | null {
  const [, minusSign, rest = ""] = /^([-−]?)(.*)$/s.exec(typed.trim()) ?? [];
  const read = readTyped(rest, locale);
  return read === null || minusSign === "" || isZeroTyped(read) ? read : `-${read}`;
}

/** What to say where `readTyped` gives null. */
export function typedWords(locale: string = DEFAULT_LOCALE): string {
  return `Type only digits, and decimals as in ${formatQuantity("2.5", { locale })}: nothing between thousands.`;
}

/** `actual − plan` as decimal text. */
export function differenceOf(actual: string, plan: string): string {
  return minus(actual, plan);
}
