/** Longest sides in pixels and qualities to try, the best first: a scratch is still seen in the last one. */
const TRIES = [
  { longest: 1600, quality: 0.8 },
  { longest: 1600, quality: 0.6 },
  { longest: 1280, quality: 0.6 },
  { longest: 960, quality: 0.5 },
] as const;
/** Well under what the server takes. */
const MOST_BYTES = 400 * 1024;

type Encoding = { readonly width: number; readonly height: number; readonly quality: number };

/** The best of the tries that is small enough, as `encode` writes it; a picture is never made larger. @throws when none of them is. */
export async function smallEnough({ width, height }: { readonly width: number; readonly height: number }, encode: (as: Encoding) => Promise<Blob>): Promise<Blob> {
  for (const { longest, quality } of TRIES) {
    const scale = Math.min(1, longest / Math.max(width, height));
    const photo = await encode({ width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)), quality });
    if (photo.size <= MOST_BYTES) return photo;
  }
  throw new Error("nothing makes this photo small enough");
}
