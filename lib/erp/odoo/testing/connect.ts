import type { Http } from "@/lib/erp/http/request";
import type { AdapterMemory, Delivery, ErpAdapter } from "@/lib/erp/port";
import type { Words } from "@/lib/erp/words";
import { odooSystem } from "@/lib/erp/odoo/adapter";
import type { OdooServer } from "./odoo-server";

export type Protocol = "JSON2" | "JSONRPC";

/** An adapter on that server, over either protocol. */
export function connect(
  odoo: OdooServer,
  http: Http,
  {
    protocol = "JSON2",
    version = 19,
    apiKey = odoo.apiKey,
    ...more
  }: { readonly protocol?: Protocol; readonly version?: number; readonly apiKey?: string; readonly [setting: string]: unknown } = {},
  words?: Words,
): ErpAdapter {
  const settings = { url: odoo.url, protocol, version, database: odoo.database, login: odoo.login, site: "SITE-A", ...more };
  return odooSystem.create(settings, { apiKey }, http, words);
}

/** An outbox row: it keeps what the adapter remembers. */
export function outboxRow(): Delivery & { memory: AdapterMemory | null } {
  const row = { memory: null as AdapterMemory | null, original: null, remember: async (next: AdapterMemory) => void (row.memory = next) };
  return row;
}
