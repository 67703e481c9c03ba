import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Tx } from "@/db/client";
import { formerPlace } from "@/db/schema/equipment-history";
import { equipment } from "@/db/schema/reference";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { noteFormerPlaces } from "./note-former-places";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

const at = (hour: number) => new Date(Date.UTC(2026, 0, 5, hour));
const noting = (now: Date, change: (tx: Tx) => Promise<unknown>) => database.db.transaction((tx) => noteFormerPlaces(tx, plant.siteId, now, () => change(tx)));
const takeOut = (tx: Tx, code: string) => tx.update(equipment).set({ active: false }).where(eq(equipment.code, code));

it("ST-05 of two that change a site's machines at once each keeps its own, so that nothing counts twice", async () => {
  const [filler, other] = [await plant.unit("L1.FILLER"), await plant.unit("L2.FILLER")];
  let second: Promise<unknown> | undefined;
  await noting(at(7), async (tx) => {
    let done = false;
    second = noting(at(8), (own) => takeOut(own, other.code)).finally(() => (done = true));
    await expect.poll(async () => done || (await database.waiting()) > 0).toBe(true);
    await takeOut(tx, filler.code);
  });
  await second;
  const kept = await database.db.select().from(formerPlace).orderBy(formerPlace.untilAt);
  expect(kept.map(({ workUnitId, untilAt }) => [workUnitId, untilAt])).toEqual([
    [filler.id, at(7)],
    [other.id, at(8)],
  ]);
});
