import { once } from "node:events";
import { DEMO_SOURCE } from "@/lib/sandbox/company/demo-company";
import { systemClock } from "@/lib/platform/clock";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { createDemand, DEMAND_MINUTES, openDemoCompany } from "./demand";
import { faultQueue } from "./faults";
import { openLedger } from "./ledger";
import { sandboxServer } from "./server";
import { tellStock } from "./stock-snapshot";
import { announceChanges } from "./webhooks";

/** The seed of the demo company: everybody sees the same one. */
const SEED = 4711;

/** The sandbox ERP as a process: prints its address once it listens, ends cleanly on SIGTERM or SIGINT. */
const now = (): Date => systemClock.now();
const ledger = openLedger(env.SANDBOX_ERP_STATE, DEMO_SOURCE, now);
if (ledger.books.opened === null) {
  if (env.SANDBOX_ERP_COMPANY === "demo") openDemoCompany(ledger, now(), SEED);
  else ledger.open(now(), SEED, []);
}

const key = env.SANDBOX_ERP_KEY;
if (key === undefined) throw new Error("SANDBOX_ERP_KEY is not set: the sandbox ERP needs the key that its callers show.");
const faults = faultQueue();
const server = sandboxServer({ ledger, faults, key, now });
server.listen(env.SANDBOX_ERP_PORT, "127.0.0.1");
await once(server, "listening");
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : env.SANDBOX_ERP_PORT;
log.info({ port }, "sandbox ERP is ready");
console.log(`http://127.0.0.1:${port}`);

const ending = new AbortController();
const demand = env.SANDBOX_ERP_COMPANY === "demo" ? setInterval(() => createDemand(ledger, now()), (DEMAND_MINUTES * 60_000) / env.MILLRACE_DEMO_SPEED) : null;
const counting =
  env.SANDBOX_ERP_COMPANY === "demo" && env.SANDBOX_ERP_STOCK_MINUTES > 0
    ? setInterval(() => tellStock(ledger, now()), (env.SANDBOX_ERP_STOCK_MINUTES * 60_000) / env.MILLRACE_DEMO_SPEED)
    : null;
const announcing =
  env.SANDBOX_ERP_WEBHOOK_URL !== undefined && env.SANDBOX_ERP_WEBHOOK_SECRET !== undefined
    ? announceChanges(ledger, { url: env.SANDBOX_ERP_WEBHOOK_URL, secret: env.SANDBOX_ERP_WEBHOOK_SECRET }, now, ending.signal, () => faults.isOff())
    : Promise.resolve();

async function end(): Promise<void> {
  for (const looks of [demand, counting]) if (looks !== null) clearInterval(looks);
  ending.abort();
  server.closeAllConnections();
  server.close();
  await announcing;
  ledger.close();
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    end().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "the end was not clean");
        process.exit(1);
      },
    );
  });
}
