import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connection, outboxMessage } from "@/db/schema/integration";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { ErpAdapter, PollOutcome } from "@/lib/erp/port";
import { restSystem } from "@/lib/erp/rest/adapter";
import { UnusableConnection } from "@/lib/integration/adapters";
import { letGoOn } from "@/lib/integration/connections/let-go-on";
import { type ChannelPlant, channelPlant, NOWHERE, status } from "@/lib/integration/testing/channel-plant";
import { newId } from "@/lib/platform/ids";
import { createPoller } from "./poll";
import { takeTurn } from "./read-turn";

let database: TestDatabase;
let plant: ChannelPlant;
/** What the ERP of each connection answers to a read; it may take as long as it likes. */
const answers = new Map<string, () => Promise<PollOutcome>>();
let asked: string[] = [];
/** What the last read was told to stop by. */
let lost: AbortSignal | undefined;

const GOOD: PollOutcome = { kind: "page", messages: [], unreadable: [], cursor: "c1", more: false };
const DOWN: PollOutcome = { kind: "retry", reason: "Nothing listens at the address." };
const BUSY: PollOutcome = { kind: "retry", reason: "Too many calls.", retryAfterSeconds: 90 };
const KEY: PollOutcome = { kind: "broken", code: "AUTHENTICATION", reason: "The ERP does not accept the key of this connection." };
const rest = restSystem.create({ baseUrl: NOWHERE.url }, { apiKey: NOWHERE.key, webhookSecrets: [NOWHERE.webhookSecret] }, fetchHttp);

beforeAll(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE, () => ({ adapterFor }));
});
afterAll(() => database.close());
beforeEach(async () => {
  asked = [];
  await plant.db.update(outboxMessage).set({ state: "ACCEPTED", acceptedAt: plant.clock.now() });
  const sending = { failures: 0, openUntil: null, lastError: null, lastErrorCode: null };
  const reading = { readFailures: 0, readFailedSince: null, readError: null, readErrorCode: null, readLeasedBy: null, readLeasedUntil: null };
  await plant.db.update(connection).set({ ...sending, ...reading, lastPolledAt: null, lastReadAt: null, readWaitUntil: null });
});

function adapterFor(id: string): Promise<ErpAdapter> {
  const poll: ErpAdapter["poll"] = async (_, { signal }) => {
    asked.push(id);
    if (id === plant.connectionId) lost = signal;
    return (await answers.get(id)?.()) ?? GOOD;
  };
  return Promise.resolve({ ...rest, poll, post: () => Promise.resolve({ kind: "accepted", document: "D-1", parts: [] }) });
}
const answer = (outcome: PollOutcome, id = plant.connectionId) => void answers.set(id, () => Promise.resolve(outcome));
const poller = (random = 0.5) => createPoller({ ...plant.services, inbox: plant.channel.inbox, adapterFor, random: () => random });
const stored = async (id = plant.connectionId) => (await plant.db.select().from(connection).where(eq(connection.id, id)))[0];
/** How often the ERP is asked when a worker looks each second for so long. */
async function askedWithin(seconds: number, random = 0.5): Promise<number> {
  const before = asked.length;
  const one = poller(random);
  for (let second = 0; second < seconds; second += 1) {
    await one.round();
    plant.clock.advance(1);
  }
  return asked.length - before;
}

describe("IN-05 a read that fails", () => {
  it("is told until a read comes to its end, whatever the ERP takes meanwhile", async () => {
    answer(DOWN);
    await poller().round();
    const since = (await stored())?.readFailedSince;
    expect(await stored()).toMatchObject({ readError: DOWN.reason, readErrorCode: null, readFailures: 1, failures: 0, lastError: null, lastReadAt: null });
    await plant.say(status("PO-1", plant.clock.now()));
    await plant.channel.dispatcher("worker", { random: () => 0 }).drain();
    expect((await plant.outbox()).map(({ state }) => state)).toEqual(["ACCEPTED"]);
    plant.clock.advance(5);
    await poller().round();
    expect(await stored()).toMatchObject({ readError: DOWN.reason, readFailures: 2, readFailedSince: since });
    answer(GOOD);
    plant.clock.advance(5);
    await poller().round();
    expect(await stored()).toMatchObject({ readError: null, readFailures: 0, readFailedSince: null, readWaitUntil: null, lastReadAt: expect.any(Date) });
  });

  it("is tried again less and less often, never more often than it is read", async () => {
    answer(DOWN);
    // 1, 2, 4, 8, 16 s and so on, up to a minute.
    expect(await askedWithin(60)).toBeLessThan(8);
    expect(await askedWithin(60)).toBeLessThan(3);
    answer(GOOD);
    plant.clock.advance(150);
    expect(await askedWithin(20)).toBe(20);
  });

  it("waits for as long as the ERP asks, also when the ERP hints at news; a person who has it synchronised does not wait", async () => {
    answer(BUSY);
    await askedWithin(1);
    await plant.db.update(connection).set({ lastPolledAt: null });
    expect(await askedWithin(85)).toBe(0);
    expect(await askedWithin(10)).toBe(1);
    await plant.db.transaction((tx) => letGoOn(tx, plant.connectionId, plant.clock.now()));
    expect(await askedWithin(1)).toBe(1);
  });

  it("for a wrong key waits as sending does, and not at all once somebody mended it while it was read", async () => {
    answer(KEY);
    expect(await askedWithin(290)).toBe(1);
    expect(await stored()).toMatchObject({ readError: KEY.reason, readErrorCode: "AUTHENTICATION" });
    answers.set(plant.connectionId, async () => {
      await plant.db.transaction((tx) => letGoOn(tx, plant.connectionId, plant.clock.now()));
      return KEY;
    });
    plant.clock.advance(20);
    await poller().round();
    answer(GOOD);
    await poller().round();
    expect(await stored()).toMatchObject({ readError: null });
  });

  it("says that what is stored of the connection makes no adapter, and waits for a person", async () => {
    const broken = createPoller({ ...plant.services, inbox: plant.channel.inbox, adapterFor: () => Promise.reject(new UnusableConnection("no such setting")) });
    await broken.round();
    expect(await stored()).toMatchObject({ readErrorCode: "SETTINGS", readError: expect.stringContaining("change them under Connections") });
    plant.clock.advance(290);
    expect(await takeTurn(plant.db, { reader: "a", now: plant.clock.now(), leaseSeconds: 60 })).toBeNull();
  });
});

describe("IN-05 reading and a circuit", () => {
  const open = (failures: number, seconds: number) =>
    plant.db.update(connection).set({ failures, openUntil: new Date(plant.clock.now().getTime() + seconds * 1000), lastError: "It took nothing.", lastErrorCode: null });

  it("leaves an ERP alone that asked sending for it", async () => {
    answer(GOOD);
    await open(1, 30);
    expect(await askedWithin(29)).toBe(0);
    expect(await askedWithin(5)).toBeGreaterThan(0);
  });

  it("goes on behind an open one while it works; once it fails too, it asks no more often than sending", async () => {
    await plant.say(status("PO-2", plant.clock.now()));
    await open(5, 100);
    answer(GOOD);
    expect(await askedWithin(5)).toBe(5);
    answer(DOWN);
    expect(await askedWithin(90, 0)).toBe(1);
    expect(await stored()).toMatchObject({ failures: 5, lastError: "It took nothing." });
  });

  it("is no longer waited with once a message is taken behind an open one: the ERP is back", async () => {
    answer(KEY);
    await poller().round();
    await open(5, -1);
    await plant.say(status("PO-4", plant.clock.now()));
    plant.clock.advance(2);
    expect(await askedWithin(1)).toBe(0);
    await plant.channel.dispatcher("worker", { random: () => 0 }).drain();
    expect(await stored()).toMatchObject({ failures: 0, lastError: null, readError: KEY.reason, readWaitUntil: null });
    answer(GOOD);
    expect(await askedWithin(1)).toBe(1);
  });

  it("closes one behind which nothing waits; where something does, the message that tries has the word", async () => {
    answer(GOOD);
    await open(5, 100);
    const [id = ""] = await plant.say(status("PO-3", plant.clock.now()));
    await poller().round();
    expect(await stored()).toMatchObject({ failures: 5, openUntil: expect.any(Date), lastError: "It took nothing." });
    await plant.db.update(outboxMessage).set({ state: "RESOLVED" }).where(eq(outboxMessage.id, id));
    plant.clock.advance(2);
    await poller().round();
    expect(await stored()).toMatchObject({ failures: 0, openUntil: null, lastError: null });
  });
});

describe("several ERPs", () => {
  const other = newId();
  beforeAll(async () => {
    await plant.db.insert(connection).values({ id: other, code: "erp-2", name: "ERP 2", adapter: "rest", settings: {}, pollSeconds: 1 });
  });
  /** The first ERP takes its time; `done` lets it answer. */
  function hang(): { readonly begun: Promise<void>; readonly done: (outcome?: PollOutcome) => void } {
    let begins: () => void = () => undefined;
    let answered: (outcome: PollOutcome) => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begins = resolve));
    const gate = new Promise<PollOutcome>((resolve) => (answered = resolve));
    answers.set(plant.connectionId, () => {
      begins();
      return gate;
    });
    answer(GOOD, other);
    return { begun, done: (outcome = GOOD) => answered(outcome) };
  }

  it("one that hangs does not hold up reading from the other, and is read by nobody else meanwhile", async () => {
    const { begun, done } = hang();
    const worker = createPoller({ ...plant.services, inbox: plant.channel.inbox, adapterFor, idleMs: 5 });
    worker.start();
    await begun;
    await expect.poll(async () => (await stored(other))?.lastReadAt).toEqual(expect.any(Date));
    const first = (await stored(other))?.lastReadAt;
    plant.clock.advance(5);
    await expect.poll(async () => (await stored(other))?.lastReadAt).not.toEqual(first);
    await poller().round();
    expect(asked.filter((id) => id === plant.connectionId)).toHaveLength(1);
    expect(await stored()).toMatchObject({ lastReadAt: null });
    done();
    await worker.stop();
  });

  it("a second worker takes what the first has not begun, and the turn of one that died", async () => {
    const take = (reader: string) => takeTurn(plant.db, { reader, now: plant.clock.now(), leaseSeconds: 60 });
    const [first, second, third] = [await take("a"), await take("b"), await take("c")];
    expect([first?.connectionId, second?.connectionId].toSorted()).toEqual([plant.connectionId, other].toSorted());
    expect(third).toBeNull();
    plant.clock.advance(59);
    expect(await take("c")).toBeNull();
    plant.clock.advance(2);
    expect(await take("c")).toMatchObject({ reader: "c" });
  });

  it("a worker that lost its turn while it read notes nothing of it", async () => {
    const { begun, done } = hang();
    const slow = createPoller({ ...plant.services, inbox: plant.channel.inbox, adapterFor, leaseSeconds: 0.03 });
    const reading = slow.round();
    await begun;
    await plant.db.update(connection).set({ readLeasedBy: "another worker" }).where(eq(connection.id, plant.connectionId));
    await expect.poll(() => lost?.aborted).toBe(true);
    done(DOWN);
    await reading;
    expect(await stored()).toMatchObject({ readLeasedBy: "another worker", readError: null, lastReadAt: null });
  });
});
