import { eq } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { connection } from "@/db/schema/integration";
import type { ErpAdapter, ErpSystem } from "@/lib/erp/port";
import { openSecrets } from "./secrets";

/** Opens adapters of connections by what is stored with them. */
export type AdapterSource = { adapterFor(connectionId: string): Promise<ErpAdapter> };

/** How an adapter is made for a kind of ERP: the registry's system with its HTTP client already in hand. */
export type SystemOpener = (system: string, settings: unknown, secrets: unknown) => ErpAdapter;

/** The registry as an opener, for the composition: `openerOf(erpSystems, (system, …) => system.create(…, http))`. */
export function openerOf(systems: ReadonlyMap<string, ErpSystem>, create: (system: ErpSystem, settings: unknown, secrets: unknown) => ErpAdapter): SystemOpener {
  return (name, settings, secrets) => {
    const system = systems.get(name);
    if (system === undefined) throw new Error(`there is no adapter named ${name}`);
    return create(system, settings, secrets);
  };
}

/**
 * Adapters by connection. An adapter is kept while the stored settings are the same, so that a change of them counts from the next call on,
 * in every process.
 */
export function adapterSource(db: Queryable, open: SystemOpener, masterSecret: string): AdapterSource {
  const kept = new Map<string, { of: string; adapter: ErpAdapter }>();
  return {
    async adapterFor(connectionId) {
      const [row] = await db
        .select({ adapter: connection.adapter, settings: connection.settings, secrets: connection.secrets })
        .from(connection)
        .where(eq(connection.id, connectionId));
      if (row === undefined) throw new Error(`connection ${connectionId} does not exist`);
      const of = JSON.stringify(row);
      const known = kept.get(connectionId);
      if (known?.of === of) return known.adapter;
      const adapter = open(row.adapter, row.settings, row.secrets === null ? {} : openSecrets(row.secrets, connectionId, masterSecret));
      kept.set(connectionId, { of, adapter });
      return adapter;
    },
  };
}
