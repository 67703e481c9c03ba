import { expect, it } from "vitest";
import { differenceOf, isZeroTyped, readTyped, readTypedSigned, stepTyped, typedWords } from "./typed-decimal";

it("steps what is typed and stops at zero", () => {
  expect(stepTyped("", "1")).toBe("1");
  expect(stepTyped("0.1", "0.2")).toBe("0.3");
  expect(stepTyped("12.", "-1")).toBe("11");
  expect(stepTyped("1", "-1")).toBe("");
  expect(stepTyped("0.5", "-1")).toBe("");
});

it("knows when nothing has been typed", () => {
  expect(isZeroTyped("")).toBe(true);
  expect(isZeroTyped("0.")).toBe(true);
  expect(isZeroTyped("0.1")).toBe(false);
});

it("reads a line of text in the signs of its language, and guesses at nothing", () => {
  expect(["2000", " 48 ", "2.5", "0.250"].map((text) => readTyped(text))).toEqual(["2000", "48", "2.5", "0.250"]);
  expect(["2,000", "2,5", "2 000", "2,000.5", "", "-1", "1e3", ".5", "5.", "0.1234567"].filter((text) => readTyped(text) !== null)).toEqual([]);
  expect(readTyped("2,5", "de-DE")).toBe("2.5");
  expect(readTyped("2.000", "de-DE")).toBeNull();
  expect([typedWords(), typedWords("de-DE")].map((words) => /as in (\S+):/.exec(words)?.[1])).toEqual(["2.5", "2,5"]);
});

it("subtracts without floats", () => {
  expect(differenceOf("3312", "3340")).toBe("-28");
  expect(differenceOf("0.3", "0.1")).toBe("0.2");
});

it("reads what is below zero with either sign, and nothing that could be two numbers", () => {
  expect(["-0.5", "−0.5", " -12 ", "- 3", "7", "-0", "0.0"].map((text) => readTypedSigned(text))).toEqual(["-0.5", "-0.5", "-12", "-3", "7", "0", "0.0"]);
  expect(["-", "--1", "-1,000", "1-", "", "-."].filter((text) => readTypedSigned(text) !== null)).toEqual([]);
});
