import type postgres from "postgres";

/** Something that can run a statement: a connection or an open transaction. */
type Runner = postgres.Sql | postgres.TransactionSql;

let made = 0;

/**
 * Inserts a row with just what `table` demands, each value its own, or the first that its column knows, and `values` over it. For tests of what the
 * database itself refuses: run it as the owner with `session_replication_role = replica`, where no foreign key and no trigger asks for anything else.
 */
export async function plainRow(sql: Runner, table: string, values: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const columns = await sql<{ name: string; type: string; known: string | null }[]>`
    select attname as name, format_type(atttypid, null) as type, substring(pg_get_constraintdef(k.oid) from '''([^'']*)''') as known
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    left join pg_constraint k on k.conrelid = c.oid and k.conname = c.relname || '_' || attname || '_known'
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attidentity = '' and attnotnull and not atthasdef`;
  const row = { ...Object.fromEntries(columns.map(({ name, type, known }) => [name, known ?? plain(type)])), ...values };
  const names = Object.keys(row).join(", ");
  await sql.unsafe(`insert into ${table} (${names}) select ${names} from jsonb_populate_record(null::${table}, $1::text::jsonb)`, [JSON.stringify(row)]);
}

function plain(type: string): unknown {
  made += 1;
  switch (type) {
    case "uuid":
      return crypto.randomUUID();
    case "timestamp with time zone":
    case "date":
      return new Date(Date.UTC(2026, 2, 2) + made * 1000);
    case "boolean":
      return false;
    case "jsonb":
      return {};
    case "text[]":
    case "uuid[]":
      return [];
    case "text":
      return `T${made}`;
    default:
      // Every kind of number.
      return made;
  }
}
