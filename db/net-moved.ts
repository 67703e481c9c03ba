import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import { materialMove } from "./schema/materials";

/** What a move took for its order; less than nothing where it came back. `move`: how the statement calls its `materials.material_move`. */
export function netMoved(move: SQL = sql`${materialMove}`): SQL {
  return sql`case when ${move}.type = 'RETURN' then -${move}.quantity else ${move}.quantity end`;
}

/** EX-12: what was issued by a deviation, as text; what was reversed or came back is there again. `deviationId`: an expression with its id. */
export function usedByDeviation(deviationId: SQL | AnyColumn): SQL<string> {
  return sql<string>`(select coalesce(sum(${netMoved(sql`m`)}), 0)::text from ${materialMove} m where m.deviation_id = ${deviationId})`;
}
