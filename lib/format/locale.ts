/** The language of figures and dates until a person or a site names another: English words, 24 hours, day before month. */
export const DEFAULT_LOCALE = "en-GB";

const MINUS = "\u2212";

/** Replaces the hyphen that Intl writes for negative numbers by a true minus sign, as wide as a plus. */
export function withTrueMinus(text: string): string {
  return text.replaceAll("-", MINUS);
}

/** Text that `Intl` formats exactly, without passing through a float. */
type NumericText = `${number}`;

function isNumericText(text: string): text is NumericText {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text);
}

/** The same text, checked to be a plain decimal number. @throws RangeError when it is not. */
export function numericText(text: string): NumericText {
  const trimmed = text.trim();
  if (!isNumericText(trimmed)) throw new RangeError(`"${text}" is not a decimal number`);
  return trimmed;
}
