import { connectAsync, type MqttClient } from "mqtt";
import { pino } from "pino";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { calendarWindow } from "@/db/schema/calendar";
import { equipmentIdealRate } from "@/db/schema/equipment-history";
import { equipment, item } from "@/db/schema/reference";
import { counterReading } from "@/db/schema/telemetry";
import { source, tag } from "@/db/schema/telemetry-source";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { oneStepItem } from "@/lib/commands/execution/testing/one-step-item";
import { ingestBatch } from "@/lib/commands/telemetry/ingest-batch";
import { decimal } from "@/lib/domain/shared/decimal";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { type TestBroker, testBroker } from "@/lib/processes/testing/broker";
import { startSubscriber, type Subscriber } from "@/lib/telemetry/subscriber";
import { performance, type Performance, type PerformanceQuestion } from "./performance";
import { performanceFacts } from "./performance-facts";

const ADDRESS = "site-a/machining/mach-1/machine";
const at = (day: string, clock: string): Date => new Date(`2026-03-${day}T${clock.length === 5 ? `${clock}:00` : clock}Z`);

let broker: TestBroker;
let database: TestDatabase;
let plant: ExamplePlant;
let subscriber: Subscriber;
let line: MqttClient;
let now = at("17", "14:05");
let seq = 0;
const sent = { count: 0, state: 0 };

/** An item made in one step at MACH-1 without material, and the order for it. */
async function order(number: string, code: string, qty: string, unitsPerHour: string): Promise<string> {
  await plant.hear([...oneStepItem("SITE-A", code, { setupHours: "0.5", runHours: "0.01" }), exampleOrder("SITE-A", number, { item: code, qty })]);
  const [made] = await plant.db.select({ id: item.id }).from(item).where(eq(item.code, code));
  await plant.db.insert(equipmentIdealRate).values({ workUnitId: await plant.unitId("MACH-1"), itemId: made?.id ?? "", siteId: plant.siteId, unitsPerHour: decimal(unitsPerHour) });
  return (await plant.operationIds(number)).get(10) ?? "";
}

beforeAll(async () => {
  broker = await testBroker();
  database = await testDatabase();
  plant = await examplePlant(database.db);
  const { db, siteId } = plant;
  const [unit] = await db.select().from(equipment).where(eq(equipment.code, "MACH-1"));
  if (unit === undefined) throw new Error("there is no MACH-1");
  await db.execute(sql`select telemetry.ensure_partitions('2026-03-16', '2026-03-20')`);
  // Its readings are hours apart here, and no silence.
  await db
    .update(equipment)
    .set({ sampleIntervalSeconds: 4 * 3600 })
    .where(eq(equipment.id, unit.id));
  const sourceId = newId();
  await db.insert(source).values({ id: sourceId, siteId, code: "MACHINING", kind: "PLAIN_JSON", topicFilter: "site-a/#" });
  const base = { siteId, sourceId, address: ADDRESS, workUnitId: unit.id, equipmentNumber: unit.number };
  await db.insert(tag).values([
    { ...base, kind: "STATE", name: "" },
    { ...base, kind: "COUNTER", name: "TOTAL", counter: "TOTAL", counterModulus: 65_535 },
  ]);
  await db.delete(calendarWindow);
  const centre = unit.parentId ?? "";
  await db.insert(calendarWindow).values(
    ["17", "18"].flatMap((day) => [
      { id: newId(), siteId, workCentreId: centre, shiftName: "EARLY", productionDay: `2026-03-${day}`, fromAt: at(day, "06:00"), toAt: at(day, "14:00") },
      { id: newId(), siteId, workCentreId: centre, shiftName: "LATE", productionDay: `2026-03-${day}`, fromAt: at(day, "14:00"), toAt: at(day, "22:00") },
    ]),
  );
  const machines = systemActor("telemetry", ["telemetry.write"], [{ siteId, code: "SITE-A" }]);
  const clock = { now: () => now };
  subscriber = startSubscriber({
    url: broker.url,
    databaseUrl: database.url,
    clock,
    log: pino({ level: "silent" }),
    roundMs: 100,
    sources: async () => [{ id: sourceId, kind: "PLAIN_JSON", topicFilter: "site-a/#" }],
    write: async (batch) => void (await ingestBatch({ ...plant.services, clock }, machines, batch)),
  });
  await connected();
  line = await connectAsync(broker.url);
}, 60_000);
afterAll(async () => {
  await line.endAsync();
  await subscriber.close();
  await database.close();
  await broker.stop();
});

const connected = () => vi.waitFor(() => expect(subscriber.status().filter((one) => one.connected)).toHaveLength(1), { timeout: 10_000 });

/** Publishes raw messages of the machine and waits until the worker has stored them. */
async function says(day: string, messages: readonly (readonly [clock: string, state: string] | readonly [clock: string, reading: number])[]): Promise<void> {
  for (const [clock, said] of messages) {
    seq += 1;
    const kind = typeof said === "string" ? "state" : "count";
    sent[kind] += 1;
    const body = typeof said === "string" ? { state: said } : { counter: "TOTAL", value: said };
    await line.publishAsync(`${ADDRESS}/${kind}`, JSON.stringify({ seq, ts: at(day, clock).toISOString(), ...body }), { qos: 1 });
  }
  const stored = async () => {
    const [row] = await plant.db.execute<{ count: number; state: number }>(
      sql`select (select count(*) from telemetry.counter_reading)::int as count, (select count(*) from telemetry.state_sample)::int as state`,
    );
    return { ...row };
  };
  await vi.waitFor(async () => expect(await stored()).toEqual(sent), { timeout: 15_000 });
}

const EARLY = (day: string): PerformanceQuestion => ({ site: "SITE-A", workUnit: "MACH-1", from: at(day, "00:00"), to: at(day, "23:59"), shift: "EARLY" });

async function told(question: PerformanceQuestion): Promise<Performance> {
  const found = await performance({ db: plant.db, now }, plant.lead, question);
  if (found === null) throw new Error("nothing is told");
  return found;
}
const shares = (of: Pick<Performance, "figures">, ...names: readonly string[]) => names.map((name) => of.figures.find((one) => one.name === name)?.percent);
const figure = (of: Pick<Performance, "figures">, name: string) => of.figures.find((one) => one.name === name);

/** A stop of a minute without a reason in the middle of producing. */
const micro = (clock: string) => {
  const [hour = "", minute = ""] = clock.split(":");
  return [
    [clock, "HELD"],
    [`${hour}:${String(Number(minute) + 1).padStart(2, "0")}`, "PRODUCING"],
  ] as const;
};

it("§5 Example O2, two items fed in over MQTT: A 89.77, E 90.51, Q 97.41 by time, OEE 79.15; each item for itself", async () => {
  const [first, second] = [await order("PO-A", "IT-A", "392", "120"), await order("PO-B", "IT-B", "203", "80")];
  const unit = await plant.unitId("MACH-1");
  now = at("17", "14:05");
  await plant.does(plant.first, startOperation, at("17", "06:00"), { operationId: first, workUnitId: unit });
  await plant.does(plant.first, finishSetup, at("17", "06:25"), { operationId: first });
  await plant.does(plant.first, confirmProduction, at("17", "10:04"), { operationId: first, good: "392", scrap: "8", scrapReason: "SURFACE" });
  await plant.does(plant.first, completeOperation, at("17", "10:05"), { operationId: first });
  await plant.does(plant.first, startOperation, at("17", "10:45"), { operationId: second, workUnitId: unit });
  await plant.does(plant.first, finishSetup, at("17", "10:45"), { operationId: second });
  await plant.does(plant.first, confirmProduction, at("17", "13:59"), { operationId: second, good: "203", scrap: "7", scrapReason: "SURFACE" });
  await plant.does(plant.first, completeOperation, at("17", "14:00"), { operationId: second });
  await says("17", [
    ["06:00", "SETUP"],
    ["06:25", "PRODUCING"],
    ["09:45", "DOWN"],
    ["10:05", "PLANNED_DOWN"],
    ["10:45", "PRODUCING"],
    ["14:00", "STANDBY"],
  ]);
  const result = await told({ ...EARLY("17"), by: "ITEM" });
  expect(shares(result, "availability", "effectiveness", "qualityRatio", "oee", "firstPassYield")).toEqual(["89.77", "90.51", "97.41", "79.15", "97.54"]);
  // Item A: 245 min loaded, of which 200 producing; B: 195 min. Ideal 200 and 157.5 min.
  expect(result.parts.map((part) => [part.key, ...shares(part, "availability", "effectiveness", "qualityRatio")])).toEqual([
    ["IT-A", "81.63", "100.00", "98.00"],
    ["IT-B", "100.00", "80.77", "96.67"],
  ]);
});

describe("§5 Example O1, fed in as raw messages over MQTT", () => {
  const minutes = (text: string | undefined) => Number(text) / 60;

  it("tells A 78.44 %, E 86.08 %, Q 98.00 %, OEE 66.18 % and the rest of the set", async () => {
    const op = await order("PO-O1", "IT-O1", "25000", "4800");
    await plant.does(plant.first, startOperation, at("18", "06:00"), { operationId: op, workUnitId: await plant.unitId("MACH-1") });
    await plant.does(plant.first, finishSetup, at("18", "06:25"), { operationId: op });
    now = at("18", "13:59:59");
    await says("18", [
      ["06:00", "SETUP"],
      ["06:00", 60_112],
      ["06:25", "PRODUCING"],
      ...["06:40", "06:50", "07:00", "07:10", "07:20", "07:30", "07:40"].flatMap(micro),
      ["08:10", 2048],
      ["08:10", "DOWN"],
      ["08:48", "PRODUCING"],
      ["08:50", 15],
      ["10:00", 5240],
      ["10:00", "PLANNED_DOWN"],
      ["10:30", "PRODUCING"],
      ...["10:40", "10:50", "11:00", "11:10", "11:20", "11:30"].flatMap(micro),
      ["12:05", 11_902],
      ["12:05", "STARVED"],
      ["12:17", "PRODUCING"],
      ...micro("13:00"),
      ["13:20", 16_101],
      ["13:20", "DOWN"],
      ["13:42", "PRODUCING"],
      ["14:00", 16_838],
      ["14:00", "STANDBY"],
    ]);
    const readings = await plant.db.select().from(counterReading).orderBy(counterReading.at);
    expect(readings.map(({ verdict, delta }) => `${verdict} ${delta}`)).toEqual([
      "FIRST 0",
      "ROLLOVER 7472",
      "RESET 15",
      "NORMAL 5225",
      "NORMAL 6662",
      "NORMAL 4199",
      "NORMAL 737",
    ]);
    await plant.does(plant.first, confirmProduction, at("18", "13:59"), {
      operationId: op,
      good: "23825",
      scrap: "365",
      scrapReason: "SURFACE",
      rework: "120",
      reworkReason: "DIM",
      origin: "COUNTER",
    });
    now = at("18", "14:05");

    const result = await told(EARLY("18"));
    expect(
      shares(result, "availability", "effectiveness", "qualityRatio", "oee", "nee", "technicalEfficiency", "setupRatio", "scrapRatio", "reworkRatio", "allocationEfficiency"),
    ).toEqual(["78.44", "86.08", "98.00", "66.18", "70.87", "83.06", "6.61", "1.50", "0.49", "100.00"]);
    expect([figure(result, "mtbf"), figure(result, "mttr")].map((one) => (Number(one?.value) / 3600).toFixed(2))).toEqual(["3.15", "0.50"]);
    expect(Object.values(result.losses).map(minutes)).toEqual([97, 49.125, 6.0625, 297.8125]);
    expect([result.microStops, result.microStopSeconds, result.running, result.restatedAt, result.workUnits]).toEqual([14, 840, false, null, ["MACH-1"]]);
  });

  it("opens OEE to its numerator, denominator, formula and inputs", async () => {
    expect(figure(await told(EARLY("18")), "oee")).toEqual({
      name: "oee",
      unit: "RATIO",
      value: "0.661806",
      percent: "66.18",
      formula: "Σ PRI×GQ ÷ PBT",
      numerator: "17868.75",
      denominator: "27000",
      inputs: [
        { symbol: "Σ PRI×GQ", value: "17868.75", of: null },
        { symbol: "PBT", value: "27000", of: "POT − planned downtime" },
        { symbol: "POT", value: "28800", of: null },
        { symbol: "planned downtime", value: "1800", of: null },
      ],
    });
  });

  it("opens every figure, loss and count to facts that add up to what stands in its formula, of the machine, its order and its shift", async () => {
    const [KPIS, LOSSES] = [(await told(EARLY("18"))).figures.map(({ name }) => name), ["productive", "qualityLoss", "performanceLoss", "availabilityLoss", "shortStops"]];
    const classes = { APT: ["APT"], ASUT: ["ASUT"], ADET: ["ADET"], "planned downtime": ["OUTSIDE_PBT"], PBT: ["APT", "ASUT", "ADET", "ADOT"] } as const;
    const some = ["oee", "nee", "mttr", "availabilityLoss"];
    const asked = [
      { scope: {}, names: [...KPIS, ...LOSSES] },
      { scope: { order: "PO-O1" }, names: some },
      { scope: { workUnit: undefined, workCentre: "MACH", day: "2026-03-18" }, names: some },
    ];
    for (const { scope, names } of asked)
      for (const name of names) {
        const facts = await performanceFacts({ db: plant.db, now }, plant.lead, { ...EARLY("18"), ...scope }, name);
        if (facts === null) throw new Error(`${name} does not open`);
        const { figure: opened, times, failures, entries } = facts;
        const input = (symbol: string) => opened.inputs.find((one) => one.symbol === symbol)?.value;
        for (const [symbol, of] of Object.entries(classes)) {
          const inClass = times?.sums.filter((one) => of.some((wanted) => wanted === one.class)).reduce((total, { seconds }) => total + seconds, 0);
          if (input(symbol) !== undefined) expect([name, symbol, String(inClass)]).toEqual([name, symbol, input(symbol)]);
        }
        const made = entries?.sum;
        const sums = { GQ: made?.good, SQ: made?.scrap, RQ: made?.rework, "Σ PRI×PQ": made?.idealProcessedSeconds, "Σ PRI×GQ": made?.idealGoodSeconds };
        for (const [symbol, sum] of Object.entries(sums)) if (input(symbol) !== undefined) expect([name, symbol, Number(sum)]).toEqual([name, symbol, Number(input(symbol))]);
        if (input("FE") !== undefined) expect([name, String(failures?.total)]).toEqual([name, input("FE")]);
        if (input("short stops") !== undefined) expect([String(times?.total), String(times?.sums[0]?.seconds)]).toEqual([input("short stops"), input("time in short stops")]);
      }
    const stops = await performanceFacts({ db: plant.db, now }, plant.lead, EARLY("18"), "mttr");
    expect(stops?.failures?.rows.map(({ unit, from, to, seconds }) => [unit, from, to, seconds / 60])).toEqual([
      ["MACH-1", at("18", "13:20").toISOString(), at("18", "13:42").toISOString(), 22],
      ["MACH-1", at("18", "08:10").toISOString(), at("18", "08:48").toISOString(), 38],
    ]);
    expect((await performanceFacts({ db: plant.db, now }, plant.lead, EARLY("18"), "oee"))?.entries?.rows).toMatchObject([
      { order: "PO-O1", opNo: 10, unit: "MACH-1", good: "23825" },
    ]);
    expect(await performanceFacts({ db: plant.db, now }, plant.lead, EARLY("18"), "nothing")).toBeNull();
    expect(await performanceFacts({ db: plant.db, now }, { ...plant.lead, sites: [] }, EARLY("18"), "oee")).toBeNull();
  });

  it("is the same of the order, of its item, of the line and of the site, for nothing else ran; with throughput, rolled yield and people's time", async () => {
    const { workUnit: _, ...site } = EARLY("18");
    const names = ["availability", "effectiveness", "qualityRatio", "oee"];
    const same = ["78.44", "86.08", "98.00", "66.18"];
    const whole = [{ workCentre: "MACH" }, { order: "PO-O1" }, { item: "IT-O1" }, { workCentre: "MACH", by: "ORDER" }, { by: "SHIFT", workCentre: "MACH" }] as const;
    for (const scope of whole) expect([scope, shares(await told({ ...site, ...scope }), ...names)]).toEqual([scope, same]);
    for (const by of ["WORK_CENTRE", "WORK_UNIT", "SHIFT", "ORDER", "ITEM"] as const) {
      const { parts, partsLeftOff } = await told({ ...site, workCentre: "MACH", by });
      expect(partsLeftOff).toBe(0);
      expect(parts.map((part) => [part.key, ...shares(part, ...names)])).toEqual([
        [{ WORK_CENTRE: "MACH", WORK_UNIT: "MACH-1", SHIFT: "2026-03-18 EARLY", ORDER: "PO-O1", ITEM: "IT-O1" }[by], ...same],
      ]);
    }
    const order = await told({ ...site, order: "PO-O1" });
    // 24,310 pieces from 06:00 to 14:05, waiting included.
    expect([figure(order, "throughputRate")?.value, figure(order, "rolledYield")?.percent]).toEqual([String(Number(((24_310 * 3600) / 29_100).toFixed(6))), "98.00"]);
    expect(figure(await told(site), "workerEfficiency")).toMatchObject({ formula: "APWT ÷ APAT", percent: null, denominator: "0" });
  });

  it("KP-01 AVAILABILITY_LOSS moves A to 75.33 and E to 89.64, OEE stays", async () => {
    const mode = (microStopMode: "AVAILABILITY_LOSS" | "PERFORMANCE_LOSS") => plant.db.update(equipment).set({ microStopMode }).where(eq(equipment.code, "MACH-1"));
    await mode("AVAILABILITY_LOSS");
    expect(shares(await told(EARLY("18")), "availability", "effectiveness", "oee")).toEqual(["75.33", "89.64", "66.18"]);
    await mode("PERFORMANCE_LOSS");
  });

  it("ST-05 a late fact restates the closed shift, and it says when: a stop that the gateway delivers after the next shift began, then a confirmation", async () => {
    now = at("18", "14:20");
    await says("18", [
      ["13:50", "DOWN"],
      ["13:52", "PRODUCING"],
    ]);
    const stopped = await told(EARLY("18"));
    expect([figure(stopped, "availability"), figure(stopped, "mtbf")]).toMatchObject([
      { numerator: String(351 * 60), denominator: "27000" },
      { inputs: expect.arrayContaining([{ symbol: "FE", value: "3", of: null }]) },
    ]);
    expect(stopped.restatedAt).toBe(at("18", "14:20").toISOString());
    const op = (await plant.operationIds("PO-O1")).get(10);
    now = at("18", "15:00");
    await plant.does(plant.first, confirmProduction, at("18", "13:59:30"), { operationId: op, good: "80" }, now);
    const confirmed = await told(EARLY("18"));
    expect([figure(confirmed, "oee")?.numerator, confirmed.restatedAt]).toEqual([String(17_868.75 + 60), now.toISOString()]);
  });

  it("tells the running shift up to now, and nothing of other sites or of what is not there", async () => {
    now = at("18", "16:00");
    const running = await told({ ...EARLY("18"), shift: "LATE" });
    expect([running.running, figure(running, "availability")?.denominator]).toEqual([true, String(2 * 3600)]);
    const ask = (change: Partial<PerformanceQuestion>) => performance({ db: plant.db, now }, plant.lead, { ...EARLY("18"), ...change });
    expect(await Promise.all([ask({ site: "SITE-B" }), ask({ workUnit: "NONE" }), ask({ order: "NONE" }), ask({ item: "NONE" }), ask({ to: at("18", "00:00") })])).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(await performance({ db: plant.db, now }, { ...plant.lead, sites: [] }, EARLY("18"))).toBeNull();
    // Of what is still to come in the shift there is nothing to tell.
    const ahead = await told({ ...EARLY("18"), shift: "LATE", from: at("18", "17:00"), to: at("18", "18:00") });
    expect([ahead.running, figure(ahead, "availability")]).toMatchObject([false, { numerator: "0", denominator: "0" }]);
  });
});

it("§5 over shifts numerators and denominators are summed, whatever their percentages", async () => {
  const days = await told({ ...EARLY("18"), from: at("17", "00:00"), by: "SHIFT" });
  expect(days.parts.map(({ key }) => key)).toEqual(["2026-03-17 EARLY", "2026-03-18 EARLY"]);
  const terms = (name: "numerator" | "denominator") => days.parts.map((part) => Number(figure(part, "oee")?.[name])).reduce((a, b) => a + b, 0);
  expect(figure(days, "oee")).toMatchObject({ numerator: String(terms("numerator")), denominator: String(terms("denominator")) });
});
