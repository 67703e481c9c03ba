import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { markSilent } from "@/lib/telemetry/sink/mark-silent";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

it("KP-04 a machine whose readings of the meantime are being stored is not silent: whoever looks for silences waits for them", async () => {
  const count = (seconds: number) => ["filling/l1/filler/count", { seq: seconds, ts: after(seconds), counter: "GOOD", value: seconds }] as const;
  await plant.hear([["filling/l1/filler/state", { seq: 0, ts: after(0), state: "PRODUCING" }], count(0)]);
  const { id } = await plant.unit("L1.FILLER");
  const waiting = async () =>
    (
      await database.db.execute<{ locktype: string }>(
        sql`select locktype from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
      )
    ).map(({ locktype }) => locktype);
  // The readings have found no silence and wait for a row that they write, when the worker looks.
  const [storing, marking] = await database.db
    .transaction(async (tx) => {
      await tx.execute(sql`select from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where t.work_unit_id = ${id} for update of l`);
      const told = plant.hear(
        Array.from({ length: 60 }, (_, index) => count(5 * (index + 1))),
        { receivedAtMs: SIX + 300_000 },
      );
      await expect.poll(waiting).toEqual(["transactionid"]);
      const looked = database.db.transaction((other) => markSilent(other, new Date(SIX + 301_000)));
      await expect.poll(async () => (await waiting()).toSorted()).toEqual(["advisory", "transactionid"]);
      return [told, looked] as const;
    })
    .then((both) => Promise.all(both));
  expect(storing.stored.counts).toBe(60);
  expect(marking).toEqual([]);
  expect(await plant.timeline("L1.FILLER")).toEqual(["PRODUCING 0-"]);
});
