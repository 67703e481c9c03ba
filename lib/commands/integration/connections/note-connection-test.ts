import "server-only";
import { eq } from "drizzle-orm";
import { connection } from "@/db/schema/integration";
import { audit } from "@/lib/auth/audit";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { circuitState } from "@/lib/integration/outbox/breaker";
import { letGoOn } from "@/lib/integration/connections/let-go-on";
import { NoteConnectionTestInput } from "./connection.schema";
import { siteOfConnection } from "./connection-scope";

/** Keeps what a test of a stored connection found. One that works again is used again at once: its circuit closes, what failed is due and what could not be read is read. */
export const noteConnectionTest = defineCommand<NoteConnectionTestInput, { readonly due: number }>({
  name: "note-connection-test",
  permission: "integration.configure",
  input: NoteConnectionTestInput,
  site: (tx, { connectionId }, actor) => siteOfConnection(tx, connectionId, actor),
  async run({ tx, actor, siteId, recordedAt }, { connectionId, works, words }) {
    const [row] = await tx
      .select({ failures: connection.failures, openUntil: connection.openUntil, lastError: connection.lastError, readError: connection.readError })
      .from(connection)
      .where(eq(connection.id, connectionId))
      .for("update");
    if (row === undefined) return refuse("NOT_FOUND");
    await audit(tx, recordedAt, {
      action: "connection.tested",
      subject: connectionId,
      siteId,
      accountId: actor.accountId,
      deviceId: actor.deviceId,
      outcome: works ? "DONE" : "FAILED",
      detail: { words },
    });
    if (!works) {
      await tx.update(connection).set({ lastError: words }).where(eq(connection.id, connectionId));
      return accept({ events: [], output: { due: 0 } });
    }
    if (row.lastError !== null) await tx.update(connection).set({ lastError: null, lastErrorCode: null }).where(eq(connection.id, connectionId));
    const stands = circuitState(row, recordedAt) !== "CLOSED" || row.readError !== null;
    return accept({ events: [], output: { due: stands ? await letGoOn(tx, connectionId, recordedAt) : 0 } });
  },
});
