import "server-only";
import { cache } from "react";
import { headers } from "next/headers";
import { setLanguage } from "@/lib/auth/language";
import { composition } from "@/lib/composition";
import { acceptedLocale, isLocale, type Locale } from "@/lib/i18n/locales";
import { isSameOrigin } from "./origin";
import { currentPerson } from "./require-actor";

/** Pages of the floor, its wall displays with them, which speak the language of the person who is signed on. */
const FLOOR = /^\/(station|lead|calls|wall)(\/|\?|$)/;
/** Pages that nobody has to be signed in for: they speak the language of the browser, whoever sat there before. */
const OPEN = /^\/(sign-in|enrol)(\/|\?|$)/;
/** The empty page that a tablet keeps for when there is no network, in each language. */
const EMPTY = /^\/floor\/([a-z]{2})(\?|$)/;

/** The language of the page that is asked for (UI-12). A person who has never chosen reads the browser's; pages of the office are in English. */
export const languageOfRequest = cache(async (): Promise<Locale> => {
  const from = await headers();
  const path = from.get("x-millrace-path") ?? "";
  const empty = EMPTY.exec(path)?.[1];
  if (isLocale(empty)) return empty;
  if (OPEN.test(path)) return acceptedLocale(from.get("accept-language"));
  if (!FLOOR.test(path)) return "en";
  return languageOfPerson();
});

/** The language of whoever is signed in; the browser's for who has never chosen. */
export async function languageOfPerson(): Promise<Locale> {
  return (await currentPerson())?.session.language ?? acceptedLocale((await headers()).get("accept-language"));
}

/** Keeps what the signed-in person has chosen. Refusals: UNAUTHENTICATED, CROSS_ORIGIN, INVALID_INPUT for a language that we do not have. */
export async function chooseLanguage(language: unknown): Promise<{ ok: true } | { ok: false; code: string }> {
  if (!isSameOrigin(await headers())) return { ok: false, code: "CROSS_ORIGIN" };
  const person = await currentPerson();
  if (person === null) return { ok: false, code: "UNAUTHENTICATED" };
  if (!isLocale(language)) return { ok: false, code: "INVALID_INPUT" };
  const { accountId, deviceId } = person.session;
  await setLanguage(composition().auth, { accountId, deviceId }, language);
  return { ok: true };
}
