import { networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { connect } from "@/db/client";
import { migrate } from "@/db/migrate";
import { site } from "@/db/schema/reference";
import { keepBundles } from "@/lib/platform/bundle";
import { env } from "@/lib/platform/env";
import { build, buildIsCurrent } from "./build";
import { type Child, type ChildEvents, superviseChild } from "./child";
import { childSpecs, opcuaSpec } from "./children";
import { childSays, note, step } from "./console";
import { freePort } from "./free-port";
import { answers } from "./health";
import { loadSecrets, openHome } from "./home";
import { startOf } from "./process-facts";
import { opcuaOnDemand } from "./opcua-on-demand";
import { refuseDemoData } from "./refuse-demo-data";
import { clearRunning, endLeftovers, readRunning, type Running, writeRunning } from "./running";
import { openBroker, openDatabase, type Service } from "./services";

const dev = process.argv.includes("--dev");
const demo = env.MILLRACE_DEMO === "on";
const home = openHome(env.MILLRACE_HOME);
/** How long the sandbox ERP may take to tell of its items and orders. */
const ERP_TELLS_MS = 180_000;
let demoEnds: () => Promise<void> = () => Promise.resolve();
const running: Running = { supervisor: { pid: process.pid, startedAt: startOf(process.pid) ?? Date.now() }, children: [], ready: false };
const services: Service[] = [];
const children: Child[] = [];
let stopping = false;

const events: ChildEvents = {
  warned: childSays,
  started(name, pid) {
    running.children = [...running.children.filter((child) => child.name !== name), { name, pid, startedAt: startOf(pid) ?? Date.now() }];
    writeRunning(home, running);
  },
  died: (name, how, retryInMs) => childSays(name, `ended unexpectedly (${how}); starting it again in ${retryInMs / 1000} s, its log is ${home}/logs/${name}.log`),
};

let lastSignal = 0;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // One Ctrl-C arrives up to three times: from the terminal, from npm and from the bootstrap.
    const repeated = Date.now() - lastSignal < 700;
    lastSignal = Date.now();
    if (repeated) return;
    if (stopping) force();
    else void stop(0);
  });
}

void start().catch(async (error: unknown) => {
  if (stopping) return;
  console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
  await stop(1);
});

async function start(): Promise<void> {
  console.log(`Millrace ${dev ? "(development) " : ""}starts, everything it keeps is in ${home}`);
  const other = readRunning(home);
  if (other) throw new Error(`Millrace already runs out of ${home}${other.url ? `, at ${other.url}` : ""} (process ${other.supervisor.pid}).`);
  const leftovers = await endLeftovers(home);
  if (leftovers.length > 0) note(`ended what an earlier start left behind: ${leftovers.join(", ")}`);
  writeRunning(home, running);

  const secrets = loadSecrets(home);
  const database = await step("Database", async () => opened(await openDatabase(env.DATABASE_URL, home, secrets, events)));
  const broker = await step("Broker", async () => opened(await openBroker(env.MQTT_URL)));
  await step("Migrations", async () => {
    const applied = await migrate(database.url);
    return { value: applied, says: applied === 0 ? "the schema is current" : `${applied} applied` };
  });
  if (!demo) await refuseDemoData(database.url);

  const secret = env.MILLRACE_SECRET ?? secrets.secret;
  const shared = { DATABASE_URL: database.url, MQTT_URL: broker.url, MILLRACE_SECRET: secret };
  if (!dev) await step("Web app", ensureBuild);
  if (stopping) return;

  // Only now: a build takes minutes, and others take ports meanwhile.
  const port = await portFor("web app", env.PORT, "0.0.0.0");
  const erpPort = demo ? await portFor("sandbox ERP", env.SANDBOX_ERP_PORT, "127.0.0.1") : 0;
  const sandbox = { erpKey: secrets.sandboxErpKey, erpWebhookSecret: secrets.sandboxErpWebhookSecret, mqttUrl: broker.url };
  if (demo) {
    // Loaded only here: a company that switches the demo off never runs a line of it.
    const { seedDemo } = await import("@/db/seed/demo");
    const erp = { url: `http://127.0.0.1:${erpPort}`, key: sandbox.erpKey, webhookSecret: sandbox.erpWebhookSecret };
    await step("Demo company", async () => ({
      value: await seedDemo({ databaseUrl: database.url, secret, speed: env.MILLRACE_DEMO_SPEED, erp }),
      says: "users, devices and sites are there",
    }));
  }
  if (stopping) return;

  const specs = childSpecs({ dev, demo, home, port, erpPort, env: shared, sandbox });
  const url = `http://localhost:${port}`;
  let playing = Promise.resolve();
  await step("Processes", async () => {
    for (const spec of specs) children.push(superviseChild(spec, events));
    children.push(opcuaOnDemand(database.url, opcuaSpec({ dev, home, env: shared }), events));
    setInterval(keepBundles, 86_400_000).unref();
    // Beside the wait for the web app: the sooner the demo's shift is there, the better the first look.
    if (demo) playing = playDemo(database.url, broker.url, secret).catch(poorer("the demo's people do nothing"));
    const missing = await answers(`http://127.0.0.1:${port}`, 120_000);
    return { value: undefined, says: `${specs.map(({ name }) => name).join(", ")}${missing.length > 0 ? `; still waiting for ${missing.join(", ")}` : ""}` };
  });
  Object.assign(running, { ready: true, url, databaseUrl: database.url, mqttUrl: broker.url, ...(demo ? { erpUrl: `http://127.0.0.1:${erpPort}` } : {}) });
  writeRunning(home, running);
  await welcome(url, port, erpPort, demo || (await hasSites(database.url)));
  await playing;
}

/** Says what the demo lacks. */
function poorer(what: string): (error: unknown) => void {
  return (error) => {
    if (!stopping) note(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  };
}

/** What people of the demo did and do, as soon as the sandbox ERP has told of items and orders; without it the demo is the poorer, and runs. */
async function playDemo(databaseUrl: string, mqttUrl: string, secret: string): Promise<void> {
  const [{ compose }, { recordDemoShift }, { writeDemoInstructions }, { handsAtMachines }] = await Promise.all([
    import("@/lib/composition"),
    import("./demo-shift"),
    import("./demo-instructions"),
    import("./demo-hands"),
  ]);
  const composed = compose(databaseUrl, secret);
  // The shift first: from then on machines without a run stand by.
  await recordDemoShift(composed.services, ERP_TELLS_MS).catch(poorer("the demo's shift was not recorded"));
  const hands = handsAtMachines(composed.services.db, mqttUrl);
  demoEnds = async () => {
    await hands.close();
    await composed.close();
  };
  await writeDemoInstructions(databaseUrl, ERP_TELLS_MS).catch(poorer("the demo's instructions were not written"));
}

function opened(service: Service): { value: Service; says: string } {
  services.push(service);
  return { value: service, says: service.says };
}

async function ensureBuild(): Promise<{ value: undefined; says: string }> {
  const distDir = resolve(env.MILLRACE_DIST_DIR);
  if (buildIsCurrent(distDir)) return { value: undefined, says: "built before" };
  note("the web app is built first, which takes some minutes; later starts take seconds");
  await build(distDir, `${home}/logs/build.log`);
  return { value: undefined, says: "built" };
}

async function portFor(what: string, wanted: number, host: string): Promise<number> {
  const port = await freePort(wanted, host);
  if (port !== wanted) note(`port ${wanted} is taken, so the ${what} uses ${port}`);
  return port;
}

async function hasSites(databaseUrl: string): Promise<boolean> {
  const { db, close } = connect(databaseUrl, { max: 1 });
  try {
    return (await db.$count(site)) > 0;
  } finally {
    await close();
  }
}

async function welcome(url: string, port: number, erpPort: number, setUp: boolean): Promise<void> {
  console.log(`\n  Millrace        ${url}`);
  const lan = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal);
  if (lan) console.log(`  on the network  http://${lan.address}:${port}`);
  if (demo) {
    const { demoSignIns } = await import("@/db/seed/demo-sign-ins");
    console.log(`  sandbox ERP     http://127.0.0.1:${erpPort}\n\n  Sign in as`);
    for (const { who, how } of demoSignIns) console.log(`  ${who.padEnd(28)} ${how}`);
  }
  if (!setUp) console.log("\n  Nothing is set up yet. Describe your plant in a file (copy company.example.json), then: npm run setup -- company.json");
  console.log("\n  Ctrl-C stops everything.\n");
}

/** Broker and plant fall silent first, the web app and the worker finish what they hold, then broker and database go. */
async function stop(code: number): Promise<void> {
  stopping = true;
  if (children.length + services.length > 0) console.log("\nStopping (Ctrl-C again to force)");
  // What the broker takes from here on nobody would hear.
  for (const service of services) service.hush?.();
  await demoEnds();
  for (const child of children.toReversed()) await child.stop();
  for (const service of services.toReversed()) await service.stop();
  if (readRunning(home)?.supervisor.pid === process.pid) clearRunning(home);
  if (code === 0) console.log("Stopped");
  process.exit(code);
}

function force(): void {
  for (const child of children) child.kill();
  // PostgreSQL is left to end by itself: it has its signal, and recovers from its log at the next start.
  process.exit(130);
}
