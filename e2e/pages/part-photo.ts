import type { Page } from "@playwright/test";

/** What a camera writes beside its picture: where it was taken. */
const PLACE = "GPS 52.5200N 13.4050E";

/** A picture as a tablet's camera makes it: large, as a JPEG, with the place beside it. */
export async function partPhoto(page: Page): Promise<{ readonly name: string; readonly mimeType: string; readonly buffer: Buffer }> {
  const drawn = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2_600, 1_950];
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("nothing can be drawn");
    context.fillStyle = "#8a9199";
    context.fillRect(0, 0, 2_600, 1_950);
    // A part with a scratch, on a bench that is not all of one colour.
    for (let at = 0; at < 6_000; at += 1) {
      context.fillStyle = `rgb(${110 + ((at * 37) % 60)} ${115 + ((at * 53) % 60)} ${120 + ((at * 71) % 60)})`;
      context.fillRect((at * 9_973) % 2_600, (at * 7_919) % 1_950, 26, 18);
    }
    context.fillStyle = "#dfe3e6";
    context.fillRect(600, 400, 1_400, 1_150);
    context.strokeStyle = "#7a1f14";
    context.lineWidth = 16;
    context.beginPath();
    context.moveTo(820, 1_300);
    context.lineTo(1_700, 640);
    context.stroke();
    return canvas.toDataURL("image/jpeg", 0.95).split(",")[1] ?? "";
  });
  const jpeg = Buffer.from(drawn, "base64");
  const beside = Buffer.from(`Exif\0\0${PLACE}`, "latin1");
  const head = Buffer.from([0xff, 0xe1, (beside.length + 2) >> 8, (beside.length + 2) & 0xff]);
  return { name: "IMG_0001.JPG", mimeType: "image/jpeg", buffer: Buffer.concat([jpeg.subarray(0, 2), head, beside, jpeg.subarray(2)]) };
}

/** Whether a picture still says where it was taken. */
export function saysWhere(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes(PLACE);
}
