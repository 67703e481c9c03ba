import { expect, it } from "vitest";
import { pagesOf } from "./use-pages";

const pages = (count: number) => pagesOf(Array.from({ length: count }, (_, n) => n)).map((page) => page.length);

it.each([
  [1, [1]],
  [4, [4]],
  [5, [3, 2]],
  [8, [4, 4]],
  [9, [3, 3, 3]],
  [0, [0]],
])("%i lines stand on pages of four at most, filled alike", (count, wanted) => {
  expect(pages(count)).toEqual(wanted);
});

it("what must be seen stands on every page, two at most, and everything else on one", () => {
  const lines = Array.from({ length: 60 }, (_, n) => n);
  const one = pagesOf(lines, [59]);
  expect(one.every((page) => page[0] === 59 && page.length <= 4)).toBe(true);
  expect(one.flatMap((page) => page.slice(1))).toEqual(lines.slice(0, 59));
  const three = pagesOf(lines, [7, 8, 9]);
  expect(three.every((page) => page[0] === 7 && page[1] === 8 && page.length <= 4)).toBe(true);
  expect(three.flat()).toContain(9);
  // All fit: each keeps its place.
  expect(pagesOf([1, 2, 3], [3])).toEqual([[1, 2, 3]]);
});

it("every line stands on one page, in the order of the plant", () => {
  expect(pagesOf(["a", "b", "c", "d", "e", "f"]).flat()).toEqual(["a", "b", "c", "d", "e", "f"]);
});
