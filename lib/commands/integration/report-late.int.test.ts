import { afterAll, beforeAll, expect, it } from "vitest";
import { eq, sql } from "drizzle-orm";
import { connection, outboxMessage, policy } from "@/db/schema/integration";
import { exception } from "@/db/schema/exception";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { type ChannelPlant, channelPlant, status } from "@/lib/integration/testing/channel-plant";
import { reportLate } from "./report-late";

let database: TestDatabase;
let plant: ChannelPlant;

beforeAll(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, { url: "http://127.0.0.1:9", key: "nobody-listens-there", webhookSecret: "nobody-listens-there" });
});
afterAll(() => database.close());

const alarms = async () => (await plant.db.select().from(exception)).map(({ class: kind, subject, state, detail }) => [kind, subject, state, detail] as const);

it("§8.1 one alarm for each connection whose messages are beyond their target, which ends when they are not", async () => {
  const [first = ""] = await plant.say(status("PO-1", plant.clock.now()), status("PO-2", plant.clock.now()));
  plant.clock.advance(80);
  expect(await reportLate(plant.services)).toBe(0);
  plant.clock.advance(20);
  expect(await reportLate(plant.services)).toBe(1);
  expect(await reportLate(plant.services)).toBe(0);
  expect(await alarms()).toEqual([["MESSAGES_LATE", "erp", "RAISED", expect.objectContaining({ types: ["mes.order.status.v1"], messages: 2 })]]);

  await plant.db.update(outboxMessage).set({ state: "ACCEPTED", acceptedAt: plant.clock.now() }).where(eq(outboxMessage.id, first));
  expect(await reportLate(plant.services)).toBe(0);
  await plant.db.update(outboxMessage).set({ state: "ACCEPTED", acceptedAt: plant.clock.now() });
  expect(await reportLate(plant.services)).toBe(1);
  expect((await alarms()).map(([, , state]) => state)).toEqual(["RESOLVED"]);
});

it("a batch is late only after its time; what waits behind a refused message, or for a paused connection, has its own word", async () => {
  const [batched = "", refused = "", behind = ""] = await plant.say(status("PO-3", plant.clock.now()), status("PO-4", plant.clock.now()), status("PO-4", plant.clock.now()));
  await plant.db.update(policy).set({ mode: "BATCH", schedule: "0 * * * *" }).where(eq(policy.messageType, "mes.order.status.v1"));
  await plant.db
    .update(outboxMessage)
    .set({ nextAt: sql`${plant.clock.now().toISOString()}::timestamptz + interval '1 hour'` })
    .where(eq(outboxMessage.id, batched));
  await plant.db.update(outboxMessage).set({ state: "REJECTED" }).where(eq(outboxMessage.id, refused));
  plant.clock.advance(1800);
  expect(await reportLate(plant.services)).toBe(0);
  plant.clock.advance(2000);
  expect(await reportLate(plant.services)).toBe(1);
  expect((await alarms()).at(-1)?.[3]).toMatchObject({ messages: 1 });
  expect(behind).not.toBe("");

  await plant.db.update(connection).set({ enabled: false });
  expect(await reportLate(plant.services)).toBe(1);
});
