import { describe, expect, it } from "vitest";
import type { DueCheckView } from "@/lib/queries/operator/due-checks";
import { type CellEntry, cellsOf, decimalsToType, failingOf, isGood, mayBeNegative, resultsOf } from "./check-entry";

const diameter = {
  position: 10,
  name: "Diameter",
  kind: "VARIABLE" as const,
  uom: "MMT",
  lowerLimit: "9.50",
  upperLimit: "10.00",
  target: "9.75",
  acceptNumber: null,
  defectCodes: [],
};
const surface = {
  ...diameter,
  position: 20,
  name: "Surface",
  kind: "ATTRIBUTE" as const,
  lowerLimit: null,
  upperLimit: null,
  target: null,
  acceptNumber: 1,
  defectCodes: ["DENT"],
};
const check: DueCheckView = { id: "c", plan: "QP", dueAt: "2026-03-17T06:00:00.000Z", sampleSize: 2, characteristics: [diameter, surface] };
const cells = cellsOf(check);
const value = (text: string): CellEntry => ({ value: text });
const seen = (defect: string | null): CellEntry => ({ accepted: defect === null, defect });
const failing = (...entries: CellEntry[]) => failingOf(cells, entries).map(({ position }) => position);

describe("a check on the tablet", () => {
  it("asks for each sample of each characteristic", () =>
    expect(cells.map(({ characteristic, sample }) => [characteristic.position, sample])).toEqual([
      [10, 1],
      [10, 2],
      [20, 1],
      [20, 2],
    ]));

  it.each([
    ["10.00", true],
    ["10.01", false],
    ["9.5", true],
    ["9.499999", false],
  ])("S24 says at once whether %s is within 9.50 and 10.00", (text, good) => expect(cells[0] !== undefined && isGood(cells[0], value(text))).toBe(good));

  it.each<[string, CellEntry[], number[]]>([
    ["nothing while nothing is entered", [], []],
    ["a measured one with one sample outside", [value("9.8"), value("10.01")], [10]],
    ["not one with as many rejected as the plan accepts", [value("9.8"), value("9.8"), seen("DENT"), seen(null)], []],
    ["one with more", [value("9.8"), value("9.8"), seen("DENT"), seen("DENT")], [20]],
  ])("fails: %s", (_, entries, positions) => expect(failing(...entries)).toEqual(positions));

  it("sends its entries by position", () =>
    expect(resultsOf(cells, [value("9.8"), value("9.9"), seen(null), seen("DENT")])).toEqual([
      { position: 10, samples: [{ value: "9.8" }, { value: "9.9" }] },
      {
        position: 20,
        samples: [
          { accepted: true, defect: null },
          { accepted: false, defect: "DENT" },
        ],
      },
    ]));

  it("lets a value be one decimal finer than its limits", () => {
    expect([
      decimalsToType({ ...diameter, upperLimit: "10.05" }),
      decimalsToType({ ...diameter, lowerLimit: "995", upperLimit: "1015", target: null }),
      decimalsToType({ ...diameter, target: "9.7512345" }),
    ]).toEqual([3, 3, 6]);
    expect([mayBeNegative(diameter), mayBeNegative({ ...diameter, lowerLimit: "-18" })]).toEqual([false, true]);
  });
});
