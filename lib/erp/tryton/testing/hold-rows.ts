import postgres from "postgres";
import type { RunningTryton } from "./on-tryton";

/** What another user's transaction has in hand: these orders, and the movements of others. */
export type Held = { readonly orders?: readonly string[]; readonly movesOf?: readonly number[] };

/**
 * Keeps rows as a transaction of somebody else does that has not ended: who writes an order waits, and who assigns material of a product whose movements are held
 * hears at once that they are locked. Answers how to let go. Orders and movements that a test's own calls write must not be held together: they would wait in a circle.
 */
export async function holdRows({ facts }: RunningTryton, { orders = [], movesOf = [] }: Held): Promise<() => Promise<void>> {
  const sql = postgres(facts.postgres, { max: 1, onnotice: () => undefined });
  const transaction = await sql.reserve();
  await transaction`begin`;
  await transaction`select 1 from production where number = any (${[...orders]}) order by id for update`;
  await transaction`select 1 from stock_move where production_input = any (${[...movesOf]}) order by id for update`;
  return async () => {
    await transaction`rollback`;
    transaction.release();
    await sql.end();
  };
}
