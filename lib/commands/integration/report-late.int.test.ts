import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eq, inArray, sql } from "drizzle-orm";
import { connection, inboxMessage, messageAttempt, outboxMessage, policy } from "@/db/schema/integration";
import { exception } from "@/db/schema/exception";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { type ChannelPlant, channelPlant, lineDown, status } from "@/lib/integration/testing/channel-plant";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
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
  plant.clock.advance(70);
  expect(await reportLate(plant.services)).toBe(0);
  plant.clock.advance(5);
  expect(await reportLate(plant.services)).toBe(1);
  expect(await reportLate(plant.services)).toBe(0);
  expect(await alarms()).toEqual([["MESSAGES_LATE", "erp", "RAISED", expect.objectContaining({ types: ["mes.order.status.v1"], messages: 2 })]]);

  await plant.db.update(outboxMessage).set({ state: "ACCEPTED", acceptedAt: plant.clock.now() }).where(eq(outboxMessage.id, first));
  expect(await reportLate(plant.services)).toBe(0);
  // Both came late, and it is told for ten minutes; of one alone it would not have been.
  await plant.db.update(outboxMessage).set({ state: "ACCEPTED", acceptedAt: plant.clock.now() });
  expect(await reportLate(plant.services)).toBe(0);
  plant.clock.advance(601);
  expect(await reportLate(plant.services)).toBe(1);
  expect((await alarms()).map(([, , state]) => state)).toEqual(["RESOLVED"]);
});

it("a batch is late only after its time; what waits behind a refused message, or for a paused connection, has its own word", async () => {
  const [batched = "", refused = "", behind = ""] = await plant.say(status("PO-3", plant.clock.now()), status("PO-4", plant.clock.now()), status("PO-4", plant.clock.now()));
  await plant.db.update(policy).set({ mode: "BATCH", schedule: "0 * * * *" }).where(eq(policy.messageType, "mes.order.status.v1"));
  await plant.db
    .update(outboxMessage)
    .set({ nextAt: sql`${plant.clock.now().toISOString()}::timestamptz + interval '1 hour'`, dueAt: sql`${plant.clock.now().toISOString()}::timestamptz + interval '1 hour'` })
    .where(eq(outboxMessage.id, batched));
  await plant.db.update(outboxMessage).set({ state: "REJECTED" }).where(eq(outboxMessage.id, refused));
  plant.clock.advance(1800);
  expect(await reportLate(plant.services)).toBe(0);
  plant.clock.advance(2000);
  expect(await reportLate(plant.services)).toBe(1);
  expect((await alarms()).at(-1)?.[3]).toMatchObject({ messages: 1 });
  expect(behind).not.toBe("");
  // A try that failed puts it off, and it is as late as before.
  await plant.db
    .update(outboxMessage)
    .set({ state: "RETRY_WAIT", attempts: 3, nextAt: sql`${plant.clock.now().toISOString()}::timestamptz + interval '5 minutes'` })
    .where(eq(outboxMessage.id, batched));
  expect(await reportLate(plant.services)).toBe(0);
  expect((await alarms()).at(-1)?.[2]).toBe("RAISED");

  await plant.db.update(connection).set({ enabled: false });
  expect(await reportLate(plant.services)).toBe(1);
});

describe("§8.1 what the ERP accepts too late", () => {
  const accepted = async (after: number, ...drafts: OutboundDraft[]) => {
    const ids = await plant.say(...drafts);
    plant.clock.advance(after);
    await plant.db.update(outboxMessage).set({ state: "ACCEPTED", acceptedAt: plant.clock.now() }).where(inArray(outboxMessage.id, ids));
    return ids;
  };
  const raised = async () => (await alarms()).filter(([, , state]) => state === "RAISED").map(([, subject, , detail]) => [subject, detail] as const);
  beforeAll(async () => {
    await plant.db.update(connection).set({ enabled: true });
    await plant.db.update(policy).set({ mode: "EVENT", schedule: null }).where(eq(policy.messageType, "mes.order.status.v1"));
    await plant.db.update(outboxMessage).set({ state: "ACCEPTED", acceptedAt: plant.clock.now() });
    plant.clock.advance(4000);
  });

  it("a line down that takes longer than its 15 s twice within the hour is told for an hour, one alone or just in time is not", async () => {
    await accepted(17, lineDown("U-1", plant.clock.now()));
    await accepted(19, lineDown("U-2", plant.clock.now()));
    expect(await reportLate(plant.services)).toBe(0);
    plant.clock.advance(1800);
    await accepted(20, lineDown("U-3", plant.clock.now()));
    expect(await reportLate(plant.services)).toBe(1);
    expect(await raised()).toEqual([["erp", expect.objectContaining({ direction: "OUT", types: ["mes.line.down.v1"], messages: 2, oldestSeconds: expect.closeTo(20, 0) })]]);
    plant.clock.advance(1900);
    expect(await reportLate(plant.services)).toBe(1);
    expect(await raised()).toEqual([]);
  });

  it("a few among many, and what a person repaired, raise nothing", async () => {
    const [repaired = ""] = await accepted(100, status("PO-7", plant.clock.now()));
    const attempt = { id: newId(), siteId: plant.siteId, messageId: repaired, attempt: 1, action: "POST" as const, outcome: "rejected" };
    await plant.db.insert(messageAttempt).values({ ...attempt, startedAt: plant.clock.now(), endedAt: plant.clock.now() });
    await accepted(100, status("PO-8", plant.clock.now()));
    expect(await reportLate(plant.services)).toBe(0);
    await accepted(1, ...Array.from({ length: 40 }, (_, index) => status(`PO-1${index}`, plant.clock.now())));
    await accepted(100, status("PO-9", plant.clock.now()));
    expect(await reportLate(plant.services)).toBe(0);
    await accepted(100, status("PO-10", plant.clock.now()));
    expect(await reportLate(plant.services)).toBe(1);
    plant.clock.advance(700);
    expect(await reportLate(plant.services)).toBe(1);
  });
});

it("IN-05 an ERP that cannot be read for longer than the target of what is read from it is told to IT, with the reason, until it is read", async () => {
  const since = (seconds: number) => ({ readFailedSince: new Date(plant.clock.now().getTime() - seconds * 1000), readError: "Nothing listens at the address." });
  await plant.db.update(connection).set(since(70));
  expect(await reportLate(plant.services)).toBe(0);
  await plant.db.update(connection).set(since(80));
  expect(await reportLate(plant.services)).toBe(1);
  const [last] = (await plant.db.select().from(exception)).filter(({ state }) => state === "RAISED");
  expect(last).toMatchObject({ class: "MESSAGES_LATE", subject: "reading erp", owner: "IT", detail: { direction: "READ", reason: "Nothing listens at the address." } });
  expect(last?.detail).toMatchObject({ types: expect.arrayContaining(["erp.order.v1"]) });
  expect(last?.detail).not.toMatchObject({ types: expect.arrayContaining(["erp.item.v1"]) });
  await plant.db.update(connection).set({ readFailedSince: null, readError: null });
  expect(await reportLate(plant.services)).toBe(1);
});

describe("§8.1 what comes from the ERP", () => {
  const inbound = async (values: Partial<typeof inboxMessage.$inferInsert>) => {
    const id = newId();
    const row = { siteId: plant.siteId, connectionId: plant.connectionId, messageId: id, type: "erp.order.v1", subject: "PO-1", payload: {}, digest: "", door: "POLL" as const };
    await plant.db.insert(inboxMessage).values({ id, ...row, state: "APPLIED", receivedAt: plant.clock.now(), settledAt: plant.clock.now(), ...values });
    return id;
  };
  const ago = (seconds: number) => new Date(plant.clock.now().getTime() - seconds * 1000);
  const open = async () => (await alarms()).filter(([, , state]) => state === "RAISED").map(([, subject, , detail]) => [subject, detail] as const);

  beforeAll(async () => {
    await plant.db.update(connection).set({ enabled: true });
    // Whatever else waits there has been told of above.
    await plant.db.update(outboxMessage).set({ state: "ACCEPTED", acceptedAt: plant.clock.now() });
    plant.clock.advance(4000);
  });

  it("what stood there before the first reading, what came in time and what waits for something else is not late", async () => {
    await inbound({ eventTime: ago(90_000) });
    plant.clock.advance(3600);
    await inbound({ eventTime: ago(70) });
    await inbound({ type: "erp.item.v1", eventTime: ago(800) });
    await inbound({ state: "PARKED", settledAt: null, parkedUntil: plant.clock.now(), eventTime: ago(1000) });
    await inbound({ state: "FAILED", code: "FAULT_LASTS", settledAt: null, eventTime: ago(1000) });
    expect(await reportLate(plant.services)).toBe(0);
  });

  it("raises one alarm of its own while messages come later than the target of their type, and ends it ten minutes after the last one", async () => {
    await inbound({ eventTime: ago(100) });
    await inbound({ type: "erp.item.v1", eventTime: ago(1000) });
    expect(await reportLate(plant.services)).toBe(1);
    expect(await reportLate(plant.services)).toBe(0);
    expect(await open()).toEqual([
      ["from erp", expect.objectContaining({ direction: "IN", types: ["erp.item.v1", "erp.order.v1"], messages: 2, oldestSeconds: expect.closeTo(1000, 0) })],
    ]);
    plant.clock.advance(590);
    expect(await reportLate(plant.services)).toBe(0);
    plant.clock.advance(20);
    expect(await reportLate(plant.services)).toBe(1);
    expect(await open()).toEqual([]);
  });

  it("tells of a message that is here and not applied, until it is", async () => {
    const id = await inbound({ state: "RECEIVED", settledAt: null, eventTime: ago(30) });
    expect(await reportLate(plant.services)).toBe(0);
    plant.clock.advance(100);
    expect(await reportLate(plant.services)).toBe(1);
    plant.clock.advance(700);
    expect(await reportLate(plant.services)).toBe(0);
    await plant.db.update(inboxMessage).set({ state: "APPLIED", settledAt: plant.clock.now() }).where(eq(inboxMessage.id, id));
    expect(await reportLate(plant.services)).toBe(1);
    expect(await open()).toEqual([]);
  });
});
