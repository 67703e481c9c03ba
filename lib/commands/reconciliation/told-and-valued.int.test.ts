import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outboxMessage } from "@/db/schema/integration";
import type { TestDatabase } from "@/db/testing/database";
import { execute } from "@/lib/commands/execute";
import { exampleDatabase } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import type { ErpAdapter } from "@/lib/erp/port";
import { ReconciliationSnapshotV1 } from "@/lib/messages/reconciliation-snapshot.v1";
import { newId } from "@/lib/platform/ids";
import { differences } from "@/lib/queries/reconciliation/differences";
import { acceptDifference } from "./settle-difference";
import { type ComparedPlant, comparedPlant } from "./testing/compared-plant";

let database: TestDatabase;
let world: ComparedPlant;

beforeEach(async () => {
  database = await exampleDatabase();
  world = await comparedPlant(database);
});
afterEach(() => database.close());

describe("IN-11 what a comparison is worth, and what the ERP hears of it", () => {
  beforeEach(() => world.noDaily());
  beforeEach(() => world.openErp());
  afterEach(() => world.closeErp());

  it("pieces that the ERP lacks among the good and among the received alike are valued once", async () => {
    await playExample1(world.plant);
    await world.send();
    await world.clerk("POST", "corrections", { order: "PO-1001", good: "-8", received: "-8", scrap: "0", consumed: [] });
    const runId = await world.reconcile();
    const lines = (await world.linesOf(runId)).filter(({ what }) => what === "GOOD" || what === "RECEIVED");
    expect(lines.map(({ what, parts, row }) => [what, parts[3], row.unexplainedValue?.toFixed(2)])).toEqual([
      ["GOOD", "8", "189.66"],
      ["RECEIVED", "8", "0.00"],
    ]);
    expect((await world.run(runId)).unexplainedValue.toFixed(2)).toBe("189.66");
  });

  it("§8.1 the ERP is told what came of each comparison, and a second one of the day is the next revision", async () => {
    await playExample1(world.plant);
    await world.send();
    await world.clerk("POST", "corrections", { order: "PO-1001", good: "-8", received: "-8", scrap: "0", consumed: [{ item: "SEAL-02", lot: "S-1", qty: "2" }] });
    const first = await world.reconcile();
    const component = (await world.linesOf(first)).find(({ what }) => what.startsWith("COMPONENT"));
    await execute(world.services, world.as("IT"), acceptDifference, { commandId: newId(), lineId: component?.row.id ?? "", reason: "Two seals were lost in the store" });
    // A batch: it leaves at the next full minute.
    world.pass(60);
    await world.send();
    world.pass(60);
    await world.reconcile();
    const rows = await database.db.select().from(outboxMessage).where(eq(outboxMessage.type, "mes.reconciliation.snapshot.v1")).orderBy(outboxMessage.sequence);
    expect(rows.map(({ state, subject, eventId }) => [state, subject, eventId === first])).toEqual([
      ["ACCEPTED", "site/SITE-A", true],
      ["NEW", "site/SITE-A", false],
    ]);
    const snapshots = rows.map(({ payload }) => ReconciliationSnapshotV1.parse(payload).data);
    const counted = await world.run(first);
    expect(snapshots[0]).toMatchObject({
      site: "SITE-A",
      date: counted.onDate,
      revision: 1,
      cause: "ON_DEMAND",
      currency: "USD",
      orders: { compared: 1, leftOut: 0 },
      stock: true,
    });
    expect(snapshots[0]).toMatchObject({ matched: counted.matched, value: counted.value.toFixed() });
    // Good and received lack the same eight pieces; of the seals both sides' stock differs as well.
    expect(snapshots[0]?.parts.unexplained).toEqual({ figures: 4, value: "193.10" });
    expect(snapshots[1]?.revision).toBe(2);
    expect([snapshots[1]?.parts.unexplained, snapshots[1]?.parts.accepted]).toEqual([
      { figures: 3, value: "191.38" },
      { figures: 1, value: "1.72" },
    ]);
    expect(JSON.stringify(await world.clerk("GET", "postings"))).toContain(rows[0]?.id);
  });

  it("time that the ERP holds under another activity differs, though its total is the same", async () => {
    await playExample1(world.plant);
    await world.send();
    const real = world.adapter();
    const moved: ErpAdapter = {
      ...real,
      async readOrders(orders, signal) {
        const answer = await real.readOrders?.(orders, signal);
        if (answer?.kind !== "orders") return answer ?? { kind: "retry", reason: "never" };
        const shifted = (activity: string, seconds: string | null) =>
          seconds === null ? null : String(Number(seconds) + (activity === "SETUP" ? -600 : activity === "RUN" ? 600 : 0));
        return {
          kind: "orders",
          orders: answer.orders.map((order) => ({
            ...order,
            time: { ...order.time, activities: order.time.activities?.map((one) => ({ ...one, machineSeconds: shifted(one.activity, one.machineSeconds) })) ?? null },
          })),
        };
      },
    };
    const runId = await world.reconcile(moved);
    const lines = await world.linesOf(runId);
    expect(lines.map(({ row: line, parts }) => `${line.measure} ${line.activity} ${parts[3]}`).toSorted()).toEqual(["MACHINE_TIME RUN -600", "MACHINE_TIME SETUP 600"]);
    const [shown] = await differences(world.reader(), world.as("AUDITOR"), runId, { group: "unexplained", measure: "MACHINE_TIME", search: null }, 0);
    expect(shown?.activity).not.toBeNull();
  });
});
