import { expect, it } from "vitest";
import { ownUnits } from "./keep-offline";

it("EX-22 reads ahead each machine of the tablet's own line, however many it has, and none of another", () => {
  const units = (line: string, count: number) => Array.from({ length: count }, (_, index) => ({ code: `${line}.${index + 1}` }));
  const codes = ownUnits([
    { own: false, units: units("OTHER", 3) },
    { own: true, units: units("OWN", 40) },
  ]);
  expect([codes.length, codes[0], codes[39]]).toEqual([40, "OWN.1", "OWN.40"]);
});
