import { eq, notInArray } from "drizzle-orm";
import { opcuaSession, source } from "@/db/schema/telemetry-source";
import { ownIdentity } from "@/lib/commands/telemetry/opcua/opcua-identity";
import { passwordOf, storedOpcuaSources } from "@/lib/commands/telemetry/opcua/stored-source";
import { composition } from "@/lib/composition";
import { prefixOf } from "@/lib/domain/equipment/opcua-topic";
import { endInTime } from "@/lib/platform/end-in-time";
import { brokerIdentity } from "@/lib/platform/broker-identity";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { type Bridge, startBridge } from "@/lib/telemetry/opcua/bridge";
import { repeat } from "./worker/repeat";

// Listens to OPC UA servers and publishes what they say to the broker, where workers hear it as anything else. Any number may run; each may die at any moment.
const { services, close } = composition();
const { db, clock } = services;
const { MQTT_URL: url, DATABASE_URL: databaseUrl, MILLRACE_SECRET: secret } = env;
if (url === undefined || databaseUrl === undefined || secret === undefined) throw new Error("MQTT_URL, DATABASE_URL and MILLRACE_SECRET are needed: npm start sets them");
const masterSecret = secret;
/** Nodes that are not there or too long are shown as far as a person can read them. */
const MOST_SHOWN = 100;

const bridge: Bridge = startBridge({
  url,
  access: brokerIdentity,
  databaseUrl,
  clock,
  log,
  async sources() {
    const stored = (await storedOpcuaSources(db)).filter(({ active }) => active);
    if (stored.length === 0) return [];
    const identity = await ownIdentity(db, masterSecret);
    return stored.map((one) => ({
      id: one.id,
      prefix: prefixOf(one.topicFilter),
      version: one.version,
      access: () => ({ settings: one.settings, password: passwordOf(one, masterSecret), identity }),
    }));
  },
});
const telling = repeat("state of OPC UA servers", 2_000, tell);
log.info("listens to OPC UA servers");

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    endInTime(log, 4_500);
    void stop();
  });
}

/** Writes how each source that this process holds stands, for the page that shows it. */
async function tell(): Promise<void> {
  const seenAt = clock.now();
  for (const [sourceId, { state, since, problem, nodes, unknown, tooLong, lostAtServer, lostAtBroker, lostAt, broker }] of bridge.status()) {
    const shown = { unknown: unknown.slice(0, MOST_SHOWN), tooLong: tooLong.slice(0, MOST_SHOWN) };
    const values = { state, since, problem, nodes, ...shown, lostAtServer, lostAtBroker, lostAt, broker, seenAt };
    await db
      .insert(opcuaSession)
      .values({ sourceId, ...values })
      .onConflictDoUpdate({ target: opcuaSession.sourceId, set: values });
  }
  await db.delete(opcuaSession).where(notInArray(opcuaSession.sourceId, db.select({ id: source.id }).from(source).where(eq(source.active, true))));
}

async function stop(): Promise<void> {
  await Promise.allSettled([telling.stop(), bridge.close()]);
  await close();
  log.info("stopped listening to OPC UA servers");
  process.exit(0);
}
