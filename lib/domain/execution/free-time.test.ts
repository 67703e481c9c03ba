import fc from "fast-check";
import { expect, it } from "vitest";
import { freeTime } from "./free-time";

const at = (second: number): Date => new Date(second * 1_000);
const span = ([from, to]: readonly [number, number | null]) => ({ from: at(from), to: to === null ? null : at(to) });
const closed = ([from, to]: readonly [number, number]) => ({ from: at(from), to: at(to) });

it.each([
  ["all of it where nothing was handed over", [], [[20, null]]],
  ["nothing before what was handed over around the instant ends", [[10, 30]], [[30, null]]],
  [
    "what lies before, between and behind",
    [
      [30, 40],
      [50, 60],
    ],
    [
      [20, 30],
      [40, 50],
      [60, null],
    ],
  ],
  [
    "the same of spans that overlap, touch or come in another order",
    [
      [50, 60],
      [30, 45],
      [40, 50],
    ],
    [
      [20, 30],
      [60, null],
    ],
  ],
  [
    "what ended by then takes nothing",
    [
      [0, 20],
      [5, 5],
    ],
    [[20, null]],
  ],
] as const)("EX-18 a late sign-on adds %s", (_, handedOver, spans) => {
  expect(freeTime(at(20), handedOver.map(closed))).toEqual(spans.map(span));
});

it("EX-18 whatever was handed over, each second from the instant on is either that or added, never both", () => {
  const spans = fc.array(
    fc.tuple(fc.nat(60), fc.nat(60)).map(([from, length]) => [from, from + length] as const),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(fc.nat(60), spans, (since, handedOver) => {
      const free = freeTime(at(since), handedOver.map(closed));
      for (let second = since; second < 130; second += 1) {
        const given = handedOver.some(([from, to]) => from <= second && second < to);
        const added = free.filter(({ from, to }) => from <= at(second) && (to === null || at(second) < to));
        expect(added.length).toBe(given ? 0 : 1);
      }
    }),
  );
});
