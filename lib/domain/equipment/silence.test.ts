import fc from "fast-check";
import { expect, it } from "vitest";
import { heardDuring, silences } from "./silence";

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 5, 6) + seconds * 1000);

it("KP-04 what was heard late changes past silences as if it had come in time", () => {
  const instants = fc.uniqueArray(fc.integer({ min: 1, max: 299 }), { maxLength: 12 });
  fc.assert(
    fc.property(instants, instants, (inTime, late) => {
      const ends = [at(0), at(300)];
      const known = silences([...ends, ...inTime.map(at)], 5000, at(300));
      expect(heardDuring(known, late.map(at), { sampleIntervalMs: 5000, tellsChanges: false, lastHeard: null })).toEqual(
        silences([...ends, ...inTime.map(at), ...late.map(at)], 5000, at(300)),
      );
    }),
  );
});

it.each([
  ["lasts while nothing is heard", [], [{ from: at(10), to: null }]],
  ["ends with the next sign of life", [30], [{ from: at(10), to: at(30) }]],
  ["never was when the source was only late", [9, 30], []],
  ["is not touched by what is older than the last sign of life", [-6], [{ from: at(10), to: null }]],
])("KP-04 an open silence %s", (_, heard, expected) => {
  expect(heardDuring([{ from: at(10), to: null }], heard.map(at), { sampleIntervalMs: 5000, tellsChanges: false, lastHeard: null })).toEqual(expected);
});

it("KP-04 a silence of a source that tells changes only ends with what it says of the time since, whatever it says of the time before", () => {
  const heardOf = (to: Date | null, ...seconds: number[]) => heardDuring([{ from: at(10), to }], seconds.map(at), { sampleIntervalMs: 5000, tellsChanges: true, lastHeard: null });
  expect(heardOf(null, -6, 9, 10)).toEqual([{ from: at(10), to: null }]);
  expect(heardOf(null, 9, 30)).toEqual([{ from: at(10), to: at(30) }]);
  expect(heardOf(at(30), 9, 10, 31)).toEqual([{ from: at(10), to: at(30) }]);
  expect(heardOf(at(50), 20)).toEqual([
    { from: at(10), to: at(20) },
    { from: at(35), to: at(50) },
  ]);
});

it("KP-04 a silence of such a source that was found by nothing being heard never was where something was on its way, and one that was told stays", () => {
  const heardOf = (lastHeard: number, ...seconds: number[]) =>
    heardDuring([{ from: at(10), to: null }], seconds.map(at), { sampleIntervalMs: 5000, tellsChanges: true, lastHeard: at(lastHeard) });
  expect(heardOf(-6, 9)).toEqual([]);
  expect(heardOf(-6, 9, 12)).toEqual([]);
  expect(heardOf(-6, -5)).toEqual([{ from: at(10), to: null }]);
  // It had spoken just before: whoever told the silence knew more.
  expect(heardOf(-5, 9)).toEqual([{ from: at(10), to: null }]);
  expect(heardOf(8, 9, 12)).toEqual([{ from: at(10), to: at(12) }]);
});
