import { z } from "zod";
import type { WordKind, WordPair } from "@/lib/erp/words";
import { type WordField, wordFields } from "./word-fields";

/** A word of recent messages that has no line in the table. `theirs` where the ERP said it, `ours` where we say it. */
export type SeenWord = {
  readonly kind: WordKind;
  readonly theirs: string | null;
  readonly ours: string | null;
  /** In how many of the messages that were looked at. */
  readonly messages: number;
  /** False: nobody here goes by this word, so something waits or was made under a name that nobody knows. */
  readonly understood: boolean;
};

type Message = { readonly direction: "IN" | "OUT"; readonly payload: unknown };
type Known = { readonly lines: readonly WordPair[]; readonly delivered: readonly WordPair[]; readonly ours: Readonly<Record<WordKind, readonly string[]>> };

const Payload = z.looseObject({ data: z.json() });

/**
 * Words of messages that the table says nothing about, those that are not understood first. Messages of the ERP are stored in our words as far
 * as a line was there for them, so a word that is neither ours by the table nor known here is still theirs.
 */
export function seenWords(messages: readonly Message[], { lines, delivered, ours }: Known): SeenWord[] {
  const mapped = { theirs: new Set<string>(), ours: new Set<string>() };
  for (const { kind, theirs, ours: word } of [...lines, ...delivered]) {
    mapped.theirs.add(`${kind} ${theirs}`);
    mapped.ours.add(`${kind} ${word}`);
  }
  const counted = new Map<string, WordField & { direction: Message["direction"]; messages: number }>();
  for (const { direction, payload } of messages) {
    const read = Payload.safeParse(payload);
    if (!read.success) continue;
    const once = new Map(wordFields(read.data.data).map((field) => [`${direction} ${field.kind} ${field.word}`, field]));
    for (const [key, field] of once) counted.set(key, { ...field, direction, messages: (counted.get(key)?.messages ?? 0) + 1 });
  }
  return [...counted.values()]
    .flatMap(({ direction, kind, word, messages: count }): SeenWord[] => {
      if (mapped.theirs.has(`${kind} ${word}`) || mapped.ours.has(`${kind} ${word}`)) return [];
      const known = ours[kind].includes(word);
      // What we say of units, places and machines we have from the ERP; only reasons are words that it may never have heard. Free text is none of them.
      if (direction === "OUT") return kind === "REASON" && known ? [{ kind, theirs: null, ours: word, messages: count, understood: true }] : [];
      return [{ kind, theirs: word, ours: null, messages: count, understood: known }];
    })
    .toSorted((a, b) => Number(a.understood) - Number(b.understood) || a.kind.localeCompare(b.kind) || (a.theirs ?? a.ours ?? "").localeCompare(b.theirs ?? b.ours ?? ""));
}
