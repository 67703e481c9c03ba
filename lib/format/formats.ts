import { useLocale } from "next-intl";
import { type Locale, writtenLocale } from "@/lib/i18n/locales";
import { formatDate, formatDayTime, formatTime, formatTimeWithSeconds, formatUntil, formatWeekdayTime, type Reading } from "./instant";
import { decimalSeparator, type FigureOptions, formatMeasured, formatQuantity, formatQuantityWithUnit, formatTyped, unitSymbol } from "./quantity";

type Options = Omit<FigureOptions, "locale">;

/** Figures and instants as one language writes them. Decimals are text, instants ISO text, zones IANA names. */
export type Formats = {
  /** "3312" is "3,312", "3.312" in German. */
  quantity(value: string, options?: Options): string;
  /** "230 EA" */
  quantityWithUnit(value: string, uom: string): string;
  /** What something measured, by the digits that count: "0.000033333333333333335" is "0.0000333333". */
  measured(value: string): string;
  /** The sign of a unit: "kg", "EA", in German "Stk". */
  unit(uom: string): string;
  /** What is being typed: "1234." is "1,234." */
  typed(value: string): string;
  /** The sign between whole and fraction. */
  readonly separator: string;
  /** "10:12" */
  time(instant: string, timeZone: string): string;
  /** "10:12:31" */
  timeWithSeconds(instant: string, timeZone: string): string;
  /** "Mon 10:00" */
  weekdayTime(instant: string, timeZone: string): string;
  /** "17 Mar 13:05" */
  dayTime(instant: string, timeZone: string): string;
  /** The end of a span that begins at `since`: "14:20", or "18 Mar 14:20" on another day. */
  until(instant: string, since: string, timeZone: string): string;
  /** "19 Mar 2026" */
  date(instant: string, timeZone: string): string;
  /** A name of the plant's own lists within a sentence: small in English and Spanish, as it stands in German, where nouns are capital. */
  inSentence(name: string): string;
  /** How a text is read in this language, for functions that take a `Reading`. */
  reading(timeZone: string): Reading;
};

const known = new Map<Locale, Formats>();

/** The formats of a language; always the same object for the same language. */
export function formatsOf(language: Locale): Formats {
  const made = known.get(language) ?? make(language);
  known.set(language, made);
  return made;
}

/** The formats of the person at the screen. */
export function useFormats(): Formats {
  return formatsOf(useLocale());
}

function make(language: Locale): Formats {
  const locale = writtenLocale(language);
  return {
    quantity: (value, options) => formatQuantity(value, { ...options, locale }),
    quantityWithUnit: (value, uom) => formatQuantityWithUnit(value, uom, { locale }),
    measured: (value) => formatMeasured(value, { locale }),
    unit: (uom) => unitSymbol(uom, locale),
    typed: (value) => formatTyped(value, locale),
    separator: decimalSeparator(locale),
    time: (instant, timeZone) => formatTime(instant, { timeZone, locale }),
    timeWithSeconds: (instant, timeZone) => formatTimeWithSeconds(instant, { timeZone, locale }),
    weekdayTime: (instant, timeZone) => formatWeekdayTime(instant, { timeZone, locale }),
    dayTime: (instant, timeZone) => formatDayTime(instant, { timeZone, locale }),
    until: (instant, since, timeZone) => formatUntil(instant, since, { timeZone, locale }),
    date: (instant, timeZone) => formatDate(instant, { timeZone, locale }),
    inSentence: (name) => (language === "de" ? name : name.toLocaleLowerCase(locale)),
    reading: (timeZone) => ({ timeZone, locale }),
  };
}
