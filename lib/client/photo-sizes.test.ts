import { describe, expect, it } from "vitest";
import { smallEnough } from "./photo-sizes";

/** Writes so many bytes a pixel at full quality, and notes what it was asked for. */
function encoder(bytesPerPixel: number) {
  const asked: (readonly [number, number, number])[] = [];
  return {
    asked,
    encode: async ({ width, height, quality }: { width: number; height: number; quality: number }) => {
      asked.push([width, height, quality]);
      return new Blob([new Uint8Array(Math.ceil(width * height * quality * bytesPerPixel))]);
    },
  };
}

describe("how small a photo is made", () => {
  it.each<[string, number, number, readonly [number, number]]>([
    ["a picture of the camera", 4000, 3000, [1600, 1200]],
    ["one that was held upright", 3000, 4000, [1200, 1600]],
    ["a small one, which is never made larger", 640, 480, [640, 480]],
    ["a line", 8000, 1, [1600, 1]],
  ])("%s", async (_, width, height, size) => {
    const { asked, encode } = encoder(0.1);
    await smallEnough({ width, height }, encode);
    expect(asked).toEqual([[...size, 0.8]]);
  });

  it("gives up quality and then size until it fits, and no more of either than it takes", async () => {
    const { asked, encode } = encoder(0.5);
    const photo = await smallEnough({ width: 4000, height: 3000 }, encode);
    expect(asked).toEqual([
      [1600, 1200, 0.8],
      [1600, 1200, 0.6],
      [1280, 960, 0.6],
    ]);
    expect(photo.size).toBeLessThan(500_000);
  });

  it("says so when nothing makes it small enough", () => expect(smallEnough({ width: 4000, height: 3000 }, encoder(3).encode)).rejects.toThrow(/small enough/));
});
