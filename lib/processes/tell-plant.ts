import { connectAsync } from "mqtt";
import { DEMO_LINES } from "@/db/seed/demo-lines";
import { STOP_REASONS } from "@/db/seed/site-defaults";
import { env } from "@/lib/platform/env";
import { openHome } from "./home";
import { readRunning } from "./running";

const TOPIC = "sandbox/plant/command";
const USAGE = `Tell the demo plant and its ERP what to do:
  npm run plant -- stop L1 [BRK-MECH]   a line breaks down
  npm run plant -- restore L1           it runs again
  npm run plant -- rate L1 0.5          it runs at half its rate
  npm run plant -- calm                 no accidents of its own
  npm run plant -- erp off              the sandbox ERP answers nobody
  npm run plant -- erp on               it answers again`;

const STOPS = STOP_REASONS.map(([code]) => code);

// For whoever shows or tries the demo: what a machine would do by itself, at the moment at which it is wanted.
const [action = "", line, third] = process.argv.slice(2);

void tell().catch((fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : String(fault));
  process.exitCode = 1;
});

async function tell(): Promise<void> {
  if (action === "erp") return tellErp();
  const order = orderOf();
  if (order === null) throw new Error(USAGE);
  if (action !== "calm" && !DEMO_LINES.includes(line ?? "")) throw new Error(`The demo plant has no line ${line}. It has ${DEMO_LINES.join(", ")}.`);
  if (action === "stop" && third !== undefined && !STOPS.includes(third)) throw new Error(`There is no reason ${third} to stop. There are ${STOPS.join(", ")}.`);
  if (action === "rate" && !(Number(third) >= 0 && Number(third) <= 1)) throw new Error("A line runs at 0 to 1 of its rate, such as 0.5.");
  const url = env.MQTT_URL ?? readRunning(openHome(env.MILLRACE_HOME))?.mqttUrl;
  if (url === undefined) throw new Error("Millrace does not run: npm start first.");
  const client = await connectAsync(url);
  await client.publishAsync(TOPIC, JSON.stringify(order), { qos: 1 });
  await client.endAsync();
  console.log(`told: ${JSON.stringify(order)}`);
}

/** Switches the sandbox ERP off or on; its process stays, so that nothing starts it again. */
async function tellErp(): Promise<void> {
  if (line !== "off" && line !== "on") throw new Error(USAGE);
  const running = readRunning(openHome(env.MILLRACE_HOME));
  if (running === null) throw new Error("Millrace does not run: npm start first.");
  if (running.erpUrl === undefined) throw new Error("There is no sandbox ERP: Millrace runs without the demo.");
  const answer = await fetch(`${running.erpUrl}/sandbox/power`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ on: line === "on" }),
  });
  if (!answer.ok) throw new Error(`The sandbox ERP answered ${answer.status}: ${await answer.text()}`);
  console.log(
    line === "on"
      ? `The sandbox ERP answers again. What waited goes out when it is tried next: within ${env.MILLRACE_CIRCUIT_SECONDS} s, or at once when IT tests the connection.`
      : "The sandbox ERP answers nobody. npm run plant -- erp on ends it.",
  );
}

function orderOf(): Record<string, unknown> | null {
  switch (action) {
    case "stop":
      return line === undefined ? null : { action, line, ...(third === undefined ? {} : { reason: third }) };
    case "restore":
      return line === undefined ? null : { action, line };
    case "rate":
      return line === undefined || third === undefined ? null : { action, line, factor: Number(third) };
    case "calm":
      return { action, calm: true };
    default:
      return null;
  }
}
