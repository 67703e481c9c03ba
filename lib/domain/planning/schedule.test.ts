import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import type { ClosedInterval } from "@/lib/domain/shared/interval";
import { workingSpans } from "./capacity";
import { effectiveRate, openSetupSeconds, remainingUnits, runSeconds } from "./remaining-work";
import { restoreEstimate } from "./restore-estimate";
import { type QueuedOperation, scheduleForward } from "./schedule";
import { at, show, unit } from "./testing/example-p";

const HOUR = 3600;
const operation = (orderId: string, op: number, workUnitId: string, hours: number, overrides: Partial<QueuedOperation> = {}): QueuedOperation => ({
  operationId: `${orderId}/${op}`,
  orderId,
  op,
  workUnitId,
  sequence: 1,
  workSeconds: hours * HOUR,
  overlap: null,
  ...overrides,
});

function times(operations: readonly QueuedOperation[], units = [unit("A"), unit("B")], now = at("Mon 6:00")) {
  const result = scheduleForward(now, units, operations);
  if (!result.ok) throw new Error(result.code);
  return result.value.map((each) => `${show(each.start)}–${show(each.finish)}`);
}

describe("§6.1.3 forward schedule", () => {
  it("lets an overlapped successor begin after the transfer quantity", () => {
    const overlap = { leadSeconds: 2 * HOUR, tailSeconds: HOUR };
    expect(times([operation("O", 10, "A", 8), operation("O", 20, "B", 7, { overlap })])).toEqual(["Mon 06:00–Mon 14:00", "Mon 08:00–Mon 15:00"]);
  });

  it("EX-06 does not let a fast successor end before what its predecessor makes last", () => {
    const overlap = { leadSeconds: 2 * HOUR, tailSeconds: HOUR / 2 };
    expect(times([operation("O", 10, "A", 8), operation("O", 20, "B", 3, { overlap })])).toEqual(["Mon 06:00–Mon 14:00", "Mon 08:00–Mon 14:30"]);
  });

  it("works around planned downtime and a failure in the middle", () => {
    const busy = { ...unit("A", { from: at("Mon 12:00"), to: at("Mon 13:00") }), plannedDowntime: [{ from: at("Mon 9:00"), to: at("Mon 9:30") }] };
    expect(times([operation("O", 10, "A", 8)], [busy])).toEqual(["Mon 06:00–Mon 15:30"]);
  });

  it("has no date beyond the windows given, nor has what waits behind", () => {
    expect(times([operation("O", 10, "A", 81), operation("P", 10, "A", 1, { sequence: 2 }), operation("Q", 10, "B", 80)])).toEqual([
      "beyond–beyond",
      "beyond–beyond",
      "Mon 06:00–Fri 22:00",
    ]);
  });

  it("refuses sequences that contradict the orders' chains, and unknown work units", () => {
    const crossed = [operation("O", 10, "A", 1, { sequence: 2 }), operation("O", 20, "B", 1), operation("P", 10, "B", 1, { sequence: 2 }), operation("P", 20, "A", 1)];
    expect(scheduleForward(at("Mon 6:00"), [unit("A"), unit("B")], crossed)).toMatchObject({ ok: false, code: "SEQUENCE_CYCLE" });
    expect(scheduleForward(at("Mon 6:00"), [unit("A")], [operation("O", 10, "Z", 1)])).toMatchObject({ ok: false, code: "UNKNOWN_WORK_UNIT" });
  });
});

const UNITS = ["U1", "U2", "U3"];
const windows: fc.Arbitrary<ClosedInterval[]> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 12 })), { maxLength: 8 })
  .map((all) => all.map(([from, hours]) => ({ from: new Date(from * HOUR * 1000), to: new Date((from + hours) * HOUR * 1000) })));
const queued = fc
  .array(
    fc.array(
      fc.record({ workUnitId: fc.constantFrom(...UNITS), seconds: fc.integer({ min: 0, max: 6 * HOUR }), lead: fc.option(fc.integer({ min: 0, max: 3 * HOUR }), { nil: null }) }),
      { minLength: 1, maxLength: 4 },
    ),
    { maxLength: 8 },
  )
  .map((orders) =>
    orders.flatMap((chain, order) =>
      chain.map((each, index) => ({
        ...operation(`O-${order}`, index, each.workUnitId, 0),
        workSeconds: each.seconds,
        sequence: order * 10 + index,
        overlap: each.lead === null ? null : { leadSeconds: each.lead, tailSeconds: each.seconds },
      })),
    ),
  );

it("§6.1.3 never two operations at once on a unit, none before its predecessor, none outside the windows", () => {
  fc.assert(
    fc.property(queued, fc.array(windows, { minLength: 3, maxLength: 3 }), (operations, calendars) => {
      const now = new Date(3 * HOUR * 1000);
      const units = UNITS.map((workUnitId, index) => ({ workUnitId, windows: calendars[index] ?? [], plannedDowntime: [], down: null }));
      const result = scheduleForward(now, units, operations);
      if (!result.ok) throw new Error(result.code);
      const placed = result.value.flatMap((each) => (each.start === null || each.finish === null ? [] : [{ ...each, start: each.start, finish: each.finish }]));
      for (const each of placed) {
        expect(each.start.getTime()).toBeGreaterThanOrEqual(now.getTime());
        const unitOf = units.find((one) => one.workUnitId === each.workUnitId);
        const worked = workingSpans(unitOf ?? units[0] ?? { workUnitId: "", windows: [], plannedDowntime: [], down: null }).reduce(
          (total, [from, to]) => total + Math.max(0, Math.min(to, each.finish.getTime()) - Math.max(from, each.start.getTime())),
          0,
        );
        // An overlapped operation may have to wait inside its span, any other works its exact time.
        if (each.overlap === null) expect(worked).toBe(each.workSeconds * 1000);
        else expect(worked).toBeGreaterThanOrEqual(each.workSeconds * 1000);
        const before = placed.find((other) => other.orderId === each.orderId && other.op === each.op - 1);
        if (each.op > 0) expect(before).toBeDefined();
        if (before === undefined) continue;
        expect(each.start.getTime()).toBeGreaterThanOrEqual(each.overlap === null ? before.finish.getTime() : before.start.getTime());
        expect(each.finish.getTime()).toBeGreaterThanOrEqual(before.finish.getTime());
      }
      for (const workUnitId of UNITS) {
        const queue = placed.filter((each) => each.workUnitId === workUnitId).toSorted((a, b) => a.sequence - b.sequence);
        queue.forEach((each, index) => {
          const ahead = queue[index - 1];
          if (ahead !== undefined) expect(each.start.getTime()).toBeGreaterThanOrEqual(ahead.finish.getTime());
        });
      }
    }),
    { numRuns: 300 },
  );
});

it("§6.1 schedules 500 orders of 4 operations in under a second", () => {
  const day = 86_400_000;
  const shifts = Array.from({ length: 400 }, (_, index) => ({ from: new Date(index * day), to: new Date(index * day + 16 * HOUR * 1000) }));
  const units = Array.from({ length: 20 }, (_, index) => ({ workUnitId: `U${index}`, windows: shifts, plannedDowntime: [], down: null }));
  const operations = Array.from({ length: 2000 }, (_, index) => ({
    ...operation(`O-${Math.floor(index / 4)}`, index % 4, `U${(index % 4) * 5 + (Math.floor(index / 4) % 5)}`, 6),
    sequence: Math.floor(index / 4),
  }));
  const started = performance.now();
  const result = scheduleForward(new Date(0), units, operations);
  const elapsed = performance.now() - started;
  expect(result.ok && result.value.every((each) => each.finish !== null)).toBe(true);
  expect(elapsed).toBeLessThan(1000);
});

describe("§6.1.2 remaining work", () => {
  const todo = (op: number, plannedYield: string, processed: number, good: number) => ({
    op,
    plannedYield: decimal(plannedYield),
    processed: decimal(processed),
    good: decimal(good),
  });
  const shown = (units: ReturnType<typeof remainingUnits>) => [...units].toSorted(([a], [b]) => a - b).map(([, each]) => each.toFixed(2));

  it("asks for the target over the cumulative yield", () => {
    expect(shown(remainingUnits(decimal(980), [todo(10, "0.98", 0, 0), todo(20, "1", 0, 0)]))).toEqual(["1000.00", "980.00"]);
  });

  it("counts what was processed, at planned yields exactly", () => {
    expect(shown(remainingUnits(decimal(980), [todo(10, "0.98", 500, 490), todo(20, "1", 300, 300)]))).toEqual(["500.00", "680.00"]);
  });

  it("asks for more upstream where more died there than planned, and never for less than nothing", () => {
    expect(shown(remainingUnits(decimal(980), [todo(10, "0.98", 1000, 882), todo(20, "1", 0, 0)]))).toEqual(["100.00", "980.00"]);
    expect(shown(remainingUnits(decimal(100), [todo(10, "1", 120, 120), todo(20, "1", 110, 110)]))).toEqual(["0.00", "0.00"]);
  });

  it("takes the lower rate where the site says so, whole seconds, and no setup twice", () => {
    expect(effectiveRate(decimal(100), decimal(80), "LOWER_OF_ERP_AND_ACTUAL").toNumber()).toBe(80);
    expect(effectiveRate(decimal(100), decimal(80), "ERP").toNumber()).toBe(100);
    expect(effectiveRate(decimal(100), null, "LOWER_OF_ERP_AND_ACTUAL").toNumber()).toBe(100);
    expect(runSeconds(decimal(1), decimal(7))).toBe(515);
    expect([openSetupSeconds(1800, 600, decimal(0)), openSetupSeconds(1800, 2000, decimal(0)), openSetupSeconds(1800, 0, decimal(1))]).toEqual([1200, 0, 0]);
  });
});

describe("§6.1.1 restore estimate", () => {
  const failedAt = at("Mon 10:00");
  it.each([
    ["the given estimate", at("Tue 10:00"), null, "Mon 12:00", "Tue 10:00", false, 0],
    ["the mean time to repair", null, 2 * HOUR, "Mon 11:00", "Mon 12:00", true, 0],
    ["four hours", null, null, "Mon 11:00", "Mon 14:00", true, 0],
    ["an hour more once it has passed", null, null, "Mon 14:00", "Mon 15:00", true, 1],
    ["and one more each hour", at("Mon 12:00"), null, "Mon 14:30", "Mon 15:00", true, 3],
  ])("%s", (_, estimate, mttrSeconds, now, restore, assumed, extensions) => {
    const result = restoreEstimate({ failedAt, estimate, mttrSeconds, now: at(now) });
    expect([show(result.restore), result.assumed, result.extensions]).toEqual([restore, assumed, extensions]);
  });
});
