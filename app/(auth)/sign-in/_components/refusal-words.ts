import { useTranslations } from "next-intl";
import { type Formats, useFormats } from "@/lib/format/formats";
import type { Translator } from "@/lib/i18n/translator";
import type { SignInRefusal } from "./post-credentials";

/** What happened and what to do next, in the language of the screen; times in the zone that is given. */
export function useRefusalWords(timeZone: string): (refusal: SignInRefusal) => string {
  const t = useTranslations("signIn.refused");
  const formats = useFormats();
  return (refusal) => refusalWords(refusal, timeZone, t, formats);
}

/** What happened and what to do next, in words (UI-09). */
export function refusalWords(refusal: SignInRefusal, timeZone: string, t: Translator<"signIn.refused">, formats: Formats): string {
  switch (refusal.code) {
    case "BAD_BADGE_OR_PIN":
      return refusal.left === undefined ? t("BAD_BADGE_OR_PIN") : t("triesLeft", { count: refusal.left });
    case "LOCKED":
      return refusal.until === undefined ? t("LOCKED") : t("lockedUntil", { time: formats.time(refusal.until, timeZone) });
    case "FAULT":
      return refusal.reference === undefined ? t("faultLogged") : t("FAULT", { reference: refusal.reference });
    case "BAD_CREDENTIALS":
    case "DEVICE_UNKNOWN":
    case "NO_ACCOUNT":
    case "UNKNOWN_HERE":
    case "UNREACHABLE":
      return t(refusal.code);
    default:
      return t("other");
  }
}
