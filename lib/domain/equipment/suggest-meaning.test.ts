import { describe, expect, it } from "vitest";
import { suggestMeaning, type UnmappedHint } from "./suggest-meaning";

const units = ["L1.FILLER", "L1.CAPPER", "L2.FILLER", "MIX-1.MIXER"];
const uoms = [
  { code: "CEL", symbol: "°C" },
  { code: "KGM", symbol: "kg" },
];
const suggest = (hint: Partial<UnmappedHint>) => suggestMeaning({ address: "hall/x", path: "v", lastValue: "1.5", unit: null, neighbour: null, bits: null, ...hint }, units, uoms);

describe("suggestMeaning", () => {
  it.each([
    [{ address: "hall/l1/filler/now" }, "L1.FILLER"],
    [{ address: "SITE-A/mix-1/mixer", path: "Temp" }, "MIX-1.MIXER"],
    [{ address: "hall/l1", path: "capper.torque" }, "L1.CAPPER"],
    [{ address: "hall/filler" }, null],
    [{ address: "hall/l11/filler" }, null],
    [{ address: "hall/filler", neighbour: "L2.FILLER" }, "L2.FILLER"],
    // A gateway of two machines.
    [{ address: "hall/edge", path: "L1/capper/torque", neighbour: "L1.FILLER" }, "L1.CAPPER"],
  ])("%j belongs to %s", (hint, unit) => expect(suggest(hint).workUnit).toBe(unit));

  it.each([
    ['values[id="temp"].v', "temp"],
    ['values[id="temp"].unit', "temp unit"],
    ["data.values[0]", "values"],
    ["data.temp", "temp"],
    ["", "x"],
  ])("%s is called %s", (path, name) => expect(suggest({ path }).name).toBe(name));

  it("a counter wraps after the bits that its source declares", () => {
    const wraps = (hint: Partial<UnmappedHint>) => suggest({ path: "goodCount", lastValue: "12", ...hint }).wraps;
    expect([wraps({ bits: 16 }), wraps({ bits: 32 }), wraps({}), wraps({ bits: 16, path: "temp" })]).toEqual([65_535, 4_294_967_295, null, null]);
  });

  it.each([
    [{ path: "goodCount", lastValue: "12" }, "COUNTER", "GOOD"],
    [{ path: "counters.rejects[0]", lastValue: "12" }, "COUNTER", "SCRAP"],
    [{ path: "Production/Total", lastValue: "12" }, "COUNTER", "TOTAL"],
    [{ path: "total_flow", lastValue: "12.5" }, "PARAMETER", null],
    [{ path: "badge", lastValue: "12" }, "PARAMETER", null],
    [{ path: "status", lastValue: "6" }, "STATE", null],
    [{ path: "now", lastValue: "PRODUCING" }, "STATE", null],
    [{ path: "data.temp" }, "PARAMETER", null],
  ])("%j is %s %s", (hint, kind, counter) => expect(suggest(hint)).toMatchObject({ kind, counter }));

  it.each([
    ["1.5", true],
    ["-3e-7", true],
    ["true", true],
    [null, true],
    ["PRODUCING", true],
    ["4.2.1-rc3", false],
  ])("%s fits: %s", (lastValue, fits) => expect(suggest({ lastValue }).fits).toBe(fits));

  it("takes name and unit from the source", () => {
    expect(suggest({ path: "data.values[0].temp", unit: "°C" })).toMatchObject({ name: "temp", uom: "CEL" });
    expect(suggest({ path: "", address: "hall/oven/temp", unit: "bananas" })).toMatchObject({ name: "temp", uom: null });
    expect(suggest({ path: 'a["b c"]' }).name).toBe("ab c");
  });
});
