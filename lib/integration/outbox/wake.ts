import type { Sql } from "@/db/client";

/** Told after a commit that wrote to the outbox. Only a hint: the dispatcher's timer finds what a lost one leaves. */
const CHANNEL = "millrace_outbox";

/** Wakes the dispatchers of all workers. Call it after the commit, never inside the transaction. */
export async function wakeDispatchers(sql: Sql): Promise<void> {
  await sql.notify(CHANNEL, "");
}

/** Calls `wake` whenever somebody wrote to the outbox; the answer ends it. */
export async function onOutboxWritten(sql: Sql, wake: () => void): Promise<() => Promise<void>> {
  const listening = await sql.listen(CHANNEL, wake, wake);
  return () => listening.unlisten();
}
