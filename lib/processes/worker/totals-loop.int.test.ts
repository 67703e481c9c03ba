import { afterAll, beforeAll, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { connection } from "@/db/schema/integration";
import { equipment } from "@/db/schema/reference";
import { calendarWindow } from "@/db/schema/calendar";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { type ChannelPlant, channelPlant, SITE } from "@/lib/integration/testing/channel-plant";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { TOTALS_TYPES } from "@/lib/messages/outbound";
import { newId } from "@/lib/platform/ids";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { tellNewTotals } from "./tell-period-totals";

let erp: SandboxErp;
let database: TestDatabase;
let plant: ChannelPlant;

beforeAll(async () => {
  erp = await openSandboxErp();
  for (const { type, data } of example1(SITE)) await erp.clerk("POST", "objects", { type, data });
  database = await testDatabase();
  plant = await channelPlant(database.db, erp);
});
afterAll(async () => {
  await erp.stop();
  await database.close();
});

it("§8.1 an ERP that serves the contract takes the totals of a shift and of an hour, with priority 3 and in the site's own lane", async () => {
  await plant.db.update(connection).set({ lastPolledAt: null });
  await plant.channel.poller().round();
  const centres = await plant.db.select({ id: equipment.id }).from(equipment).where(eq(equipment.level, "WORK_CENTRE"));
  await plant.db.delete(calendarWindow);
  // The plant is there for longer than the shift and the hour that are told.
  plant.clock.advance(10 * 3_600);
  const [from, to] = [9, 1].map((hours) => new Date(plant.clock.now().getTime() - hours * 3_600_000));
  if (from === undefined || to === undefined) throw new Error("a shift has two ends");
  await plant.db.insert(calendarWindow).values(
    centres.map(({ id }) => ({
      id: newId(),
      siteId: plant.siteId,
      workCentreId: id,
      shiftName: "EARLY",
      productionDay: from.toISOString().slice(0, 10),
      fromAt: from,
      toAt: to,
    })),
  );
  expect(await tellNewTotals(plant.services)).toBe(4);

  const totals = async () => (await plant.outbox()).filter((row) => TOTALS_TYPES.some((type) => type === row.type));
  const dispatcher = plant.channel.dispatcher("worker", { random: () => 0, leaseSeconds: 600, parallel: 4 });
  for (let turn = 0; turn < 20 && (await totals()).some((row) => row.state !== "ACCEPTED"); turn += 1) {
    await dispatcher.drain();
    plant.clock.advance(61);
  }
  const rows = await totals();
  expect(rows.map((row) => [row.type, row.state, row.priority, row.laneKey, row.sequence, row.reason])).toEqual(
    rows.map((row, index) => [row.type, "ACCEPTED", 3, `site/${SITE}`, index + 1, null]),
  );
  expect(rows.map((row) => row.type).toSorted()).toEqual([...TOTALS_TYPES].toSorted());
  expect(rows.every((row) => row.document?.startsWith("S-") === true && row.bundled)).toBe(true);
});
