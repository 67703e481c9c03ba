import { setTimeout as delay } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { startProduct } from "@/lib/processes/testing/product";
import { inDatabase } from "./pages/in-database";

/** Starts the whole product once for all journeys; the fixtures hand out its addresses. */
export default async function setup(): Promise<() => Promise<void>> {
  const { product, stop } = await startProduct({}, ".artifacts/journeys-logs");
  try {
    process.env.MILLRACE_PRODUCT = JSON.stringify(product);
    await calm(product.mqttUrl);
    await shiftRecorded(product.databaseUrl);
    await shiftLasts(product.databaseUrl);
    return stop;
  } catch (error) {
    // Left running, its machines and its worker would mix with those of the next product at the same broker.
    await stop();
    throw error;
  }
}

/**
 * The demo plant has troubles of its own, whenever they fall, and counts what nobody confirms; a journey makes those that it needs. The other
 * machines of site A go on counting, whether somebody works at them or not.
 */
async function calm(mqttUrl: string): Promise<void> {
  const client = await connectAsync(mqttUrl, { clientId: "journeys" });
  await client.subscribeAsync("#");
  await new Promise((resolve) => void client.once("message", resolve));
  for (const order of [{ action: "calm" }, { action: "restore" }, { action: "attend", attend: false }])
    await client.publishAsync("sandbox/plant/command", JSON.stringify(order), { qos: 1 });
  for (const line of ["MIX-1", "MIX-7", "PAST-7"]) await client.publishAsync("sandbox/plant/command", JSON.stringify({ line, action: "rate", factor: 0 }), { qos: 1 });
  await client.endAsync();
}

/** The demo's past is recorded beside the first journeys' start: it must not hold a machine that one of them wants. */
async function shiftRecorded(databaseUrl: string): Promise<void> {
  const recorded = await inDatabase(databaseUrl, async (sql) => {
    for (const until = Date.now() + 120_000; Date.now() < until; await delay(200)) {
      const [running] = await sql`
        select 1 from execution.order_operation p join execution.production_order o on o.id = p.order_id
        where o.number = '4711-0076' and p.op_no = 30 and p.good_first > 600`;
      if (running !== undefined) return true;
    }
    return false;
  });
  if (!recorded) throw new Error("The demo's shift was not recorded.");
}

/**
 * A shift that ends within the hour goes on for as long, and the next begins later: its lists have what a journey does in it, and what it reads there a moment later
 * is not of the shift before. Both in one go, for windows of a line never overlap; what is laid out anew leaves them as they are.
 */
async function shiftLasts(databaseUrl: string): Promise<void> {
  await inDatabase(databaseUrl, (sql) =>
    sql.begin(async (tx) => {
      await tx`update reference.calendar_window set from_at = now() + interval '1 hour' where from_at > now() and from_at < now() + interval '1 hour' and to_at > now() + interval '1 hour'`;
      await tx`update reference.calendar_window set to_at = now() + interval '1 hour' where from_at <= now() and to_at > now() and to_at < now() + interval '1 hour'`;
    }),
  );
}
