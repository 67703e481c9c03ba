/** The languages that the shop floor is spoken to in (UI-12). */
export const LOCALES = ["en", "de", "es"] as const;

export type Locale = (typeof LOCALES)[number];

/** What is spoken when a browser asks for none of ours. */
export const FALLBACK_LOCALE: Locale = "en";

/** Each language as those who speak it call it. */
export const LANGUAGE_NAMES: Readonly<Record<Locale, string>> = { en: "English", de: "Deutsch", es: "Español" };

// A language says nothing about the order of a date: plants that speak English here write the day first.
const WRITTEN: Readonly<Record<Locale, string>> = { en: "en-GB", de: "de-DE", es: "es-ES" };

/** True for the code of a language that we have. */
export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value);
}

/** The locale in which figures and dates of a language are written: "de" is "de-DE". */
export function writtenLocale(locale: Locale): string {
  return WRITTEN[locale];
}

/** The language of ours that an `Accept-Language` header prefers: highest weight first, regions ignored; English when it asks for none of them. */
export function acceptedLocale(header: string | null): Locale {
  const wanted = (header ?? "").split(",").map((part, place) => {
    const [tag = "", ...parameters] = part.trim().split(";");
    const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1]).find((text) => text !== undefined);
    return { language: tag.trim().toLowerCase().split("-")[0], weight: weight === undefined ? 1 : Number(weight), place };
  });
  wanted.sort((a, b) => b.weight - a.weight || a.place - b.place);
  return wanted.filter(({ weight }) => weight > 0).flatMap(({ language }) => (isLocale(language) ? [language] : []))[0] ?? FALLBACK_LOCALE;
}
