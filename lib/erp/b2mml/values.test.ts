import { describe, expect, it } from "vitest";
import { wordsOf } from "@/lib/erp/words";
import { DELIVERED_WORDS } from "./settings";
import { flagOf, hoursOf, instantOf, itemAndVersion, numberOf, operationOf, quantityOf, textOf, theirVersion, timeOf, versionOf, wholeOf } from "./values";

const words = wordsOf([{ kind: "UOM", ours: "MIN", theirs: "Minute" }], DELIVERED_WORDS);
const property = (ValueString: string) => [{ ID: "P", Value: [{ ValueString }] }];

describe("a duration in hours", () => {
  it.each([
    ["PT7H", "7"],
    ["PT8H30M", "8.5"],
    ["PT90M", "1.5"],
    ["PT45S", "0.0125"],
    ["PT0.5S", "0.000139"],
    ["P1DT2H", "26"],
    ["P2W", "336"],
    ["PT0S", "0"],
  ])("%s is %s", (duration, hours) => expect(textOf(hoursOf(duration))).toBe(hours));
  it.each(["P1M", "P1Y", "PT", "P", "8h", "PT1H2", "-PT1H", ""])("%s is refused", (duration) => expect(() => hoursOf(duration)).toThrow(/no duration/));
});

describe("a time with its unit", () => {
  it.each([
    ["15", "MIN", "0.25"],
    ["15", "Minute", "0.25"],
    ["15", undefined, "0.25"],
    ["2", "HUR", "2"],
    ["90", "SEC", "0.025"],
    ["1", "DAY", "24"],
  ])("%s %s is %s h", (ValueString, UnitOfMeasure, hours) => expect(textOf(timeOf({ ValueString, UnitOfMeasure }, words))).toBe(hours));
  it("names a unit that is none of time", () => expect(() => timeOf({ ValueString: "1", UnitOfMeasure: "KGM" }, words)).toThrow(/"KGM" is no unit of time/));
});

it.each([
  ["20260316051502", "2026-03-16T05:20:00Z", 2026031605150200],
  ["7", "2026-03-16T05:20:00Z", 700],
  [undefined, "2026-03-16T05:20:00Z", Date.UTC(2026, 2, 16, 5, 20) * 100],
])("version %s published %s is %s", (version, published, number) => expect(versionOf(version, published)).toBe(number));
it("IN-03 what is read otherwise under a version comes before the partner's next one, and is answered under the partner's own", () => {
  const at = "2026-03-16T05:20:00Z";
  const taken = versionOf("7", at) + 1;
  expect(taken).toBeLessThan(versionOf("8", at));
  expect([theirVersion(versionOf("7", at)), theirVersion(taken), theirVersion(versionOf("8", at))]).toEqual(["7", "7", "8"]);
});
it.each(["v7", "1.2", "-1", "99999999999999999999", "123456789012345"])("version %s is refused", (version) =>
  expect(() => versionOf(version, "2026-03-16T05:20:00Z")).toThrow(/no whole number/),
);

it.each([
  ["2026-03-16T05:20:00Z", "2026-03-16T05:20:00.000Z"],
  ["2026-03-16T07:20:00+02:00", "2026-03-16T05:20:00.000Z"],
  ["2026-03-16T05:20:00.1234567Z", "2026-03-16T05:20:00.123Z"],
])("instant %s is %s", (said, instant) => expect(instantOf(said)).toBe(instant));
it.each(["2026-03-16T05:20:00", "2026-03-16", "2026-13-16T05:20:00Z", "soon"])("instant %s is refused", (said) => expect(() => instantOf(said)).toThrow(/no time with a zone/));

it.each([
  ["0010", 10],
  ["20", 20],
  ["99999", 99_999],
])("segment %s is operation %s", (segment, operation) => expect(operationOf(segment)).toBe(operation));
it.each(["0", "0000", "OP-10", "123456", ""])("segment %s is refused", (segment) => expect(() => operationOf(segment)).toThrow(/no operation number/));

it.each(["1,5", "1e3", "abc", "", "1.2.3"])("number %s is refused", (said) => expect(() => numberOf(said)).toThrow(/no decimal number/));
it("takes a quantity with its unit only", () => {
  expect(() => quantityOf([], "X")).toThrow(/has no quantity/);
  expect(() => quantityOf([{ QuantityString: "1" }], "X")).toThrow(/without a unit/);
});
it("takes a whole number and a truth value only", () => {
  expect(wholeOf(property("3"), "P")).toBe(3);
  expect(wholeOf([], "P")).toBeNull();
  expect(() => wholeOf(property("3.5"), "P")).toThrow(/no whole number/);
  expect(flagOf(property("true"), "P")).toBe(true);
  expect(flagOf(property("0"), "P")).toBe(false);
  expect(() => flagOf(property("yes"), "P")).toThrow(/neither true nor false/);
});
it("takes a definition's id apart at its last slash", () => {
  expect(itemAndVersion("FG/PUMP/0001")).toEqual({ item: "FG/PUMP", version: "0001" });
  expect(() => itemAndVersion("FG-PUMP")).toThrow(/not named <item>\/<version>/);
});
