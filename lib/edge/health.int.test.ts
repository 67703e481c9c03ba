import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { GET as getHealth } from "@/app/api/health/route";
import { GET as getMetrics } from "@/app/api/metrics/route";
import { connection, workerHeartbeat } from "@/db/schema/integration";
import { source } from "@/db/schema/telemetry-source";
import { seedPlant } from "@/db/seed/demo-plant";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { SECRET } from "@/lib/auth/testing/plant";
import { compose, composition, provide } from "@/lib/composition";
import { newId } from "@/lib/platform/ids";

let database: TestDatabase;
let keys: string[];
beforeAll(async () => {
  database = await testDatabase();
  provide(compose(database.url, SECRET));
  await database.db.transaction((tx) => seedPlant(tx));
  const rows = await database.db.select().from(source);
  keys = [...rows.flatMap(({ id, kind }) => (kind === "PLAIN_JSON" ? [id] : [])), "sparkplug"];
});
afterAll(async () => {
  await composition().close();
  await database.close();
});
beforeEach(() => database.db.delete(workerHeartbeat));

const beat = (connected: readonly string[], over: object = {}, worker = "w") => {
  const now = new Date();
  const sources = keys.map((key) => ({ key, filters: [], connected: connected.includes(key), waiting: 7 }));
  return database.db.insert(workerHeartbeat).values({ worker, startedAt: now, seenAt: now, detail: { sources, fault: null, ...over } });
};
const get = (handler: typeof getHealth, path: string) => handler(new Request(`http://millrace.example${path}`), { params: Promise.resolve({}) });
async function health() {
  const response = await get(getHealth, "/api/health");
  return { status: response.status, body: (await response.json()) as { status: string; dependencies: Record<string, { ready: boolean; detail?: string }> } };
}
const metricsText = async (): Promise<string[]> =>
  (await (await get(getMetrics, "/api/metrics")).text()).split("\n").map((line) =>
    line
      .replace(/process="[^"]*",?/, "")
      .replace("{}", "")
      .replace(",}", "}"),
  );

it("takes the broker for ready when the workers are connected for every source, not before", async () => {
  expect((await health()).body.dependencies).toMatchObject({ worker: { ready: false }, broker: { ready: false } });
  await beat(keys.slice(1));
  expect(await health()).toMatchObject({
    status: 503,
    body: { dependencies: { worker: { ready: true }, broker: { ready: false, detail: `${keys.length - 1} of ${keys.length} sources connected` } } },
  });
  // Another worker holds the one that is missing.
  await beat(keys.slice(0, 1), {}, "x");
  expect(await health()).toMatchObject({ status: 200, body: { status: "ready", dependencies: { broker: { ready: true } } } });
  await beat(keys, { fault: "connect ECONNREFUSED 10.0.0.7:1883" }, "y");
  const faulty = await health();
  expect(faulty).toMatchObject({ status: 503, body: { dependencies: { broker: { ready: false } } } });
  expect(JSON.stringify(faulty)).not.toContain("10.0.0.7");
});

it.each([
  ["NOT_STORED", /cannot be stored/],
  ["TAKES_NOTHING", /acknowledges nothing/],
  ["COMES_AND_GOES", /again and again/],
  ["NO_ANSWER", /does not answer/],
])("says of a broker that is connected and holds machines up (%s) why, without what it said itself", async (code, words) => {
  await beat(keys, { broker: { code, detail: 'relation "secret" is full' } });
  const found = await health();
  expect(found).toMatchObject({ status: 503, body: { status: "degraded", dependencies: { broker: { ready: false, detail: expect.stringMatching(words) } } } });
  expect(JSON.stringify(found)).not.toContain("secret");
});

it("tells of telemetry that found no partition of its day, in health and as a metric", async () => {
  await beat(keys);
  await database.sql`insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality) values (1, 1, '2020-01-01T00:00:00Z', 0, 1, 192)`;
  expect(await health()).toMatchObject({ status: 200, body: { status: "degraded", dependencies: { partitions: { ready: false } } } });
  expect(await metricsText()).toContain('millrace_telemetry_default_rows{table="sample"} 1');
  await database.sql`select telemetry.ensure_partitions('2026-01-01', '2026-01-01')`;
  expect(await health()).toMatchObject({ body: { status: "ready", dependencies: { partitions: { ready: true } } } });
  expect(await metricsText()).toContain('millrace_telemetry_default_rows{table="sample"} 0');
});

it("tells as metrics what workers and outbox stand at, summed over the workers", async () => {
  const ingested = { samples: 40, counts: 3, states: 2, quarantined: 1, dropped: 5, passedOver: 7 };
  const commands = [{ command: "apply-message", outcome: "ACCEPTED", count: 5, seconds: 0.25 }];
  await beat(keys.slice(1), { ingested, commands });
  await beat([], { ingested, commands, fault: "no lease", broker: { code: "NOT_STORED", detail: "" } }, "x");
  const lines = await metricsText();
  for (const line of [
    "millrace_database_up 1",
    "millrace_workers 2",
    "millrace_worker_faults 1",
    "millrace_ingest_held 1",
    `millrace_ingest_sources{state="connected"} ${keys.length - 1}`,
    'millrace_ingest_sources{state="missing"} 1',
    `millrace_ingest_waiting ${keys.length * 14}`,
    'millrace_ingest_rows{kind="samples"} 80',
    'millrace_ingest_rows{kind="passed_over"} 14',
    'millrace_worker_commands{command="apply-message",outcome="ACCEPTED"} 10',
    "millrace_outbox_parked 0",
    'millrace_erp_connections{breaker="open"} 0',
  ])
    expect(lines).toContain(line);
});

it("tells of an ERP that was set up and never read, though nothing was sent yet that could have failed", async () => {
  const erpSince = async (readFailedSince: Date) => {
    await database.db.delete(connection);
    await database.db.insert(connection).values({ id: newId(), code: "far", name: "Far away", adapter: "rest", settings: {}, readFailures: 3, readFailedSince });
    return (await health()).body.dependencies.erp;
  };
  await beat(keys);
  expect(await erpSince(new Date(Date.now() - 20_000))).toMatchObject({ ready: true });
  expect(await erpSince(new Date(Date.now() - 90_000))).toEqual({ ready: false, detail: "1 connections, 0 not answering, 1 not readable" });
  await database.db.delete(connection);
  // It is told, and is not ours to be ready.
  expect((await health()).status).toBe(200);
});

it("says of a database that answers and takes no writes, as a standby does, that it is one", async () => {
  await beat(keys);
  const [own, url] = [composition(), new URL(database.url)];
  url.searchParams.set("default_transaction_read_only", "on");
  const standby = provide(compose(url.href, SECRET));
  try {
    expect(await health()).toMatchObject({
      status: 503,
      body: { status: "degraded", dependencies: { database: { ready: false, detail: expect.stringContaining("takes no writes") } } },
    });
  } finally {
    provide(own);
    await standby.close();
  }
});
