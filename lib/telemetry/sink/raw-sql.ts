import type { TransactionSql } from "postgres";
import type { Tx } from "@/db/client";

/**
 * The postgres.js transaction beneath a drizzle one: COPY and arrays of columns go past drizzle, in the same transaction. Values of type
 * Date must be sent as text or milliseconds, because drizzle has switched off the driver's own conversion.
 * @throws Error when drizzle keeps its client elsewhere, that is after an update that broke this.
 */
export function rawSql(tx: Tx): TransactionSql {
  const session: unknown = Reflect.get(tx, "session");
  const client: unknown = typeof session === "object" && session !== null ? Reflect.get(session, "client") : undefined;
  if (typeof client !== "function") throw new Error("This version of drizzle keeps its client in another place");
  // Drizzle opened the transaction with postgres.js, so its client is postgres.js's transaction; drizzle's types hide it.
  return client as TransactionSql;
}
