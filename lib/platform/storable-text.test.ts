import { expect, it } from "vitest";
import { isStorable, storableText } from "./storable-text";

it.each([
  ["plain text", "Belt torn", true, "Belt torn"],
  ["a character of two halves", "Belt torn \u{1F525}", true, "Belt torn \u{1F525}"],
  ["a line break and a tab", "Belt\n\ttorn", true, "Belt\n\ttorn"],
  ["a NUL", "Belt\u0000torn\u0000", false, "Belt\uFFFDtorn\uFFFD"],
  ["the first half of a character", "Belt \uD83D", false, "Belt \uFFFD"],
  ["the second half of a character", "\uDD25 Belt", false, "\uFFFD Belt"],
])("%s: whether it can be stored, and what is", (_, text, storable, stored) => {
  expect(isStorable(text)).toBe(storable);
  expect(storableText(text)).toBe(stored);
  expect(isStorable(storableText(text))).toBe(true);
});
