import { setTimeout as pause } from "node:timers/promises";
import { eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { exception } from "@/db/schema/exception";
import { connection, outboxMessage, policy } from "@/db/schema/integration";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { openRelay, type Relay, type RelayedCall } from "@/lib/erp/http/testing/relay";
import { channelPlant, type ChannelPlant, lineDown, SITE, status } from "@/lib/integration/testing/channel-plant";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { confirmationFact, receiptFact } from "@/lib/messages/__fixtures__/facts";
import { TOTALS_TYPES } from "@/lib/messages/outbound";
import { newId } from "@/lib/platform/ids";
import { testBroker, type TestBroker } from "@/lib/processes/testing/broker";
import { seededRandom } from "@/lib/sandbox/company/random";
import { type SandboxErp, startSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { runChannel } from "./channel-run";
import { deadMessages } from "./floor";
import { fates, type Fates } from "./misfortunes";
import { inWords, Postings, type Reckoning, reckonErp } from "./reckoning";

/** MILLRACE_STORM=full: as large as it gets, three to ten minutes on two cores; a part of that is for every day. */
const FULL = process.env.MILLRACE_STORM === "full";
const ORDERS = FULL ? 200 : 40;
const PER_ORDER = 25;
const KILLS = FULL ? 20 : 6;
/** The ERP's own troubles begin that much earlier in the shorter storm. */
const PACE = FULL ? 1 : 0.3;
const SHARE = 0.3;
const SEED = 20_261_128;
const NONE: Reckoning = { lost: 0, doubled: 0, outOfOrder: 0 };

let database: TestDatabase;
let broker: TestBroker;
let erp: SandboxErp;
let relay: Relay;
let plant: ChannelPlant;
let luck: Fates;
/** Messages that reached the ERP as a post after it had booked them: an ERP that keeps no keys would have booked them again. */
const postedAgain = new Set<string>();

beforeAll(async () => {
  [database, broker, erp] = await Promise.all([testDatabase(), testBroker(), startSandboxErp()]);
  luck = fates(seededRandom(SEED), SHARE);
  const booked = new Set<string>();
  relay = await openRelay(erp.url, luck.meddle, (call, answer) => {
    for (const id of sentIn(call)) if (booked.has(id)) postedAgain.add(id);
    for (const id of bookedIn(answer)) booked.add(id);
  });
  plant = await channelPlant(database.db, { ...erp, url: relay.url });
  // Nothing is read from this ERP; it is all about what it is told.
  await database.db.update(connection).set({ settings: { baseUrl: relay.url, timeoutSeconds: 1, bundle: 50 }, pollSeconds: 86_400, lastPolledAt: new Date() });
  // Totals of an hour come when the hour is over; here everything that is told is counted.
  await database.db
    .update(policy)
    .set({ enabled: false })
    .where(inArray(policy.messageType, [...TOTALS_TYPES]));
  await database.db.update(policy).set({ mode: "BATCH", schedule: "* * * * * *", bundle: 50, priority: 2 }).where(eq(policy.messageType, "mes.order.status.v1"));
  for (const { type, data } of example1(SITE))
    await erp.clerk("POST", "objects", { type, data: "stock" in data ? { ...data, stock: [{ location: "MAIN", qty: "1000000" }] } : data });
  for (const number of orders) await erp.clerk("POST", "objects", { type: "erp.order.v1", data: exampleOrder(SITE, number, { qty: "100000" }).data });
}, 120_000);
afterAll(async () => {
  await relay.close();
  await Promise.all([database.close(), broker.stop(), erp.stop()]);
});

const orders = Array.from({ length: ORDERS }, (_, index) => `PO-${2001 + index}`);

/** What an order says in turn: half of it confirmations, with what they took. */
function fact(order: string, turn: number): OutboundDraft {
  const head = { subject: order, orderId: null, eventId: newId(), eventTime: new Date() };
  const like = { id: newId(), site: SITE, subject: order, sequence: 1 };
  switch (turn % 5) {
    case 1:
      return status(order, new Date());
    case 3:
      return { ...head, type: "mes.production.received.v1", data: receiptFact(like, `L-${order}`, "2").data };
    case 4:
      return lineDown(`U-${order}`, new Date());
    default:
      return {
        ...head,
        type: "mes.production.confirmed.v1",
        data: confirmationFact(like, { consumption: [{ item: "SEAL-02", lot: "S-1", qty: "1", uom: "EA", mode: "BACKFLUSH" }] }).data,
      };
  }
}

it(`30 % of all calls meet misfortune, two workers are killed ${KILLS} times: ${ORDERS * PER_ORDER} messages of ${ORDERS} orders are in the ERP once each, in order`, async () => {
  const drafts = Array.from({ length: PER_ORDER }, (_, turn) => orders.map((order) => fact(order, turn))).flat();
  // What the ERP itself has to say against it: orders that somebody has open, a closed period, a session that has expired; and for a while nobody is there.
  const troubles: readonly [number, () => Promise<unknown>][] = [
    [5_000, () => erp.clerk("POST", "faults", { kind: "locked", count: 40 })],
    [15_000, () => erp.clerk("POST", "faults", { kind: "reject", count: 10 })],
    [25_000, () => erp.clerk("POST", "faults", { kind: "expired" })],
    [40_000, () => relay.deaf(2_000)],
    [50_000, () => erp.clerk("POST", "faults", { kind: "reject", count: 10, code: "ORDER_LOCKED" })],
  ];
  const troubled = troubles.map(([afterMs, begin]) => pause(afterMs * PACE).then(begin));
  const run = await runChannel({
    database,
    plant,
    mqttUrl: broker.url,
    drafts,
    kills: KILLS,
    everyMs: 6_000 * PACE,
    random: seededRandom(SEED + 1),
    patienceMs: FULL ? 900_000 : 200_000,
  });
  await Promise.all(troubled);
  const found = await reckonErp(database.sql, Postings.parse(await erp.clerk("GET", "postings")));
  const reckoning = { ...found, doubled: found.doubled + postedAgain.size };
  const met = [...luck.met].toSorted(([a], [b]) => a.localeCompare(b)).map(([kind, times]) => `${times} ${kind}`);
  console.log(`${drafts.length} messages in ${run.seconds} s, ${run.kills} kills, ${run.replayed} refused and replayed; ${met.join(", ")}`);
  console.log(inWords("ERP in trouble", reckoning));
  expect(reckoning).toEqual(NONE);
  expect(await database.db.$count(outboxMessage)).toBe(ORDERS * PER_ORDER);
  expect(await deadMessages(database)).toBe(0);
  expect([run.kills, run.replayed >= 10, luck.met.size]).toEqual([KILLS, true, 9]);
  // Each refusal had its alarm, and each alarm ended with the replay.
  const alarms = await database.db.select({ state: exception.state }).from(exception).where(eq(exception.class, "MESSAGE_DEAD"));
  expect(alarms.filter(({ state }) => state === "RAISED")).toEqual([]);
}, 1_000_000);

const Id = z.object({ id: z.string() });
const Answer = z.union([z.object({ outcomes: z.array(Id.extend({ status: z.string() })) }), Id]).catch({ outcomes: [] });
const Sent = z.union([z.array(Id), Id]).catch([]);

function sentIn({ method, body }: RelayedCall): string[] {
  if (method !== "POST") return [];
  const sent = Sent.parse(JSON.parse(body));
  return (Array.isArray(sent) ? sent : [sent]).map(({ id }) => id);
}

function bookedIn({ status: code, body }: { readonly status: number; readonly body: string }): string[] {
  if (code !== 200 && code !== 201) return [];
  const answer = Answer.parse(JSON.parse(body));
  return "outcomes" in answer ? answer.outcomes.flatMap(({ id, status: word }) => (word === "BOOKED" ? [id] : [])) : [answer.id];
}
