import { connect } from "@/db/client";
import type { TestDatabase } from "@/db/testing/database";

/** Does something while the database takes only rows of a table that fit a condition: what writes others fails on our side, as by a fault of the product. */
export async function whileBroken<Result>(database: TestDatabase, table: string, takes: string, work: () => Promise<Result>): Promise<Result> {
  const owner = connect(database.url, { role: null, max: 1 });
  await owner.sql.unsafe(`alter table ${table} add constraint broken_ck check (${takes}) not valid`);
  try {
    return await work();
  } finally {
    await owner.sql.unsafe(`alter table ${table} drop constraint broken_ck`);
    await owner.close();
  }
}
