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
      expect(heardDuring(known, late.map(at), 5000)).toEqual(silences([...ends, ...inTime.map(at), ...late.map(at)], 5000, at(300)));
    }),
  );
});

it.each([
  ["lasts while nothing is heard", [], [{ from: at(10), to: null }]],
  ["ends with the next sign of life", [30], [{ from: at(10), to: at(30) }]],
  ["never was when the source was only late", [9, 30], []],
  ["is not touched by what is older than the last sign of life", [-6], [{ from: at(10), to: null }]],
])("KP-04 an open silence %s", (_, heard, expected) => {
  expect(heardDuring([{ from: at(10), to: null }], heard.map(at), 5000)).toEqual(expected);
});
