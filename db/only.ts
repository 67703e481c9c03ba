import { getTableName } from "drizzle-orm";
import { alias, type PgTable } from "drizzle-orm/pg-core";

/**
 * Names the table whose rows a joined `FOR UPDATE` locks: `.for("update", only(lotStock))`. PostgreSQL wants the bare name there,
 * while Drizzle writes the schema before it.
 */
export function only(table: PgTable): { of: PgTable } {
  return { of: alias(table, getTableName(table)) };
}
