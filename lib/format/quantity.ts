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

/** No quantity has more decimals; beyond these `Intl` refuses to write in some browsers. */
const MOST_DECIMALS = 20;

/** A quantity in the words of a locale: "3312" is "3,312" in English and "3.312" in German. Ties round away from zero. At most 20 decimals. */
export function formatQuantity(value: string, { locale = DEFAULT_LOCALE, decimals, signed = false }: FigureOptions = {}): string {
  const text = numericText(value);
  return withTrueMinus(formatter(locale, Math.min(decimals ?? decimalsOf(text), MOST_DECIMALS), signed).format(text));
}

/** So many digits of a measured value say something. */
const MEASURED_DIGITS = 6;
/** Smaller and larger values are written with a power of ten. */
const [LEAST_WRITTEN_OUT, MOST_WRITTEN_OUT] = [1e-6, 1e15];

const measured = new Map<string, Intl.NumberFormat>();

function measuredFormatter(locale: string, decimals: number | "SCIENTIFIC"): Intl.NumberFormat {
  const key = `${locale}|${decimals}`;
  const known = measured.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(
    locale,
    decimals === "SCIENTIFIC"
      ? { notation: "scientific", maximumSignificantDigits: MEASURED_DIGITS }
      : { minimumFractionDigits: 0, maximumFractionDigits: decimals, signDisplay: "negative" },
  );
  measured.set(key, made);
  return made;
}

/** A value that something measured, a float: six digits that count, and every digit before the decimals. "0.000033333333333333335" is "0.0000333333", "5e-324" is "5E−324". */
export function formatMeasured(value: string, { locale = DEFAULT_LOCALE }: Pick<FigureOptions, "locale"> = {}): string {
  const text = numericText(value);
  const size = Math.abs(Number(text));
  const isWrittenOut = size === 0 || (size >= LEAST_WRITTEN_OUT && size < MOST_WRITTEN_OUT);
  const decimals = size === 0 ? 0 : Math.max(0, MEASURED_DIGITS - 1 - Math.floor(Math.log10(size)));
  return withTrueMinus(measuredFormatter(locale, isWrittenOut ? decimals : "SCIENTIFIC").format(text));
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

/** Pieces have no sign of their own: how each language writes them short, where that is not "EA". */
const PIECES: Readonly<Record<string, string>> = { de: "Stk", es: "ud" };

/** The sign of a unit: "KGM" is "kg", "CEL" is "°C"; "EA" stays "EA" in English, and is "Stk" in German. */
export function unitSymbol(uom: string, locale: string = DEFAULT_LOCALE): string {
  const sign = SYMBOLS[uom] ?? uom;
  return sign === "EA" ? (PIECES[locale.slice(0, 2)] ?? sign) : sign;
}

/** A quantity with the sign of its unit, which never breaks onto the next line. */
export function formatQuantityWithUnit(value: string, uom: string, options: FigureOptions = {}): string {
  return `${formatQuantity(value, options)}\u00a0${unitSymbol(uom, options.locale)}`;
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
