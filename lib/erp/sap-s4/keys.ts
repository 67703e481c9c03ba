import { createHash } from "node:crypto";
import { v5 } from "uuid";

/** The key of a document: the message's own id for the first, one derived from it for each further part, so that a repeated run meets the same keys. */
export function partKey(messageId: string, part: number): string {
  return part === 1 ? messageId : v5(`part:${part}`, messageId);
}

/** A key for fields too short for a UUID: `M` and letters and digits of its hash. Fifteen of them are 77 bits, so two never meet. */
export function shortKey(id: string, length = 16): string {
  const hash = BigInt(`0x${createHash("sha256").update(id).digest("hex")}`);
  return `M${hash
    .toString(36)
    .toUpperCase()
    .padStart(50, "0")
    .slice(-(length - 1))}`;
}

/** The key as people see it in SAP, and the second way to find a document: `MES ` and its first digits. */
export function textKey(key: string, digits: number): string {
  return `MES ${key.replaceAll("-", "").slice(0, digits)}`;
}
