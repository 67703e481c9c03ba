"use server";

import { chooseLanguage } from "@/lib/edge/language";

/** Keeps the language that the signed-in person reads at tablets. */
export async function chooseLanguageAction(language: string): Promise<{ ok: boolean }> {
  return { ok: (await chooseLanguage(language)).ok };
}
