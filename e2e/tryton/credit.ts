import { inDatabase } from "@/e2e/pages/in-database";

/** What receipts have credited an order with at its standard, in minor units, straight from the database. */
export async function creditCents(databaseUrl: string, order: string): Promise<number> {
  return inDatabase(databaseUrl, async (sql) => {
    const [row] = await sql<{ cents: number }[]>`
      select coalesce(sum(-line.amount) * 100, 0)::float8 as cents
      from costing.cost_line line join execution.production_order o on o.id = line.order_id where o.number = ${order} and line.element = 'CREDIT'`;
    return Math.round(row?.cents ?? 0);
  });
}
