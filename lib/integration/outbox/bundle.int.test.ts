import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { connection, messageAttempt, policy } from "@/db/schema/integration";
import { testDatabase } from "@/db/testing/database";
import { acknowledgement, channelPlant, type ChannelPlant, lineDown, SITE, status } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";

const Postings = z.array(z.object({ message: z.object({ id: z.string(), subject: z.string(), sequence: z.number() }) }));
const ORDERS = ["PO-1", "PO-2", "PO-3"];
let erp: SandboxErp;
let plant: ChannelPlant;
let round = 0;

beforeAll(async () => {
  erp = await openSandboxErp();
  for (const { type, data } of example1(SITE)) await erp.clerk("POST", "objects", { type, data });
});
afterAll(() => erp.stop());

// Status messages go in batches here, acknowledgements at once; both are about orders.
beforeEach(async () => {
  const database = await testDatabase();
  round += 1;
  await erp.clerk("DELETE", "faults");
  plant = await channelPlant(database.db, erp);
  for (const number of ORDERS) await erp.clerk("POST", "objects", { type: "erp.order.v1", data: exampleOrder(SITE, own(number)).data });
  await takesBundlesOf(50);
  await batch({ mode: "BATCH", schedule: "* * * * *", bundle: null });
  return () => database.close();
});

const own = (number: string): string => `${number}/${round}`;
const now = () => plant.clock.now();
const dispatcher = (name = "worker") => plant.channel.dispatcher(name, { random: () => 0, parallel: 2 });
const takesBundlesOf = (bundle: number) => plant.db.update(connection).set({ settings: { baseUrl: erp.url, timeoutSeconds: 5, bundle } });
const batch = (values: { mode: "BATCH" | "EVENT"; schedule: string | null; bundle: number | null }) =>
  plant.db
    .update(policy)
    .set({ ...values, priority: 2 })
    .where(and(eq(policy.messageType, "mes.order.status.v1"), eq(policy.direction, "OUT")));
const say = (number: string, times = 1) => plant.say(...Array.from({ length: times }, () => status(own(number), now())));
const states = async () => (await plant.outbox()).map((row) => `${row.laneKey} ${row.sequence} ${row.state}`);
const booked = async () =>
  Postings.parse(await erp.clerk("GET", "postings")).flatMap(({ message }) => (message.subject.endsWith(`/${round}`) ? [`${message.subject} ${message.sequence}`] : []));
const attempts = () => plant.db.select().from(messageAttempt).orderBy(messageAttempt.startedAt, messageAttempt.id);
/** Calls to the ERP: what one call carried has one claimant. */
const calls = async () => new Set((await attempts()).map((row) => row.worker)).size;
const nextMinute = () => plant.clock.advance(61);

describe("§8.1 messages that may travel together", () => {
  it("wait for their time, then go in one call, each lane in its order", async () => {
    for (const number of ORDERS) await say(number, 4);
    expect(await dispatcher().drain()).toBe(0);
    nextMinute();
    expect(await dispatcher().drain()).toBe(12);
    expect(await booked()).toEqual(ORDERS.flatMap((number) => [1, 2, 3, 4].map((sequence) => `${own(number)} ${sequence}`)));
    expect(await calls()).toBe(1);
    expect((await plant.outbox()).every((row) => row.state === "ACCEPTED" && row.document !== null)).toBe(true);
  });

  it("go before their time once as many wait as make a bundle", async () => {
    await batch({ mode: "BATCH", schedule: "0 0 1 1 *", bundle: 5 });
    await say("PO-1", 4);
    expect(await dispatcher().drain()).toBe(0);
    await say("PO-2");
    expect(await dispatcher().drain()).toBe(5);
    expect(await calls()).toBe(1);
    await say("PO-3");
    expect(await dispatcher().drain()).toBe(0);
  });

  it("are cut to what the ERP takes in one call, and a lane goes on in the next one", async () => {
    await takesBundlesOf(5);
    await say("PO-1", 7);
    nextMinute();
    expect(await dispatcher().drain()).toBe(7);
    expect(await booked()).toEqual([1, 2, 3, 4, 5, 6, 7].map((sequence) => `${own("PO-1")} ${sequence}`));
    expect(await calls()).toBe(2);
  });

  it("go one by one, at their time, to an ERP that takes no bundles", async () => {
    await takesBundlesOf(1);
    await say("PO-1", 3);
    expect(await dispatcher().drain()).toBe(0);
    nextMinute();
    expect(await dispatcher().drain()).toBe(3);
    expect(await calls()).toBe(3);
  });

  it("do not hold up what must go at once behind them in their lane, which takes them along; other lanes wait on", async () => {
    await say("PO-1", 2);
    await say("PO-2");
    await plant.say(acknowledgement(own("PO-1"), now()));
    expect(await dispatcher().drain()).toBe(3);
    expect(await booked()).toEqual([1, 2, 3].map((sequence) => `${own("PO-1")} ${sequence}`));
    expect((await plant.outbox()).find((row) => row.laneKey === own("PO-2"))).toMatchObject({ state: "NEW", bundled: true });
  });

  it("are never urgent messages, whatever the policy says", async () => {
    await plant.db.update(policy).set({ mode: "BATCH", schedule: "0 0 1 1 *" }).where(eq(policy.messageType, "mes.line.down.v1"));
    await plant.say(lineDown(own("MACH-1"), now()));
    expect(await dispatcher().drain()).toBe(1);
  });

  it("let urgent messages and those of other orders pass while the ERP is slow to take them", async () => {
    await say("PO-1", 3);
    nextMinute();
    await erp.clerk("POST", "faults", { kind: "slow", on: "bundle", milliseconds: 1500 });
    const worker = plant.channel.dispatcher("worker", { parallel: 1, urgentParallel: 1, idleMs: 20 });
    worker.start();
    await expect.poll(async () => (await plant.outbox()).filter((row) => row.state === "SENDING").length).toBe(3);
    const [urgent = "", order = ""] = await plant.say(lineDown(own("MACH-1"), now()), acknowledgement(own("PO-2"), now()));
    worker.wake();
    await expect.poll(async () => [(await plant.message(urgent)).state, (await plant.message(order)).state], { timeout: 1200, interval: 20 }).toEqual(["ACCEPTED", "ACCEPTED"]);
    expect((await plant.outbox()).filter((row) => row.state === "SENDING")).toHaveLength(3);
    await worker.stop();
  });

  it("are taken by one of several workers", async () => {
    for (const number of ORDERS) await say(number, 10);
    nextMinute();
    await Promise.all(["a", "b", "c"].map((name) => dispatcher(name).drain()));
    expect((await booked()).toSorted()).toEqual([...new Set(await booked())].toSorted());
    expect((await plant.outbox()).every((row) => row.state === "ACCEPTED")).toBe(true);
  });
});

describe("a bundle that does not go through as a whole", () => {
  it("IN-04 parks the lane of a refused message; what stands behind it is not taken and not counted as a try", async () => {
    await say("PO-UNKNOWN", 3);
    await say("PO-1", 2);
    nextMinute();
    await dispatcher().drain();
    const unknown = (await plant.outbox()).filter((row) => row.laneKey === own("PO-UNKNOWN"));
    expect(unknown.map((row) => [row.state, row.reasonCode, row.attempts])).toEqual([
      ["REJECTED", "ORDER_UNKNOWN", 0],
      ["RETRY_WAIT", "NOT_TAKEN", 0],
      ["RETRY_WAIT", "NOT_TAKEN", 0],
    ]);
    expect(await booked()).toEqual([`${own("PO-1")} 1`, `${own("PO-1")} 2`]);
    nextMinute();
    expect(await dispatcher().drain()).toBe(0);
  });

  it("is asked for message by message when its answer was lost, before anything is posted again", async () => {
    await say("PO-1", 3);
    await say("PO-2", 2);
    await erp.clerk("POST", "faults", { kind: "drop-answer", on: "bundle" });
    nextMinute();
    await dispatcher().drain();
    expect(await states()).toEqual(["PO-1 1", "PO-1 2", "PO-1 3", "PO-2 1", "PO-2 2"].map((place) => `${place.replace(" ", `/${round} `)} RETRY_WAIT`));
    nextMinute();
    await dispatcher().drain();
    expect((await plant.outbox()).every((row) => row.state === "ACCEPTED")).toBe(true);
    expect((await attempts()).filter((row) => row.action === "POST").map((row) => row.outcome)).toEqual(Array.from({ length: 5 }, () => "unknown"));
    expect((await attempts()).filter((row) => row.action === "LOOK_UP").map((row) => row.outcome)).toEqual(Array.from({ length: 5 }, () => "accepted"));
    expect(await booked()).toHaveLength(5);
  });

  it("IN-05 is one failure of the connection, however many messages it carried", async () => {
    await say("PO-1", 4);
    await say("PO-2", 4);
    await erp.clerk("POST", "faults", { kind: "garbage", on: "bundle" });
    nextMinute();
    await dispatcher().drain();
    expect((await plant.db.select().from(connection))[0]).toMatchObject({ failures: 1, openUntil: null });
    expect(new Set((await plant.outbox()).map((row) => row.attempts))).toEqual(new Set([1]));
    nextMinute();
    await dispatcher().drain();
    expect(await booked()).toHaveLength(8);
  });

  it("takes the messages that the ERP refuses to read alone, so that one of them does not hold up the others", async () => {
    await say("PO-1", 2);
    await erp.clerk("POST", "faults", { kind: "reject", on: "bundle", code: "SCHEMA", detail: "The bundle cannot be read." });
    nextMinute();
    await dispatcher().drain();
    await dispatcher().drain();
    expect((await plant.outbox()).map((row) => [row.state, row.attempts])).toEqual([
      ["ACCEPTED", 0],
      ["ACCEPTED", 0],
    ]);
  });
});
