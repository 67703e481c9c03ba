import { DEFAULT_LOCALE, numericText, withTrueMinus } from "./locale";

/** How a figure is written. `decimals` is exact; without it every decimal that the text has is shown. */
export type FigureOptions = {
  readonly locale?: string;
  readonly decimals?: number;
  /** A difference: plus sign on gains, minus on losses, none on zero. */
  readonly signed?: boolean;
};

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, decimals: number, signed: boolean): Intl.NumberFormat {
  const key = `${locale}|${decimals}|${signed}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: signed ? "exceptZero" : "negative",
    useGrouping: true,
  });
  formatters.set(key, made);
  return made;
}

/** How many decimals a decimal text has: "12.50" has two. */
export function decimalsOf(value: string): number {
  const text = numericText(value);
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  return Math.max(0, (mantissa.split(".")[1]?.length ?? 0) - Number(exponent));
}

/** A quantity in the words of a locale: "3312" is "3,312" in English and "3.312" in German. Ties round away from zero. */
export function formatQuantity(value: string, { locale = DEFAULT_LOCALE, decimals, signed = false }: FigureOptions = {}): string {
  const text = numericText(value);
  return withTrueMinus(formatter(locale, decimals ?? decimalsOf(text), signed).format(text));
}

/** A difference with its sign: "+52", "−28", "0". */
export function formatDifference(value: string, options: Omit<FigureOptions, "signed"> = {}): string {
  return formatQuantity(value, { ...options, signed: true });
}

/** A percentage, already multiplied by 100: "13.24" is "13.24 %". */
export function formatPercent(value: string, { decimals = 2, ...rest }: FigureOptions = {}): string {
  return `${formatQuantity(value, { ...rest, decimals })}\u00a0%`;
}

// UN/ECE Recommendation 20 codes, and what controllers say, that people know by another sign; every other code is shown as it is.
const SYMBOLS: Readonly<Record<string, string>> = {
  KGM: "kg",
  GRM: "g",
  MGM: "mg",
  TNE: "t",
  LTR: "L",
  MLT: "mL",
  HLT: "hL",
  MTQ: "m³",
  MTR: "m",
  CMT: "cm",
  MMT: "mm",
  HUR: "h",
  MIN: "min",
  SEC: "s",
  DAY: "d",
  CEL: "°C",
  KEL: "K",
  BAR: "bar",
  PAL: "Pa",
  KWH: "kWh",
  WTT: "W",
  HTZ: "Hz",
  P1: "%",
  RPM: "/min",
  NU: "N·m",
  NCM: "N·cm",
  A97: "hPa",
  LH: "L/h",
  C62: "EA",
  H87: "EA",
};

/** The sign of a unit: "KGM" is "kg", "CEL" is "°C", "EA" stays "EA". */
export function unitSymbol(uom: string): string {
  return SYMBOLS[uom] ?? uom;
}

/** A quantity with the sign of its unit, which never breaks onto the next line. */
export function formatQuantityWithUnit(value: string, uom: string, options: FigureOptions = {}): string {
  return `${formatQuantity(value, options)}\u00a0${unitSymbol(uom)}`;
}

/** The sign between whole and fraction that the number pad offers: "." or ",". */
export function decimalSeparator(locale: string = DEFAULT_LOCALE): string {
  return new Intl.NumberFormat(locale).formatToParts(1.5).find((part) => part.type === "decimal")?.value ?? ".";
}

/** A quantity while it is being typed, in the locale's signs: "1234." is "1,234." so that the separator shows at once. */
export function formatTyped(value: string, locale: string = DEFAULT_LOCALE): string {
  if (value === "") return "0";
  const [whole = "", fraction] = value.split(".");
  const head = formatQuantity(whole === "" || whole === "-" ? `${whole}0` : whole, { locale });
  return fraction === undefined ? head : `${head}${decimalSeparator(locale)}${fraction}`;
}
