import { systemClock } from "@/lib/platform/clock";
import { endInTime } from "@/lib/platform/end-in-time";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { startPlant } from "./plant";

/** The seed of the demo company: everybody sees the same one. */
const SEED = 4711;

/** The plant simulator as a process: speaks MQTT and nothing else, ends cleanly on SIGTERM or SIGINT. */
const url = env.MQTT_URL;
if (url === undefined) throw new Error("MQTT_URL is not set: the plant has nobody to talk to.");
const plant = startPlant({ url, seed: SEED, speed: env.MILLRACE_DEMO_SPEED, now: () => systemClock.now() });
log.info({ speed: env.MILLRACE_DEMO_SPEED }, "the demo plant runs");

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    endInTime(log);
    plant.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "the end was not clean");
        process.exit(1);
      },
    );
  });
}
