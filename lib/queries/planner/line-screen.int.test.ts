import { and, eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { exception } from "@/db/schema/exception";
import { equipment } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { exceptionTitle } from "@/lib/format/planner/exception-words";
import type { InboundType } from "@/lib/messages/inbound";
import { type InboundData, inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";
import { performance } from "@/lib/queries/totals/performance";
import { lineScreen } from "./line-screen";
import { orderDetail } from "./order-detail";
import { exampleP, wall } from "./testing/example-p";
import { wipScreen } from "./wip-screen";

const ALL = { site: null, dueDays: null, search: "", sort: "impact", created: false } as const;
const NOON = new Date(wall("Mon", "10:00"));

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof exampleP>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await exampleP(database.db);
});
afterAll(() => database.close());

const at = (now: Date) => ({ db: database.db, now });
const said = <Type extends InboundType>(type: Type, data: InboundData<Type>) => inboundMessage(type, data, "erp/example-p", "2026-03-16T06:00:00Z");

describe("the page of a line says what is so", () => {
  it("ST-06 a unit that is not the constraint stops alone: the line is not down", async () => {
    const [filler] = await database.db.select().from(equipment).where(eq(equipment.id, plant.unit));
    if (filler === undefined) throw new Error("the example has no filler");
    const capper = newId();
    const { siteId, parentId } = filler;
    await database.db.insert(equipment).values({ id: capper, siteId, parentId, code: "L1.CAPPER", name: "Capper", level: "WORK_UNIT", type: "UNIT" });
    await database.db
      .insert(stateInterval)
      .values({ id: newId(), siteId, workUnitId: capper, state: "DOWN", rawState: "DOWN", source: "PLC", fromAt: new Date(wall("Mon", "09:00")) });
    await database.db.insert(exception).values({
      id: newId(),
      siteId,
      class: "LINE_DOWN",
      severity: 1,
      state: "RAISED",
      workUnitId: capper,
      subject: capper,
      detail: {},
      owner: "LEAD",
      raisedAt: new Date(wall("Mon", "09:00")),
    });

    const board = await wipScreen(at(NOON), plant.planner, ALL);
    expect(board.stops).toMatchObject([{ unit: "L1.CAPPER", stopsLine: false, line: "L1" }]);
    expect(board.sites[0]?.lines.find((line) => line.code === "L1")?.state).not.toBe("DOWN");
    expect(board.exceptions.map(exceptionTitle)).toEqual(["L1.CAPPER is down"]);
    const page = await lineScreen(at(NOON), plant.planner, "L1", null);
    expect(page?.stop).toMatchObject({ unit: "L1.CAPPER", stopsLine: false });
    expect(page?.erp).toBeNull();

    await plant.fail(wall("Tue", "10:00"));
    const after = await lineScreen(at(NOON), plant.planner, "L1", null);
    expect(after?.stop).toMatchObject({ unit: "L1.FILLER", stopsLine: true });
    // IN-05 the estimate of whoever took it over went to the ERP with the stop.
    expect(after?.erp).toEqual({ state: "NEW", at: null });
    expect(after?.otherStops).toMatchObject([{ unit: "L1.CAPPER", stopsLine: false }]);
    expect(after?.exceptions.map(exceptionTitle).toSorted()).toEqual(["L1 is down", "L1.CAPPER is down"]);
  });

  it("§6.1.7 counts what makes it over all promises, and calls endless only what the stop moves", async () => {
    await plant.hear([
      said("erp.item.v1", {
        site: "SITE-A",
        item: "FG-C",
        erpVersion: 1,
        text: "Oat Vanilla",
        kind: "FINISHED",
        baseUom: "EA",
        decimals: 0,
        units: [],
        tracking: "LOT",
        shelfLifeDays: null,
        minRemainingDays: 0,
        requiresRelease: false,
        status: "ACTIVE",
      }),
      said("erp.commitment.v1", {
        site: "SITE-A",
        commitment: "SO-9",
        line: 1,
        erpVersion: 1,
        customer: "C-01",
        customerName: "Customer 01",
        item: "FG-C",
        qty: "10",
        uom: "EA",
        due: wall("Wed", "18:00"),
        priorityClass: "A",
        penaltyPerUnitDay: "1.5",
        currency: "USD",
        status: "OPEN",
      }),
    ]);
    const page = await lineScreen(at(NOON), plant.planner, "L1", null);
    // Nobody makes SO-9's item, so it will not make it; it is none of this line's.
    expect(page?.commitments.map((row) => row.number)).toEqual(["SO-1", "SO-3"]);
    expect(page).toMatchObject({ commitmentsTotal: 5, commitmentsProjected: 5, commitmentsInTime: 2, penalty: { amount: "1025.00", endless: false } });
  });

  it("§6.1.1 counts all that a stop has cost since it began, days ago", async () => {
    const page = await lineScreen(at(new Date(wall("Fri", "10:00"))), plant.planner, "L1", null);
    // Monday from ten, then three whole days, then Friday until it is expected back at eleven.
    expect(page?.stop).toMatchObject({ since: wall("Mon", "10:00"), restoreAt: wall("Fri", "11:00") });
    expect(page?.stop?.capacity).toMatchObject({ plannedSeconds: (12 + 48 + 16) * 3600, lostSeconds: (12 + 48 + 5) * 3600 });
  });

  it("§6.1.2 promises nothing of an order whose routing has no times, and says so on all three pages", async () => {
    const operations = await plant.operationIds("O-502");
    await database.db
      .update(orderOperation)
      .set({ setupMachineHours: orderOperation.runMachineHours })
      .where(and(inArray(orderOperation.id, [...operations.values()]), eq(orderOperation.opNo, 40)));
    const board = await wipScreen(at(NOON), plant.planner, ALL);
    expect(board.rows.find((row) => row.number === "O-502")).toMatchObject({ withoutTimes: [40], projectedAt: null, lateSeconds: null });
    expect(board).toMatchObject({ withoutTimes: 1 });
    // 100 in stock of 600 and 300: without the order's 900, both are short, and nobody says until when.
    expect(board.commitments.atRisk.find((row) => row.number === "SO-3")).toMatchObject({ now: { short: "500", projectedAt: null } });
    const page = await lineScreen(at(NOON), plant.planner, "L1", null);
    expect(page?.orders.find((row) => row.number === "O-502")).toMatchObject({ withoutTimes: [40], nowAt: null });
    const detail = await orderDetail(at(NOON), plant.planner, "O-502", null);
    expect(detail?.operations.map((row) => [row.opNo, row.withoutTimes])).toEqual([
      [30, false],
      [40, true],
    ]);
  });

  it("says how many exceptions are open where it lists the worst of them", async () => {
    const siteId = plant.siteId;
    await database.db.insert(exception).values(
      Array.from({ length: 120 }, (_, index) => ({
        id: newId(),
        siteId,
        class: "HELP_CALL",
        severity: 2,
        state: "RAISED" as const,
        subject: `call-${index}`,
        detail: {},
        owner: "LEAD",
        raisedAt: new Date(wall("Mon", "08:00")),
      })),
    );
    const board = await wipScreen(at(NOON), plant.planner, ALL);
    expect([board.exceptions.length, board.exceptionsTotal]).toEqual([100, 122]);
    // None of them is about the line: its own two are there however many others are worse or older.
    expect(await lineScreen(at(NOON), plant.planner, "L1", null)).toMatchObject({ exceptionsTotal: 2, exceptions: [{ line: "L1" }, { line: "L1" }] });
  });

  it("§10.1 says nobody's times at work to who reads exceptions", async () => {
    const detail = { person: "0417", name: "Anna", day: "2026-03-16", shift: "EARLY", attendedSeconds: 14400, bookedSeconds: 25200, note: "Look at it" };
    const overbooked = { id: newId(), siteId: plant.siteId, class: "LABOUR_OVERBOOKED", severity: 1, state: "RAISED" as const, subject: "someone", detail, owner: "LEAD" };
    await database.db.insert(exception).values({ ...overbooked, raisedAt: new Date(wall("Mon", "07:00")) });
    const board = await wipScreen(at(NOON), plant.planner, ALL);
    expect(board.exceptions.find((row) => row.id === overbooked.id)?.detail).toEqual({ note: "Look at it" });
  });
});

it("§5 tells what the line makes of the shift that runs, as the figures themselves do, and what is on it", async () => {
  const page = await lineScreen(at(NOON), plant.planner, "L1", null);
  if (page?.shift == null) throw new Error("no shift runs");
  const { shift, loaded, crew } = page;
  expect(shift).toMatchObject({ running: true, to: NOON.toISOString() });
  const told = await performance(at(NOON), plant.planner, { site: page.site.code, workCentre: "L1", from: new Date(shift.from), to: NOON });
  expect(shift.told?.figures).toEqual(told?.figures);
  expect([loaded, crew]).toEqual([[], []]);
  const [operation] = await database.db
    .select({ id: orderOperation.id, order: productionOrder.number })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId));
  await database.db
    .update(orderOperation)
    .set({ workUnitId: plant.unit, state: "RUNNING", actualStartAt: NOON })
    .where(eq(orderOperation.id, operation?.id ?? ""));
  expect((await lineScreen(at(NOON), plant.planner, "L1", null))?.loaded).toMatchObject([{ unit: "L1.FILLER", order: operation?.order, state: "RUNNING" }]);
});
