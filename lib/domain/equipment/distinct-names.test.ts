import { expect, it } from "vitest";
import { distinctNames } from "./distinct-names";

it("values of one machine are told apart by their paths, or else by their addresses; those of two need not be", () => {
  const value = (unit: string, address: string, path: string, name: string) => ({ unit, address, path, name });
  expect(
    distinctNames([
      value("L1.FILLER", "hall/l1", "zone1.temp", "temp"),
      value("L1.FILLER", "hall/l1", "zone2.temp", "temp"),
      value("L2.FILLER", "hall/l2", "zone1.temp", "temp"),
      value("L1.FILLER", "hall/a", "v", "v"),
      value("L1.FILLER", "hall/b", "v", "v"),
      value("L1.FILLER", "hall/speed", "", "speed"),
    ]),
  ).toEqual(["zone1.temp", "zone2.temp", "temp", "hall/a v", "hall/b v", "speed"]);
  expect(distinctNames([value("L1.FILLER", "x".repeat(200), "v", "v"), value("L1.FILLER", "y".repeat(200), "v", "v")]).map(({ length }) => length)).toEqual([128, 128]);
});
