import "server-only";
import { eq } from "drizzle-orm";
import { connection, connectionSite } from "@/db/schema/integration";
import { authorise } from "@/lib/auth/authorise";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { PauseConnectionInput } from "./pause-connection.schema";

/**
 * Holds a connection, or lets it go on: while it is paused nothing is sent or read, messages are written down and wait in order.
 * It concerns every site of the connection, so whoever does it must hold the permission at each.
 */
export const pauseConnection = defineCommand<PauseConnectionInput, { readonly enabled: boolean }>({
  name: "pause-connection",
  permission: "integration.configure",
  input: PauseConnectionInput,
  async site(tx, { connectionId }, actor) {
    const sites = await tx.select({ siteId: connectionSite.siteId }).from(connectionSite).where(eq(connectionSite.connectionId, connectionId));
    return sites.find(({ siteId }) => actor.sites.some((own) => own.siteId === siteId))?.siteId ?? null;
  },
  async run({ tx, actor }, { connectionId, paused }) {
    const sites = await tx.select({ siteId: connectionSite.siteId }).from(connectionSite).where(eq(connectionSite.connectionId, connectionId));
    if (!sites.every(({ siteId }) => authorise(actor, "integration.configure", siteId))) return refuse("FORBIDDEN", { permission: "integration.configure" });
    // A fresh start: what failed before the pause says nothing about the ERP of now.
    await tx
      .update(connection)
      .set(paused ? { enabled: false } : { enabled: true, failures: 0, openUntil: null, lastPolledAt: null })
      .where(eq(connection.id, connectionId));
    return accept({ events: [], output: { enabled: !paused } });
  },
});
