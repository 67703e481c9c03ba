import { spawnSync } from "node:child_process";
import { startTryton } from "@/lib/erp/tryton/testing/tryton-server";
import { startProduct } from "@/lib/processes/testing/product";

/** Starts a real Tryton, a real broker and the product without its demo. Where there can be no Tryton the journey is told why. */
export default async function setup(): Promise<() => Promise<void>> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.toReversed()) await each();
  };
  try {
    const tryton = await startTryton();
    if (tryton.kind === "unavailable") {
      process.env.MILLRACE_TRYTON = JSON.stringify({ kind: "unavailable", reason: tryton.reason });
      return stop;
    }
    stops.push(tryton.stop);
    const broker = await startBroker();
    stops.push(broker.stop);
    const { product, stop: stopProduct } = await startProduct({ MILLRACE_DEMO: "off", ...(broker.url === null ? {} : { MQTT_URL: broker.url }) }, ".artifacts/erp-logs");
    stops.push(stopProduct);
    process.env.MILLRACE_PRODUCT = JSON.stringify(product);
    process.env.MILLRACE_TRYTON = JSON.stringify({ kind: "up", facts: tryton.facts, broker: broker.name });
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Mosquitto, installed if we may; without it the product's embedded broker has to do. */
async function startBroker(): Promise<{ readonly name: string; readonly url: string | null; stop(): Promise<void> }> {
  if (spawnSync("mosquitto", ["-h"]).error !== undefined && process.getuid?.() === 0) {
    // RUNLEVEL keeps Debian from starting a broker of its own on port 1883.
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
    const install = () => spawnSync("apt-get", ["install", "-qy", "--no-install-recommends", "mosquitto"], { stdio: "ignore", timeout: 120_000, env }).status === 0;
    if (!install()) {
      spawnSync("apt-get", ["update", "-q"], { stdio: "ignore", timeout: 60_000 });
      install();
    }
  }
  // Looks for the program when it is loaded, so only now.
  const { mosquittoPath, startMosquitto } = await import("@/lib/telemetry/testing/mosquitto");
  if (mosquittoPath === null) return { name: "the embedded broker, because mosquitto can't be installed here", url: null, stop: () => Promise.resolve() };
  return { name: "mosquitto", ...(await startMosquitto(mosquittoPath)) };
}
