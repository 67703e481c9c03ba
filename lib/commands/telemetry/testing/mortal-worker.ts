import { setTimeout as wait } from "node:timers/promises";
import { connect } from "@/db/client";
import { site } from "@/db/schema/reference";
import { source } from "@/db/schema/telemetry-source";
import { systemActor } from "@/lib/auth/system-actor";
import { systemClock } from "@/lib/platform/clock";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { startSubscriber } from "@/lib/telemetry/subscriber";
import { ingestBatch } from "@/lib/commands/telemetry/ingest-batch";

/** A worker's telemetry as a process of its own, for a test to kill: says with each change which sources it hears, and what it committed, in small batches. */
const { DATABASE_URL: databaseUrl = "", MQTT_URL: url = "" } = env;
const { db } = connect(databaseUrl);
const sites = await db.select({ siteId: site.id, code: site.code }).from(site);
const actor = systemActor("telemetry", ["telemetry.write"], sites);
const subscriber = startSubscriber({
  url,
  databaseUrl,
  clock: systemClock,
  log,
  sources: async () => (await db.select().from(source)).flatMap(({ id, kind, topicFilter }) => (kind === "HTTP" ? [] : [{ id, kind, topicFilter }])),
  limits: { maxItems: 100, maxDelayMs: 5, maxWaiting: 50_000 },
  async write(batch, lease) {
    await ingestBatch({ db, clock: systemClock, tellLive: () => undefined, wakeOutbox: () => undefined }, actor, batch, { lease });
    process.stdout.write("committed\n");
    await wait(20);
  },
});
for (let told = -1; ; await wait(20)) {
  const connected = subscriber.status().flatMap((one) => (one.connected ? [one.key] : []));
  if (connected.length !== told) process.stdout.write(`connected ${connected.length} ${connected.join(" ")}\n`);
  told = connected.length;
}
