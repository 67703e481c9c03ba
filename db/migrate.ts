import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

const shippedMigrations = fileURLToPath(new URL("./migrations", import.meta.url));

/** Brings the database at `url` to the schema of this version. Safe to repeat, and safe for two processes at once: the second waits for the first. Answers how many migrations it applied. */
export async function migrate(url: string, migrationsFolder: string = shippedMigrations): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    // Drizzle's migrator takes no lock of its own. 7_316_402 is Millrace's number for "migrating"; the lock ends with the connection.
    await sql`select pg_advisory_lock(7316402)`;
    const before = await applied(sql);
    await runMigrations(drizzle(sql), { migrationsFolder });
    await lieInTimescale(sql);
    return (await applied(sql)) - before;
  } finally {
    await sql.end();
  }
}

/**
 * Where the extension timescaledb is installed a database without telemetry gets its hypertables at once. One with rows keeps its partitions until somebody asks (`npm run
 * timescale:use`): they are moved then, and nothing is stored meanwhile.
 */
async function lieInTimescale(sql: postgres.Sql): Promise<void> {
  const [row] = await sql<{ there: boolean }[]>`
    select exists (select from pg_extension where extname = 'timescaledb') and to_regprocedure('telemetry.use_timescale()') is not null as there`;
  if (row?.there !== true) return;
  await sql`
    select telemetry.use_timescale()
    where not exists (select from telemetry.sample) and not exists (select from telemetry.counter_reading) and not exists (select from telemetry.state_sample)`;
}

/** How many migrations a database has had; none where there is not even the list of them. */
async function applied(sql: postgres.Sql): Promise<number> {
  const [list] = await sql<{ there: boolean }[]>`select to_regclass('drizzle.__drizzle_migrations') is not null as there`;
  if (list?.there !== true) return 0;
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from drizzle.__drizzle_migrations`;
  return row?.count ?? 0;
}
