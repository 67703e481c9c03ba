import fc from "fast-check";
import { expect, it } from "vitest";
import { stateRibbon } from "./state-ribbon";

const at = (ms: number) => new Date(ms);
const same = (one: string, two: string) => one === two;
const ribbon = (intervals: readonly (readonly [from: number, to: number | null, kind: string])[], [from, to]: readonly [number, number], pixels: number) =>
  stateRibbon(
    intervals.map(([low, high, kind]) => ({ from: at(low), to: high === null ? null : at(high), kind })),
    { from: at(from), to: at(to) },
    pixels,
    same,
  ).map((piece) => [piece.from.getTime(), piece.to.getTime(), piece.kind]);

it("shows few intervals as they are, cut to the span, those alike as one", () => {
  const intervals = [
    [0, 10, "RUN"],
    [10, 20, "RUN"],
    [20, 25, "STOP"],
    [30, null, "RUN"],
  ] as const;
  expect(ribbon(intervals, [5, 40], 10)).toEqual([
    [5, 20, "RUN"],
    [20, 25, "STOP"],
    [30, 40, "RUN"],
  ]);
});

it("shows what took most of a pixel where there are more intervals than pixels", () => {
  const intervals = [
    [0, 6, "RUN"],
    [6, 10, "STOP"],
    [10, 13, "STOP"],
    [13, 16, "RUN"],
    [16, 20, "STOP"],
    [30, 40, "RUN"],
  ] as const;
  expect(ribbon(intervals, [0, 40], 4)).toEqual([
    [0, 10, "RUN"],
    [10, 20, "STOP"],
    [30, 40, "RUN"],
  ]);
});

it("has never more pieces than pixels, covers what was covered, and loses no stop that took most of a pixel", () => {
  const interval = fc.record({ length: fc.integer({ min: 1, max: 50 }), kind: fc.constantFrom("RUN", "STOP", "DOWN") });
  fc.assert(
    fc.property(fc.array(interval, { minLength: 1, maxLength: 80 }), fc.integer({ min: 1, max: 60 }), (lengths, pixels) => {
      let end = 0;
      const intervals = lengths.map(({ length, kind }) => [end, (end += length), kind] as const);
      const pieces = ribbon(intervals, [0, end], pixels);
      expect(pieces.length).toBeLessThanOrEqual(pixels);
      expect(pieces[0]?.[0]).toBe(0);
      expect(pieces.at(-1)?.[1]).toBe(end);
      for (const [index, piece] of pieces.entries()) if (index > 0) expect(piece[0]).toBe(pieces[index - 1]?.[1]);
    }),
  );
});
