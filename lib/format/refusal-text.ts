import { createTranslator } from "next-intl";
import english from "@/lib/i18n/messages/en/refusals.json";
import type { RefusalParams } from "@/lib/domain/shared/decision";
import { formatDayTime, type Reading } from "./instant";
import { type Refusal, refusalIn, refusalSentenceIn, type RefusalText } from "./refusal-in";
import { INTEGRATION_REFUSALS } from "./refusals-integration";
import { PEOPLE_REFUSALS } from "./refusals-people";
import { PLANNING_REFUSALS } from "./refusals-planning";
import { QUALITY_REFUSALS } from "./refusals-quality";
import { formatQuantity } from "./quantity";

/** Reads the parameters of a refusal as text of the reader's locale; what is missing or of another kind is empty. */
export type RefusalReader = {
  /** Text as it is. */
  text(name: string): string;
  list(name: string): readonly string[];
  /** A decimal as the locale writes it. */
  figure(name: string): string;
  /** An instant in the site's zone. */
  time(name: string): string;
};

export type RefusalEntry = (read: RefusalReader) => RefusalText;

/** The texts that the floor reads as well, in the one language of the office. */
const ENGLISH = createTranslator({ locale: "en", messages: { refusals: english }, namespace: "refusals" });

/** What only offices read. */
const OFFICE: Readonly<Record<string, RefusalEntry>> = { ...PLANNING_REFUSALS, ...INTEGRATION_REFUSALS, ...QUALITY_REFUSALS, ...PEOPLE_REFUSALS };

/** Codes that have a text of their own. */
export const explainedCodes: readonly string[] = [...Object.keys(english.codes), ...Object.keys(OFFICE)];

/** What a refusal means to a person at a desk, in English; a code that nobody has a text for says so and where to look. */
export function refusalText(refusal: Refusal, reading: Reading): RefusalText {
  return OFFICE[refusal.code]?.(readerOf(refusal.params, reading)) ?? refusalIn(ENGLISH, refusal, reading);
}

/** The same in one paragraph. */
export function refusalSentence(refusal: Refusal, reading: Reading): string {
  if (refusal.code in OFFICE) {
    const { what, why, next } = refusalText(refusal, reading);
    return `${what} ${why} ${next}`;
  }
  return refusalSentenceIn(ENGLISH, refusal, reading);
}

function readerOf(params: RefusalParams, reading: Reading): RefusalReader {
  const text = (name: string): string => {
    const value = params[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  return {
    text,
    list: (name) => {
      const value = params[name];
      return Array.isArray(value) ? value.map(String) : [];
    },
    figure: (name) => {
      const value = text(name);
      return /^-?\d+(\.\d+)?$/.test(value) ? formatQuantity(value, { locale: reading.locale }) : value;
    },
    time: (name) => {
      const value = text(name);
      return value === "" || Number.isNaN(Date.parse(value)) ? "" : formatDayTime(value, reading);
    },
  };
}
