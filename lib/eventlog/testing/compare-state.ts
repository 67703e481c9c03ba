import { sql } from "drizzle-orm";
import { z } from "zod";
import { connect } from "@/db/client";
import type { TestDatabase } from "@/db/testing/database";

/** Contexts whose tables are kept by projections alone. */
const PROJECTED = ["execution", "materials", "quality", "costing"] as const;

/** The table among the reference data that projections keep: people plan downtime (§6.1.1), the ERP does not. */
const PLANNED_HERE = { schema: "reference", table: "planned_downtime" } as const;

/** No fact keeps where a series of numbers stands: one that is not there begins behind what the units bear. */
const COUNTED_ANEW = "sscc_series";

const Names = z.array(z.object({ schema: z.string(), table: z.string() }));
const Rows = z.array(z.object({ row: z.unknown() }));

async function tablesOf({ db }: Pick<TestDatabase, "db">, schemas: readonly string[]) {
  const found: unknown = await db.execute(sql`
    select table_schema as schema, table_name as table from information_schema.tables
    where table_schema = any (${`{${schemas.join(",")}}`}::text[]) and table_type = 'BASE TABLE' order by 1, 2`);
  return Names.parse(found);
}

/**
 * Every row of every projected table, by table. `number` is left out: PostgreSQL counts it up, also for what is rolled back, and only
 * its order means something.
 */
export async function projectedState(database: Pick<TestDatabase, "db">): Promise<Record<string, readonly unknown[]>> {
  const state: Record<string, readonly unknown[]> = {};
  const projected = (await tablesOf(database, PROJECTED)).filter(({ table }) => table !== COUNTED_ANEW);
  for (const { schema, table } of [...projected, PLANNED_HERE]) {
    const identity = table === "order_operation" || table === "production_run";
    const found: unknown = await database.db.execute(
      sql`select to_jsonb(t) ${identity ? sql`- 'number'` : sql``} as row from ${sql.identifier(schema)}.${sql.identifier(table)} t order by to_jsonb(t)::text`,
    );
    state[`${schema}.${table}`] = Rows.parse(found).map(({ row }) => row);
  }
  return state;
}

/** Copies the event log, and what it refers to and does not hold: reference data and connections. */
export async function copyReference(from: TestDatabase, to: TestDatabase): Promise<void> {
  // As the owner and without foreign keys: equipment refers to itself.
  const owner = connect(to.url, { role: null, max: 1 });
  try {
    await owner.sql`set session_replication_role = replica`;
    const outside = [
      { schema: "integration", table: "connection" },
      // Plans come from the ERP like other reference data.
      { schema: "quality", table: "inspection_plan" },
      { schema: "quality", table: "characteristic" },
      { schema: "eventlog", table: "event" },
    ];
    for (const { schema, table } of [...(await tablesOf(from, ["reference"])).filter(({ table }) => table !== PLANNED_HERE.table), ...outside]) {
      const found: unknown = await from.db.execute(sql`select to_jsonb(t) as row from ${sql.identifier(schema)}.${sql.identifier(table)} t`);
      const rows = JSON.stringify(Rows.parse(found).map(({ row }) => row));
      const name = owner.sql(`${schema}.${table}`);
      await owner.sql`insert into ${name} overriding system value select * from jsonb_populate_recordset(null::${name}, ${rows}::text::jsonb)`;
    }
  } finally {
    await owner.close();
  }
}
