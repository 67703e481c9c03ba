import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { CATALOGUES } from "./catalogues";
import { LOCALES } from "./locales";
import { icuArguments } from "./testing/icu-arguments";

/** Every text with its path: "floor.menu.kept". */
function texts(of: object, path = ""): [string, string][] {
  return Object.entries(of).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "string" ? [[`${path}${name}`, value] as [string, string]] : texts(value as object, `${path}${name}.`),
  );
}
const flat = (locale: (typeof LOCALES)[number]) => new Map(texts(CATALOGUES[locale]));
const english = flat("en");

/** A word for every argument and a tag that leaves its words alone. */
function values(text: string) {
  return Object.fromEntries(
    icuArguments(text).map((argument) => {
      if (argument.startsWith("<")) return [argument.slice(1, -1), (words: unknown) => words];
      const [name = "", kind] = argument.split(":");
      return [name, kind === "plural" ? 2 : "X"];
    }),
  );
}

describe("UI-12 the texts of the shop floor", () => {
  it.each(LOCALES)("%s has every text, and none beyond", (locale) => {
    expect([...flat(locale).keys()].sort()).toEqual([...english.keys()].sort());
  });

  it.each(LOCALES)("%s leaves no text empty", (locale) => {
    expect([...flat(locale)].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it.each(LOCALES)("%s asks for what English asks for", (locale) => {
    const different = [...flat(locale)].filter(([path, text]) => icuArguments(text).join() !== icuArguments(english.get(path) ?? "").join());
    expect(different).toEqual([]);
  });

  it.each(LOCALES)("%s can be written, every text of it", (locale) => {
    const t = createTranslator({
      locale,
      messages: CATALOGUES[locale] as never,
      onError: (error) => {
        throw error;
      },
    }) as unknown as { rich(path: string, values: object): unknown };
    const written = [...flat(locale)].map(([path, text]) => [t.rich(path, values(text))].flat().join(""));
    expect(written.filter((text) => text === "" || /[{}]/.test(text))).toEqual([]);
  });

  it.each([
    ["{count, plural, one {1 entry} other {# entries}} of {who}", ["count:plural", "who"]],
    ["saved <age></age> ago", ["<age>"]],
    ["{of, select, ORDER {{name}} other {It}}", ["name", "of:select"]],
  ])("reads the arguments of %s", (text, names) => expect(icuArguments(text)).toEqual(names));

  it.each(["{count, plural, one {1}}", "{open", "shut}"])("does not read %s", (text) => expect(() => icuArguments(text)).toThrow(/ at \d+ of /));
});
