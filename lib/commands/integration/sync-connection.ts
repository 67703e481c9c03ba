import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { connectionSite } from "@/db/schema/integration";
import { defineCommand } from "@/lib/commands/define-command";
import { accept } from "@/lib/domain/shared/decision";
import { letGoOn, WAITING } from "@/lib/integration/connections/let-go-on";
import { SyncedAnswer } from "./answers.schema";
import { SyncConnectionInput } from "./repair-message.schema";

/** "Sync now": closes the circuit of a connection, makes everything that waits for its next try due, and polls at the next look. */
export const syncConnection = defineCommand<SyncConnectionInput, SyncedAnswer>({
  name: "sync-connection",
  permission: "message.replay",
  input: SyncConnectionInput,
  answer: SyncedAnswer,
  async site(tx, { connectionId }, actor) {
    const sites = actor.sites.map((site) => site.siteId);
    if (sites.length === 0) return null;
    const [row] = await tx
      .select({ siteId: connectionSite.siteId })
      .from(connectionSite)
      .where(and(eq(connectionSite.connectionId, connectionId), inArray(connectionSite.siteId, sites)))
      .limit(1);
    return row?.siteId ?? null;
  },
  async run({ tx, recordedAt }, { connectionId }) {
    return accept({ events: [], output: { due: await letGoOn(tx, connectionId, recordedAt, { states: WAITING }) } });
  },
});
