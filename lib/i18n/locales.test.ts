import { describe, expect, it } from "vitest";
import { acceptedLocale, isLocale } from "./locales";

describe("UI-12 the language of a browser that nobody has signed on to", () => {
  it.each([
    ["de-CH,de;q=0.9,en;q=0.8", "de"],
    ["fr-FR, es;q=0.5, en;q=0.7", "en"],
    ["es", "es"],
    ["ES-MX;q=0.3", "es"],
    ["de;q=0, en;q=0.1", "en"],
    ["fr-FR,fr;q=0.9", "en"],
    ["*", "en"],
    ["", "en"],
    [null, "en"],
  ])("%s is %s", (header, locale) => expect(acceptedLocale(header)).toBe(locale));

  it("knows its own languages and no other value", () => {
    expect(["en", "de", "es"].every(isLocale)).toBe(true);
    expect(["fr", "EN", null, undefined, 1].some(isLocale)).toBe(false);
  });
});
