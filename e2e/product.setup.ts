import { connectAsync } from "mqtt";
import { startProduct } from "@/lib/processes/testing/product";

/** Starts the whole product once for all journeys; the fixtures hand out its addresses. */
export default async function setup(): Promise<() => Promise<void>> {
  const { product, stop } = await startProduct({}, ".artifacts/journeys-logs");
  process.env.MILLRACE_PRODUCT = JSON.stringify(product);
  await calm(product.mqttUrl);
  return stop;
}

/**
 * The demo plant has troubles of its own, whenever they fall, and counts what nobody confirms; a journey makes those that it needs. The other
 * machines of site A go on counting.
 */
async function calm(mqttUrl: string): Promise<void> {
  const client = await connectAsync(mqttUrl, { clientId: "journeys" });
  await client.subscribeAsync("#");
  await new Promise((resolve) => void client.once("message", resolve));
  for (const action of ["calm", "restore"]) await client.publishAsync("sandbox/plant/command", JSON.stringify({ action }), { qos: 1 });
  for (const line of ["MIX-1", "MIX-7", "PAST-7"]) await client.publishAsync("sandbox/plant/command", JSON.stringify({ line, action: "rate", factor: 0 }), { qos: 1 });
  await client.endAsync();
}
