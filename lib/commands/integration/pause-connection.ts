import "server-only";
import { eq } from "drizzle-orm";
import { connection } from "@/db/schema/integration";
import { defineCommand } from "@/lib/commands/define-command";
import { noteDone } from "@/lib/commands/note-done";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { readConnection } from "@/lib/integration/connections/store-connection";
import { mayConfigure, siteOfConnection } from "./connections/connection-scope";
import { PauseConnectionInput } from "./pause-connection.schema";

/**
 * Holds a connection, or lets it go on: while it is paused nothing is sent or read, messages are written down and wait in order.
 * It concerns every site of the connection, so whoever does it must hold the permission at each; the audit trail keeps who it was (SEC-09).
 * Who asks for what is so already changes nothing: the pause stays that of the one who began it. Refusals: NOT_FOUND, FORBIDDEN.
 */
export const pauseConnection = defineCommand<PauseConnectionInput, { readonly enabled: boolean }>({
  name: "pause-connection",
  permission: "integration.configure",
  input: PauseConnectionInput,
  site: (tx, { connectionId }, actor) => siteOfConnection(tx, connectionId, actor),
  async run({ tx, actor, siteId, recordedAt }, { connectionId, paused }) {
    const stored = await readConnection(tx, connectionId, { lock: true });
    if (stored === null) return refuse("NOT_FOUND");
    if (
      !mayConfigure(
        actor,
        stored.sites.map((one) => one.siteId),
      )
    )
      return refuse("FORBIDDEN", { permission: "integration.configure" });
    if (stored.enabled === !paused) return accept({ events: [], output: { enabled: stored.enabled } });
    await tx
      .update(connection)
      .set(
        paused
          ? { enabled: false, pausedBy: actor.accountId, pausedAt: recordedAt }
          : // A fresh start: what failed before the pause says nothing about the ERP of now.
            { enabled: true, pausedBy: null, pausedAt: null, failures: 0, openUntil: null, lastPolledAt: null, readFailures: 0, readWaitUntil: null },
      )
      .where(eq(connection.id, connectionId));
    await noteDone({ tx, actor, siteId, recordedAt }, paused ? "connection.pause" : "connection.resume", connectionId, { connection: stored.code });
    return accept({ events: [], output: { enabled: !paused } });
  },
});
