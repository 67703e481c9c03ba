import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

const shippedMigrations = fileURLToPath(new URL("./migrations", import.meta.url));

/** Brings the database at `url` to the schema of this version. Safe to repeat, and safe for two processes at once: the second waits for the first. */
export async function migrate(url: string, migrationsFolder: string = shippedMigrations): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    // Drizzle's migrator takes no lock of its own. 7_316_402 is Millrace's number for "migrating"; the lock ends with the connection.
    await sql`select pg_advisory_lock(7316402)`;
    await runMigrations(drizzle(sql), { migrationsFolder });
  } finally {
    await sql.end();
  }
}
