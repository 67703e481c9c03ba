import { createTranslator } from "next-intl";
import { CATALOGUES } from "@/lib/i18n/catalogues";
import type { Locale } from "@/lib/i18n/locales";
import type { AnySubject, Translator } from "@/lib/i18n/translator";

/** The texts of one subject as a component of the floor has them; a text that asks for more than it is given throws. */
export function translatorOf<Subject extends AnySubject>(locale: Locale, subject: Subject): Translator<Subject> {
  const made = createTranslator({
    locale,
    messages: CATALOGUES[locale],
    namespace: subject as AnySubject,
    onError: (error) => {
      throw error;
    },
  });
  // The same function at run time; the types of next-intl name the one of components differently.
  return made as unknown as Translator<Subject>;
}
