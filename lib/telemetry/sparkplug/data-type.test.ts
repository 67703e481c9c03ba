import { expect, it } from "vitest";
import { DataType, problemOfValue, valueOf } from "./data-type";

const WORD = 2 ** 32;

it.each([
  [DataType.Int8, 127, 127],
  [DataType.Int8, 128, -128],
  [DataType.Int8, 249, -7],
  [DataType.Int8, WORD - 7, -7],
  [DataType.Int8, WORD - 128, -128],
  [DataType.Int16, 65_535, -1],
  [DataType.Int16, WORD - 32_768, -32_768],
  [DataType.Int32, WORD - 1, -1],
  [DataType.UInt8, 255, 255],
  [DataType.UInt16, 65_535, 65_535],
  [DataType.UInt32, WORD - 1, WORD - 1],
  [DataType.Int64, 2n ** 64n - 7n, -7],
])("reads of type %i %s as %s", (dataType, wire, value) => expect(valueOf(dataType, wire)).toBe(value));

it.each([
  [DataType.Int8, 300],
  [DataType.Int8, WORD - 129],
  [DataType.Int8, WORD],
  [DataType.Int8, 2.5],
  [DataType.Int16, 70_000],
  [DataType.Int32, 5_000_000_000],
  [DataType.UInt8, 70_000],
  [DataType.UInt8, 256],
  [DataType.UInt16, 65_536],
  [DataType.UInt32, WORD],
  [DataType.Int64, 2.5],
  [DataType.UInt64, -1],
])("stores no other value in the place of one that its type, %i, does not hold: %s", (dataType, wire) => expect(valueOf(dataType, wire)).toBeUndefined());

it("says why a value has no meaning", () => {
  expect(problemOfValue(DataType.Int8, 300)).toBe("a value that Int8 does not hold");
  expect(problemOfValue(DataType.Int8, "300")).toBe("no readable value of type 1");
});
