import "server-only";
import { and, eq, inArray, notInArray, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { productionOrder } from "@/db/schema/execution";
import { connection, connectionSite, outboxMessage, policy } from "@/db/schema/integration";
import { site } from "@/db/schema/reference";
import { defineCommand } from "@/lib/commands/define-command";
import { noteDone } from "@/lib/commands/note-done";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { letGoOn, SETTLE_SECONDS } from "@/lib/integration/connections/let-go-on";
import { fingerprintOf, readConnection, storeConnection } from "@/lib/integration/connections/store-connection";
import { connectionWords } from "./connection-words";
import { ChangeConnectionInput } from "./connection.schema";
import { mayConfigure, siteOfConnection } from "./connection-scope";

/**
 * Changes a connection; every process uses what it now says within a second. What failed before says nothing about it any more: the
 * circuit closes, what failed is due, and changes are read at the next look. Old and new values are kept in the audit trail, of secrets only
 * that they were set (SEC-09). Refusals: FORBIDDEN unless the integration may be configured at every site of it, old and new;
 * CHANGED_MEANWHILE, SITE_IN_USE.
 */
export const changeConnection = defineCommand<ChangeConnectionInput, { readonly connectionId: string }>({
  name: "change-connection",
  permission: "integration.configure",
  input: ChangeConnectionInput,
  site: (tx, { connectionId }, actor) => siteOfConnection(tx, connectionId, actor),
  async run({ tx, actor, siteId, recordedAt }, { connectionId, seen, name, settings, sealed, replaced, pollSeconds, sites }) {
    const stored = await readConnection(tx, connectionId, { lock: true });
    if (stored === null) return refuse("NOT_FOUND");
    const wanted = sites.map((one) => one.siteId);
    if (!mayConfigure(actor, [...stored.sites.map((one) => one.siteId), ...wanted])) return refuse("FORBIDDEN", { permission: "integration.configure" });
    if (fingerprintOf(stored) !== seen) return refuse("CHANGED_MEANWHILE");
    const left = stored.sites.map((one) => one.siteId).filter((one) => !wanted.includes(one));
    const busy = await inUse(tx, connectionId, left);
    if (busy !== null) return refuse("SITE_IN_USE", { site: busy });
    await letGo(tx, connectionId, left);
    // A name that moves from one site to another must be free before it is given again.
    await tx.delete(connectionSite).where(eq(connectionSite.connectionId, connectionId));
    await storeConnection(tx, { id: connectionId, code: stored.code, adapter: stored.adapter, name, settings, sealed, pollSeconds, sites });
    await letGoOn(tx, connectionId, recordedAt, { pauseSeconds: SETTLE_SECONDS });
    await tx.update(connection).set({ lastError: null, lastErrorCode: null }).where(eq(connection.id, connectionId));
    const [before, after] = [await connectionWords(tx, stored), await connectionWords(tx, { name, settings, pollSeconds, sites })];
    await noteDone({ tx, actor, siteId, recordedAt }, "connection.change", connectionId, {
      connection: stored.code,
      old: before.filter((line) => !after.includes(line)),
      new: after.filter((line) => !before.includes(line)),
      secretsSet: replaced,
    });
    return accept({ events: [], output: { connectionId } });
  },
});

/** Code of the first of these sites that still has open orders of this ERP or messages on their way to it, or null. */
async function inUse(tx: Tx, connectionId: string, siteIds: readonly string[]): Promise<string | null> {
  if (siteIds.length === 0) return null;
  const orders = tx
    .select({ id: productionOrder.siteId })
    .from(productionOrder)
    .where(and(eq(productionOrder.connectionId, connectionId), notInArray(productionOrder.state, ["CLOSED", "CANCELLED", "ABORTED"])));
  const messages = tx
    .select({ id: outboxMessage.siteId })
    .from(outboxMessage)
    .where(and(eq(outboxMessage.connectionId, connectionId), notInArray(outboxMessage.state, ["ACCEPTED", "RESOLVED"])));
  const [busy] = await tx
    .select({ code: site.code })
    .from(site)
    .where(and(inArray(site.id, [...siteIds]), or(inArray(site.id, orders), inArray(site.id, messages))))
    .orderBy(site.code)
    .limit(1);
  return busy?.code ?? null;
}

/** A site that is governed no more has no policy for this ERP: nothing is said of it there. */
async function letGo(tx: Tx, connectionId: string, siteIds: readonly string[]): Promise<void> {
  if (siteIds.length > 0) await tx.delete(policy).where(and(eq(policy.connectionId, connectionId), inArray(policy.siteId, [...siteIds])));
}
