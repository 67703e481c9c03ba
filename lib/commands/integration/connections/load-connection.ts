import "server-only";
import { audit } from "@/lib/auth/audit";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { askForFullRead } from "@/lib/integration/inbox/full-read";
import { cursorOf } from "@/lib/integration/inbox/poll";
import { letGoOn, WAITING } from "@/lib/integration/connections/let-go-on";
import { readConnection } from "@/lib/integration/connections/store-connection";
import { LoadConnectionInput } from "./connection.schema";
import { mayConfigure, siteOfConnection } from "./connection-scope";

/**
 * The load that a dry run showed, for good: workers send and read at their next look, from where they stand or from the very start. Read from
 * the start, what is known already is absorbed by its id (IN-03), and what reads otherwise than it was taken, after a change of settings or words, is taken
 * anew. Refusal FORBIDDEN unless the integration may be configured at every site of it.
 */
export const loadConnection = defineCommand<LoadConnectionInput, { readonly due: number }>({
  name: "load-connection",
  permission: "integration.configure",
  input: LoadConnectionInput,
  site: (tx, { connectionId }, actor) => siteOfConnection(tx, connectionId, actor),
  async run({ tx, actor, siteId, recordedAt }, { connectionId, from }) {
    const stored = await readConnection(tx, connectionId, { lock: true });
    if (stored === null) return refuse("NOT_FOUND");
    const siteIds = stored.sites.map((one) => one.siteId);
    if (!mayConfigure(actor, siteIds)) return refuse("FORBIDDEN", { permission: "integration.configure" });
    // Where nothing was ever read, the next look reads everything.
    if (from === "START" && (await cursorOf(tx, connectionId)) !== null) await askForFullRead(tx, connectionId, recordedAt);
    await audit(tx, recordedAt, {
      action: "connection.load",
      subject: connectionId,
      siteId,
      accountId: actor.accountId,
      deviceId: actor.deviceId,
      outcome: "DONE",
      detail: { from },
    });
    return accept({ events: [], output: { due: await letGoOn(tx, connectionId, recordedAt, { states: WAITING }) } });
  },
});
