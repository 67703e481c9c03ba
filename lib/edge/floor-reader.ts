import "server-only";
import type { Locale } from "@/lib/i18n/locales";
import { languageOfPerson } from "./language";
import { reader } from "./reader";

/** What a query of the floor reads with: names of the plant's own lists come in the language of whoever asks (UI-12). */
export async function floorReader(): Promise<ReturnType<typeof reader> & { readonly language: Locale }> {
  return { ...reader(), language: await languageOfPerson() };
}
