import { v5, v7 } from "uuid";

/** A new time-ordered UUIDv7: primary keys grow at the right edge of their index. */
export function newId(): string {
  return v7();
}

/** A UUID that follows from a namespace id and a name, so that a repeated run meets the same key. */
export function derivedId(namespaceId: string, name: string): string {
  return v5(name, namespaceId);
}
