import { inDatabase } from "./in-database";

/** What an order's cost ledger has charged in minor units, straight from the database; receipts credit it at standard and are no cost. */
export async function ledgerCents(databaseUrl: string, order: string): Promise<number> {
  return inDatabase(databaseUrl, async (sql) => {
    const [row] = await sql<{ cents: number }[]>`
      select coalesce(sum(line.amount) * 100, 0)::float8 as cents
      from costing.cost_line line join execution.production_order o on o.id = line.order_id where o.number = ${order} and line.element <> 'CREDIT'`;
    return Math.round(row?.cents ?? 0);
  });
}

/** Seconds of labour that the ledger has charged to running an operation, also while its machine stood (EX-02), by person, reversals taken off; and how many of its lines are reversals. */
export async function ledgerSeconds(
  databaseUrl: string,
  order: string,
  opNo: number,
): Promise<{ readonly byPerson: Readonly<Record<string, number>>; readonly reversals: number }> {
  const rows = await inDatabase(
    databaseUrl,
    (sql) => sql<{ person: string; seconds: number; reversals: number }[]>`
      select p.number as person, sum(line.seconds)::float8 as seconds, count(line.reverses_id)::int as reversals
      from costing.cost_line line
      join execution.production_order o on o.id = line.order_id
      join reference.person p on p.id = line.person_id
      where o.number = ${order} and line.op_no = ${opNo} and line.element = 'LABOUR' and line.activity in ('RUN', 'DELAY') group by p.number`,
  );
  return { byPerson: Object.fromEntries(rows.map(({ person, seconds }) => [person, seconds])), reversals: rows.reduce((sum, row) => sum + row.reversals, 0) };
}
