import { describe, expect, it } from "vitest";
import { decidePhoto, MOST_PHOTO_BYTES } from "./entry-photo";

const ENTRY = { rejects: true, isReversal: false, reversed: false, hasPhoto: false };
function jpeg(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes;
}

describe("EX-13 a photo of an entry", () => {
  it.each([4, 200_000, MOST_PHOTO_BYTES])("of %d bytes is taken", (size) => expect(decidePhoto(ENTRY, jpeg(size))).toEqual({ ok: true, value: "image/jpeg" }));

  it.each<[string, Partial<typeof ENTRY>, Uint8Array, string]>([
    ["one byte too much", {}, jpeg(MOST_PHOTO_BYTES + 1), "PHOTO_TOO_LARGE"],
    ["another kind of picture", {}, new TextEncoder().encode("RIFF0000WEBPVP8 "), "PHOTO_NOT_TAKEN"],
    ["markup", {}, new TextEncoder().encode("<svg onload='x'/>"), "PHOTO_NOT_TAKEN"],
    ["nothing", {}, new Uint8Array(), "PHOTO_NOT_TAKEN"],
    ["a second one", { hasPhoto: true }, jpeg(100), "PHOTO_THERE"],
    ["one of an entry that was taken back", { reversed: true }, jpeg(100), "PHOTO_ENTRY_UNDONE"],
    ["one of what takes an entry back", { isReversal: true }, jpeg(100), "NO_PHOTO_OF_THIS"],
    ["one of good alone", { rejects: false }, jpeg(100), "NO_PHOTO_OF_THIS"],
  ])("refuses %s", (_, entry, bytes, code) => expect(decidePhoto({ ...ENTRY, ...entry }, bytes)).toMatchObject({ ok: false, code }));
});
