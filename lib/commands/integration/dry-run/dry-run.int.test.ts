import { eq, isNull } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { productionOrder } from "@/db/schema/execution";
import { exception } from "@/db/schema/exception";
import { connection, policy } from "@/db/schema/integration";
import { itemVersion } from "@/db/schema/reference";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { loadConnection } from "@/lib/commands/integration/connections/load-connection";
import { execute } from "@/lib/commands/execute";
import type { Change } from "@/lib/commands/services";
import { pollConnection } from "@/lib/integration/inbox/poll";
import { channelPlant, type ChannelPlant, SITE } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { HIDDEN_AMOUNT, TYPES_WITH_AMOUNTS } from "@/lib/messages/hidden-amounts";
import { newId } from "@/lib/platform/ids";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { dryRun, type DryRunBounds } from "./dry-run";
import type { LoadReport, LoadStep } from "./load-report";
import { MONEY_IN_VIEW } from "./stored-view";

let erp: SandboxErp;
let database: TestDatabase;
let plant: ChannelPlant;
const BOUNDS: DryRunBounds = { piece: 500, readMs: 20_000, tryMs: 10_000, lockMs: 1_000, wholeMs: 60_000 };
const steps: LoadStep[] = [];
const told: Change[] = [];
let wakes = 0;

// What a test makes the ERP say is in its first load for good, so each has an ERP of its own.
beforeEach(async () => {
  erp = await openSandboxErp();
  for (const { type, data } of example1(SITE)) await erp.clerk("POST", "objects", { type, data });
  database = await testDatabase();
  plant = await channelPlant(database.db, erp);
  steps.length = 0;
  told.length = 0;
  wakes = 0;
  return async () => {
    await database.close();
    await erp.stop();
  };
});

const say = ({ type, data }: Pick<InboundMessage, "type" | "data">) => erp.clerk("POST", "objects", { type, data });
async function poll(hear: (cursor: string | null) => void = () => undefined): Promise<number> {
  const adapter = await plant.adapters.adapterFor(plant.connectionId);
  const heard: typeof adapter = { ...adapter, poll: (cursor, options) => (hear(cursor), adapter.poll(cursor, options)) };
  return pollConnection({ ...plant.services, inbox: plant.channel.inbox, adapterFor: async () => heard }, plant.connectionId);
}

async function tryLoad(from: LoadReport["from"], bounds?: DryRunBounds, seesCost = true): Promise<LoadReport> {
  const services = { ...plant.services, tellLive: (changes: readonly Change[]) => void told.push(...changes), wakeOutbox: () => void (wakes += 1) };
  const step = await dryRun(services, plant.channel, { connectionId: plant.connectionId, from, bounds, seesCost: () => seesCost, tell: (each) => void steps.push(each) });
  if (step.step !== "done") throw new Error(step.reason);
  return step.report;
}
const line = (report: LoadReport, subject: string) => report.lines.find((one) => one.subject === subject);

/** A transaction of the floor that has an order locked until it is let go. */
async function holdOrder(number: string): Promise<{ held: Promise<void>; free: () => void }> {
  let free: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (free = resolve));
  let held: Promise<void> = Promise.resolve();
  await new Promise<void>((locked) => {
    held = plant.db.transaction(async (tx) => {
      await tx.select().from(productionOrder).where(eq(productionOrder.number, number)).for("update");
      locked();
      await until;
    });
  });
  return { held, free };
}

/** Rows of every table and what stands in those that change in place: two equal answers mean that nothing was written in between. */
async function everything(): Promise<Record<string, string>> {
  const tables = await database.sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('reference', 'execution', 'materials', 'quality', 'costing', 'integration', 'identity', 'eventlog') order by 1`;
  const state: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await database.sql.unsafe<{ digest: string }[]>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${name} t`,
    );
    state[name] = row?.digest ?? "";
  }
  return state;
}

describe("a dry run of a load", () => {
  it("shows what a first load would create, in its own order, and leaves nothing at all", async () => {
    const heard: string[] = [];
    const listening = await Promise.all(["millrace_outbox", "millrace_live"].map((channel) => database.sql.listen(channel, () => void heard.push(channel))));
    const before = await everything();
    const report = await tryLoad("START");
    expect(report.counts).toMatchObject({ CREATED: example1(SITE).length, CHANGED: 0, PARKED: 0, REFUSED: 0, KNOWN: 0 });
    expect(report.byType.map(({ type }) => type)).toContain("erp.order.v1");
    expect(line(report, "PO-1001")?.changes).toEqual(
      expect.arrayContaining([
        { field: "Quantity", from: null, to: "200 EA" },
        { field: "State", from: null, to: "released" },
      ]),
    );
    expect(await everything()).toEqual(before);
    expect([told, wakes, heard]).toEqual([[], 0, []]);
    expect(steps[0]).toMatchObject({ step: "reading", pages: 1 });
    expect(steps.at(-1)).toEqual({ step: "trying", tried: example1(SITE).length, of: example1(SITE).length });
    await Promise.all(listening.map((one) => one.unlisten()));
  });

  it("§10.1 says no money to who may not see cost, and all else", async () => {
    const values = (report: LoadReport) =>
      new Map(report.lines.flatMap(({ type, subject, changes }) => changes.map(({ field, to }) => [`${type} ${subject} ${field}`, to] as const)));
    const [whole, kept] = [values(await tryLoad("START")), values(await tryLoad("START", undefined, false))];
    const money = [...MONEY_IN_VIEW].flatMap(([type, fields]) =>
      [...whole.keys()].filter((key) => key.startsWith(`${type} `) && fields.some((field) => key.endsWith(` ${field}`))),
    );
    expect(money.length).toBeGreaterThan(0);
    expect(
      [...kept]
        .filter(([, to]) => to === HIDDEN_AMOUNT)
        .map(([key]) => key)
        .toSorted(),
    ).toEqual(money.toSorted());
    expect([...kept].filter(([, to]) => to !== HIDDEN_AMOUNT)).toEqual([...whole].filter(([key]) => !money.includes(key)));
    expect([...kept.values()].filter((to) => to?.endsWith(" USD"))).toEqual([]);
    // Of stock a view has quantities alone.
    expect([...MONEY_IN_VIEW.keys(), "erp.stock.v1"].toSorted()).toEqual(TYPES_WITH_AMOUNTS.filter((type) => type.startsWith("erp.")).toSorted());
  });

  it("applied, does what it showed; tried again from the start, everything came before", async () => {
    const shown = await tryLoad("START");
    await poll();
    const inbox = await plant.inboxRows();
    expect(inbox.map(({ state }) => state)).toEqual(inbox.map(() => "APPLIED"));
    expect(inbox).toHaveLength(shown.messages);
    expect((await tryLoad("START")).counts).toMatchObject({ KNOWN: shown.messages, CREATED: 0, CHANGED: 0 });
  });

  describe("on a plant that was loaded before", () => {
    beforeEach(async () => {
      await poll();
    });

    it("names each value that would change as people know it, and what is refused, old or waits, with the reason", async () => {
      await plant.db.update(productionOrder).set({ state: "IN_PROGRESS", startedAt: plant.clock.now() }).where(eq(productionOrder.number, "PO-1001"));
      await say(exampleOrder(SITE, "PO-1001", { erpVersion: 2, item: "CAST-01", bomVersion: null }));
      const item = example1(SITE).find((one) => one.type === "erp.item.v1");
      if (item?.type !== "erp.item.v1") throw new Error("the example has an item");
      await say({ type: "erp.item.v1", data: { ...item.data, erpVersion: 2, text: "A new description" } });
      await say(exampleOrder(SITE, "PO-2", { item: "NO-SUCH-ITEM" }));
      await plant.db.update(policy).set({ enabled: false }).where(eq(policy.messageType, "erp.price.v1"));
      await say({
        type: "erp.price.v1",
        data: { site: SITE, item: item.data.item, customer: null, erpVersion: 9, price: "5", uom: "EA", currency: "USD", validFrom: "2026-06-01T00:00:00Z", validTo: null },
      });

      const before = await everything();
      const report = await tryLoad("CURSOR");
      expect(line(report, `${SITE}/${item.data.item}`)).toMatchObject({ outcome: "CHANGED", changes: [{ field: "Description", from: item.data.text, to: "A new description" }] });
      expect(line(report, "PO-1001")).toMatchObject({ outcome: "REFUSED", code: "ORDER_CHANGE_CONFLICT", reason: expect.stringContaining("in progress") });
      expect(line(report, "PO-2")).toMatchObject({ outcome: "PARKED", missing: [`item:${SITE}/NO-SUCH-ITEM`] });
      expect(report.lines.find(({ type }) => type === "erp.price.v1")).toMatchObject({ outcome: "REFUSED", code: "POLICY_OFF" });
      expect(await everything()).toEqual(before);
      expect(await plant.db.select().from(exception)).toEqual([]);
      expect(await plant.outbox()).toHaveLength(1);
    });

    it("does not wait for a row that the floor holds: that message is said to fail now, the others are tried", async () => {
      await say(exampleOrder(SITE, "PO-1001", { erpVersion: 50, priority: 3 }));
      await say(exampleOrder(SITE, "PO-50", { erpVersion: 1 }));
      const { held, free } = await holdOrder("PO-1001");
      const report = await tryLoad("CURSOR", { ...BOUNDS, lockMs: 100 });
      free();
      await held;
      expect(line(report, "PO-1001")).toMatchObject({ outcome: "FAULT", reason: expect.stringContaining("floor") });
      expect(line(report, "PO-50")?.outcome).toBe("CREATED");
    });

    it("a load from the start reads everything again, and what is told as it was changes nothing", async () => {
      const it1: Actor = { ...systemActor("IT A", [], []), kind: "PERSON", accountId: newId(), sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT"] }] };
      const stored = await plant.inboxRows();
      expect(await execute(plant.services, it1, loadConnection, { commandId: newId(), connectionId: plant.connectionId, from: "START" })).toMatchObject({ ok: true });
      const asked: (string | null)[] = [];
      await poll((cursor) => asked.push(cursor));
      expect(asked[0]).toBeNull();
      asked.length = 0;
      await poll((cursor) => asked.push(cursor));
      expect([asked.length > 0, asked.includes(null)]).toEqual([true, false]);
      expect((await plant.inboxRows()).filter(({ id }) => stored.some((one) => one.id === id))).toEqual(stored);
    });
  });

  it("after a change of settings a load from the start shows what would be taken anew, and it is", async () => {
    const it1: Actor = { ...systemActor("IT A", [], []), kind: "PERSON", accountId: newId(), sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT"] }] };
    await poll();
    const real = await plant.adapters.adapterFor(plant.connectionId);
    // An ERP whose records have stamps: here all of them are told with another text than before, under the version that they had.
    const otherwise = (message: InboundMessage): InboundMessage =>
      message.type === "erp.item.v1" ? { ...message, data: { ...message.data, text: `${message.data.text}, told otherwise` } } : message;
    const adapter: typeof real = {
      ...real,
      startOver: () => "0",
      async poll(cursor, options) {
        const page = await real.poll(cursor === "0" ? null : cursor, options);
        return page.kind === "page" ? { ...page, messages: page.messages.map(otherwise) } : page;
      },
    };
    const adapterFor = async () => adapter;
    const before = await everything();
    const step = await dryRun(plant.services, { adapterFor }, { connectionId: plant.connectionId, from: "START", bounds: BOUNDS, seesCost: () => true });
    const items = example1(SITE).filter(({ type }) => type === "erp.item.v1").length;
    expect(step).toMatchObject({ step: "done", report: { counts: { CHANGED: items, REFUSED: 0, FAULT: 0 } } });
    expect(await everything()).toEqual(before);
    expect(await execute(plant.services, it1, loadConnection, { commandId: newId(), connectionId: plant.connectionId, from: "START" })).toMatchObject({ ok: true });
    expect(await pollConnection({ ...plant.services, inbox: plant.channel.inbox, adapterFor }, plant.connectionId)).toBe(items);
    const rows = await plant.inboxRows();
    const taken = rows.filter(({ messageId }) => messageId.endsWith("#t1"));
    expect(taken.map(({ state }) => state)).toEqual(Array.from({ length: items }, () => "APPLIED"));
    expect(await plant.db.select().from(exception)).toEqual([]);
    const texts = await plant.db.select({ text: itemVersion.description }).from(itemVersion).where(isNull(itemVersion.validTo));
    expect(texts.every(({ text }) => text.endsWith("told otherwise"))).toBe(true);
  });

  it("goes through a load of any length piece by piece, and says of the whole of it what it says in one", async () => {
    const whole = await tryLoad("START");
    steps.length = 0;
    const before = await everything();
    const report = await tryLoad("START", { ...BOUNDS, piece: 3 });
    expect(await everything()).toEqual(before);
    expect(report).toMatchObject({ messages: whole.messages, stopped: null });
    expect(report.pieces).toBeGreaterThanOrEqual(Math.ceil(whole.messages / 3));
    const sum = (counts: LoadReport["counts"]) => Object.values(counts).reduce((all, count) => all + count, 0);
    expect(sum(report.counts)).toBe(whole.messages);
    // What refers to an earlier piece is not said to wait, and nothing is refused that would not be.
    expect(report.counts).toMatchObject({ PARKED: 0, REFUSED: 0, FAULT: 0 });
    expect(report.counts.CREATED + report.counts.FOLLOWS).toBe(whole.counts.CREATED);
    expect(line(report, "PO-1001")?.outcome).toBe("FOLLOWS");
    const soFar = steps.flatMap((step) => (step.step === "so-far" ? [step.report.messages] : []));
    expect(soFar).toHaveLength(report.pieces - 1);
    expect(soFar.toSorted((a, b) => a - b)).toEqual(soFar);
  });

  it("takes the locks of no more than a piece at once, however long the load: a database has some thousands for everybody", { timeout: 240_000 }, async () => {
    const [made] = example1(SITE).filter((message) => message.type === "erp.item.v1");
    if (made?.type !== "erp.item.v1") throw new Error("the example has no item");
    const many = Array.from({ length: 700 }, (_, index) => inboundMessage("erp.item.v1", { ...made.data, item: `I-${index}` }, "erp", made.time));
    const real = await plant.adapters.adapterFor(plant.connectionId);
    const adapter: typeof real = {
      ...real,
      async poll(cursor, { limit }) {
        const [from, to] = [Number(cursor ?? 0), Number(cursor ?? 0) + limit];
        return { kind: "page", messages: many.slice(from, to), unreadable: [], cursor: String(to), more: to < many.length };
      },
    };
    const looks: Promise<number>[] = [];
    const look = async () => Number((await database.sql<{ held: number }[]>`select count(*)::int as held from pg_locks`)[0]?.held);
    const step = await dryRun(
      plant.services,
      { adapterFor: async () => adapter },
      {
        connectionId: plant.connectionId,
        from: "START",
        seesCost: () => true,
        tell: (each) => void (each.step === "trying" && each.tried % 100 === 0 && looks.push(look())),
      },
    );
    expect(step).toMatchObject({ step: "done", report: { messages: 700, stopped: null, counts: { CREATED: 700 } } });
    const held = await Promise.all(looks);
    expect([held.length > 5, Math.max(...held) > 500, Math.max(...held) < 3_200]).toEqual([true, true, true]);
  });

  it("what stands before its master data, in another piece, follows as well: the poller applies once all is read", async () => {
    const order = exampleOrder(SITE, "PO-EARLY");
    const [made] = example1(SITE).filter((message) => message.type === "erp.item.v1");
    if (order.type !== "erp.order.v1" || made?.type !== "erp.item.v1") throw new Error("the example has no order and no item");
    await say({ type: order.type, data: { ...order.data, item: "FG-LATE", bomVersion: null, routingVersion: null } });
    for (const number of ["PO-1002", "PO-1003", "PO-1004"]) await say(exampleOrder(SITE, number));
    expect(line(await tryLoad("START", { ...BOUNDS, piece: 3 }), "PO-EARLY")?.outcome).toBe("PARKED");
    await say({ type: made.type, data: { ...made.data, item: "FG-LATE" } });
    const report = await tryLoad("START", { ...BOUNDS, piece: 3 });
    expect([line(report, "PO-EARLY")?.outcome, report.counts.PARKED]).toEqual(["FOLLOWS", 0]);
  });

  it("lets go of its rows when their time is over and goes on behind; where there is no time at all it stops and says so", async () => {
    expect(await tryLoad("START", { ...BOUNDS, tryMs: 0 })).toMatchObject({ lines: [], stopped: expect.stringContaining("time") });
    const whole = await tryLoad("START");
    const cut = await tryLoad("START", { ...BOUNDS, tryMs: 150 });
    expect(cut).toMatchObject({ messages: whole.messages, stopped: null });
    expect(cut.counts.CREATED + cut.counts.FOLLOWS).toBe(whole.counts.CREATED);
    expect(await tryLoad("START", { ...BOUNDS, piece: 3, wholeMs: 0 })).toMatchObject({ messages: 3, pieces: 1, stopped: expect.stringContaining("time") });
  });

  it("stops at the next message once whoever asked has gone", async () => {
    const leave = new AbortController();
    const tell = (each: LoadStep) => void (each.step === "trying" && each.tried === 3 && leave.abort());
    const step = await dryRun(plant.services, plant.channel, { connectionId: plant.connectionId, from: "START", bounds: BOUNDS, seesCost: () => true, tell, left: leave.signal });
    expect(step).toMatchObject({ step: "done", report: { pieces: 1, counts: { CREATED: 3 }, stopped: expect.stringContaining("gone") } });
  });

  it("gives up the call to the ERP once whoever asked has gone, however long that would take to answer", async () => {
    const leave = new AbortController();
    const channel = {
      adapterFor: async (id: string) => {
        const adapter = await plant.channel.adapterFor(id);
        return {
          ...adapter,
          poll: (_: string | null, { signal }: { readonly signal?: AbortSignal }) =>
            new Promise<{ kind: "retry"; reason: string }>((resolve) => {
              signal?.addEventListener("abort", () => resolve({ kind: "retry", reason: "It was given up." }));
              leave.abort();
            }),
        };
      },
    };
    const step = await dryRun(plant.services, channel, { connectionId: plant.connectionId, from: "START", bounds: BOUNDS, seesCost: () => true, left: leave.signal });
    expect(step).toEqual({ step: "failed", reason: expect.stringContaining("Whoever asked for it has gone") });
  });

  it("what could be tried until the ERP stopped answering is shown, with the reason", async () => {
    const services = { ...plant.services };
    const channel = {
      adapterFor: async (id: string) => {
        const adapter = await plant.channel.adapterFor(id);
        return {
          ...adapter,
          poll: (cursor: string | null, options: { readonly limit: number }) =>
            cursor === null ? adapter.poll(cursor, options) : Promise.resolve({ kind: "retry" as const, reason: "It is closed." }),
        };
      },
    };
    const step = await dryRun(services, channel, { connectionId: plant.connectionId, from: "START", bounds: { ...BOUNDS, piece: 3 }, seesCost: () => true });
    expect(step).toMatchObject({ step: "done", report: { messages: 3, stopped: "It could not be read to its end: It is closed." } });
  });

  it("says why when the ERP cannot be read", async () => {
    await plant.db.update(connection).set({ settings: { baseUrl: "http://127.0.0.1:59999" } });
    const step = await dryRun(plant.services, plant.channel, { connectionId: plant.connectionId, from: "START", seesCost: () => true });
    expect(step).toEqual({ step: "failed", reason: "Nothing listens at the address." });
  });
});
