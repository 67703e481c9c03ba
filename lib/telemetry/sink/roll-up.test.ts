import { expect, it } from "vitest";
import { tagOf } from "@/lib/telemetry/testing/tag-of";
import { type PlacedSample, QUALITY } from "./place";
import { byTag, rollUp } from "./roll-up";

const SIX = Date.UTC(2026, 0, 5, 6);
const TAG = tagOf({});
const sample = (seconds: number, value: number, told: Partial<PlacedSample> = {}): PlacedSample => ({
  tag: TAG,
  atMs: SIX + seconds * 1000,
  deviceMs: null,
  receivedAtMs: SIX + seconds * 1000,
  seq: 1,
  live: true,
  value,
  quality: QUALITY.GOOD,
  ...told,
});
const rolled = (...samples: readonly PlacedSample[]) => {
  const { minutes, hours, latest } = rollUp(byTag(samples));
  const spans = (all: typeof minutes) => all.map(({ fromMs, count, sum, min, max, last }) => [(fromMs - SIX) / 1000, count, Number(sum.toString()), min, max, last.value]);
  return { minutes: spans(minutes), hours: spans(hours), latest: latest.map(({ value }) => value) };
};

it("TR-03 rolls up what is not bad, in whatever order it comes, each key once, to the minute and the hour in which it begins", () => {
  const [early, bad, doubted, later, least, next, repeated] = [
    sample(0, 5),
    sample(10, 900, { quality: QUALITY.BAD }),
    sample(59.999, 1, { quality: QUALITY.UNCERTAIN }),
    sample(60, 9),
    sample(120, 0.5),
    sample(3600, 2),
    sample(0, 700),
  ];
  const told = {
    minutes: [
      [0, 2, 6, 1, 5, 1],
      [60, 1, 9, 9, 9, 9],
      [120, 1, 0.5, 0.5, 0.5, 0.5],
      [3600, 1, 2, 2, 2, 2],
    ],
    hours: [
      [0, 4, 15.5, 0.5, 9, 0.5],
      [3600, 1, 2, 2, 2, 2],
    ],
    latest: [2],
  };
  expect(rolled(early, bad, doubted, later, least, next)).toEqual(told);
  expect(rolled(next, least, later, early, repeated, doubted, bad)).toEqual(told);
});

it("what a source says of the past is rolled up, and is never the latest value", () => {
  expect(rolled(sample(0, 5), sample(10, 6, { live: false }))).toMatchObject({ minutes: [[0, 2, 11, 5, 6, 6]], latest: [5] });
  expect(rolled(sample(10, 6, { live: false })).latest).toEqual([]);
});
