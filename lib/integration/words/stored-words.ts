import { asc, and, eq, inArray } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { mapping } from "@/db/schema/integration";
import { WORD_KINDS, type WordKind, type WordPair } from "@/lib/erp/words";
import { digestOf } from "@/lib/platform/digest";

export type { WordKind, WordPair };

/** The mapping table of a connection in its own order: of two lines with one word of ours, the first is what the ERP is told. */
export async function storedWords(db: Queryable, connectionId: string): Promise<readonly WordPair[]> {
  const rows = await db
    .select({ kind: mapping.kind, ours: mapping.ours, theirs: mapping.theirs })
    .from(mapping)
    .where(and(eq(mapping.connectionId, connectionId), inArray(mapping.kind, [...WORD_KINDS])))
    .orderBy(asc(mapping.id));
  return rows.flatMap(({ kind, ours, theirs }) => (kind === "SITE" ? [] : [{ kind, ours, theirs }]));
}

/** Changes with every line and with their order: whoever edits says which table was seen. */
export function wordsFingerprint(pairs: readonly WordPair[]): string {
  return digestOf(pairs);
}
