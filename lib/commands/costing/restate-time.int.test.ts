import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { asc, eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { costLine, costPeriod } from "@/db/schema/costing";
import { event as eventTable } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { productionEntry, productionOrder } from "@/db/schema/execution";
import { outboxMessage } from "@/db/schema/integration";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import { classifyStop } from "@/lib/commands/equipment/classify-stop";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, type ExamplePlant, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { playShift, tap } from "@/lib/commands/execution/testing/random-shift";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { restateDue } from "./restate-due";

const HOUR = 3600;
const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

async function freshPlant(): Promise<{ readonly database: TestDatabase; readonly plant: ExamplePlant }> {
  const database = await exampleDatabase();
  open.push(database);
  const plant = await examplePlant(database.db);
  // From here on what is told late is followed.
  await restateDue(plant.services);
  return { database, plant };
}

type Told = { readonly unit: string; readonly state: typeof stateInterval.$inferSelect.state; readonly reason: string | null; readonly from: Date; readonly to: Date };

/** States of machines that become known now. */
async function tell(plant: ExamplePlant, states: readonly Told[]): Promise<string[]> {
  const ids = states.map(() => newId());
  for (const [index, { unit, state, reason, from, to }] of states.entries())
    await plant.db.insert(stateInterval).values({
      id: ids[index] ?? newId(),
      siteId: plant.siteId,
      workUnitId: await plant.unitId(unit),
      state,
      rawState: state,
      reasonCode: reason,
      source: "PLC",
      fromAt: from,
      toAt: to,
      recordedAt: plant.services.clock.now(),
    });
  return ids;
}

/** Op10 of PO-1001 with setup in the first hour and ten good confirmed after two more. */
async function runUntilThree() {
  const { database, plant } = await freshPlant();
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  const { entryId } = await plant.does(plant.first, confirmProduction, after("3"), { operationId, good: "10" });
  return { database, plant, operationId, entryId };
}

const held = (from: string, to: string, reason: string | null = null): Told => ({ unit: "MACH-1", state: "HELD", reason, from: after(from), to: after(to) });

/** What stands in the ledger: seconds and amounts by operation, element, activity, reason, valuation and person; nothing where both are zero. */
async function ledger({ db }: ExamplePlant): Promise<Record<string, string>> {
  const rows: unknown = await db.execute(sql`
    select concat_ws(' ', l.op_no, l.element, l.activity, l.reason_code, l.valuation, p.number) as what, concat(sum(l.seconds), ' s ', sum(l.amount)) as sums
    from costing.cost_line l left join reference.person p on p.id = l.person_id where l.seconds is not null group by 1 having sum(l.seconds) <> 0 or sum(l.amount) <> 0`);
  return Object.fromEntries(
    z
      .array(z.object({ what: z.string(), sums: z.string() }))
      .parse(rows)
      .map(({ what, sums }) => [what, sums]),
  );
}

/** Who was where, from when to when. */
async function whereabouts({ db }: ExamplePlant): Promise<unknown> {
  return db.execute(sql`
    select p.number, o.op_no, b.activity, b.from_at, b.to_at from execution.labour_booking b join reference.person p on p.id = b.person_id
    left join execution.order_operation o on o.id = b.operation_id order by p.number, b.from_at, o.op_no`);
}

/** Machine seconds of a run that count, by activity and reason. */
async function machine({ db }: ExamplePlant): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { activity, reasonCode, seconds } of await db.select().from(costLine).where(eq(costLine.element, "MACHINE"))) {
    const key = reasonCode === null ? activity : `${activity} ${reasonCode}`;
    sums[key] = (sums[key] ?? 0) + (seconds ?? 0);
  }
  return Object.fromEntries(Object.entries(sums).filter(([, seconds]) => seconds !== 0));
}

describe("C-01 what is told late of the time of an entry", () => {
  it("is paid for as if it had been told in time, by the people as by the machine, once, and the ERP hears the hours anew", async () => {
    const { database, plant } = await runUntilThree();
    await tell(plant, [held("1.5", "2.5", "BRK-MECH")]);
    expect(await restateDue(plant.services)).toBe(1);
    expect(await machine(plant)).toEqual({ SETUP: HOUR, RUN: HOUR, "DELAY BRK-MECH": HOUR });
    expect(await ledger(plant)).toMatchObject({ "10 LABOUR RUN NORMAL 0417": "3600 s 28.00", "10 LABOUR DELAY BRK-MECH ABNORMAL 0417": "3600 s 28.00" });
    const messages = await plant.db.select().from(outboxMessage).orderBy(asc(outboxMessage.laneKey), asc(outboxMessage.sequence));
    const said = messages.map(({ type, payload }) => [type, z.object({ data: z.looseObject({}) }).parse(payload).data]);
    expect(said.slice(-2)).toMatchObject([
      ["mes.entry.reversed.v1", { reason: "LATE-INFO", reversed: { type: "mes.production.confirmed.v1", data: { quantity: { good: "10" } } } }],
      [
        "mes.production.confirmed.v1",
        {
          quantity: { good: "10" },
          totals: { good: "10" },
          time: [
            { activity: "SETUP", machineSeconds: HOUR },
            { activity: "RUN", machineSeconds: HOUR },
            { activity: "DELAY", machineSeconds: HOUR },
          ],
        },
      ],
    ]);
    expect(await restateDue(plant.services)).toBe(0);
    expect(await plant.db.select().from(outboxMessage)).toHaveLength(messages.length);
    await expectRebuilt(database);
  });

  it("ST-05 changes the reason and what may be carried in stock when a stop is named anew, and tells the ERP nothing, whose hours are the same", async () => {
    const { plant } = await runUntilThree();
    const [stop] = await tell(plant, [held("1.5", "2.5")]);
    await restateDue(plant.services);
    const before = await plant.db.select().from(outboxMessage);
    expect(await machine(plant)).toMatchObject({ DELAY: HOUR });
    await plant.does(plant.lead, classifyStop, after("4"), { intervalId: stop, reason: "CHG-OVER" });
    expect(await restateDue(plant.services)).toBe(1);
    expect(await ledger(plant)).toMatchObject({ "10 MACHINE DELAY CHG-OVER NORMAL": "3600 s 42.00" });
    expect(await machine(plant)).toEqual({ SETUP: HOUR, RUN: HOUR, "DELAY CHG-OVER": HOUR });
    expect(await plant.db.select().from(outboxMessage)).toHaveLength(before.length);
  });

  it("EX-02 counts a pause from when it was, for people too, though an entry had booked that time as run", async () => {
    const { plant, operationId } = await runUntilThree();
    await plant.does(plant.first, pauseOperation, after("2"), { operationId, reason: "MAT-WAIT" }, after("3.5"));
    expect(await restateDue(plant.services)).toBe(1);
    expect(await machine(plant)).toEqual({ SETUP: HOUR, RUN: HOUR, "DELAY MAT-WAIT": HOUR });
    expect(await ledger(plant)).toMatchObject({ "10 LABOUR RUN NORMAL 0417": "3600 s 28.00", "10 LABOUR DELAY MAT-WAIT ABNORMAL 0417": "3600 s 28.00" });
  });

  it("EX-19 leaves an entry that can be taken back and corrected: what stands is negated, and the time stays as it was restated", async () => {
    const { database, plant, operationId, entryId } = await runUntilThree();
    await tell(plant, [held("1.5", "2.5", "BRK-MECH")]);
    await restateDue(plant.services);
    const before = await ledger(plant);
    const corrected = await plant.does(plant.lead, correctEntry, after("4"), { entryId, good: "9", reason: "MISKEY" });
    expect(await ledger(plant)).toEqual(before);
    await plant.does(plant.lead, reverseEntry, after("4.1"), { entryId: corrected.entryId, reason: "MISKEY" });
    expect(await ledger(plant)).toEqual(before);
    await tell(plant, [held("2.6", "2.8", "BRK-ELEC")]);
    expect(await restateDue(plant.services)).toBe(1);
    expect(await machine(plant)).toEqual({ SETUP: HOUR, RUN: 0.8 * HOUR, "DELAY BRK-MECH": HOUR, "DELAY BRK-ELEC": 0.2 * HOUR });
    const [time] = (await plant.db.select().from(productionEntry).where(eq(productionEntry.operationId, operationId))).filter((row) => row.reversesId === null).slice(-1);
    await plant.does(plant.lead, reverseEntry, after("4.2"), { entryId: time?.id, reason: "MISKEY" });
    expect(await ledger(plant)).toEqual({});
    await tell(plant, [held("1.1", "1.4", "BRK-ELEC")]);
    expect(await restateDue(plant.services)).toBe(0);
    await expectRebuilt(database);
  });

  it("EX-24 is posted with the first open day where its period is closed, at the time when it happened", async () => {
    const { plant } = await runUntilThree();
    const period = { id: newId(), siteId: plant.siteId, name: "2026-03", fromAt: after("-400"), toAt: new Date("2026-03-31T22:00:00Z"), state: "CLOSED" as const };
    await plant.db.insert(costPeriod).values({ ...period, closedAt: after("3") });
    await tell(plant, [held("1.5", "2.5", "BRK-MECH")]);
    await restateDue(plant.services);
    const lines = (await plant.db.select().from(costLine)).filter((line) => line.reversesId !== null || line.activity === "DELAY");
    expect(lines.length).toBeGreaterThan(3);
    expect(new Set(lines.map((line) => `${line.postingDate} ${line.eventTime.toISOString()}`))).toEqual(new Set([`2026-04-01 ${after("3").toISOString()}`]));
  });

  it("changes nothing of a closed order: finance is told once what it would cost", async () => {
    const { plant } = await runUntilThree();
    const before = await ledger(plant);
    await plant.db.update(productionOrder).set({ state: "CLOSED", completedAt: after("3"), closedAt: after("3") });
    const planned: Told = { unit: "MACH-1", state: "PLANNED_DOWN", reason: "PM", from: after("1.5"), to: after("2.5") };
    await tell(plant, [planned]);
    await restateDue(plant.services);
    await restateDue(plant.services);
    expect(await ledger(plant)).toEqual(before);
    const raised = await plant.db.select().from(exception).where(eq(exception.class, "COST_FROZEN"));
    expect(raised.map(({ owner, detail }) => [owner, detail])).toMatchObject([["FINANCE", { difference: "-54.00" }]]);
    expect(await plant.db.select().from(eventTable).where(eq(eventTable.type, "cost.restated"))).toEqual([]);
  });
});

const span = fc.record({
  unit: fc.constantFrom("MACH-1", "ASSY-2"),
  state: fc.constantFrom("HELD" as const, "DOWN" as const, "STARVED" as const, "PRODUCING" as const, "PLANNED_DOWN" as const, "SETUP" as const),
  reason: fc.constantFrom("BRK-MECH", "MAT-WAIT", "CHG-OVER"),
  gap: fc.constantFrom(0, 0, 60, 1_800),
  seconds: fc.constantFrom(30, 90, 119, 120, 600, 7_000),
});

it("C-01 whatever people tap and whenever states are told: the ledger is what it would be had they been told before, and a second look changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tap, { minLength: 10, maxLength: 35 }), fc.array(span, { minLength: 5, maxLength: 25 }), fc.nat(24), async (taps, spans, cut) => {
      const told: Told[] = [];
      const ends = new Map<string, number>();
      for (const { unit, state, reason, gap, seconds } of spans) {
        const from = (ends.get(unit) ?? after("0").getTime()) + gap * 1_000;
        ends.set(unit, from + seconds * 1_000);
        told.push({ unit, state, reason: state === "PRODUCING" || state === "SETUP" ? null : reason, from: new Date(from), to: new Date(from + seconds * 1_000) });
      }
      const [{ plant: late, database }, { plant: before }] = [await freshPlant(), await freshPlant()];
      await tell(before, told);
      await playShift(before, taps);
      await playShift(late, taps);
      await tell(late, told.slice(0, cut));
      await restateDue(late.services);
      await tell(late, told.slice(cut));
      await restateDue(late.services);
      await restateDue(before.services);
      // Who starts elsewhere leaves what stands (EX-02): whether it stood is what was known as they tapped, and where they were is not told anew.
      fc.pre(isDeepStrictEqual(await whereabouts(late), await whereabouts(before)));
      expect(await ledger(late)).toEqual(await ledger(before));
      expect(await restateDue(late.services)).toBe(0);
      await expectRebuilt(database);
    }),
    { numRuns: 4, endOnFailure: true },
  );
}, 120_000);
