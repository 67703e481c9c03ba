import { eq } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { connection } from "@/db/schema/integration";
import type { Broken, ErpAdapter, ErpSystem } from "@/lib/erp/port";
import { type WordPair, type Words, wordsOf } from "@/lib/erp/words";
import { storedWords } from "@/lib/integration/words/stored-words";
import { openSecrets } from "./secrets";

/** Opens adapters of connections by what is stored with them. */
export type AdapterSource = { adapterFor(connectionId: string): Promise<ErpAdapter> };

/** How an adapter is made for a kind of ERP: the registry's system with its HTTP client already in hand. */
export type SystemOpener = (system: string, settings: unknown, secrets: unknown, pairs: readonly WordPair[]) => ErpAdapter;

/** The registry as an opener, for the composition: `openerOf(erpSystems, (system, settings, secrets, words) => system.create(settings, secrets, http, words))`. */
export function openerOf(systems: ReadonlyMap<string, ErpSystem>, create: (system: ErpSystem, settings: unknown, secrets: unknown, words: Words) => ErpAdapter): SystemOpener {
  return (name, settings, secrets, pairs) => {
    const system = systems.get(name);
    if (system === undefined) throw new Error(`there is no adapter named ${name}`);
    return create(system, settings, secrets, wordsOf(pairs, system.delivered));
  };
}

/**
 * Adapters by connection. An adapter is kept while the stored settings and words are the same, so that a change of them counts from the next call
 * on, in every process.
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
      const pairs = await storedWords(db, connectionId);
      const of = JSON.stringify([row, pairs]);
      const known = kept.get(connectionId);
      if (known?.of === of) return known.adapter;
      const adapter = usable(connectionId, () => open(row.adapter, row.settings, row.secrets === null ? {} : openSecrets(row.secrets, connectionId, masterSecret), pairs));
      kept.set(connectionId, { of, adapter });
      return adapter;
    },
  };
}

/** What is stored of a connection makes no adapter: it has to be mended by a person, and trying again helps nobody. */
export class UnusableConnection extends Error {}

/** The same as an outcome, for people. */
export const UNUSABLE = { kind: "broken", code: "SETTINGS", reason: "Its settings or secrets can't be used: change them under Connections." } as const satisfies Broken;

function usable(connectionId: string, open: () => ErpAdapter): ErpAdapter {
  try {
    return open();
  } catch (cause) {
    throw new UnusableConnection(`connection ${connectionId} can't be opened with what is stored of it`, { cause });
  }
}
