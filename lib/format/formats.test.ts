import { describe, expect, it } from "vitest";
import { formatsOf } from "./formats";

const BERLIN = "Europe/Berlin";

describe("UI-12 figures and dates in the language of the person", () => {
  it.each([
    ["en", "3,312.5", "1,234.", ".", "19 Mar 2026", "fill level"],
    ["de", "3.312,5", "1.234,", ",", "19. März 2026", "Fill level"],
    ["es", "3.312,5", "1.234,", ",", "19 mar 2026", "fill level"],
  ] as const)("%s writes %s", (language, figure, typed, separator, date, name) => {
    const formats = formatsOf(language);
    expect(formats.quantity("3312.5")).toBe(figure);
    expect(formats.typed("1234.")).toBe(typed);
    expect(formats.separator).toBe(separator);
    expect(formats.date("2026-03-19T12:05:00Z", BERLIN)).toBe(date);
    expect(formats.time("2026-03-19T12:05:00Z", BERLIN)).toBe("13:05");
    expect(formats.inSentence("Fill level")).toBe(name);
  });

  it("keeps one object per language", () => expect(formatsOf("de")).toBe(formatsOf("de")));
});
