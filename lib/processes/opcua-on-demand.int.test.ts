import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { eq } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { opcuaSession, opcuaSource, source } from "@/db/schema/telemetry-source";
import { site } from "@/db/schema/reference";
import { seedPlant } from "@/db/seed/demo-plant";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { OpcuaSettings } from "@/lib/telemetry/opcua/settings";
import { startOpcuaServer, type TestOpcuaServer } from "@/lib/telemetry/testing/opcua-server";
import type { ChildEvents } from "./child";
import { opcuaSpec } from "./children";
import { freePort } from "./free-port";
import { opcuaOnDemand } from "./opcua-on-demand";
import { startOf } from "./process-facts";
import { testBroker, type TestBroker } from "./testing/broker";
import { TEST_SECRET } from "./testing/worker-process";

const PREFIX = "opcua/site-a/filler";
const PATIENCE = { timeout: 30_000, interval: 100 };

let server: TestOpcuaServer;
let broker: TestBroker;
let database: TestDatabase;
let listener: MqttClient;
let onDemand: ReturnType<typeof opcuaOnDemand>;
const home = mkdtempSync(join(tmpdir(), "millrace-opcua-"));
const pids: number[] = [];
const deaths: string[] = [];
const heard: { readonly topic: string; readonly text: string }[] = [];
const events: ChildEvents = { started: (_, pid) => pids.push(pid), warned: () => undefined, died: (name, how) => deaths.push(`${name} ${how}`) };

beforeAll(async () => {
  [server, broker, database] = await Promise.all([startOpcuaServer({ port: await freePort(48_800, "127.0.0.1") }), testBroker(), testDatabase()]);
  await database.db.transaction((tx) => seedPlant(tx));
  mkdirSync(join(home, "logs"));
  listener = await connectAsync(broker.url, { clientId: "listener", clean: false });
  listener.on("message", (topic, payload) => heard.push({ topic, text: payload.toString() }));
  await listener.subscribeAsync("opcua/#", { qos: 1 });
  const env = { DATABASE_URL: database.url, MQTT_URL: broker.url, MILLRACE_SECRET: TEST_SECRET, MILLRACE_DEMO: "off" };
  onDemand = opcuaOnDemand(database.url, opcuaSpec({ dev: false, home, env }), events, 200);
}, 60_000);
afterAll(async () => {
  await onDemand.stop();
  await listener.endAsync(true);
  await server.close();
  await broker.stop();
  await database.close();
  rmSync(home, { recursive: true, force: true });
});

async function addSource(): Promise<string> {
  const [place] = await database.db.select().from(site).where(eq(site.code, "SITE-A"));
  const id = v7();
  const settings: OpcuaSettings = {
    endpointUrl: server.url,
    policy: "None",
    mode: "Sign",
    userName: null,
    certificate: null,
    nodeIds: [],
    browseRoot: "ns=1;s=Filler",
    browseDepth: 1,
    samplingMs: 100,
    queueSize: 10,
    repeatSeconds: 1,
  };
  await database.db.insert(source).values({ id, siteId: place?.id ?? "", code: "filler", kind: "OPC_UA", topicFilter: `${PREFIX}/#`, active: true });
  await database.db.insert(opcuaSource).values({ sourceId: id, settings, version: v7() });
  return id;
}

it("runs the process while there is an OPC UA source, says by last will that a killed one is gone, and starts it again", async () => {
  expect(pids).toEqual([]);
  const id = await addSource();
  const session = async () => (await database.db.select().from(opcuaSession).where(eq(opcuaSession.sourceId, id)))[0] ?? null;
  await expect.poll(session, PATIENCE).toMatchObject({ state: "CONNECTED", nodes: 4, problem: null, tooLong: [], broker: true });
  await expect.poll(() => heard.map(({ topic }) => topic), PATIENCE).toContainEqual(expect.stringMatching(/^opcua\/site-a\/filler\/nsu=[^;]+;s=Filler\.Temperature$/));
  server.set("State", "x".repeat(5_000));
  await expect.poll(session, PATIENCE).toMatchObject({ tooLong: [expect.stringMatching(/;s=Filler\.State$/)] });

  process.kill(pids[0] ?? 0, "SIGKILL");
  await expect.poll(() => heard.filter(({ topic }) => topic === `${PREFIX}/connection`), PATIENCE).toEqual([{ topic: `${PREFIX}/connection`, text: '{"connected":false}' }]);
  expect(deaths).toEqual(["opcua SIGKILL"]);
  server.set("Temperature", 77);
  await expect.poll(() => heard.some(({ text }) => text.includes('"value":77')), PATIENCE).toBe(true);

  await database.db.update(source).set({ active: false }).where(eq(source.id, id));
  await expect.poll(() => pids.map(startOf), PATIENCE).toEqual([null, null]);
  // Who ends by himself says so, with the time at which the server was last there.
  expect(heard.findLast(({ topic }) => topic === `${PREFIX}/connection`)?.text).toContain('"ts"');
  expect(deaths).toHaveLength(1);
}, 90_000);
