import type { ErpSystem } from "@/lib/erp/port";
import { type WordPair, type Words, wordsOf } from "@/lib/erp/words";

/** The words of a kind of ERP with a connection's own table over them; a kind that is not known has none of its own. */
export type Vocabulary = { words(adapter: string, pairs: readonly WordPair[]): Words; delivered(adapter: string): readonly WordPair[] };

/** The vocabulary of the registry's systems, as their adapters use it. */
export function vocabularyOf(systems: ReadonlyMap<string, Pick<ErpSystem, "delivered">>): Vocabulary {
  const delivered = (adapter: string): readonly WordPair[] => systems.get(adapter)?.delivered ?? [];
  return { delivered, words: (adapter, pairs) => wordsOf(pairs, delivered(adapter)) };
}
