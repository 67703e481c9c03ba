import type { RefusalParams } from "@/lib/domain/shared/decision";
import { formatDayTime, type Reading } from "./instant";
import { COMMON_REFUSALS } from "./refusals-common";
import { EXECUTION_REFUSALS } from "./refusals-execution";
import { INTEGRATION_REFUSALS } from "./refusals-integration";
import { MATERIAL_REFUSALS } from "./refusals-materials";
import { formatQuantity } from "./quantity";

/** A refusal as a person reads it (UI-09): what was not done, why, and the next step. */
export type RefusalText = { readonly what: string; readonly why: string; readonly next: string };

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

const ALL: Readonly<Record<string, RefusalEntry>> = { ...COMMON_REFUSALS, ...EXECUTION_REFUSALS, ...MATERIAL_REFUSALS, ...INTEGRATION_REFUSALS };

/** Codes that have a text of their own. */
export const explainedCodes: readonly string[] = Object.keys(ALL);

/** What a refusal means to a person; a code that nobody has a text for says so and where to look. */
export function refusalText(refusal: { readonly code: string; readonly params: RefusalParams }, reading: Reading): RefusalText {
  const entry = ALL[refusal.code];
  if (entry === undefined)
    return { what: "This was not accepted.", why: `The reason is known here as ${refusal.code} alone.`, next: "Look at the screen again; if it repeats, call the shift lead." };
  return entry(readerOf(refusal.params, reading));
}

/** The same in one paragraph. */
export function refusalSentence(refusal: { readonly code: string; readonly params: RefusalParams }, reading: Reading): string {
  const { what, why, next } = refusalText(refusal, reading);
  return `${what} ${why} ${next}`;
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
