import type { Locale } from "@/lib/i18n/locales";
import { textsIn } from "@/lib/i18n/texts-in";
import type { AnySubject, Translator } from "@/lib/i18n/translator";

/** The texts of one subject as a component of the floor has them; a text that asks for more than it is given throws. */
export function translatorOf<Subject extends AnySubject>(locale: Locale, subject: Subject): Translator<Subject> {
  return textsIn(locale, subject, (error) => {
    throw error;
  });
}
