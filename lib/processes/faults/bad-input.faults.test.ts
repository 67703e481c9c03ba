import { eq } from "drizzle-orm";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { productionOrder } from "@/db/schema/execution";
import { inboxMessage } from "@/db/schema/integration";
import { quarantine } from "@/db/schema/telemetry";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { execute } from "@/lib/commands/execute";
import { newId } from "@/lib/platform/ids";
import { testBroker, type TestBroker } from "@/lib/processes/testing/broker";
import { workshopItem, workshopOrder } from "@/lib/processes/testing/workshop-messages";
import { type SandboxErp, startSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { type Floor, openFloor, tell, until } from "./floor";

let database: TestDatabase;
let broker: TestBroker;
let erp: SandboxErp;
let floor: Floor;

beforeAll(async () => {
  [database, broker, erp] = await Promise.all([testDatabase(), testBroker(), startSandboxErp()]);
  floor = await openFloor(database, database.url, broker.url, erp, { orders: 1, operationsPerOrder: 1 });
}, 120_000);
afterAll(async () => {
  await floor.worker.stop();
  await Promise.all([database.close(), broker.stop(), erp.stop()]);
});

it("quarantines what cannot be read, each with its topic, bytes and reason, and stores what stands between", async () => {
  const address = floor.running[0]?.address ?? "";
  const gateway = await connectAsync(broker.url);
  const ts = new Date().toISOString();
  const good = (seq: number): string => JSON.stringify({ seq, ts, parameter: "temp", value: seq, uom: "CEL" });
  const bad: [topic: string, payload: string, reason: string][] = [
    [`${address}/param`, "no json \u0000", "payload is not a JSON object"],
    [`${address}/param`, JSON.stringify({ seq: 1, ts: "yesterday", parameter: "temp", value: 1 }), "ts is not an instant with its zone"],
    [`${address}/state`, JSON.stringify({ seq: 2, ts, state: "DANCING" }), "state is not a known equipment state"],
    [`${address}/count`, JSON.stringify({ seq: 3, ts, counter: "GOOD", value: -1 }), "value of a counter is not a whole number"],
    [`${address}/param`, JSON.stringify({ seq: 4, ts, parameter: "humidity", value: 1 }), "its machine has no parameter humidity"],
    ["site-w/cells/nowhere/u/param", good(5), "no machine is configured for its topic"],
    [`${address}/param`, JSON.stringify({ seq: 6, ts: "2001-01-01T00:00:00Z", parameter: "temp", value: 1 }), "the time is more than a day ahead or more than 90 days ago"],
  ];
  await gateway.publishAsync(`${address}/param`, good(100), { qos: 1 });
  for (const [topic, payload] of bad) await gateway.publishAsync(topic, payload, { qos: 1 });
  await gateway.publishAsync(`${address}/param`, good(101), { qos: 1 });
  await gateway.endAsync();
  await until("all are put aside", async () => (await database.db.$count(quarantine)) >= bad.length, floor.worker);
  const rows = await database.db.select().from(quarantine);
  const found = rows.map(({ topic, bytes, reason }) => [topic, bytes.toString(), reason]);
  expect(new Set(found.map((row) => JSON.stringify(row)))).toEqual(new Set(bad.map((row) => JSON.stringify(row))));
  await until("the good ones are stored", async () => (await database.sql`select value from telemetry.sample order by value`).length === 2, floor.worker);
});

it("IN-07 parks an order with an unknown item, says what it waits for, and applies it when the item comes", async () => {
  const { type, data, subject } = workshopOrder(1, 1, "LATE-ITEM");
  await tell(erp, { type, data: { ...data, order: "W-LATE" } as typeof data });
  const parked = async () => (await database.db.select().from(inboxMessage).where(eq(inboxMessage.subject, "W-LATE")))[0];
  await until("the order is parked", async () => (await parked())?.state === "PARKED", floor.worker);
  expect(await parked()).toMatchObject({ state: "PARKED", code: "REFERENCE_MISSING" });
  expect((await parked())?.reason).toContain("LATE-ITEM");
  expect(subject).toBe("W-01");
  await tell(erp, workshopItem("LATE-ITEM", "FINISHED"));
  await until("the order is applied", async () => (await parked())?.state === "APPLIED", floor.worker);
  expect(await database.db.$count(productionOrder, eq(productionOrder.number, "W-LATE"))).toBe(1);
});

it("EX-23 a double tap records once, and EX-05 a tablet with an old total is refused with both totals", async () => {
  const one = floor.running[0];
  if (one === undefined) throw new Error("nothing runs");
  const enter = (input: object) => execute(floor.services, one.actor, confirmProduction, { operationId: one.operationId, ...input });
  const tap = { commandId: newId(), good: "3", expectedTotal: "0" };
  const answers = await Promise.all([enter(tap), enter(tap), enter(tap)]);
  expect(answers.map((answer) => (answer.ok && answer.repeated ? "again" : "first")).toSorted((a, b) => a.localeCompare(b))).toEqual(["again", "again", "first"]);
  expect(new Set(answers.map((answer) => (answer.ok ? answer.data.entryId : answer.code))).size).toBe(1);
  expect(await enter({ commandId: newId(), good: "2", expectedTotal: "0" })).toMatchObject({ ok: false, code: "STALE_TOTAL", params: { expected: "0", actual: "3" } });
  expect(await enter({ commandId: newId(), good: "2", expectedTotal: "3" })).toMatchObject({ ok: true, data: { good: "5" } });
});
