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

it("every line stands on one page, in the order of the plant", () => {
  expect(pagesOf(["a", "b", "c", "d", "e", "f"]).flat()).toEqual(["a", "b", "c", "d", "e", "f"]);
});
