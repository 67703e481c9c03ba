import { createTranslator } from "next-intl";
import { CATALOGUES } from "./catalogues";
import type { Locale } from "./locales";
import type { AnySubject, Translator } from "./translator";

/** The texts of one subject in a language that is asked for by name, such as that of a document, whatever the page speaks. `onError`: a text that is given too little. */
export function textsIn<Subject extends AnySubject>(locale: Locale, subject: Subject, onError?: (error: Error) => void): Translator<Subject> {
  const made = createTranslator({ locale, messages: CATALOGUES[locale], namespace: subject as AnySubject, ...(onError === undefined ? {} : { onError }) });
  // The same function at run time; the types of next-intl name the one of components differently.
  return made as unknown as Translator<Subject>;
}
