import { describe, expect, it } from "vitest";
import { AliasTable, DeclaredRoom } from "./alias-table";
import { DataType } from "./data-type";
import type { WireMetric } from "./decode-payload";

const TEMPLATE = 19;
const metric = (told: Partial<WireMetric>): WireMetric => ({
  name: null,
  alias: null,
  timestamp: null,
  dataType: null,
  historical: false,
  isNull: false,
  value: null,
  quality: null,
  unit: null,
  template: null,
  ...told,
});
const RECEIVED = { atMs: 9000, ownTime: false };
/** What a node tells that has declared this. */
const toldBy = (declared: readonly WireMetric[], told: WireMetric) => {
  const table = new AliasTable(new DeclaredRoom(100, 100));
  expect(table.declare("", declared)).toEqual([]);
  return table.resolve("", told, RECEIVED);
};

describe("a template", () => {
  const member = (name: string, told: Partial<WireMetric> = {}) => metric({ name, dataType: DataType.Double, value: 1, ...told });
  const declared = [metric({ name: "Motor", alias: 7, dataType: TEMPLATE, template: { definition: false, members: [member("Speed"), member("Torque")] } })];
  const told = (members: readonly WireMetric[], own: Partial<WireMetric>) => toldBy(declared, metric({ alias: 7, template: { definition: false, members }, ...own }));

  it("says of its members what they don't say themselves: their time, their quality and that they are of the past", () => {
    const own = { timestamp: 1000, quality: 500, historical: true };
    expect(told([member("Speed"), member("Torque", { timestamp: 2000, quality: 0 })], own)).toEqual([
      { name: "Motor/Speed", value: 1, atMs: 1000, ownTime: true, quality: 500, historical: true, unit: null },
      { name: "Motor/Torque", value: 1, atMs: 2000, ownTime: true, quality: 0, historical: true, unit: null },
    ]);
  });

  it("leaves its members what it says nothing of", () => {
    expect(told([member("Speed", { historical: true }), member("Torque", { quality: 192 })], {})).toEqual([
      { name: "Motor/Speed", value: 1, ...RECEIVED, quality: null, historical: true, unit: null },
      { name: "Motor/Torque", value: 1, ...RECEIVED, quality: 192, historical: false, unit: null },
    ]);
  });
});

it.each([
  ["the birth's", null, "CEL"],
  ["the message's own, where it says one", "FAH", "FAH"],
])("the unit of a value is %s", (_, unit, expected) => {
  const declared = [metric({ name: "Temp", alias: 1, dataType: DataType.Double, unit: "CEL" })];
  expect(toldBy(declared, metric({ alias: 1, value: 71, unit }))).toMatchObject([{ name: "Temp", value: 71, unit: expected }]);
});

it.each([
  [16, "a data set"],
  [17, "bytes"],
  [25, "an array"],
])("no value of type %s is no value, where one that is %s is not read", (dataType, words) => {
  const declared = [metric({ name: "Recipe", alias: 1, dataType })];
  expect(toldBy(declared, metric({ alias: 1, isNull: true }))).toMatchObject([{ name: "Recipe", value: null }]);
  expect(toldBy(declared, metric({ alias: 1, value: Uint8Array.of(1) }))).toEqual([{ unresolved: `metric Recipe is ${words}, which is not read` }]);
});
