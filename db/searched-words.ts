import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/** Bytes of a message whose words are all found; of a longer one those of its first signs. PostgreSQL indexes no text with a megabyte of words. */
const WHOLE = sql.raw("200000");
const SIGNS = sql.raw("50000");

/** The words of a message by which it is searched: the very expression that its index has. */
export function searchedWords(payload: SQLWrapper): SQL {
  return sql`case when octet_length(${payload}::text) <= ${WHOLE} then to_tsvector('simple', ${payload}) else to_tsvector('simple', left(${payload}::text, ${SIGNS})) end`;
}
