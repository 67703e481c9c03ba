import { createHash } from "node:crypto";
import { v5, v7 } from "uuid";

/** A new time-ordered UUIDv7: primary keys grow at the right edge of their index. */
export function newId(): string {
  return v7();
}

/** A UUID that follows from a namespace id and a name, so that a repeated run meets the same key. */
export function derivedId(namespaceId: string, name: string): string {
  return v5(name, namespaceId);
}

/** A UUIDv7 of an instant that follows from a name: the key of a command that a repeated run must not carry out twice. */
export function datedId(at: Date, name: string): string {
  const random = createHash("sha256").update(name).digest().subarray(0, 16);
  return v7({ msecs: at.getTime(), random, seq: random.readUInt32BE(0) });
}
