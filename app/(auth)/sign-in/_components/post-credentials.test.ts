import { describe, expect, it } from "vitest";
import { formatsOf } from "@/lib/format/formats";
import { type Locale, LOCALES } from "@/lib/i18n/locales";
import { translatorOf } from "@/lib/i18n/testing/translator-of";
import { parseRefusal, type SignInRefusal } from "./post-credentials";
import { refusalWords } from "./refusal-words";

const CODES = ["BAD_CREDENTIALS", "BAD_BADGE_OR_PIN", "LOCKED", "DEVICE_UNKNOWN", "NO_ACCOUNT", "UNREACHABLE", "FAULT", "TRY_AGAIN", "ANYTHING_ELSE"];
const say = (refusal: SignInRefusal, language: Locale) => refusalWords(refusal, "Europe/Berlin", translatorOf(language, "signIn.refused"), formatsOf(language));

describe("sign-in refusals", () => {
  it("carry a code and the figures that the words need", () => {
    expect(parseRefusal("code=BAD_BADGE_OR_PIN&left=4")).toMatchObject({ code: "BAD_BADGE_OR_PIN", left: 4 });
    expect(parseRefusal("OAuthCallback")).toMatchObject({ code: "TRY_AGAIN" });
  });

  it.each(LOCALES.flatMap((language) => CODES.map((code) => [language, code] as const)))("UI-09 in %s %s says what and the next step, never a code alone", (language, code) => {
    for (const params of [{ left: 4, until: "2026-03-02T08:15:00Z", reference: "abc" }, {}]) {
      const words = say({ ok: false, code, ...params }, language);
      expect(words.length).toBeGreaterThan(20);
      expect(words).not.toContain(code);
    }
  });

  it("a lock says until when, in the site's time", () => {
    expect(say({ ok: false, code: "LOCKED", until: "2026-03-02T08:15:00Z" }, "en")).toContain("09:15");
  });

  it("the last try is one", () => {
    expect(say({ ok: false, code: "BAD_BADGE_OR_PIN", left: 1 }, "es")).toContain("Queda 1 intento antes");
  });
});
