import { DEFAULT_LOCALE } from "@/lib/format/locale";

const LOCALES = ["en-GB", "de-DE", "en-US", "fr-FR"] as const;

/** The number format that the address asks for; what is not offered is the default. */
export function figureLocale(asked: string | undefined): string {
  return LOCALES.find((locale) => locale === asked) ?? DEFAULT_LOCALE;
}

/** One value of a search parameter; a repeated one counts by its first. */
export function one(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  return text === undefined || text === "" ? undefined : text;
}

/** An address with some parameters changed; `undefined` takes one away. */
export function hrefWith(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const kept = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
  const text = new URLSearchParams(kept).toString();
  return text === "" ? path : `${path}?${text}`;
}
