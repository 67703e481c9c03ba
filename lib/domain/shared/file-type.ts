/** What a kept file can be. */
export type FileType = "image/png" | "image/jpeg" | "image/webp" | "application/pdf";

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/**
 * What a file is, by its own bytes: its name and what the browser calls it prove nothing. Null for anything else, above all for what can carry script
 * and calls itself a picture, such as SVG.
 */
export function typeOfFile(bytes: Uint8Array): FileType | null {
  const head = latin(bytes.subarray(0, 16));
  // The signature, then the length and the name of the first chunk.
  if (head.startsWith("\x89PNG\r\n\x1a\n") && head.endsWith("IHDR")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "image/webp";
  if (/^%PDF-[12]\.\d/.test(head) && latin(bytes.subarray(-1024)).includes("%%EOF")) return "application/pdf";
  return null;
}
