import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { connection, lane, messageAttempt, outboxMessage } from "@/db/schema/integration";
import { testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { replayMessage } from "@/lib/commands/integration/replay-message";
import { reportParked } from "@/lib/commands/integration/report-parked";
import { resolveMessage } from "@/lib/commands/integration/resolve-message";
import { execute } from "@/lib/commands/execute";
import { channelPlant, type ChannelPlant, SITE, status } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { createDispatcher } from "./dispatch";
import { TIMING } from "./timing";

const ORDERS = ["PO-1", "PO-2", "PO-3", "PO-4", "PO-5", "PO-6"];
let erp: SandboxErp;
let plant: ChannelPlant;
let round = 0;

beforeAll(async () => {
  erp = await openSandboxErp();
  for (const { type, data } of example1(SITE)) await erp.clerk("POST", "objects", { type, data });
});
afterAll(() => erp.stop());

beforeEach(async () => {
  const database = await testDatabase();
  round += 1;
  await erp.clerk("DELETE", "faults");
  plant = await channelPlant(database.db, erp);
  for (const number of ORDERS) await erp.clerk("POST", "objects", { type: "erp.order.v1", data: exampleOrder(SITE, own(number)).data });
  return () => database.close();
});

const own = (number: string): string => `${number}/c${round}`;
const now = () => plant.clock.now();
const dispatcher = (name = "worker", parallel = 1) => plant.channel.dispatcher(name, { random: () => 0, parallel });
const fault = (kind: string, more: object = {}) => erp.clerk("POST", "faults", { kind, ...more });
const sayAll = () => plant.say(...ORDERS.map((number) => status(own(number), now())));
const circuit = async () => (await plant.db.select().from(connection))[0];
const attempts = () => plant.db.select().from(messageAttempt).orderBy(messageAttempt.startedAt, messageAttempt.id);
const secondsUntil = (at: Date | null | undefined): number => ((at ?? now()).getTime() - now().getTime()) / 1000;
const it_ = (): Actor => ({ ...systemActor("IT A", [], []), kind: "PERSON", accountId: newId(), sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT"] }] });

describe("IN-05 what the ERP asks for, and what is only about one message", () => {
  it("leaves the ERP alone for as long as it asks, every lane and every worker, and loses nothing by it", async () => {
    await sayAll();
    await fault("unavailable", { retryAfterSeconds: 90 });
    expect(await dispatcher("a").drain()).toBe(1);
    expect([(await circuit())?.failures, secondsUntil((await circuit())?.openUntil) > 80]).toEqual([1, true]);
    expect(await dispatcher("b").drain()).toBe(0);
    plant.clock.advance(91);
    expect(await dispatcher("b").drain()).toBe(6);
    expect(await circuit()).toMatchObject({ failures: 0, openUntil: null, lastError: null });
  });

  it("an answer that was under way when the ERP asked to wait does not end the wait", async () => {
    await sayAll();
    await fault("slow", { milliseconds: 400 });
    await fault("unavailable", { retryAfterSeconds: 90 });
    expect(await dispatcher("a", 2).drain()).toBe(2);
    expect((await plant.outbox()).filter(({ state }) => state === "ACCEPTED")).toHaveLength(1);
    expect([(await circuit())?.failures, secondsUntil((await circuit())?.openUntil) > 80]).toEqual([0, true]);
  });

  it("orders that somebody has open in the ERP, however many, say nothing of the connection: each waits for itself", async () => {
    await sayAll();
    await fault("locked", { count: 5 });
    expect(await dispatcher().drain()).toBeGreaterThanOrEqual(6);
    expect(await circuit()).toMatchObject({ failures: 0, openUntil: null });
    expect((await attempts()).filter(({ outcome }) => outcome === "retry")).toHaveLength(5);
    expect((await plant.outbox()).every(({ state, attempts: tries }) => state === "ACCEPTED" && tries <= 5)).toBe(true);
  });

  it("a key that the ERP does not know for a while stops everything at once; one message tries after five minutes, and all goes on", async () => {
    await sayAll();
    await fault("expired");
    expect(await dispatcher().drain()).toBe(1);
    expect(secondsUntil((await circuit())?.openUntil)).toBeGreaterThan(290);
    plant.clock.advance(301);
    expect(await dispatcher().drain()).toBe(6);
    expect((await plant.outbox()).map(({ state, attempts: tries }) => [state, tries])).toEqual(ORDERS.map(() => ["ACCEPTED", 0]));
  });

  it("several workers send one probe between them", async () => {
    await sayAll();
    await fault("unavailable", { count: 6 });
    await dispatcher().drain();
    expect((await circuit())?.failures).toBe(5);
    const tried = (await attempts()).length;
    plant.clock.advance(31);
    await Promise.all(["a", "b", "c"].map((name) => dispatcher(name, 8).drain()));
    expect((await attempts()).length).toBe(tried + 1);
    plant.clock.advance(31);
    await Promise.all(["a", "b", "c"].map((name) => dispatcher(name, 8).drain()));
    expect((await plant.outbox()).every(({ state }) => state === "ACCEPTED")).toBe(true);
  });

  it("an ERP that hangs for longer than the circuit is open gets no second probe beside the first", async () => {
    await sayAll();
    await fault("unavailable", { count: 5 });
    await dispatcher().drain();
    expect((await circuit())?.failures).toBe(5);
    const tried = (await attempts()).length;
    plant.clock.advance(31);
    await fault("slow", { milliseconds: 1500 });
    const hanging = dispatcher("a").drain();
    await expect.poll(async () => (await plant.outbox()).filter(({ state }) => state === "SENDING").length, { timeout: 5_000 }).toBe(1);
    plant.clock.advance(31);
    expect(secondsUntil((await circuit())?.openUntil)).toBeLessThan(0);
    expect(await dispatcher("b").drain()).toBe(0);
    expect(await attempts()).toHaveLength(tried);
    await hanging;
    expect((await plant.outbox()).every(({ state }) => state === "ACCEPTED")).toBe(true);
  });

  it("asks for what may still be at work in the ERP only after a while", async () => {
    const [id = ""] = await plant.say(status(own("PO-1"), now()));
    await fault("drop-answer");
    await dispatcher().drain();
    const { nextAt, state } = await plant.message(id);
    expect([state, secondsUntil(nextAt) > 4]).toEqual(["RETRY_WAIT", true]);
  });

  it("waits as the process is told to", async () => {
    const [id = ""] = await plant.say(status(own("PO-1"), now()));
    await fault("drop-answer");
    await plant.channel.dispatcher("quick", { random: () => 0, timing: { retrySeconds: 0.1, circuitSeconds: 1 } }).drain();
    expect(secondsUntil((await plant.message(id)).nextAt)).toBeLessThan(0.3);
  });
});

describe("what cannot be sent at all", () => {
  it("a connection that cannot be opened stops, says so, and leaves its messages untouched", async () => {
    const [id = ""] = await plant.say(status(own("PO-1"), now()));
    await plant.db.update(connection).set({ adapter: "nonesuch" });
    expect(await dispatcher().drain()).toBe(0);
    expect(await circuit()).toMatchObject({ failures: 5, lastError: expect.stringContaining("settings") });
    expect(await plant.message(id)).toMatchObject({ state: "NEW", attempts: 0 });
    await plant.db.update(connection).set({ adapter: "rest" });
    plant.clock.advance(301);
    expect(await dispatcher().drain()).toBe(1);
  });

  it("a message that does not fit its contract is refused on our side, with its alarm, and parks its lane alone", async () => {
    const [broken = "", behind = "", other = ""] = await plant.say(status(own("PO-1"), now()), status(own("PO-1"), now()), status(own("PO-2"), now()));
    await plant.db
      .update(outboxMessage)
      .set({ payload: { nonsense: true } })
      .where(eq(outboxMessage.id, broken));
    await dispatcher().drain();
    expect(await plant.message(broken)).toMatchObject({ state: "REJECTED", reasonCode: "DOES_NOT_FIT" });
    expect([(await plant.message(behind)).state, (await plant.message(other)).state]).toEqual(["NEW", "ACCEPTED"]);
    expect(await plant.db.select().from(exception)).toHaveLength(1);
  });
});

describe("IN-06 what people settled although the ERP has it", () => {
  it("is accepted under its document, and no tombstone is sent", async () => {
    const [id = "", behind = ""] = await plant.say(status(own("PO-1"), now()), status(own("PO-1"), now()));
    await fault("drop-answer");
    await dispatcher().drain();
    await plant.db.update(outboxMessage).set({ state: "DEAD" }).where(eq(outboxMessage.id, id));
    expect(await execute(plant.services, it_(), resolveMessage, { commandId: newId(), messageId: id, reason: "It never came through" })).toMatchObject({ ok: true });
    await dispatcher().drain();
    expect(await plant.message(id)).toMatchObject({ state: "ACCEPTED", settledBy: null, document: expect.stringMatching(/^S-/) });
    expect((await plant.message(behind)).state).toBe("ACCEPTED");
    const types = (await erp.clerk("GET", "postings")) as { message: { type: string; subject: string } }[];
    expect(types.filter(({ message }) => message.subject === own("PO-1")).map(({ message }) => message.type)).toEqual(["mes.order.status.v1", "mes.order.status.v1"]);
  });
});

describe("§2.5 an alarm for each message that waits for a person", () => {
  it("is raised by any worker when the one that settled the message died before it could", async () => {
    const mute = createDispatcher({
      db: plant.db,
      clock: plant.clock,
      random: () => 0,
      worker: "killed",
      timing: TIMING,
      adapterFor: (connectionId) => plant.adapters.adapterFor(connectionId),
      onSettled: () => Promise.reject(new Error("killed here")),
    });
    const [id = ""] = await plant.say(status(own("PO-1"), now()));
    await fault("reject");
    await mute.drain();
    expect((await plant.message(id)).state).toBe("REJECTED");
    expect(await reportParked(plant.services)).toBe(false);
    expect(await plant.db.select().from(exception)).toEqual([]);
    plant.clock.advance(31);
    await reportParked(plant.services);
    await reportParked(plant.services);
    expect((await plant.db.select().from(exception)).map(({ class: kind, subject, state }) => [kind, subject, state])).toEqual([["MESSAGE_DEAD", `${own("PO-1")} #1`, "RAISED"]]);
  });

  it("IN-04 an ERP that misses an earlier message raises a gap of its own class, which a replay ends and another refusal brings back", async () => {
    const order = own("PO-1");
    await plant.say(status(order, now()));
    await dispatcher().drain();
    // What the ERP has accepted and lost since looks to it as if the next one came too early.
    await plant.db.update(lane).set({ lastSequence: 5 }).where(eq(lane.key, order));
    const [early = ""] = await plant.say(status(order, now()));
    await dispatcher().drain();
    expect(await plant.message(early)).toMatchObject({ state: "REJECTED", reasonCode: "SEQUENCE_GAP" });
    const gaps = () =>
      plant.db.select({ class: exception.class, owner: exception.owner, subject: exception.subject, state: exception.state, detail: exception.detail }).from(exception);
    expect(await gaps()).toMatchObject([
      {
        class: "SEQUENCE_GAP",
        owner: "IT",
        subject: `${order} #6`,
        state: "RAISED",
        detail: { acceptedBefore: 1, reason: expect.stringContaining("after number 1 comes 2") as string },
      },
    ]);
    const replay = () => execute(plant.services, it_(), replayMessage, { commandId: newId(), messageId: early, reason: "Books restored" });
    expect(await replay()).toMatchObject({ ok: true });
    expect((await gaps()).map(({ state }) => state)).toEqual(["RESOLVED"]);
    await dispatcher().drain();
    expect((await gaps()).map(({ class: kind, state }) => [kind, state])).toEqual([["SEQUENCE_GAP", "IN_PROGRESS"]]);
  });

  it("is not raised again once somebody closed it", async () => {
    await plant.say(status(own("PO-1"), now()));
    await fault("reject");
    await dispatcher().drain();
    await plant.db.update(exception).set({ state: "CLOSED", closedAt: now() });
    plant.clock.advance(31);
    await reportParked(plant.services);
    expect((await plant.db.select().from(exception)).map(({ state }) => state)).toEqual(["CLOSED"]);
  });
});
