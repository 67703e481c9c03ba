import { eq, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { event } from "@/db/schema/eventlog";
import { countProposal } from "@/db/schema/execution";
import { exception } from "@/db/schema/exception";
import { counterReading, latestValue, quarantine, rollupMinute, sample, stateInterval } from "@/db/schema/telemetry";
import { connection, outboxMessage, policy } from "@/db/schema/integration";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { acknowledgeException } from "@/lib/commands/execution/acknowledge-exception";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { newId } from "@/lib/platform/ids";
import { markSilent } from "@/lib/telemetry/sink/mark-silent";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

const MessageData = z.object({
  data: z.object({
    stopId: z.string(),
    reason: z.string().nullable(),
    reasonClass: z.string().nullable(),
    from: z.string(),
    estimatedRestore: z.string(),
    estimateAssumed: z.boolean(),
  }),
});

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

const state = (unit: string, seconds: number, name: string, seq: number, reason?: string) => [`filling/${unit}/state`, { seq, ts: after(seconds), state: name, reason }] as const;
const count = (unit: string, seconds: number, value: number, counter = "GOOD") =>
  [`filling/${unit}/count`, { seq: Math.round(seconds), ts: after(seconds), counter, value }] as const;
const param = (unit: string, seconds: number, parameter: string, value: number, seq = 1) => [`filling/${unit}/param`, { seq, ts: after(seconds), parameter, value }] as const;

describe("samples", () => {
  it("stores each once, rolls up what was new and says what runs on the line", async () => {
    const load = await plant.loadOperation("L1.FILLER", SIX);
    const messages = [0, 10, 20, 70].map((seconds) => param("l1/capper", seconds, "cap-torque", 160 + seconds, seconds));
    expect((await plant.hear(messages)).stored).toMatchObject({ samples: 4 });
    expect((await plant.hear([...messages, param("l1/capper", 71, "cap-torque", 1, 71)])).stored).toMatchObject({ samples: 1 });

    const { number } = await plant.unit("L1.CAPPER");
    const rows = await database.db.select().from(sample).where(eq(sample.equipmentNumber, number));
    expect(rows).toHaveLength(5);
    expect(new Set(rows.map(({ runNumber }) => runNumber))).toEqual(new Set([load.runNumber]));
    const minutes = await database.db.select().from(rollupMinute).where(eq(rollupMinute.equipmentNumber, number)).orderBy(rollupMinute.minute);
    expect(minutes).toMatchObject([
      { count: 3, sum: "510", min: 160, max: 180, last: 180 },
      { count: 2, sum: "231", min: 1, max: 230, last: 1 },
    ]);
    const [latest] = await database.db
      .select()
      .from(latestValue)
      .where(eq(latestValue.tagId, rows[0]?.tagId ?? 0));
    expect(latest).toMatchObject({ value: 1, stale: false });
  });

  it("keeps a value that came late out of the live view", async () => {
    await plant.hear([param("l2/capper", 100, "cap-torque", 5)]);
    await plant.hear([param("l2/capper", 50, "cap-torque", 9)]);
    const { id } = await plant.unit("L2.CAPPER");
    const [latest] = await database.db.execute<{ value: number }>(
      sql`select l.value from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where t.work_unit_id = ${id}`,
    );
    expect(latest?.value).toBe(5);
  });
});

describe("counters", () => {
  it("KP-02 proposes what was counted on the loaded operation, over a rollover, and nothing twice", async () => {
    const { operationId, activityId } = await plant.loadOperation("L2.FILLER", SIX);
    const messages = [
      count("l2/filler", 0, 65_500),
      count("l2/filler", 60, 20),
      count("l2/filler", 120, 100),
      count("l2/filler", 60, 7, "SCRAP"),
      count("l2/filler", 120, 9, "SCRAP"),
    ];
    const first = await plant.hear(messages);
    expect(first.stored.counts).toBe(5);
    expect((await plant.hear(messages)).stored.counts).toBe(0);
    const [proposal] = await database.db.select().from(countProposal).where(eq(countProposal.operationId, operationId));
    expect([proposal?.good.toString(), proposal?.scrap.toString()]).toEqual(["136", "2"]);
    expect(first.changed).toContainEqual(expect.objectContaining({ kind: "count", id: operationId }));
    const readings = await database.db.select().from(counterReading).where(eq(counterReading.operationId, operationId)).orderBy(counterReading.at, counterReading.tagId);
    expect(readings.map(({ verdict, delta }) => `${verdict} ${delta}`)).toEqual(["FIRST 0", "ROLLOVER 56", "FIRST 0", "NORMAL 80", "NORMAL 2"]);

    await database.db.execute(sql`update execution.operation_activity set to_at = ${after(121)}::timestamptz where id = ${activityId}`);
    await plant.hear([count("l2/filler", 180, 150)]);
    const [unchanged] = await database.db.select().from(countProposal).where(eq(countProposal.operationId, operationId));
    expect(unchanged?.good.toString()).toBe("136");
  });

  it("KP-02 a step that nobody can explain counts 0 and is put before a lead; KP-04 an older reading is kept and counts nothing", async () => {
    const { operationId } = await plant.loadOperation("P1.PACKER", SIX);
    const result = await plant.hear([count("p1/packer", 0, 10), count("p1/packer", 60, 5000), count("p1/packer", 30, 12), count("p1/packer", 120, 5040)]);
    expect(result.stored.counts).toBe(4);
    const late = count("p1/packer", 90, 5001);
    expect((await plant.hear([late])).stored.counts).toBe(1);
    expect((await plant.hear([late])).stored.counts).toBe(0);
    const readings = await database.db.select().from(counterReading).where(eq(counterReading.operationId, operationId)).orderBy(counterReading.at);
    expect(readings.map(({ value, delta, verdict }) => [value, delta, verdict])).toEqual([
      [10, 0, "FIRST"],
      [12, 2, "NORMAL"],
      [5000, 0, "SUSPECT"],
      [5001, 0, "OUT_OF_ORDER"],
      [5040, 40, "NORMAL"],
    ]);
    const [proposal] = await database.db.select().from(countProposal).where(eq(countProposal.operationId, operationId));
    expect(proposal?.good.toString()).toBe("42");
    const raised = await database.db.select().from(exception).where(eq(exception.class, "COUNTER_SUSPECT"));
    const doubts = { before: 12, after: 5000, steps: 1, counts: [{ operationId, good: "4988", scrap: "0" }] };
    expect(raised).toMatchObject([{ subject: "P1.PACKER GOOD", state: "RAISED", severity: 3, detail: doubts }]);
    expect(result.changed).toContainEqual(expect.objectContaining({ kind: "exception" }));
  });
});

describe("a site whose time passes faster", () => {
  it("KP-02 may count as much more as its time factor says, and no more", async () => {
    await database.db.execute(sql`update reference.site set time_factor = 10 where id = ${plant.siteId}`);
    const load = await plant.loadOperation("PAST-2.PASTEURISER", SIX);
    const pasteurised = (seconds: number, value: number) => [`process/past-2/pasteuriser/count`, { seq: seconds, ts: after(seconds), counter: "GOOD", value }] as const;
    await plant.hear([pasteurised(0, 0), pasteurised(60, 800), pasteurised(120, 10_000)]);
    await database.db.execute(sql`update reference.site set time_factor = 1 where id = ${plant.siteId}`);
    await plant.hear([pasteurised(180, 10_800)]);
    const readings = await database.db.select().from(counterReading).where(eq(counterReading.operationId, load.operationId)).orderBy(counterReading.at);
    expect(readings.map(({ delta, verdict }) => `${verdict} ${delta}`)).toEqual(["FIRST 0", "NORMAL 800", "SUSPECT 0", "SUSPECT 0"]);
  });
});

describe("states", () => {
  it("derives intervals with micro-stops, from late samples as from timely ones", async () => {
    const reports = [
      state("p2/packer", 0, "PRODUCING", 1),
      state("p2/packer", 8, "HELD", 2),
      state("p2/packer", 16, "PRODUCING", 3),
      state("p2/packer", 24, "DOWN", 4, "BRK-MECH"),
      state("p2/packer", 30, "PRODUCING", 5),
    ];
    const expected = ["PRODUCING 0-8", "MICRO_STOP 8-16", "PRODUCING 16-24", "DOWN 24-30", "PRODUCING 30-"];
    for (const report of reports) await plant.hear([report]);
    expect(await plant.timeline("P2.PACKER")).toEqual(expected);
    const late = reports.map(([, payload]) => ["filling/p1/packer/state", { ...payload, ts: new Date(Date.parse(payload.ts) + 200_000).toISOString() }] as const);
    for (const index of [4, 0, 3, 1, 2, 0]) {
      const report = late[index];
      if (report !== undefined) await plant.hear([report]);
    }
    expect(await plant.timeline("P1.PACKER")).toEqual(expected.map((text) => text.replace(/\d+/g, (seconds) => String(Number(seconds) + 200))));
  });

  it("ST-06 a failure of the constraint unit is a line that is down, once, until it runs again", async () => {
    const down = await plant.hear([state("l1/filler", 0, "PRODUCING", 1), state("l1/filler", 10, "DOWN", 2, "BRK-ELEC"), state("l1/capper", 10, "DOWN", 2)]);
    expect(down.down.map(({ event: fact }) => fact.payload)).toMatchObject([
      { reasonCode: "BRK-ELEC", from: after(10), workUnitId: (await plant.unit("L1.FILLER")).id, workCentreId: (await plant.unit("L1")).id },
    ]);
    expect((await plant.hear([state("l1/filler", 10, "DOWN", 2, "BRK-ELEC"), state("l1/filler", 15, "DOWN", 3, "BRK-MECH")])).down).toEqual([]);
    const { id: filler } = await plant.unit("L1.FILLER");
    const [open] = await database.db.select().from(exception).where(eq(exception.workUnitId, filler));
    expect(open).toMatchObject({ state: "RAISED", severity: 1 });
    const restored = await plant.hear([state("l1/filler", 25, "PRODUCING", 4)]);
    expect(restored.restored.map(({ event: fact }) => fact.payload)).toMatchObject([{ ...down.down[0]?.event.payload, to: after(25) }]);
    const [closed] = await database.db.select().from(exception).where(eq(exception.workUnitId, filler));
    expect(closed?.state).toBe("RESOLVED");
    const facts = await database.db
      .select({ type: event.type, aggregateId: event.aggregateId })
      .from(event)
      .where(sql`${event.type} like 'equipment.%'`);
    expect(facts.filter(({ aggregateId }) => aggregateId === filler).map(({ type }) => type)).toEqual(["equipment.down", "equipment.restored"]);
    // The stop keeps its name: the interval that the fact points to.
    const [interval] = await database.db
      .select()
      .from(stateInterval)
      .where(eq(stateInterval.id, down.down[0]?.event.payload.stopId ?? ""));
    expect(interval?.state).toBe("DOWN");
  });

  it("ST-04 a stop with a failure's reason is DOWN and a line that is down, whatever the machine calls it; other reasons are not", async () => {
    await plant.hear([state("l2/filler", 0, "PRODUCING", 1), state("l2/filler", 10, "HELD", 2, "MAT-WAIT"), state("l2/filler", 20, "HELD", 3, "BRK-MECH")]);
    await plant.hear([state("l2/filler", 40, "PRODUCING", 4), state("l2/filler", 50, "UNKNOWN", 5, "BRK-ELEC"), state("l2/filler", 55, "UNKNOWN", 5, "BRK-ELEC")]);
    expect(await plant.timeline("L2.FILLER")).toEqual(["PRODUCING 0-10", "HELD 10-20", "DOWN 20-40", "PRODUCING 40-50", "DOWN 50-"]);
    const { id } = await plant.unit("L2.FILLER");
    const raw = await database.db
      .select({ raw: stateInterval.rawState, source: stateInterval.source })
      .from(stateInterval)
      .where(eq(stateInterval.workUnitId, id))
      .orderBy(stateInterval.fromAt);
    expect(raw.map((row) => `${row.raw} ${row.source}`)).toEqual(["PRODUCING PLC", "HELD PLC", "HELD PLC", "PRODUCING PLC", "UNKNOWN PLC"]);
    const facts = await database.db
      .select({ type: event.type, payload: event.payload })
      .from(event)
      .where(sql`${event.aggregateId} = ${id} and ${event.type} like 'equipment.%'`)
      .orderBy(event.position);
    expect(facts).toMatchObject([
      { type: "equipment.down", payload: { reasonCode: "BRK-MECH", from: after(20) } },
      { type: "equipment.restored", payload: { reasonCode: "BRK-MECH", to: after(40) } },
      { type: "equipment.down", payload: { reasonCode: "BRK-ELEC", from: after(50) } },
    ]);
    expect((await plant.hear([state("l2/filler", 60, "PRODUCING", 6)])).restored).toHaveLength(1);
  });

  it("KP-04 is unknown in a silence, and knows better when the missing readings come late", async () => {
    await plant.hear([
      ["process/mix-1/mixer/state", { seq: 1, ts: after(0), state: "PRODUCING" }],
      ["process/mix-1/mixer/param", { seq: 1, ts: after(5), parameter: "mix-temp", value: 20 }],
    ]);
    await plant.hear([["process/mix-1/mixer/param", { seq: 2, ts: after(100), parameter: "mix-temp", value: 21 }]]);
    expect(await plant.timeline("MIX-1.MIXER")).toEqual(["PRODUCING 0-35", "UNKNOWN 35-100", "PRODUCING 100-"]);
    await plant.hear([30, 50, 75].map((seconds) => ["process/mix-1/mixer/param", { seq: seconds, ts: after(seconds), parameter: "mix-temp", value: 22 }]));
    expect(await plant.timeline("MIX-1.MIXER")).toEqual(["PRODUCING 0-"]);
  });

  it("KP-04 a machine that says nothing falls silent with the clock, and is back with its next word", async () => {
    await plant.hear([
      ["process/mix-2/mixer/state", { seq: 1, ts: after(0), state: "DOWN" }],
      ["process/mix-2/mixer/param", { seq: 1, ts: after(5), parameter: "mix-temp", value: 20 }],
    ]);
    const silent = await database.db.transaction((tx) => markSilent(tx, new Date(SIX + 60_000)));
    expect(silent.map(({ unitId }) => unitId)).toContain((await plant.unit("MIX-2.MIXER")).id);
    expect(await plant.timeline("MIX-2.MIXER")).toEqual(["DOWN 0-35", "UNKNOWN 35-"]);
    const back = await plant.hear([["process/mix-2/mixer/state", { seq: 2, ts: after(90), state: "PRODUCING" }]]);
    expect(await plant.timeline("MIX-2.MIXER")).toEqual(["DOWN 0-35", "UNKNOWN 35-90", "PRODUCING 90-"]);
    expect(back.restored).toHaveLength(1);
  });

  it("IN-10 a last will makes the unit unknown until it is heard again, and its values stale", async () => {
    await plant.hear([
      ["process/past-2/pasteuriser/state", { seq: 1, ts: after(0), state: "PRODUCING" }],
      ["process/past-2/pasteuriser/param", { seq: 1, ts: after(5), parameter: "past-temp", value: 140 }],
    ]);
    const will = ["process/past-2/pasteuriser/state", { state: "UNKNOWN" }] as const;
    await plant.hear([will], { receivedAtMs: SIX + 8000 });
    expect(await plant.timeline("PAST-2.PASTEURISER")).toEqual(["PRODUCING 0-8", "UNKNOWN 8-"]);
    const { id } = await plant.unit("PAST-2.PASTEURISER");
    const stale = () =>
      database.db.execute<{ stale: boolean }>(
        sql`select l.stale from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where t.work_unit_id = ${id} and t.name = 'past-temp'`,
      );
    expect(await stale()).toEqual([{ stale: true }]);
    await plant.hear([["process/past-2/pasteuriser/param", { seq: 2, ts: after(12), parameter: "past-temp", value: 141 }]], { receivedAtMs: SIX + 12_000 });
    expect(await plant.timeline("PAST-2.PASTEURISER")).toEqual(["PRODUCING 0-8", "UNKNOWN 8-12", "PRODUCING 12-"]);
    expect(await stale()).toEqual([{ stale: false }]);
  });

  it("§6.1.1 tells the ERP when the line is expected back: assumed, from earlier repairs, and again when reason or estimate become known", async () => {
    const connectionId = newId();
    await database.db.insert(connection).values({ id: connectionId, code: "told", name: "ERP", adapter: "rest", settings: {} });
    await database.db.insert(policy).values({
      id: newId(),
      siteId: plant.siteId,
      connectionId,
      messageType: "mes.line.down.v1",
      direction: "OUT",
      mode: "EVENT",
      schedule: null,
      priority: 0,
      targetSeconds: 15,
    });
    const unit = "mix-1/mixer";
    const says = (seconds: number, name: string, seq: number, reason?: string) => [`process/${unit}/state`, { seq, ts: after(seconds), state: name, reason }] as const;
    const told = async () => {
      const rows = await database.db.select().from(outboxMessage).where(eq(outboxMessage.subject, "unit/MIX-1.MIXER")).orderBy(outboxMessage.sequence);
      return rows.map(({ payload }) => MessageData.parse(payload).data);
    };
    const { id: unitId } = await plant.unit("MIX-1.MIXER");
    // Maintenance is called before the machine says that it is down: one stop, one exception.
    const actor = { ...plant.worker, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["MAINTENANCE", "OPERATOR"] }] } as Actor;
    const person = { ...actor, kind: "PERSON" } as Actor;
    plant.setNow(SIX + 1_000_000);
    expect(await execute(plant.services, person, raiseCall, { commandId: v7(), workUnitId: unitId, call: "MAINTENANCE", note: "smoke" })).toMatchObject({ ok: true });
    await plant.hear([says(1000, "PRODUCING", 1), says(1001, "DOWN", 2)]);
    await plant.hear([says(1010, "DOWN", 3, "BRK-MECH")]);
    await plant.hear([says(1020, "DOWN", 4, "BRK-ELEC")]);
    const open = await database.db.select().from(exception).where(eq(exception.workUnitId, unitId));
    expect(open).toMatchObject([{ class: "LINE_DOWN", severity: 1, subject: unitId, detail: { call: "MAINTENANCE", note: "smoke", reasonCode: "BRK-MECH", from: after(1001) } }]);
    const estimatedRestore = after(5000);
    expect(await execute(plant.services, person, acknowledgeException, { commandId: v7(), exceptionId: open[0]?.id, estimatedRestore })).toMatchObject({ ok: true });
    const first = await told();
    const fourHours = after(1001 + 4 * 3600);
    expect(first).toMatchObject([
      { reason: null, reasonClass: null, from: after(1001), estimatedRestore: fourHours, estimateAssumed: true },
      { reason: "BRK-MECH", reasonClass: "FAILURE", from: after(1001), estimatedRestore: fourHours, estimateAssumed: true },
      { reason: "BRK-MECH", reasonClass: "FAILURE", from: after(1001), estimatedRestore, estimateAssumed: false },
    ]);
    expect(new Set(first.map(({ stopId }) => stopId)).size).toBe(1);
    // On record once it runs again: 10 s and 20 s of the class FAILURE.
    await plant.hear([says(1040, "PRODUCING", 5), says(1050, "DOWN", 6, "BRK-ELEC")]);
    const [again] = (await told()).slice(3);
    expect(again).toMatchObject({ reason: "BRK-ELEC", from: after(1050), estimatedRestore: after(1065), estimateAssumed: true });
    expect((await database.db.select().from(exception).where(eq(exception.workUnitId, unitId))).filter(({ state: at }) => at !== "RESOLVED" && at !== "CLOSED")).toHaveLength(1);
    await plant.hear([says(1060, "PRODUCING", 7)]);
  });
});

describe("quarantine", () => {
  it("SEC-15 keeps what it cannot place, with bytes and reason, and stores the rest", async () => {
    const result = await plant.hear([
      ["filling/l9/filler/count", { seq: 1, ts: after(0), counter: "GOOD", value: 1 }],
      ["filling/l2/filler/param", { seq: 1, ts: after(0), parameter: "speed", value: 1 }],
      ["filling/l2/filler/param", { seq: 1, ts: "2020-01-01T00:00:00Z", parameter: "fill-temp", value: 1 }],
      ["filling/l2/filler/param", { seq: 1, ts: after(0), parameter: "fill-temp", value: "\u0000" }],
      ["filling/l2/filler/param", { seq: 1, ts: after(0), parameter: "fill-temp", value: 21 }],
    ]);
    expect(result.stored).toMatchObject({ samples: 1, quarantined: 4 });
    const rows = await database.db.select().from(quarantine);
    expect(rows.map(({ reason }) => reason).sort()).toEqual([
      "its machine has no parameter speed",
      "no machine is configured for its topic",
      "the time is more than a day ahead or more than 90 days ago",
      "value is not a number",
    ]);
    expect(new Set(rows.map((row) => row.siteId))).toEqual(new Set([plant.siteId]));
    expect(JSON.parse(rows.find(({ reason }) => reason.startsWith("no machine"))?.bytes.toString() ?? "")).toMatchObject({ value: 1 });
  });

  it("takes what was said 90 days ago, and nothing older, however long samples are kept", async () => {
    const oldest = plant.services.clock.now().getTime() - 90 * 86_400_000;
    const result = await plant.hear(
      [0, 1].map((before) => ["filling/l2/filler/param", { seq: 31 + before, ts: new Date(oldest - before).toISOString(), parameter: "fill-temp", value: 21 }]),
    );
    expect(result.stored).toMatchObject({ samples: 1, quarantined: 1 });
  });

  it("SEC-15 a key of another site writes nothing here", async () => {
    const key = { ...plant.worker, kind: "MACHINE", sites: [] } as const;
    expect((await plant.hear([param("l2/filler", 5, "fill-temp", 21, 77)], { actor: key })).stored).toMatchObject({ samples: 0, quarantined: 1 });
  });
});

it("writes the minute of a source after the facts, for until the commit other writers of the source wait for it", async () => {
  const { down } = await plant.hear([state("l2/filler", 7200, "PRODUCING", 71), state("l2/filler", 7205, "DOWN", 72, "BRK-MECH")]);
  expect(down).toHaveLength(1);
  // Statements of a transaction are numbered.
  const [order] = await database.db.execute<{ last: boolean }>(sql`
    select bool_and(m.cmin::text::int > e.cmin::text::int) as last from eventlog.event e join telemetry.source_minute m on m.xmin = e.xmin where m.minute >= ${after(7200)}::timestamptz`);
  expect(order).toEqual({ last: true });
});
