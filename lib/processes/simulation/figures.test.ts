import { expect, it } from "vitest";
import { differences, readTotals, since, wantedFigures } from "./figures";

const said = {
  address: "sim/hall/s001/filler",
  parameters: { pressure: { samples: 600, hundredths: 126_000 } },
  counters: { GOOD: { readings: 40, made: 55 } },
  states: 3,
  history: [
    { state: "PRODUCING", atMs: 0 },
    { state: "PRODUCING", atMs: 1000 },
    { state: "DOWN", atMs: 2000 },
  ],
  aside: 7,
};

it("reads what the simulator prints, and finds nothing where all of it came on top of what was there", () => {
  const wanted = wantedFigures(readTotals(`${JSON.stringify(said)}\n`));
  expect(wanted.get("sim/hall/s001/filler: states")).toBe("PRODUCING 1970-01-01T00:00:00.000Z, DOWN 1970-01-01T00:00:02.000Z");
  const before = new Map([...wanted].map(([of, figure]) => [of, typeof figure === "string" ? "DOWN" : 10]));
  const now = new Map([...wanted].map(([of, figure]) => [of, typeof figure === "string" ? figure : figure + 10]));
  expect(differences(wanted, since(before, now))).toEqual([]);
});

it("names what is missing, what is too much, and another order of states", () => {
  const wanted = wantedFigures([said]);
  const found = new Map(wanted);
  found.set("sim/hall/s001/filler pressure: samples", 599);
  found.set("sim/hall/s001/filler GOOD: counted", 57);
  found.set("sim/hall/s001/filler: states", "");
  found.delete("sim/hall/s001/filler: messages put aside");
  expect(differences(wanted, found)).toEqual([
    "sim/hall/s001/filler pressure: samples: 600 said, 599 stored (-1)",
    "sim/hall/s001/filler GOOD: counted: 55 said, 57 stored (+2)",
    "sim/hall/s001/filler: states: said PRODUCING 1970-01-01T00:00:00.000Z, DOWN 1970-01-01T00:00:02.000Z; stored nothing",
    "sim/hall/s001/filler: messages put aside: 7 said, 0 stored (-7)",
  ]);
});
