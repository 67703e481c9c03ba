import { once } from "node:events";
import { DEMO_SOURCE } from "@/lib/sandbox/company/demo-company";
import { createDemand, DEMAND_MINUTES, openDemoCompany } from "./demand";
import { faultQueue } from "./faults";
import { openLedger } from "./ledger";
import { sandboxServer } from "./server";
import { tellStock } from "./stock-snapshot";
import { announceChanges } from "./webhooks";

/** The seed of the demo company: everybody sees the same one. */
const SEED = 4711;

export type ErpOptions = {
  /** Folder of its books; what is in it already goes on. */
  readonly state: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** What its callers show. */
  readonly key: string;
  readonly company: "demo" | "none";
  /** How many times faster than real time the demo company lives. */
  readonly speed: number;
  /** Minutes of the demo between two snapshots of the stock; 0 for none. */
  readonly stockMinutes: number;
  /** Who hears of changes; null for nobody. */
  readonly webhook: { readonly url: string; readonly secret: string } | null;
  now(): Date;
};

/** Opens the sandbox ERP and resolves once it listens. `end` lets it finish what it writes. */
export async function openErp({ state, port, key, company, speed, stockMinutes, webhook, now }: ErpOptions): Promise<{ readonly url: string; end(): Promise<void> }> {
  const ledger = openLedger(state, DEMO_SOURCE, now);
  if (ledger.books.opened === null) {
    if (company === "demo") openDemoCompany(ledger, now(), SEED);
    else ledger.open(now(), SEED, []);
  }
  const faults = faultQueue();
  const server = sandboxServer({ ledger, faults, key, now });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;

  const every = (minutes: number, run: () => void) => (company === "demo" && minutes > 0 ? setInterval(run, (minutes * 60_000) / speed) : null);
  const demand = every(DEMAND_MINUTES, () => createDemand(ledger, now()));
  const counting = every(stockMinutes, () => tellStock(ledger, now()));
  const ending = new AbortController();
  const announcing = webhook === null ? Promise.resolve() : announceChanges(ledger, webhook, now, ending.signal, () => faults.isOff());
  return {
    url: `http://127.0.0.1:${taken}`,
    async end() {
      for (const looks of [demand, counting]) if (looks !== null) clearInterval(looks);
      ending.abort();
      server.closeAllConnections();
      server.close();
      await announcing;
      ledger.close();
    },
  };
}
