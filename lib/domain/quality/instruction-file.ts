import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";

/** Most bytes of one picture or PDF: 5 MiB. */
export const MOST_FILE_BYTES = 5 * 1024 * 1024;

export type InstructionFileType = "image/png" | "image/jpeg" | "image/webp" | "application/pdf";

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/**
 * What a file is, by its own bytes: its name and what the browser calls it prove nothing. Null for anything else, above all for what can carry script
 * and calls itself a picture, such as SVG.
 */
export function typeOfFile(bytes: Uint8Array): InstructionFileType | null {
  const head = latin(bytes.subarray(0, 16));
  // The signature, then the length and the name of the first chunk.
  if (head.startsWith("\x89PNG\r\n\x1a\n") && head.endsWith("IHDR")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "image/webp";
  if (/^%PDF-[12]\.\d/.test(head) && latin(bytes.subarray(-1024)).includes("%%EOF")) return "application/pdf";
  return null;
}

/** Takes a picture or a PDF of at most `MOST_FILE_BYTES`, whatever it is called. */
export function decideFile(bytes: Uint8Array): Decision<InstructionFileType, "FILE_TOO_LARGE" | "FILE_NOT_TAKEN"> {
  if (bytes.length > MOST_FILE_BYTES) return refuse("FILE_TOO_LARGE", { max: MOST_FILE_BYTES / 1024 / 1024 });
  const type = typeOfFile(bytes);
  return type === null ? refuse("FILE_NOT_TAKEN") : accept(type);
}
