import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orderOperation } from "@/db/schema/execution";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { lineScreen } from "./line-screen";
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

describe("Example P of domain §6.3", () => {
  it("makes everything while L1 runs", async () => {
    const screen = await wipScreen(at(NOON), plant.planner, ALL);
    expect(screen.stops).toEqual([]);
    expect(screen.commitments).toEqual({ total: 4, projected: 4, atRisk: [] });
    expect(screen.rows.find((row) => row.number === "O-501")).toMatchObject({ projectedAt: wall("Tue", "12:00"), plannedAt: wall("Tue", "12:00"), lateSeconds: -6 * 3600 });
    expect(screen.rows.find((row) => row.number === "O-502")?.projectedAt).toBe(wall("Wed", "07:00"));
  });

  it("S12 says at once what the stop of L1 costs: 16 h, SO-1 and SO-3, 1,025.00", async () => {
    await plant.fail(wall("Tue", "10:00"));
    const screen = await wipScreen(at(NOON), plant.planner, ALL);
    expect(screen.stops).toMatchObject([
      {
        line: "L1",
        basis: "ESTIMATE",
        restoreAt: wall("Tue", "10:00"),
        capacity: { plannedSeconds: 28 * 3600, projectedSeconds: 12 * 3600, lostSeconds: 16 * 3600, to: wall("Tue", "22:00") },
      },
    ]);
    const rows = screen.rows.filter((row) => row.number.startsWith("O-"));
    expect(rows.map((row) => [row.number, row.projectedAt, row.plannedAt])).toEqual([
      ["O-501", wall("Wed", "12:00"), wall("Tue", "12:00")],
      ["O-502", wall("Thu", "07:00"), wall("Wed", "07:00")],
    ]);
    expect(rows.map((row) => row.cells.map((cell) => [cell.opNo, cell.state, cell.waiting]))).toEqual([
      [
        [30, "waiting", "1200"],
        [40, "none", "0"],
      ],
      [
        [30, "waiting", "900"],
        [40, "none", "0"],
      ],
    ]);
    expect(screen.commitments.total).toBe(4);
    expect(screen.commitments.atRisk).toMatchObject([
      { number: "SO-1", now: { short: "550", lateSeconds: 18 * 3600, projectedAt: wall("Wed", "12:00") }, plan: { short: "0" }, penalty: "618.75" },
      { number: "SO-3", now: { short: "500", lateSeconds: 13 * 3600, projectedAt: wall("Thu", "07:00") }, plan: { short: "0" }, penalty: "406.25" },
    ]);
    expect(screen.exceptions).toMatchObject([{ class: "LINE_DOWN", line: "L1", state: "ACKNOWLEDGED", owner: "Planner A", reason: "Mechanical breakdown" }]);
  });

  it("the page of the line says which orders and promises move, and to when", async () => {
    const screen = await lineScreen(at(NOON), plant.planner, "L1", null);
    expect(screen?.stop).toMatchObject({ line: "L1", reason: "Mechanical breakdown", since: wall("Mon", "10:00") });
    expect(screen?.orders).toMatchObject([
      { number: "O-501", left: "1200", planAt: wall("Tue", "12:00"), nowAt: wall("Wed", "12:00"), movedSeconds: 24 * 3600, lateSeconds: 18 * 3600 },
      { number: "O-502", left: "900", planAt: wall("Wed", "07:00"), nowAt: wall("Thu", "07:00"), movedSeconds: 24 * 3600 },
    ]);
    expect(screen?.commitments.map((row) => row.number)).toEqual(["SO-1", "SO-3"]);
    expect(screen?.penalty).toEqual({ amount: "1025.00", currency: "USD", endless: false });
    expect(screen?.gantt?.rows.map((row) => [row.label, row.bars.filter((bar) => bar.label === "O-501").map((bar) => [bar.kind, bar.from, bar.to])])).toEqual([
      [
        "L1",
        [
          ["plan", wall("Mon", "10:00"), wall("Mon", "22:00")],
          ["now", wall("Tue", "10:00"), wall("Tue", "22:00")],
        ],
      ],
      [
        "P1",
        [
          ["plan", wall("Tue", "06:00"), wall("Tue", "12:00")],
          ["now", wall("Wed", "06:00"), wall("Wed", "12:00")],
        ],
      ],
    ]);
  });

  it("the plan does not slip with the clock while the line stands still", async () => {
    const screen = await lineScreen(at(new Date(wall("Mon", "15:00"))), plant.planner, "L1", null);
    expect(screen?.orders[0]).toMatchObject({ planAt: wall("Tue", "12:00"), nowAt: wall("Wed", "12:00") });
  });

  it("§6.1.1 an estimate that has passed moves on in steps of an hour, and is an assumption", async () => {
    const screen = await wipScreen(at(new Date(wall("Tue", "10:30"))), plant.planner, ALL);
    expect(screen.stops).toMatchObject([{ restoreAt: wall("Tue", "11:00"), extensions: 1 }]);
  });

  it("who neither plans nor sees cost is not told the penalty", async () => {
    const screen = await wipScreen(at(NOON), plant.lead, ALL);
    expect(screen.commitments.atRisk.map((row) => [row.penalty, row.penaltyShown])).toEqual([
      [null, false],
      [null, false],
    ]);
    expect((await lineScreen(at(NOON), plant.lead, "L1", null))?.penalty).toBeNull();
  });

  it("S26 a planner of another site sees nothing of it", async () => {
    const stranger = await plant.stranger();
    expect(await wipScreen(at(NOON), stranger, ALL)).toMatchObject({ rows: [], stops: [], exceptions: [], commitments: { total: 0 }, scope: [{ code: "SITE-X" }] });
    expect(await lineScreen(at(NOON), stranger, "L1", null)).toBeNull();
  });

  it("keeps a sequence that contradicts the orders' own steps from hiding everything", async () => {
    const ids = [...(await plant.operationIds("O-501")), ...(await plant.operationIds("O-502"))];
    // O-502 before O-501 on L1, and after it in packing, is possible; both the other way round per order is not a cycle either.
    for (const [opNo, id] of ids)
      await database.db
        .update(orderOperation)
        .set({ sequence: opNo === 30 ? 2 : 1 })
        .where(eq(orderOperation.id, id));
    const screen = await wipScreen(at(NOON), plant.planner, ALL);
    expect(screen.unprojected).toBe(false);
    expect(screen.rows.every((row) => row.projectedAt !== null)).toBe(true);
  });
});
