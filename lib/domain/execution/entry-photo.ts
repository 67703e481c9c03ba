import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { typeOfFile } from "@/lib/domain/shared/file-type";

/** Most bytes of one photo: 512 KiB. A tablet makes them a good deal smaller. */
export const MOST_PHOTO_BYTES = 512 * 1024;

/** What a photo is to be of. `rejects`: what counts of it now has scrap or rework; `reversed`: nothing of it counts any more. */
export type PhotographedEntry = { readonly rejects: boolean; readonly isReversal: boolean; readonly reversed: boolean; readonly hasPhoto: boolean };

/** EX-13: an entry of scrap or rework takes one photo, a JPEG of at most `MOST_PHOTO_BYTES`; one that was taken back and not corrected takes none any more. */
export function decidePhoto(
  { rejects, isReversal, reversed, hasPhoto }: PhotographedEntry,
  bytes: Uint8Array,
): Decision<"image/jpeg", "NO_PHOTO_OF_THIS" | "PHOTO_ENTRY_UNDONE" | "PHOTO_THERE" | "PHOTO_TOO_LARGE" | "PHOTO_NOT_TAKEN"> {
  if (!rejects || isReversal) return refuse("NO_PHOTO_OF_THIS");
  if (reversed) return refuse("PHOTO_ENTRY_UNDONE");
  if (hasPhoto) return refuse("PHOTO_THERE");
  if (bytes.length > MOST_PHOTO_BYTES) return refuse("PHOTO_TOO_LARGE");
  return typeOfFile(bytes) === "image/jpeg" ? accept("image/jpeg") : refuse("PHOTO_NOT_TAKEN");
}
