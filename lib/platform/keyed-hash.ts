import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * HMAC-SHA-256 of a value under the installation's secret, as base64url. `purpose` keeps hashes of different things apart: a badge's
 * hash never equals that of a device token with the same text.
 */
export function keyedHash(secret: string, purpose: string, value: string): string {
  return createHmac("sha256", secret).update(purpose).update("\0").update(value).digest("base64url");
}

/** Compares two hashes without telling by its duration where they differ. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
