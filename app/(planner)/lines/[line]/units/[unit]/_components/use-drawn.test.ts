import { expect, it } from "vitest";
import { firstDrawn } from "./use-drawn";

const parameters = (count: number, ...outside: readonly number[]) => Array.from({ length: count }, (_, n) => ({ name: `p${n}`, outside: outside.includes(n) }));

it.each([
  ["a few are all drawn", parameters(3), ["p0", "p1", "p2"]],
  ["of many none is, while they keep their limits", parameters(40), []],
  ["of many those are that do not", parameters(40, 7, 31), ["p7", "p31"]],
  ["where nearly all are out, no more than a page holds", parameters(40, ...Array.from({ length: 30 }, (_, n) => n)), ["p0", "p1", "p2", "p3", "p4", "p5"]],
])("%s", (_, all, drawn) => {
  expect(firstDrawn(all)).toEqual(drawn);
});
