import { expect, it } from "vitest";
import { differenceOf, isZeroTyped, stepTyped } from "./typed-decimal";

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

it("subtracts without floats", () => {
  expect(differenceOf("3312", "3340")).toBe("-28");
  expect(differenceOf("0.3", "0.1")).toBe("0.2");
});
