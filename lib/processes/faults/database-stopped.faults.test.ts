import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, type Connection } from "@/db/client";
import { migrate } from "@/db/migrate";
import { type PostgresOptions, type PostgresServer, startPostgres } from "@/lib/processes/database";
import { type Composition, compose, provide } from "@/lib/composition";
import { health } from "@/lib/edge/health";
import { testBroker, type TestBroker } from "@/lib/processes/testing/broker";
import { TEST_SECRET } from "@/lib/processes/testing/worker-process";
import { seededRandom } from "@/lib/sandbox/company/random";
import { type SandboxErp, startSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { allAccepted, type Floor, openFloor, until } from "./floor";
import { speak, type Told } from "./machines";
import { inWords, Postings, type Reckoning, reckonCommands, reckonErp, reckonMachines } from "./reckoning";
import { workShift } from "./tablets";

const NONE: Reckoning = { lost: 0, doubled: 0, outOfOrder: 0 };
/** Before it goes, and after it is back, machines speak for so long. */
const AROUND_MS = 7_000;
const EVERY_MS = 80;
// Durable, as a plant's own is: what was answered before the crash must be there after it.
const home = mkdtempSync(join(tmpdir(), "millrace-stopped-"));
let options: PostgresOptions;
let server: PostgresServer;
let connection: Connection;
let broker: TestBroker;
let erp: SandboxErp;
let floor: Floor;
let web: Composition;
let said: readonly Told[] = [];

beforeAll(async () => {
  chmodSync(home, 0o755); // mkdtemp closes it to the account that PostgreSQL runs as under root
  options = { dataDir: join(home, "data"), password: "test", port: 0, logFile: join(home, "postgres.log") };
  [server, broker, erp] = await Promise.all([startPostgres(options), testBroker(), startSandboxErp()]);
  await migrate(server.url);
  connection = connect(server.url);
  floor = await openFloor(connection, server.url, broker.url, erp, { orders: 5, operationsPerOrder: 2 });
  web = provide(compose(server.url, TEST_SECRET));
}, 120_000);
afterAll(async () => {
  await floor.worker.stop();
  await Promise.all([web.close(), connection.close(), broker.stop(), erp.stop()]);
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

it.each([
  ["stopped", 60, "SIGINT"],
  ["crashed", 5, "SIGQUIT"],
] as const)(
  "PostgreSQL %s for %i s while machines and tablets go on: health says so all the time, nothing is lost, the worker lives on",
  async (how, downSeconds, signal) => {
    const downMs = downSeconds * 1000;
    const ready = async (): Promise<boolean> => {
      const found = await health();
      // This process has no broker of its own to ask for.
      const { database, migrations, worker, erp: connections } = found.dependencies;
      if (![database, migrations, worker, connections].every((one) => one.ready)) throw new Error(JSON.stringify(found));
      return true;
    };
    await until("everything is ready", ready, floor.worker);
    const load = Promise.all([
      workShift(floor.services, floor.running, { each: 15, pauseMs: 1500, random: seededRandom(3) }),
      speak(broker.url, floor.running, { each: Math.ceil((downMs + AROUND_MS) / EVERY_MS), everyMs: EVERY_MS, random: seededRandom(4) }, said),
    ]);
    await pause(2_000);
    const gone = new Promise((resolve) => server.process.once("exit", resolve));
    server.process.kill(signal);
    await gone;
    const answers: string[] = [];
    for (const upAt = performance.now() + downMs; performance.now() < upAt; await pause(1_000)) {
      const { status, dependencies } = await health();
      answers.push(`${status}, database ${dependencies.database.ready ? "ready" : "not ready"}`);
    }
    expect(answers).toEqual(answers.map(() => "unavailable, database not ready"));
    // Each second, and what a loaded machine takes to answer.
    expect(answers.length).toBeGreaterThan(downSeconds / 2);
    server = await startPostgres({ ...options, port: server.port });

    const [shift, told] = await load;
    said = told;
    expect(shift.resent).toBeGreaterThan(0);
    expect(shift.confirmed).toHaveLength(150);
    await until("everything is ready again", ready, floor.worker);
    const machines = (): Promise<Reckoning> => reckonMachines(connection.sql, told);
    await until("the machines' messages are stored", async () => (await machines()).lost === 0, floor.worker).catch(() => undefined);
    await until("the ERP took everything", () => allAccepted(connection), floor.worker, 100_000).catch(() => undefined);
    const found = {
      commands: await reckonCommands(connection.sql, shift.confirmed),
      machines: await machines(),
      erp: await reckonErp(connection.sql, Postings.parse(await erp.clerk("GET", "postings"))),
    };
    for (const [what, reckoning] of Object.entries(found)) console.log(inWords(`database ${how}, ${what}`, reckoning));
    expect(found).toEqual({ commands: NONE, machines: NONE, erp: NONE });
    expect([floor.worker.alive, floor.worker.starts]).toEqual([true, 1]);
  },
  280_000,
);
