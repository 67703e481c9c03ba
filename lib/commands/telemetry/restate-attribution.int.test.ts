import { eq, isNull, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { countProposal, operationActivity } from "@/db/schema/execution";
import { auditEntry } from "@/db/schema/identity";
import { attributionDue } from "@/db/schema/late-attribution";
import { stateInterval } from "@/db/schema/telemetry";
import { equipment } from "@/db/schema/reference";
import { tag } from "@/db/schema/telemetry-source";
import { systemActor } from "@/lib/auth/system-actor";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { resumeOperation } from "@/lib/commands/execution/resume-operation";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after } from "@/lib/commands/execution/testing/example-plant";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { newId } from "@/lib/platform/ids";
import { ingestBatch } from "./ingest-batch";
import { reckonedUpTo } from "./reckoned";
import { restateAttribution } from "./restate-attribution";
import { type Counting, countingPlant } from "./testing/counting-machine";

const MINUTE_MS = 60_000;
const minute = (number: number): Date => new Date(after("0").getTime() + number * MINUTE_MS);

let database: Counting["database"];
let plant: Counting["plant"];
let op10: string;
let counts: Counting["counts"];

beforeEach(async () => {
  ({ database, plant, op10, counts } = await countingPlant());
  return () => database.close();
});

/** As a worker does it, who looks after what was told. */
const restate = (now?: Date) => restateAttribution(now === undefined ? plant.services : { ...plant.services, clock: { now: () => now } });
const proposed = async () => (await plant.db.select().from(countProposal).where(eq(countProposal.operationId, op10)))[0]?.good.toFixed();
const begin = async (at: Date, told: Date) => plant.does(plant.first, startOperation, at, { operationId: op10, workUnitId: await plant.unitId("MACH-1") }, told);
const issue = async () => {
  for (const [lot, quantity] of [
    ["C-A", "150"],
    ["C-B", "50"],
  ])
    await plant.does(plant.first, issueMaterial, minute(30), { operationId: op10, lot, quantity });
};

describe("what was counted before it was known what was loaded", () => {
  it("KP-03 is proposed to the operation once its start is told, once, and the audit trail says so", async () => {
    for (let at = 0; at <= 20; at += 1) await counts(minute(at), at);
    expect(await proposed()).toBeUndefined();
    await begin(minute(5), minute(20));
    await counts(minute(21), 21);
    expect(await proposed()).toBe("1");
    expect(await restate()).toBe(1);
    // The reading of the very minute is its operation's already.
    expect(await proposed()).toBe("17");
    expect(await restate()).toBe(0);
    expect(await plant.db.select().from(attributionDue)).toEqual([]);
    const trail = await plant.db.select({ subject: auditEntry.subject, detail: auditEntry.detail }).from(auditEntry).where(eq(auditEntry.action, "counts.attributed"));
    expect(trail).toEqual([{ subject: op10, detail: { good: "17", scrap: "0", goodBefore: "1", scrapBefore: "0" } }]);
    const [operation] = await plant.db.execute<{ id: string; orderId: string; workUnitId: string }>(
      sql`select id, order_id as "orderId", work_unit_id as "workUnitId" from execution.order_operation where id = ${op10}`,
    );
    if (operation === undefined) throw new Error("the operation is gone");
    expect((await reckonedUpTo(plant.db, operation, minute(60)))?.counted.toFixed()).toBe("17");
  });

  it("KP-03 is not kept waiting by what piles up at another unit", async () => {
    for (let at = 0; at <= 20; at += 1) await counts(minute(at), at);
    const other = await plant.unitId("ASSY-2");
    await plant.db
      .insert(attributionDue)
      .values(Array.from({ length: 150 }, () => ({ id: newId(), siteId: plant.siteId, workUnitId: other, fromAt: minute(1), recordedAt: minute(2) })));
    await begin(minute(5), minute(20));
    expect(await restate()).toBe(1);
    expect(await proposed()).toBe("16");
    expect(await plant.db.select().from(attributionDue)).toEqual([]);
  });

  it("KP-03 is covered by what was entered by hand in that time, and a person is offered what the order may take of the rest (EX-07)", async () => {
    for (let at = 0; at <= 40; at += 1) await counts(minute(at), at);
    await begin(minute(5), minute(40));
    await plant.does(plant.first, finishSetup, minute(6), { operationId: op10 }, minute(40));
    await plant.does(plant.first, confirmProduction, minute(20), { operationId: op10, good: "12", origin: "TYPED" }, minute(40));
    await plant.does(plant.first, confirmProduction, minute(30), { operationId: op10, good: "10", origin: "TYPED" }, minute(40));
    expect(await restate()).toBe(1);
    // 36 were counted from minute 5 to 40, and 22 of them entered.
    expect(await proposed()).toBe("14");
    expect(await restate()).toBe(0);
    await issue();
    await plant.does(plant.first, confirmProduction, minute(41), { operationId: op10, good: "14", origin: "COUNTER" });
    expect(await proposed()).toBe("0");
  });

  it("KP-03 keeps what was confirmed of the count as it is, and takes back what a late completion was not there for", async () => {
    await begin(minute(0), minute(0));
    await plant.does(plant.first, finishSetup, minute(1), { operationId: op10 });
    for (let at = 1; at <= 40; at += 1) await counts(minute(at), at);
    await issue();
    await plant.does(plant.first, confirmProduction, minute(30), { operationId: op10, good: "25", origin: "COUNTER" });
    expect(await proposed()).toBe("14");
    await restate();
    expect(await proposed()).toBe("14");
    await plant.does(plant.lead, completeOperation, minute(32), { operationId: op10 }, minute(41));
    expect(await restate()).toBe(1);
    expect(await proposed()).toBe("5");
    expect(await restate()).toBe(0);
  });

  it("KP-03 comes to the same in whatever order moves and counts are told, and however often it is looked at", async () => {
    await begin(minute(0), minute(0));
    await plant.does(plant.first, finishSetup, minute(1), { operationId: op10 });
    let [now, value] = [2, 0];
    await counts(minute(now), value);
    const stretch = fc.record({
      runs: fc.integer({ min: 1, max: 6 }),
      stands: fc.integer({ min: 1, max: 6 }),
      late: fc.integer({ min: 0, max: 8 }),
      looks: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(stretch, { minLength: 1, maxLength: 3 }), async (stretches) => {
        for (const { runs, stands, late, looks } of stretches) {
          const [paused, resumed] = [now + runs, now + runs + stands];
          const [pauseTold, resumeTold] = [paused + late, Math.max(resumed, paused + late)];
          for (const end = resumeTold + 1; now < end;) {
            now += 1;
            value += 1;
            await counts(minute(now), value);
            if (now === pauseTold) await plant.does(plant.first, pauseOperation, minute(paused), { operationId: op10, reason: "BREAK" }, minute(now));
            if (now === resumeTold) await plant.does(plant.first, resumeOperation, minute(resumed), { operationId: op10 }, minute(now));
            if (now % 3 < looks) await restate();
          }
        }
        await restate();
        const activities = await plant.db.select().from(operationActivity).where(eq(operationActivity.operationId, op10));
        const isLoaded = (at: Date): boolean => activities.some(({ fromAt, toAt, activity }) => activity !== "INDIRECT" && fromAt <= at && (toAt === null || at < toAt));
        const loaded = Array.from({ length: now - 2 }, (_, index) => minute(index + 3)).filter(isLoaded);
        expect(await proposed()).toBe(String(loaded.length));
      }),
      { numRuns: 8 },
    );
  });
});

describe("a stop of the time before it was known what was loaded", () => {
  const address = "site-a/machining/mach-1/machine";
  const machines = () => systemActor("telemetry", ["telemetry.write"], [{ siteId: plant.siteId, code: "SITE-A" }]);
  async function state(at: Date, name: string): Promise<void> {
    const batch = emptyBatch();
    addPlain(batch, {
      topic: `${address}/state`,
      payload: new TextEncoder().encode(JSON.stringify({ seq: at.getTime(), ts: at.toISOString(), state: name })),
      receivedAtMs: at.getTime(),
    });
    await ingestBatch({ ...plant.services, clock: { now: () => at } }, machines(), batch);
  }
  const stops = async () =>
    (await plant.db.select().from(stateInterval).where(isNull(stateInterval.supersededAt)).orderBy(stateInterval.fromAt))
      .filter(({ state: is }) => is === "DOWN" || is === "HELD")
      .map(({ operationId, reasonCode, classifiedBy }) => ({ here: operationId === op10, reason: reasonCode, by: classifiedBy }));

  async function saysItsState(): Promise<void> {
    const [row] = await plant.db.select().from(tag).where(eq(tag.address, address));
    if (row === undefined) throw new Error("the machine has no tag");
    const { siteId, sourceId, workUnitId, equipmentNumber } = row;
    await plant.db.insert(tag).values({ siteId, sourceId, workUnitId, equipmentNumber, address, name: "", kind: "STATE" });
    // It says every minute how it is, as often as it is expected to.
    await plant.db.update(equipment).set({ sampleIntervalSeconds: 60 }).where(eq(equipment.id, workUnitId));
  }

  /** The machine stands from the 12th to the 30th minute, and from the 34th to the 38th; all that the tablet did is told in the 40th. */
  async function stands(): Promise<void> {
    await saysItsState();
    for (let at = 0; at <= 40; at += 1) await state(minute(at), at >= 12 && at < 30 ? "HELD" : at >= 34 && at < 38 ? "DOWN" : "PRODUCING");
    await begin(minute(5), minute(40));
    await plant.does(plant.first, finishSetup, minute(6), { operationId: op10 }, minute(40));
    await plant.does(plant.first, pauseOperation, minute(11), { operationId: op10, reason: "BREAK" }, minute(40));
  }

  async function onlyTheFirstHasItsReason(): Promise<void> {
    expect(await stops()).toEqual([
      { here: true, reason: "BREAK", by: plant.first.personId },
      { here: true, reason: null, by: null },
    ]);
  }

  it("EX-03, ST-01 has the reason of the pause that it was in, and another one is asked for before the operation can end", async () => {
    await stands();
    await plant.does(plant.first, resumeOperation, minute(29), { operationId: op10 }, minute(40));
    await restate();
    await onlyTheFirstHasItsReason();
    expect(await restate()).toBe(0);
    await issue();
    await plant.does(plant.first, confirmProduction, minute(45), { operationId: op10, good: "25", origin: "TYPED" });
    expect(await plant.send(plant.lead, completeOperation, minute(46), { operationId: op10 })).toMatchObject({ ok: false, code: "COMPLETION_BLOCKED", params: { stops: 1 } });
  });

  it("ST-01 does not have the reason of a pause whose end is told a moment later than its beginning", async () => {
    await stands();
    await restate();
    await plant.does(plant.first, resumeOperation, minute(29), { operationId: op10 }, minute(40));
    await restate();
    await onlyTheFirstHasItsReason();
    expect(await plant.db.select().from(attributionDue)).toEqual([]);
  });

  it("ST-01 has the reason of a pause that lasts, once nothing more of it comes", async () => {
    await stands();
    await restate();
    expect((await stops()).map(({ reason }) => reason)).toEqual([null, null]);
    await restate(minute(41));
    expect((await stops()).map(({ reason }) => reason)).toEqual(["BREAK", "BREAK"]);
    expect(await plant.db.select().from(attributionDue)).toEqual([]);
  });

  it("ST-01 has the reason of a pause at a tablet with a network at once, also where the machine stops a moment later", async () => {
    await saysItsState();
    await begin(minute(0), minute(0));
    await plant.does(plant.first, finishSetup, minute(1), { operationId: op10 });
    await state(minute(2), "PRODUCING");
    await plant.does(plant.first, pauseOperation, minute(3), { operationId: op10, reason: "BREAK" });
    await state(new Date(minute(3).getTime() + 1_000), "HELD");
    await restate();
    expect((await stops()).map(({ reason }) => reason)).toEqual(["BREAK"]);
  });
});
