import { systemClock } from "@/lib/platform/clock";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { openErp } from "./open-erp";

/** The sandbox ERP as a process: prints its address once it listens, ends cleanly on SIGTERM or SIGINT. */
const { SANDBOX_ERP_KEY: key, SANDBOX_ERP_WEBHOOK_URL: url, SANDBOX_ERP_WEBHOOK_SECRET: secret } = env;
if (key === undefined) throw new Error("SANDBOX_ERP_KEY is not set: the sandbox ERP needs the key that its callers show.");
const erp = await openErp({
  state: env.SANDBOX_ERP_STATE,
  port: env.SANDBOX_ERP_PORT,
  key,
  company: env.SANDBOX_ERP_COMPANY,
  speed: env.MILLRACE_DEMO_SPEED,
  stockMinutes: env.SANDBOX_ERP_STOCK_MINUTES,
  webhook: url === undefined || secret === undefined ? null : { url, secret },
  now: () => systemClock.now(),
});
log.info({ url: erp.url }, "sandbox ERP is ready");
console.log(erp.url);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    erp.end().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "the end was not clean");
        process.exit(1);
      },
    );
  });
}
