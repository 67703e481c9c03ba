import type { Sql } from "./client";
import journal from "./migrations/meta/_journal.json" with { type: "json" };

/** True when the database has every migration that this version was built with; newer ones do no harm. */
export async function schemaIsCurrent(sql: Sql): Promise<boolean> {
  const newest = journal.entries.at(-1)?.when ?? 0;
  return sql.begin(async (tx) => {
    // The application's role may not read the migrator's table; who signed in may.
    await tx`set local role none`;
    const [table] = await tx<{ there: boolean }[]>`select to_regclass('drizzle.__drizzle_migrations') is not null as there`;
    if (!table?.there) return false;
    const [row] = await tx<{ newest: string | null }[]>`select max(created_at) as newest from drizzle.__drizzle_migrations`;
    return Number(row?.newest ?? 0) >= newest;
  });
}
