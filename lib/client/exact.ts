/** A decimal as whole units of its last place: 12.50 is 1250 in two places. */
type Exact = { readonly units: bigint; readonly places: number };

/** @throws Error when the text is not a plain decimal. */
function read(text: string): Exact {
  const parts = /^(-?)(\d*)\.?(\d*)$/.exec(text);
  if (parts === null) throw new Error(`"${text}" is not a decimal`);
  const [, sign = "", whole = "", fraction = ""] = parts;
  if (whole === "" && fraction === "") throw new Error(`"${text}" is not a decimal`);
  return { units: BigInt(`${sign}${whole}${fraction}`), places: fraction.length };
}

function write({ units, places }: Exact): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, "");
  return `${units < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

const unitsIn = ({ units, places }: Exact, wanted: number): bigint => units * 10n ** BigInt(wanted - places);

function add(a: Exact, b: Exact, sign: 1n | -1n): Exact {
  const places = Math.max(a.places, b.places);
  return { units: unitsIn(a, places) + sign * unitsIn(b, places), places };
}

/**
 * Exact arithmetic on decimal texts as a screen needs it, with the browser's own whole numbers: the decimal library of the kernel would be 13 KB of what a tablet
 * loads before its first screen. Texts are plain ("-12.50"), answers have no zeros at their end.
 */
export function plus(...values: readonly string[]): string {
  return write(values.reduce<Exact>((total, value) => add(total, read(value), 1n), { units: 0n, places: 0 }));
}

/** `a − b`. */
export function minus(a: string, b: string): string {
  return write(add(read(a), read(b), -1n));
}

export function times(a: string, b: string): string {
  const [first, second] = [read(a), read(b)];
  return write({ units: first.units * second.units, places: first.places + second.places });
}

/** Below zero when `a` is less than `b`, zero when they are the same number, else above. */
export function compare(a: string, b: string): number {
  const { units } = add(read(a), read(b), -1n);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

/**
 * `a / b`, rounded once: half away from zero, or towards zero.
 * @throws RangeError when `b` is zero.
 */
export function quotient(a: string, b: string, places: number, rounding: "half" | "down" = "half"): string {
  const [over, under] = [read(a), read(b)];
  const scaled = over.units * 10n ** BigInt(under.places + places);
  const divisor = under.units * 10n ** BigInt(over.places);
  const cut = scaled / divisor;
  const rest = scaled % divisor;
  const size = (value: bigint) => (value < 0n ? -value : value);
  if (rounding === "down" || size(rest) * 2n < size(divisor)) return write({ units: cut, places });
  return write({ units: cut + (scaled < 0n === divisor < 0n ? 1n : -1n), places });
}

export function smaller(a: string, b: string): string {
  return compare(a, b) <= 0 ? a : b;
}

export function larger(a: string, b: string): string {
  return compare(a, b) >= 0 ? a : b;
}
