import { beforeEach, describe, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { productionOrder } from "@/db/schema/execution";
import { outboxMessage } from "@/db/schema/integration";
import type { TestDatabase } from "@/db/testing/database";
import { equipment } from "@/db/schema/reference";
import { calendarWindow } from "@/db/schema/calendar";
import { stateInterval } from "@/db/schema/telemetry";
import { reopenOrder } from "@/lib/commands/execution/reopen-order";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { type Played, playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import type { Services } from "@/lib/commands/services";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { OutboundMessage, TOTALS_TYPES, type TotalsType } from "@/lib/messages/outbound";
import { newId } from "@/lib/platform/ids";
import { restateTotals, tellNewTotals } from "./tell-period-totals";

let database: TestDatabase;
let plant: ExamplePlant;
let played: Played;

/** 06:00 to 18:00 UTC and the night after it, at both work centres: op10 and its set-up lie in the first, op20 is confirmed in the second. */
const EARLY = { from: after("0"), to: after("12") };
const NIGHT = { from: after("12"), to: after("24") };

async function plan(): Promise<void> {
  await plant.db.delete(calendarWindow);
  await shift("EARLY", EARLY);
  await shift("NIGHT", NIGHT);
}

async function shift(name: string, span: { readonly from: Date; readonly to: Date }): Promise<void> {
  const centres = await plant.db.select({ id: equipment.id }).from(equipment).where(eq(equipment.level, "WORK_CENTRE"));
  await plant.db
    .insert(calendarWindow)
    .values(centres.map(({ id }) => ({ id: newId(), siteId: plant.siteId, workCentreId: id, shiftName: name, productionDay: "2026-03-17", fromAt: span.from, toAt: span.to })));
}

const asOf = (at: Date): Services => ({ ...plant.services, clock: { now: () => at } });

type TotalsMessage = Extract<OutboundMessage, { type: TotalsType }>;
async function told(type?: TotalsType): Promise<TotalsMessage[]> {
  const rows = await plant.db.select({ payload: outboxMessage.payload }).from(outboxMessage).orderBy(outboxMessage.laneKey, outboxMessage.sequence);
  const all = rows.map((row) => OutboundMessage.parse(row.payload)).filter((message): message is TotalsMessage => TOTALS_TYPES.some((each) => each === message.type));
  return type === undefined ? all : all.filter((message) => message.type === type);
}

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  await plan();
  played = await playExample1(plant);
  return () => database.close();
});

describe("§8.1 totals of the shifts of Example 1, from recorded events", () => {
  it("labour, to the second and the cent: 1.10 + 6.00 + 4.40 h on op10, 16.80 h on op20", async () => {
    expect(await tellNewTotals(asOf(after("24.10")))).toBe(6);
    const [early, night] = await told("mes.labour.totals.v1");
    if (early?.type !== "mes.labour.totals.v1" || night?.type !== "mes.labour.totals.v1") throw new Error("two shifts were not told");
    expect(early).toMatchObject({
      subject: "site/SITE-A",
      time: EARLY.to.toISOString(),
      data: { revision: 1, currency: "USD", period: { shift: { name: "EARLY", day: "2026-03-17" } } },
    });
    expect(early.data.lines.map((each) => [each.operation, each.person, each.activity, each.seconds, each.amount])).toEqual([
      [10, "0417", "RUN", 21_600, "168.00"],
      [10, "0417", "SETUP", 3_960, "30.80"],
      [10, "0422", "RUN", 15_840, "127.60"],
    ]);
    expect([early.data.seconds, early.data.amount]).toEqual([41_400, "326.40"]);
    // 763.20 of §4.4 in all.
    expect([night.data.seconds, night.data.amount]).toEqual([60_480, "436.80"]);
  });

  it("KPI sums: quantities and ideal times as confirmed, a machine without a signal is not producing", async () => {
    const unit = await plant.unitId("MACH-1");
    const states = [
      ["SETUP", "0", "1.10"],
      ["PRODUCING", "1.10", "5"],
      ["DOWN", "5", "5.50"],
      ["PRODUCING", "5.50", "11.50"],
    ] as const;
    for (const [state, from, to] of states)
      await plant.db
        .insert(stateInterval)
        .values({ id: newId(), siteId: plant.siteId, workUnitId: unit, state, rawState: state, source: "PLC", fromAt: after(from), toAt: after(to) });
    await tellNewTotals(asOf(after("12.10")));
    const [early] = await told("mes.shift.kpi.v1");
    if (early?.type !== "mes.shift.kpi.v1") throw new Error("the shift was not told");
    expect(early.data.units.find((each) => each.workUnit === "MACH-1")).toEqual({
      workCentre: "MACH",
      workUnit: "MACH-1",
      microStopMode: "PERFORMANCE_LOSS",
      potSeconds: 43_200,
      plannedDownSeconds: 0,
      aptSeconds: 35_640,
      asutSeconds: 3_960,
      adetSeconds: 1_800,
      adotSeconds: 1_800,
      microStopSeconds: 0,
      microStops: 0,
      loadedSeconds: 41_400,
      failures: 1,
      restoreSeconds: 1_800,
      processed: "204",
      good: "200",
      scrap: "4",
      rework: "0",
      // 0.05 h a piece.
      idealProcessedSeconds: "36720",
      idealGoodSeconds: "36000",
    });
    expect(early.data.units.find((each) => each.workUnit === "ASSY-2")).toMatchObject({ potSeconds: 43_200, adotSeconds: 43_200, processed: "0", loadedSeconds: 0 });
  });

  it("WIP and projection of the last full hour", async () => {
    await tellNewTotals(asOf(after("12.10")));
    const [wip] = await told("mes.wip.snapshot.v1");
    if (wip?.type !== "mes.wip.snapshot.v1") throw new Error("WIP was not told");
    // The order ran then: castings, and time of op10; op20 began at that very instant.
    expect(wip.data.period).toEqual({ from: after("11").toISOString(), to: after("12").toISOString(), shift: null });
    expect(wip.data.count).toBe(1);
    expect(wip.data.orders).toEqual([{ order: "PO-1001", item: "FG-100", qty: "200", uom: "EA", state: "IN_PROGRESS", ...wip.data.total }]);
    // Castings 2,895.90, labour 326.40, machine 11.50 h × 42, overhead 11.50 h × 12.
    expect(wip.data.total).toMatchObject({ charged: "3843.30", received: "0.00", salvage: "0.00", wip: "3843.30" });
  });

  it("when an open order will be done: 1 h + 200 ÷ 0.98 × 0.05 h on op10, then 0.5 h + 200 × 0.04 h on op20", async () => {
    await plant.hear([exampleOrder("SITE-A", "PO-1002", { due: after("40").toISOString() })]);
    await shift("LATER", { from: after("24"), to: after("90") });
    await tellNewTotals(asOf(after("24.10")));
    expect(await told("mes.projection.snapshot.v1")).toMatchObject([
      {
        subject: "site/SITE-A",
        data: {
          revision: 1,
          calculatedAt: after("24.10").toISOString(),
          period: { from: after("23").toISOString(), to: after("24").toISOString(), shift: null },
          count: 1,
          orders: [
            {
              order: "PO-1002",
              item: "FG-100",
              qty: "200",
              uom: "EA",
              state: "RELEASED",
              received: "0",
              due: after("40").toISOString(),
              projectedEnd: "2026-03-19T01:48:15.000Z",
              lateSeconds: 13_695,
            },
          ],
        },
      },
    ]);
  });

  it("of the time before the first fact of a site nothing is told", async () => {
    const before = { from: after("-12"), to: after("-6") };
    await shift("BEFORE", before);
    await tellNewTotals(asOf(after("24.10")));
    const shifts = (await told("mes.labour.totals.v1")).map(({ data }) => data.period.shift?.name);
    expect(shifts.toSorted()).toEqual(["EARLY", "NIGHT"]);
  });

  it("two workers at once, and each again, tell each of them once", async () => {
    const services = asOf(after("24.10"));
    const counts = await Promise.all([tellNewTotals(services), tellNewTotals({ ...services, clock: { now: () => after("24.11") } })]);
    expect(counts[0] + counts[1]).toBe(6);
    expect(await tellNewTotals(services)).toBe(0);
    expect(await restateTotals(services)).toBe(0);
    expect((await told()).map((message) => [message.type, message.data.revision]).toSorted()).toEqual([
      ["mes.labour.totals.v1", 1],
      ["mes.labour.totals.v1", 1],
      ["mes.projection.snapshot.v1", 1],
      ["mes.shift.kpi.v1", 1],
      ["mes.shift.kpi.v1", 1],
      ["mes.wip.snapshot.v1", 1],
    ]);
  });

  it("restates a shift of which a confirmation is taken back, once, and no other", async () => {
    await tellNewTotals(asOf(after("24.10")));
    const [order] = await plant.db.select({ id: productionOrder.id }).from(productionOrder);
    await plant.does(plant.lead, reopenOrder, after("24.15"), { orderId: order?.id, reason: "MISKEY" });
    await plant.does(plant.lead, reverseEntry, after("24.20"), { entryId: played.entry20, reason: "MISKEY" });
    expect(await restateTotals(asOf(after("24.30")))).toBe(1);
    expect(await restateTotals(asOf(after("24.40")))).toBe(0);
    const kpi = (await told("mes.shift.kpi.v1")).map((message) => [message.data.period.shift?.name, message.data.revision, JSON.stringify(message.data).includes('"good":"200"')]);
    expect(kpi).toEqual([
      ["EARLY", 1, true],
      ["NIGHT", 1, true],
      ["NIGHT", 2, false],
    ]);
    // The time was really used: it is confirmed again, and the labour of the shift is what it was.
    expect(await told("mes.labour.totals.v1")).toHaveLength(2);
  });
});
