import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { typeOfFile } from "@/lib/domain/shared/file-type";
import { decideFile, MOST_FILE_BYTES } from "./instruction-file";

const bytes = (...parts: (string | number[])[]) => Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...part].map((sign) => sign.codePointAt(0) ?? 0) : part)));
const PNG = bytes("\x89PNG\r\n\x1a\n", [0, 0, 0, 13], "IHDR", [0, 0, 0, 1]);

describe("what a file is, by its bytes", () => {
  it.each<[string, Uint8Array, string | null]>([
    ["a PNG", PNG, "image/png"],
    ["a JPEG", bytes([0xff, 0xd8, 0xff, 0xe0], "JFIF"), "image/jpeg"],
    ["a WebP", bytes("RIFF", [4, 0, 0, 0], "WEBPVP8 "), "image/webp"],
    ["a PDF", bytes("%PDF-1.7\n", "x".repeat(4000), "\n%%EOF\n"), "application/pdf"],
    ["SVG, which can carry script", bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), null],
    ["SVG after an XML head", bytes('<?xml version="1.0"?><svg/>'), null],
    ["HTML", bytes("<!doctype html><script>alert(1)</script>"), null],
    ["HTML that ends like a PDF", bytes("<html>%PDF-1.7 %%EOF"), null],
    ["the name of a PNG without its first chunk", bytes("\x89PNG\r\n\x1a\n", "<script>x</script>"), null],
    ["a PDF that was cut off", bytes("%PDF-1.7\n", "x".repeat(4000)), null],
    ["GIF, which moves", bytes("GIF89a"), null],
    ["nothing", bytes(), null],
  ])("%s", (_, file, type) => expect(typeOfFile(file)).toBe(type));

  it("is never a picture or a PDF when it begins as markup does", () => fc.assert(fc.property(fc.string(), (text) => typeOfFile(bytes(`<${text}`)) === null)));
});

describe("which files are taken", () => {
  const sized = (size: number) => {
    const file = new Uint8Array(size);
    file.set(PNG);
    return file;
  };
  it.each<[string, Uint8Array, object]>([
    ["of the largest size", sized(MOST_FILE_BYTES), { ok: true, value: "image/png" }],
    ["not one byte more", sized(MOST_FILE_BYTES + 1), { ok: false, code: "FILE_TOO_LARGE", params: { max: 5 } }],
    ["not of another kind", bytes("<svg/>"), { ok: false, code: "FILE_NOT_TAKEN" }],
  ])("%s", (_, file, expected) => expect(decideFile(file)).toMatchObject(expected));
});
