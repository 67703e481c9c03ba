import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { Database } from "@/db/client";
import type { Named } from "./reason-name";

/** What a query reads with: the database, the instant that it takes for now, and the language of names. */
export type Reader = Named & { readonly db: Database; readonly now: Date };

/** Runs a statement that the builder can't say, and checks its rows at this door. */
export async function readRows<Row>(db: Pick<Database, "execute">, row: z.ZodType<Row>, statement: SQL): Promise<Row[]> {
  const rows: unknown = await db.execute(statement);
  return row.array().parse(rows);
}

/** A list of ids as one parameter. */
export function ids(values: readonly string[]): SQL {
  return sql`${`{${values.join(",")}}`}::uuid[]`;
}

/** What is looked for as a pattern of `like`, wherever it stands in a text; null: nothing is looked for. */
export function likeText(text: string | null): string | null {
  return text === null ? null : `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
}
