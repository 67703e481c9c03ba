import { smallEnough } from "./photo-sizes";

/**
 * A picture of the camera as a JPEG that is small enough to keep and to send. What the camera wrote beside the picture, such as where it was taken, is not in it.
 * @throws when the browser cannot read it, or nothing makes it small enough.
 */
export async function shrinkPhoto(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    return await smallEnough(picture, ({ width, height, quality }) => jpegOf(picture, width, height, quality));
  } finally {
    picture.close();
  }
}

function jpegOf(picture: ImageBitmap, width: number, height: number, quality: number): Promise<Blob> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser draws nothing");
  // What is transparent would be black.
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob?.type === "image/jpeg" ? resolve(blob) : reject(new Error("this browser writes no JPEG"))), "image/jpeg", quality);
  });
}
