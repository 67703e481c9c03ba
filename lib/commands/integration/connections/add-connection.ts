import "server-only";
import { eq } from "drizzle-orm";
import { connection } from "@/db/schema/integration";
import { defineCommand } from "@/lib/commands/define-command";
import { noteDone } from "@/lib/commands/note-done";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { storeConnection } from "@/lib/integration/connections/store-connection";
import { connectionWords } from "./connection-words";
import { AddConnectionInput } from "./connection.schema";
import { mayConfigure } from "./connection-scope";

/**
 * Architecture §4: a new connection with the shipped policy for each of its sites; workers send and read over it from their next look on.
 * Refusals: FORBIDDEN unless the integration may be configured at every site of it, CODE_TAKEN, SITE_UNKNOWN.
 */
export const addConnection = defineCommand<AddConnectionInput, { readonly connectionId: string }>({
  name: "add-connection",
  permission: "integration.configure",
  input: AddConnectionInput,
  site: (_, { sites }, actor) => Promise.resolve(sites.find(({ siteId }) => actor.sites.some((own) => own.siteId === siteId))?.siteId ?? null),
  async run({ tx, actor, siteId, recordedAt }, { connectionId, code, name, adapter, settings, sealed, pollSeconds, sites }) {
    const siteIds = sites.map((one) => one.siteId);
    if (!mayConfigure(actor, siteIds)) return refuse("FORBIDDEN", { permission: "integration.configure" });
    const [taken] = await tx.select({ id: connection.id }).from(connection).where(eq(connection.code, code));
    if (taken !== undefined) return refuse("CODE_TAKEN", { code });
    await storeConnection(tx, { id: connectionId, code, name, adapter, settings, sealed, pollSeconds, sites });
    await noteDone({ tx, actor, siteId, recordedAt }, "connection.add", connectionId, {
      connection: code,
      adapter,
      new: await connectionWords(tx, { name, settings, pollSeconds, sites }),
    });
    return accept({ events: [], output: { connectionId } });
  },
});
