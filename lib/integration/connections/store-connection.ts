import { asc, eq } from "drizzle-orm";
import type { Queryable, Tx } from "@/db/client";
import { connection, connectionSite } from "@/db/schema/integration";
import { seedPolicies } from "@/db/seed/seed-site";
import { digestOf } from "@/lib/platform/digest";

/** What is stored of a connection. `sealed` null leaves the secrets as they are. */
export type ConnectionToStore = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly adapter: string;
  readonly settings: unknown;
  readonly sealed: string | null;
  readonly pollSeconds: number;
  readonly sites: readonly { readonly siteId: string; readonly erpCode: string }[];
};

/**
 * Adds a connection or brings it up to date, with the sites that its ERP governs; a site that is new to it gets the shipped policy.
 * Sites that are not named stay. Settings and secrets were checked by the schemas of the adapter.
 */
export async function storeConnection(tx: Tx, { id, code, sealed, sites, ...rest }: ConnectionToStore): Promise<void> {
  const values = { name: rest.name, adapter: rest.adapter, settings: rest.settings, pollSeconds: rest.pollSeconds, ...(sealed === null ? {} : { secrets: sealed }) };
  await tx
    .insert(connection)
    .values({ id, code, ...values })
    .onConflictDoUpdate({ target: connection.id, set: values });
  for (const { siteId, erpCode } of sites) {
    await tx
      .insert(connectionSite)
      .values({ connectionId: id, siteId, erpCode })
      .onConflictDoUpdate({ target: [connectionSite.connectionId, connectionSite.siteId], set: { erpCode } });
    await seedPolicies(tx, siteId, id);
  }
}

/** Everything that a person or the company's file can say of a connection. */
export type StoredConnection = typeof connection.$inferSelect & { readonly sites: readonly { readonly siteId: string; readonly erpCode: string }[] };

/** A connection with its sites, or null. `lock` holds it until the transaction ends. */
export async function readConnection(db: Queryable, id: string, options: { readonly lock?: boolean } = {}): Promise<StoredConnection | null> {
  const query = db.select().from(connection).where(eq(connection.id, id));
  const [row] = options.lock === true ? await query.for("update") : await query;
  if (row === undefined) return null;
  const sites = await db
    .select({ siteId: connectionSite.siteId, erpCode: connectionSite.erpCode })
    .from(connectionSite)
    .where(eq(connectionSite.connectionId, id))
    .orderBy(asc(connectionSite.siteId));
  return { ...row, sites };
}

/** Changes with everything that can be edited of a connection, and with nothing else: whoever edits says which state was seen. */
export function fingerprintOf({ name, adapter, settings, secrets, pollSeconds, sites }: StoredConnection): string {
  return digestOf({ name, adapter, settings, secrets, pollSeconds, sites });
}
