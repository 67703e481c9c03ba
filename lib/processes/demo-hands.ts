import { and, eq, inArray } from "drizzle-orm";
import { connect } from "mqtt";
import type { Database } from "@/db/client";
import { orderOperation } from "@/db/schema/execution";
import { equipment } from "@/db/schema/reference";
import { log } from "@/lib/platform/log";

const TOPIC = "sandbox/plant/loaded";
const EVERY_MS = 1_000;

/**
 * The hands at the demo's machines: whoever starts an operation there switches the machine on, and off when it ends. The simulated plant knows no order, so
 * the codes of the machines at which somebody works are told to it, retained, whenever they change.
 */
export function handsAtMachines(db: Database, mqttUrl: string): { close(): Promise<void> } {
  const client = connect(mqttUrl, { clientId: "plant-hands", clean: true });
  // It connects again by itself, and the supervisor speaks of the broker.
  client.on("error", (error) => log.debug({ err: error }, "the demo's hands are not connected"));
  let told = "";
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    const codes = JSON.stringify(await loadedUnits(db));
    if (codes === told || !client.connected) return;
    await client.publishAsync(TOPIC, codes, { qos: 1, retain: true });
    told = codes;
  };
  // While the database is away nobody starts anything; the supervisor says that it is.
  const timer = setInterval(() => {
    looking = looking.then(look).catch((error: unknown) => log.debug({ err: error }, "the demo's hands could not look"));
  }, EVERY_MS);
  return {
    async close() {
      clearInterval(timer);
      await looking;
      await client.endAsync(true);
    },
  };
}

async function loadedUnits(db: Database): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ code: equipment.code })
    .from(orderOperation)
    .innerJoin(equipment, and(eq(equipment.id, orderOperation.workUnitId), eq(equipment.level, "WORK_UNIT")))
    .where(inArray(orderOperation.state, ["SETUP", "RUNNING", "PAUSED"]))
    .orderBy(equipment.code);
  return rows.map(({ code }) => code);
}
