import type { Json } from "@/lib/erp/port";
import { inOurWords, type WordKind } from "@/lib/erp/words";

/** One word of a message that a mapping can change, and where it stands: `components.0.uom`. */
export type WordField = { readonly path: string; readonly kind: WordKind; readonly word: string };

/** All words of a message's data that a mapping can change, in the order in which they stand there. */
export function wordFields(data: Json): readonly WordField[] {
  const found: { kind: WordKind; word: string }[] = [];
  const marks: string[] = [];
  // The translation itself says which fields hold words: each is replaced by a mark, and the marks are looked up in the result.
  const marked = inOurWords(data, {
    ours(kind, word) {
      found.push({ kind, word });
      marks.push(mark(found.length - 1));
      return mark(found.length - 1);
    },
    theirs: (_, word) => word,
  });
  const paths = new Map<string, string>();
  locate(marked, [], new Set(marks), paths);
  return found.flatMap((one, index) => {
    const path = paths.get(mark(index));
    return path === undefined ? [] : [{ path, ...one }];
  });
}

function mark(index: number): string {
  return `\u0000${index}`;
}

function locate(value: Json, path: readonly string[], marks: ReadonlySet<string>, paths: Map<string, string>): void {
  if (typeof value === "string") {
    if (marks.has(value)) paths.set(value, path.join("."));
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) locate(inner, [...path, name], marks, paths);
}
