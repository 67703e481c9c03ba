import { DataType, DataValue, LocalizedText, StatusCode, StatusCodes, Variant, VariantArrayType } from "node-opcua-client";
import { describe, expect, it } from "vitest";
import { hasOverflown, isTooLong, jsonOf, messageOf, qualityOf } from "./data-value";

const NOW = new Date("2026-03-02T06:00:00.000Z");
const scalar = (dataType: DataType, value: unknown): Variant => new Variant({ dataType, arrayType: VariantArrayType.Scalar, value });

describe("values of OPC UA as JSON", () => {
  it.each([
    ["a truth value", scalar(DataType.Boolean, true), true],
    ["a number", scalar(DataType.Double, 21.5), 21.5],
    ["no number", scalar(DataType.Double, Number.NaN), null],
    ["a text", scalar(DataType.String, "PRODUCING"), "PRODUCING"],
    ["a text of a language", scalar(DataType.LocalizedText, new LocalizedText({ text: "Füller", locale: "de" })), "Füller"],
    ["a time", scalar(DataType.DateTime, NOW), "2026-03-02T06:00:00.000Z"],
    ["64 bits that a number holds", scalar(DataType.UInt64, [1, 5]), 4_294_967_301],
    ["64 bits below zero", scalar(DataType.Int64, [0xffff_ffff, 0xffff_fffe]), -2],
    ["64 bits that no number holds, as text", scalar(DataType.UInt64, [0xffff_ffff, 0xffff_ffff]), "18446744073709551615"],
    ["bytes, which are no signal", scalar(DataType.ByteString, Buffer.from([1, 2])), null],
    ["a list", new Variant({ dataType: DataType.Int32, arrayType: VariantArrayType.Array, value: new Int32Array([1, 2, 3]) }), [1, 2, 3]],
    ["a list that is no machine's signals", new Variant({ dataType: DataType.Int32, arrayType: VariantArrayType.Array, value: new Int32Array(201) }), null],
  ])("tells %s", (_, variant, json) => expect(jsonOf(variant)).toEqual(json));

  it("takes what a value is worth, and that older ones are lost, from its status", () => {
    expect([StatusCodes.Good, StatusCodes.UncertainLastUsableValue, StatusCodes.BadNotConnected].map(({ value }) => qualityOf(value))).toEqual(["GOOD", "UNCERTAIN", "BAD"]);
    expect(hasOverflown(StatusCodes.Good.value)).toBe(false);
    expect(hasOverflown(StatusCode.makeStatusCode(StatusCodes.Good, "Overflow | InfoTypeDataValue").value)).toBe(true);
  });

  it("gives a value its source's time, else the server's, else ours; a bad one is no value", () => {
    const [source, server] = [new Date("2026-03-02T05:59:58.120Z"), new Date("2026-03-02T05:59:59.000Z")];
    const reading = (change: object) => messageOf(new DataValue({ value: scalar(DataType.Int32, 7), statusCode: StatusCodes.Good, ...change }), NOW);
    expect(reading({ sourceTimestamp: source, serverTimestamp: server })).toEqual({ value: 7, quality: "GOOD", status: "Good", ts: source.toISOString() });
    expect(reading({ sourceTimestamp: null, serverTimestamp: server })).toMatchObject({ ts: server.toISOString() });
    expect(reading({ sourceTimestamp: null, serverTimestamp: null })).toMatchObject({ ts: NOW.toISOString() });
    expect(reading({ statusCode: StatusCodes.BadNotConnected })).toMatchObject({ value: null, quality: "BAD", status: "BadNotConnected" });
  });

  it.each([
    ["a text", scalar(DataType.String, "x".repeat(4094)), scalar(DataType.String, "x".repeat(4095))],
    ["a text of letters with two bytes", scalar(DataType.String, "ü".repeat(2047)), scalar(DataType.String, "ü".repeat(2048))],
    ["a text that JSON writes with more signs", scalar(DataType.String, "\u0001".repeat(682)), scalar(DataType.String, "\u0001".repeat(683))],
    [
      "a text of a language",
      scalar(DataType.LocalizedText, new LocalizedText({ text: "x".repeat(4094) })),
      scalar(DataType.LocalizedText, new LocalizedText({ text: "x".repeat(1_000_000) })),
    ],
    [
      "a list of texts",
      new Variant({ dataType: DataType.String, arrayType: VariantArrayType.Array, value: Array.from({ length: 200 }, () => "x".repeat(17)) }),
      new Variant({ dataType: DataType.String, arrayType: VariantArrayType.Array, value: Array.from({ length: 200 }, () => "x".repeat(18)) }),
    ],
  ])("tells %s of up to 4 kB; of a longer one that it is too long, and no value", (_, fits, exceeds) => {
    const told = (value: Variant) => messageOf(new DataValue({ value, statusCode: StatusCodes.Good, sourceTimestamp: NOW }), NOW);
    expect(told(fits)).toEqual({ value: jsonOf(fits), quality: "GOOD", status: "Good", ts: NOW.toISOString() });
    expect(isTooLong(told(fits))).toBe(false);
    expect(told(exceeds)).toEqual({ value: null, quality: "BAD", status: "TooLong", ts: NOW.toISOString() });
    expect(isTooLong(told(exceeds))).toBe(true);
  });
});
