import { drizzle } from "drizzle-orm/postgres-js";
import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "@/db/client";
import * as schema from "@/db/schema/index";
import { connection, messageAttempt, outboxMessage } from "@/db/schema/integration";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { erpChannel } from "@/lib/commands/integration/erp-channel";
import type { ErpAdapter } from "@/lib/erp/port";
import { channelPlant, type ChannelPlant, lineDown, NOWHERE, status } from "@/lib/integration/testing/channel-plant";
import { claim } from "./claim";

const ORDER = "PO-1";
let database: TestDatabase;
let plant: ChannelPlant;
/** What reached the ERP, in order. */
let posted: string[];
/** Runs while the ERP has a message, before it answers. */
let during: (sequence: number) => Promise<unknown>;

beforeEach(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE, (source) => ({
    async adapterFor(id) {
      const real = await source.adapterFor(id);
      const post: ErpAdapter["post"] = async (message) => {
        posted.push(`${message.subject} ${message.sequence}`);
        await during(message.sequence);
        return { kind: "accepted", document: `D-${posted.length}`, parts: [{ kind: "Receipt", number: `R-${posted.length}` }] };
      };
      return { ...real, post };
    },
  }));
  posted = [];
  during = () => Promise.resolve();
  return () => database.close();
});

const now = () => plant.clock.now();
const say = (times: number, order = ORDER) => plant.say(...Array.from({ length: times }, () => status(order, now())));
const dispatcher = (name = "worker", db: Database = plant.db) =>
  erpChannel({ ...plant.services, db }, plant.adapters).dispatcher(name, { random: () => 0, parallel: 1, urgentParallel: 1, leaseSeconds: 600 });
const states = async () => (await plant.outbox()).map(({ state }) => state);
const held = (order: string, sequence: number) => and(eq(outboxMessage.laneKey, order), eq(outboxMessage.sequence, sequence));

describe("IN-04 a lane goes on behind what was accepted", () => {
  it("in its order, each message with its document, its one call and a claim of its own", async () => {
    await say(5);
    expect(await dispatcher().drain()).toBe(5);
    expect(posted).toEqual([1, 2, 3, 4, 5].map((sequence) => `${ORDER} ${sequence}`));
    const rows = await plant.outbox();
    expect(rows.map(({ state, document, documentParts, leasedBy, leasedUntil, attempts }) => [state, document, documentParts, leasedBy, leasedUntil, attempts])).toEqual(
      [1, 2, 3, 4, 5].map((number) => ["ACCEPTED", `D-${number}`, [{ kind: "Receipt", number: `R-${number}` }], null, null, 0]),
    );
    const calls = await plant.db.select().from(messageAttempt).orderBy(messageAttempt.startedAt, messageAttempt.id);
    expect(calls.map(({ messageId, action, outcome, attempt }) => [messageId, action, outcome, attempt])).toEqual(rows.map(({ id }) => [id, "POST", "accepted", 1]));
    expect(new Set(calls.map(({ worker }) => worker)).size).toBe(5);
  });

  it("for one statement a message, and a handful for the lane", async () => {
    const statements: string[] = [];
    const counted = drizzle(database.sql, { schema, logger: { logQuery: (query) => void statements.push(query) } });
    await say(20);
    expect(await dispatcher("worker", counted).drain()).toBe(20);
    expect(statements.filter((text) => text.includes('"settled"'))).toHaveLength(20);
    expect(statements.length).toBeLessThanOrEqual(40);
  });

  it("writes what follows down as SENDING, leased, before the ERP hears of it: whoever takes over from a killed worker asks first", async () => {
    await say(2);
    let second: { state: string; leasedBy: string | null } | undefined;
    during = async (sequence) => {
      if (sequence === 2) [second] = await plant.db.select({ state: outboxMessage.state, leasedBy: outboxMessage.leasedBy }).from(outboxMessage).where(held(ORDER, 2));
    };
    await dispatcher().drain();
    expect(second).toEqual({ state: "SENDING", leasedBy: expect.stringMatching(/^worker\//) });
  });

  it("lets no other worker take what it holds, and takes nothing that another one holds", async () => {
    await say(2);
    const request = { connectionId: plant.connectionId, circuit: { failures: 0, openUntil: null }, limit: 9, maxPriority: 3, leaseSeconds: 600, claimant: "other" };
    const taken: number[] = [];
    during = async () => void taken.push((await claim(plant.db, { ...request, now: now() })).length);
    await dispatcher().drain();
    expect([taken, await states()]).toEqual([
      [0, 0],
      ["ACCEPTED", "ACCEPTED"],
    ]);
    await say(2, "PO-2");
    during = () =>
      plant.db
        .update(outboxMessage)
        .set({ leasedBy: "other", leasedUntil: new Date(now().getTime() + 60_000) })
        .where(held("PO-2", 2));
    expect(await dispatcher().drain()).toBe(1);
    expect(posted.at(-1)).toBe("PO-2 1");
  });

  it("stops where its connection is paused, or asked to be left alone, while a message is under way", async () => {
    await say(3);
    during = () => plant.db.update(connection).set({ enabled: false });
    expect(await dispatcher().drain()).toBe(1);
    await plant.db.update(connection).set({ enabled: true });
    during = () => plant.db.update(connection).set({ openUntil: new Date(now().getTime() + 60_000) });
    expect(await dispatcher().drain()).toBe(1);
    expect(await states()).toEqual(["ACCEPTED", "ACCEPTED", "NEW"]);
    plant.clock.advance(61);
    during = () => Promise.resolve();
    expect(await dispatcher().drain()).toBe(1);
  });

  it("waits for what is not due, and goes on once it is", async () => {
    await say(2);
    await plant.db
      .update(outboxMessage)
      .set({ nextAt: new Date(now().getTime() + 30_000) })
      .where(held(ORDER, 2));
    expect(await dispatcher().drain()).toBe(1);
    plant.clock.advance(31);
    expect(await dispatcher().drain()).toBe(1);
  });

  it("IN-09 lets more urgent messages of other lanes pass before what is less urgent in its own", async () => {
    await plant.say(lineDown("MACH-1", now()), status("MACH-1", now()));
    await say(1, "PO-2");
    await plant.db.update(outboxMessage).set({ priority: 2 }).where(held("MACH-1", 2));
    expect(await dispatcher().drain()).toBe(3);
    expect(posted).toEqual(["MACH-1 1", "PO-2 1", "MACH-1 2"]);
  });

  it("gives its place up after its turn, so that other lanes are not kept waiting by a long one", async () => {
    await say(1);
    await say(1, "PO-2");
    await say(7);
    during = () => new Promise((resolve) => setTimeout(resolve, 120));
    expect(await dispatcher().drain()).toBe(9);
    expect(posted.indexOf("PO-2 1")).toBeLessThan(8);
    expect(posted.filter((place) => place.startsWith(ORDER))).toEqual(Array.from({ length: 8 }, (_, index) => `${ORDER} ${index + 1}`));
  });
});
