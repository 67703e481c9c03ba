import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { connection } from "@/db/schema/integration";
import type { ErpAdapter } from "@/lib/erp/port";
import { UNUSABLE, UnusableConnection } from "@/lib/integration/adapters";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { afterFailure } from "./breaker";
import type { Timing } from "./timing";

/** A change of a connection's settings counts after this, at the latest. */
const KEPT_MS = 1000;

type Options = { readonly db: Database; readonly clock: Clock; readonly timing: Timing; adapterFor(connectionId: string): Promise<ErpAdapter> };

/** Adapters for a busy loop: settings are read once a second, not once a message. Null when a connection can't be opened; then it stops as a broken one does. */
export function openAdapters({ db, clock, timing, adapterFor }: Options): { of(connectionId: string): Promise<ErpAdapter | null> } {
  const kept = new Map<string, { readonly adapter: ErpAdapter; readonly until: number }>();

  async function stop(connectionId: string, fault: UnusableConnection): Promise<void> {
    log.error({ err: fault, connectionId }, "a connection can't be opened");
    await db.transaction(async (tx) => {
      const [row] = await tx.select({ failures: connection.failures, openUntil: connection.openUntil }).from(connection).where(eq(connection.id, connectionId)).for("update");
      if (row === undefined) return;
      const circuit = afterFailure(row, { kind: "broken" }, clock.now(), timing.circuitSeconds);
      await tx
        .update(connection)
        .set({ ...circuit, lastError: UNUSABLE.reason, lastErrorCode: UNUSABLE.code })
        .where(eq(connection.id, connectionId));
    });
  }

  return {
    async of(connectionId) {
      const now = performance.now();
      const known = kept.get(connectionId);
      if (known !== undefined && known.until > now) return known.adapter;
      try {
        const adapter = await adapterFor(connectionId);
        kept.set(connectionId, { adapter, until: now + KEPT_MS });
        return adapter;
      } catch (fault) {
        // A database that is down, or a connection that is gone: no word about what is stored.
        if (!(fault instanceof UnusableConnection)) throw fault;
        await stop(connectionId, fault);
        return null;
      }
    },
  };
}
