import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedSimulatedPlant } from "@/db/seed/simulated-plant";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { type TestBroker, testBroker } from "@/lib/processes/testing/broker";
import { startWorker, type WorkerProcess } from "@/lib/processes/testing/worker-process";

/** Of so many machines one is an hour behind and one an hour ahead, until half of the time has passed. */
const LINES = 6;

describe.each([
  ["plain JSON", false],
  ["Sparkplug B", true],
])("npm run simulate -- --faults all,clock-skew --check, where machines speak %s", (_, sparkplug) => {
  let database: TestDatabase;
  let broker: TestBroker;
  let worker: WorkerProcess;
  beforeAll(async () => {
    [database, broker] = await Promise.all([testDatabase(), testBroker()]);
    await database.db.transaction((tx) => seedSimulatedPlant(tx, LINES, sparkplug));
    worker = startWorker({ databaseUrl: database.url, mqttUrl: broker.url });
  }, 60_000);
  afterAll(async () => {
    await worker.stop();
    await Promise.all([database.close(), broker.stop()]);
  });

  const check = async () => {
    const args = ["--lines", String(LINES), "--faults", "all,clock-skew", "--check", ...(sparkplug ? ["--sparkplug"] : [])];
    const run = promisify(execFile)(process.execPath, ["lib/processes/bootstrap.mjs", "lib/processes/simulation/main.ts", ...args], {
      env: { ...process.env, DATABASE_URL: database.url, MQTT_URL: broker.url },
    });
    return run.then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, said: `${stdout}${stderr}` }),
    );
  };

  it("finds every total as it was told: a clock that is ahead is set back to when we heard it, one that is behind is believed, whatever else goes wrong", async () => {
    expect(await check()).toEqual({ code: 0, said: expect.stringMatching(/^All \d+ values of 6 machines are there: /) });
    const [seen] = await database.db.execute(sql`
      select (select count(*) from telemetry.fast_clock)::int as ahead, (select count(distinct equipment_number) from telemetry.sample where at between now() - interval '70 minutes' and now() - interval '50 minutes')::int as behind`);
    expect(seen).toEqual({ ahead: 1, behind: 1 });
  });

  it("does not let a clock that is behind speak of an hour of which its machine has told: it says from when on that is over", async () => {
    expect(await check()).toEqual({ code: 1, said: expect.stringMatching(/an hour behind .* from \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ on/) });
  });
});
