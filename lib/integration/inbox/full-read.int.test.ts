import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { cursor } from "@/db/schema/integration";
import { exception } from "@/db/schema/exception";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { ErpAdapter } from "@/lib/erp/port";
import { channelPlant, type ChannelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { askForFullRead, FULL } from "./full-read";
import { BACKLOG } from "./note-backlog";
import { createPoller, pollConnection } from "./poll";

const HOUR = 3_600;
let database: TestDatabase;
let plant: ChannelPlant;

beforeAll(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
});
afterAll(() => database.close());

type Erp = { stamps: Map<string, number>; polls: string[]; hours: number | null; down: boolean; status?: "ACTIVE" | "BLOCKED" };

/** An ERP of items that tells those whose stamp is at or above the cursor's, one a page, with the place in a round behind it. */
function adapterOf(erp: Erp, adapter: ErpAdapter): ErpAdapter {
  const item = (code: string, erpVersion: number) =>
    inboundMessage(
      "erp.item.v1",
      {
        site: SITE,
        item: code,
        erpVersion,
        text: code,
        kind: "RAW",
        baseUom: "EA",
        decimals: 0,
        units: [],
        tracking: "NONE",
        shelfLifeDays: null,
        minRemainingDays: 0,
        requiresRelease: false,
        status: erp.status ?? "ACTIVE",
      },
      "erp",
      "2026-03-31T12:00:00Z",
    );
  return {
    ...adapter,
    capabilities: () => ({ ...adapter.capabilities(), fullReadHours: erp.hours }),
    startOver: () => "0:0",
    async poll(cursor) {
      erp.polls.push(cursor ?? "start");
      const [from = 0, at = 0] = (cursor ?? "0:0").split(":").map(Number);
      if (erp.down && from === 0) return { kind: "retry", reason: "It is closed." };
      const due = [...erp.stamps].filter(([, stamp]) => stamp >= from);
      const [code, stamp] = due[at] ?? ["", 0];
      const top = Math.max(from, ...due.map(([, one]) => one));
      const more = at + 1 < due.length;
      return { kind: "page", messages: code === "" ? [] : [item(code, stamp)], unreadable: [], cursor: more ? `${from}:${at + 1}` : `${top}:0`, more };
    },
  };
}

it("a read that ends notes what lies between the two sides, where anything can, and keeps the last count while nobody can count", async () => {
  const real = await plant.adapters.adapterFor(plant.connectionId);
  const counted = async (backlog?: () => Promise<{ forErp: number; forUs: number } | null>) => {
    const adapter: ErpAdapter = {
      ...real,
      poll: async () => ({ kind: "page", messages: [], unreadable: [], cursor: "0", more: false }),
      ...(backlog === undefined ? {} : { backlog }),
    };
    await pollConnection({ ...plant.services, inbox: plant.channel.inbox, adapterFor: async () => adapter }, plant.connectionId);
    return (await database.db.select({ value: cursor.value }).from(cursor).where(eq(cursor.stream, BACKLOG)))[0]?.value;
  };
  expect(await counted()).toBeUndefined();
  expect(await counted(async () => ({ forErp: 2, forUs: 7 }))).toEqual({ forErp: 2, forUs: 7 });
  expect(await counted(async () => null)).toEqual({ forErp: 2, forUs: 7 });
  await database.db.delete(cursor);
});

it("everything is read anew once a day, a few pages a turn: what came with an old stamp is found, and nothing is applied twice", async () => {
  const erp: Erp = { stamps: new Map(Array.from({ length: 8 }, (_, index) => [`I-${index}`, 100 + index])), polls: [], hours: 24, down: false };
  const real = await plant.adapters.adapterFor(plant.connectionId);
  const poll = async () => {
    erp.polls.length = 0;
    return pollConnection({ ...plant.services, inbox: plant.channel.inbox, adapterFor: async () => adapterOf(erp, real) }, plant.connectionId);
  };
  const items = async () => (await plant.inboxRows()).filter(({ state }) => state === "APPLIED").map(({ subject }) => subject);

  expect(await poll()).toBe(8);
  // Restored from a backup, with the stamp that it had then.
  erp.stamps.set("I-OLD", 5);
  plant.clock.advance(23 * HOUR);
  expect([await poll(), erp.polls]).toEqual([0, ["107:0"]]);

  plant.clock.advance(2 * HOUR);
  const turns: string[][] = [];
  let fresh = 0;
  for (let turn = 0; turn < 4; turn += 1) {
    fresh += await poll();
    turns.push([...erp.polls]);
  }
  // What is new is asked for first in every turn; then three pages of the nine, and none once they are read.
  expect(turns).toEqual([["107:0", "0:0", "0:1", "0:2"], ["107:0", "0:3", "0:4", "0:5"], ["107:0", "0:6", "0:7", "0:8"], ["107:0"]]);
  expect(fresh).toBe(1);
  expect(await items()).toContain(`${SITE}/I-OLD`);
  expect(new Set(await items()).size).toBe(9);

  // An ERP that breaks off in the middle is asked again with the next turn, from where it stopped.
  plant.clock.advance(25 * HOUR);
  erp.down = true;
  expect([await poll(), [...erp.polls]]).toEqual([0, ["107:0", "0:0"]]);
  erp.down = false;
  await poll();
  expect(erp.polls).toEqual(["107:0", "0:0", "0:1", "0:2"]);

  // Without hours everything is read once.
  erp.hours = null;
  plant.clock.advance(100 * HOUR);
  expect([await poll(), erp.polls]).toEqual([0, ["107:0"]]);
});

it("IN-04 everything is asked for again a minute after something refers to what never came, a quarter of an hour after the last time, and once for each", async () => {
  const fresh = await testDatabase();
  const other = await channelPlant(fresh.db, NOWHERE);
  const erp: Erp = { stamps: new Map([["I-1", 100]]), polls: [], hours: 24, down: false };
  const real = await other.adapters.adapterFor(other.connectionId);
  const poll = async () => {
    erp.polls.length = 0;
    await pollConnection({ ...other.services, inbox: other.channel.inbox, adapterFor: async () => adapterOf(erp, real) }, other.connectionId);
    return [...erp.polls];
  };
  const parked = async () => (await other.inboxRows()).filter(({ state }) => state === "PARKED").length;
  await poll();
  other.clock.advance(HOUR);
  await other.hear(exampleOrder(SITE, "PO-1"));
  expect([await parked(), await poll()]).toEqual([1, ["100:0"]]);
  // What it refers to has a stamp that was set back, so that no change tells it.
  erp.stamps.set("FG-100", 5);
  other.clock.advance(61);
  expect(await poll()).toEqual(["100:0", "0:0", "0:1"]);
  expect((await other.inboxRows()).map(({ subject }) => subject)).toContain(`${SITE}/FG-100`);
  // It waits for more, which the ERP does not have: nobody asks for that again.
  other.clock.advance(HOUR);
  expect([await parked(), await poll()]).toEqual([1, ["100:0"]]);
  await other.hear(exampleOrder(SITE, "PO-2"));
  other.clock.advance(61);
  expect(await poll()).toEqual(["100:0", "0:0", "0:1"]);
  await other.hear(exampleOrder(SITE, "PO-3"));
  other.clock.advance(61);
  expect([await parked(), await poll()]).toEqual([3, ["100:0"]]);
  await fresh.close();
});

it("IN-03 a full read that finds everything with other content under its known version, as after a change of settings, refuses nothing and calls nobody", async () => {
  const fresh = await testDatabase();
  const other = await channelPlant(fresh.db, NOWHERE);
  const erp: Erp = { stamps: new Map([100, 101].map((stamp) => [`I-${stamp}`, stamp])), polls: [], hours: 24, down: false };
  const real = await other.adapters.adapterFor(other.connectionId);
  const poll = () => pollConnection({ ...other.services, inbox: other.channel.inbox, adapterFor: async () => adapterOf(erp, real) }, other.connectionId);
  expect(await poll()).toBe(2);
  erp.status = "BLOCKED";
  // The newest one is asked for with every turn: of that one the conflict is told.
  await poll();
  const before = (await other.inboxRows()).map(({ messageId, state }) => [messageId, state]);
  const conflicts = (await fresh.db.select().from(exception)).length;
  other.clock.advance(25 * HOUR);
  for (let turn = 0; turn < 3; turn += 1) await poll();
  expect(erp.polls).toContain("0:0");
  expect((await other.inboxRows()).map(({ messageId, state }) => [messageId, state])).toEqual(before);
  expect((await fresh.db.select().from(exception)).length).toBe(conflicts);
  // They are named all the same, until a person asks for everything to be taken: then each is a version of its own, and nothing is passed over any more.
  const named = async () => (await fresh.db.select({ value: cursor.value }).from(cursor).where(eq(cursor.stream, FULL)))[0]?.value;
  expect(await named()).toMatchObject({ passedOver: [expect.stringContaining("I-100"), expect.stringContaining("I-101")], take: false });
  await askForFullRead(fresh.db, other.connectionId, other.clock.now());
  expect(await poll()).toBe(2);
  const versions = async () => (await other.inboxRows()).flatMap(({ subject, version, state }) => (state === "APPLIED" ? [`${subject} ${version}`] : [])).toSorted();
  expect(await versions()).toEqual([`${SITE}/I-100 100`, `${SITE}/I-100 101`, `${SITE}/I-101 101`, `${SITE}/I-101 102`]);
  expect(await named()).toMatchObject({ passedOver: [], take: false });
  // Taken is taken: it comes again with changes and with full reads.
  other.clock.advance(25 * HOUR);
  expect([await poll(), await versions(), await named()]).toMatchObject([0, { length: 4 }, { passedOver: [] }]);
  expect((await fresh.db.select().from(exception)).length).toBe(conflicts);
  // And back: what was told first is told anew.
  erp.status = "ACTIVE";
  other.clock.advance(25 * HOUR);
  await poll();
  expect((await other.inboxRows()).length).toBe(before.length + 2);
  await askForFullRead(fresh.db, other.connectionId, other.clock.now());
  expect([await poll(), await versions()]).toMatchObject([2, { length: 6 }]);
  await fresh.close();
});

it("everything that a person asked for is read a few pages a turn too, one turn right after the other, for as long as the ERP answers", async () => {
  const fresh = await testDatabase();
  const other = await channelPlant(fresh.db, NOWHERE);
  const erp: Erp = { stamps: new Map(Array.from({ length: 8 }, (_, index) => [`I-${index}`, 100 + index])), polls: [], hours: null, down: false };
  const real = await other.adapters.adapterFor(other.connectionId);
  const poller = createPoller({ ...other.services, inbox: other.channel.inbox, adapterFor: async () => adapterOf(erp, real) });
  /** What is asked of the ERP in the rounds of one moment, until nothing is due any more. */
  const moment = async () => {
    const turns: string[][] = [];
    other.clock.advance(HOUR);
    do {
      erp.polls = [];
      await poller.round();
      turns.push(erp.polls);
    } while (erp.polls.length > 0);
    return turns.slice(0, -1);
  };
  expect(await moment()).toMatchObject([{ length: 8 }]);
  await askForFullRead(fresh.db, other.connectionId, other.clock.now());
  expect(await moment()).toEqual([
    ["107:0", "0:0", "0:1", "0:2"],
    ["107:0", "0:3", "0:4", "0:5"],
    ["107:0", "0:6", "0:7"],
  ]);
  expect(await moment()).toEqual([["107:0"]]);
  // An ERP that does not answer is asked again in its usual time, however much was asked for.
  await askForFullRead(fresh.db, other.connectionId, other.clock.now());
  erp.down = true;
  expect(await moment()).toEqual([["107:0", "0:0"]]);
  await fresh.close();
});

describe("everything asked for a second time", () => {
  /** What the ERP told is known and asked for; it is asked for again while `page` is read. A poll with a controller ends its turn with that page, as a worker does that stops. */
  async function asked(many: number, page: string, also: { startOver?: undefined } = {}) {
    const fresh = await testDatabase();
    const other = await channelPlant(fresh.db, NOWHERE);
    const erp: Erp = { stamps: new Map(Array.from({ length: many }, (_, index) => [`I-${index}`, 100 + index])), polls: [], hours: null, down: false };
    const real = await other.adapters.adapterFor(other.connectionId);
    let meanwhile: (() => Promise<void>) | null = null;
    let ending: AbortController | undefined;
    const adapter = { ...adapterOf(erp, real), ...also };
    const opened: ErpAdapter = {
      ...adapter,
      async poll(from, options) {
        if (meanwhile !== null && (from ?? "start") === page) {
          const once = meanwhile;
          meanwhile = null;
          await once();
          ending?.abort();
        }
        return adapter.poll(from, options);
      },
    };
    const poll = async (endsThere?: AbortController) => {
      erp.polls.length = 0;
      ending = endsThere;
      await pollConnection({ ...other.services, inbox: other.channel.inbox, adapterFor: async () => opened }, other.connectionId, ending?.signal);
      return [...erp.polls];
    };
    const ask = async () => {
      other.clock.advance(1);
      await askForFullRead(fresh.db, other.connectionId, other.clock.now());
    };
    await poll();
    await ask();
    meanwhile = ask;
    return { poll, stands: async () => (await fresh.db.select({ value: cursor.value }).from(cursor).where(eq(cursor.stream, FULL)))[0]?.value, close: () => fresh.close() };
  }

  it.each([
    ["the last page of the first one", "0:1"],
    ["what is new, before the first one,", "101:0"],
  ] as const)("while %s is read has everything read once more, and then no more", async (_, page) => {
    const { poll, stands, close } = await asked(2, page);
    const all = ["101:0", "0:0", "0:1"];
    expect(await poll()).toEqual(all);
    expect(await stands()).toMatchObject({ take: true, cursor: null });
    expect(await poll()).toEqual(all);
    expect(await stands()).toMatchObject({ take: false, cursor: null });
    expect(await poll()).toEqual(["101:0"]);
    await close();
  });

  it("while the first one pauses begins anew, not where that one stood", async () => {
    const { poll, stands, close } = await asked(5, "0:1");
    expect(await poll(new AbortController())).toEqual(["104:0", "0:0", "0:1"]);
    expect(await stands()).toMatchObject({ take: true, cursor: null });
    expect((await poll()).slice(0, 2)).toEqual(["104:0", "0:0"]);
    await close();
  });

  it("from an ERP that is read as if nothing ever was stands too", async () => {
    const { poll, stands, close } = await asked(2, "start", { startOver: undefined });
    expect(await poll()).toEqual(["start", "0:1"]);
    expect(await stands()).toMatchObject({ take: true });
    expect(await poll()).toEqual(["start", "0:1"]);
    expect(await stands()).toMatchObject({ take: false });
    expect(await poll()).toEqual(["101:0"]);
    await close();
  });
});
