/** What may be typed: decimals after the separator, digits in all. `keepZeros` for codes, where a leading zero counts. */
export type TypingLimits = { readonly decimals: number; readonly maxDigits: number; readonly keepZeros?: boolean };

/**
 * The typed decimal text after one more key: a digit, "." or "Backspace". A key that does not fit changes nothing. Where whole numbers are counted nothing fits behind a
 * separator: without it "1.5" would become 15.
 */
export function typeInto(value: string, key: string, { decimals, maxDigits, keepZeros = false }: TypingLimits): string {
  if (key === "Backspace") return value.slice(0, -1);
  const [whole = "", fraction] = value.split(".");
  if (key === ".") return (keepZeros && decimals === 0) || fraction !== undefined ? value : `${whole === "" ? "0" : whole}.`;
  if (!/^[0-9]$/.test(key)) return value;
  if (value.replace(".", "").length >= maxDigits) return value;
  if (fraction !== undefined) return fraction.length >= decimals ? value : value + key;
  return whole === "0" && !keepZeros ? key : whole + key;
}
