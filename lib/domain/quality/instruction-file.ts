import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { type FileType, typeOfFile } from "@/lib/domain/shared/file-type";

/** Most bytes of one picture or PDF: 5 MiB. */
export const MOST_FILE_BYTES = 5 * 1024 * 1024;

/** Takes a picture or a PDF of at most `MOST_FILE_BYTES`, whatever it is called. */
export function decideFile(bytes: Uint8Array): Decision<FileType, "FILE_TOO_LARGE" | "FILE_NOT_TAKEN"> {
  if (bytes.length > MOST_FILE_BYTES) return refuse("FILE_TOO_LARGE", { max: MOST_FILE_BYTES / 1024 / 1024 });
  const type = typeOfFile(bytes);
  return type === null ? refuse("FILE_NOT_TAKEN") : accept(type);
}
