import { checkDigit } from "./gs1";

/** Digits of an SSCC before its check digit: extension, company prefix and serial reference. */
const DIGITS = 17;

/**
 * The SSCC of a handling unit: the company prefix, a serial number and the check digit. The serial fills the extension digit as well, so that a prefix of
 * 7 digits numbers ten thousand million units. Null when it has more digits than the prefix leaves.
 */
export function ssccOf(companyPrefix: string, serial: bigint): string | null {
  const digits = serial.toString().padStart(DIGITS - companyPrefix.length, "0");
  if (digits.length + companyPrefix.length !== DIGITS) return null;
  const body = `${digits.charAt(0)}${companyPrefix}${digits.slice(1)}`;
  return `${body}${checkDigit(body)}`;
}
