import { describe, expect, it } from "vitest";
import { hexLines, readableText } from "./bytes";

const hex = (bytes: readonly number[] | string) => Buffer.from(typeof bytes === "string" ? Buffer.from(bytes) : bytes).toString("hex");

describe("bytes of a payload", () => {
  it.each([
    ["JSON", hex('{"seq":1}'), '{"seq":1}'],
    ["umlauts", hex("Füller"), "Füller"],
    ["a cut character", hex("Füller ü").slice(0, -2), "Füller "],
    ["nothing", "", ""],
    ["a NUL", hex("a\u0000b"), null],
    ["no UTF-8", hex([0xff, 0xfe, 0x00, 0x80, 0x81, 0x82]), null],
  ])("%s", (_, given, expected) => expect(readableText(given)).toBe(expected));

  it("shows sixteen bytes a line with their offset", () => {
    expect(hexLines(hex(Array.from({ length: 18 }, (_, index) => index)))).toBe("0000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n0010  10 11");
  });
});
