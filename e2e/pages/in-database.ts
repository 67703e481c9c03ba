import postgres from "postgres";

/** Runs `run` on a connection of its own to the database of the product, and answers what it does. */
export async function inDatabase<Answer>(databaseUrl: string, run: (sql: postgres.Sql) => Promise<Answer>): Promise<Answer> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    return await run(sql);
  } finally {
    await sql.end();
  }
}
