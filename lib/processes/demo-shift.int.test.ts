import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eq, notInArray } from "drizzle-orm";
import { attendedShifts } from "@/db/attended";
import { connect } from "@/db/client";
import { command, event } from "@/db/schema/eventlog";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { connection, outboxMessage, policy } from "@/db/schema/integration";
import { lot } from "@/db/schema/materials";
import { site } from "@/db/schema/reference";
import { quarantine, stateSample } from "@/db/schema/telemetry";
import { seedDemo } from "@/db/seed/demo";
import { DEMO_SHIFT } from "@/db/seed/demo-shift";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { beginShift } from "@/lib/commands/execution/attend";
import { compose, type Composition } from "@/lib/composition";
import { performance, type Performance } from "@/lib/queries/totals/performance";
import { openSandboxErp, type SandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { demoActor } from "./demo-actor";
import { recordDemoShift } from "./demo-shift";

const SECRET = "s".repeat(32);
let database: TestDatabase;
let erp: SandboxErp;
let composed: Composition;

beforeAll(async () => {
  database = await testDatabase();
  erp = await openSandboxErp({ company: "demo" });
  await seedDemo({ databaseUrl: database.url, secret: SECRET, speed: 1, erp: { url: erp.url, key: erp.key, webhookSecret: "webhook-secret-of-the-sandbox" } });
  // What is told in batches would wait for the next minute.
  await database.db.update(policy).set({ mode: "EVENT", schedule: null, bundle: null }).where(eq(policy.direction, "OUT"));
  composed = compose(database.url, SECRET);
});
afterAll(async () => {
  await composed.close();
  await erp.stop();
  await database.close();
});

/** The order's operations, as `number state good`. */
async function operations(order: string): Promise<string[]> {
  const rows = await database.db
    .select({ opNo: orderOperation.opNo, state: orderOperation.state, good: orderOperation.goodFirst })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .where(eq(productionOrder.number, order))
    .orderBy(orderOperation.opNo);
  return rows.map((row) => `${row.opNo} ${row.state} ${row.good.toFixed()}`);
}

describe("the demo's shift", { timeout: 120_000 }, () => {
  it("waits for the ERP's orders, and is recorded once", async () => {
    const { services } = composed;
    expect(await recordDemoShift(services, 0)).toBe(0);
    await database.db.update(connection).set({ lastPolledAt: null });
    await composed.channel.poller().round();
    expect(await recordDemoShift(services, 0)).toBeGreaterThan(DEMO_SHIFT.runs.length * 3);
    const events = await database.db.$count(event);
    expect(await recordDemoShift(services, 0)).toBe(0);
    expect(await database.db.$count(event)).toBe(events);
    expect(await database.db.$count(command, eq(command.outcome, "REFUSED"))).toBe(0);
    // As where somebody had signed on meanwhile: what nothing else needs was refused, and stays so. The log itself lets nobody change that.
    const bare = connect(database.url, { role: null, max: 1 });
    await bare.sql`set session_replication_role = replica`;
    await bare.db.update(command).set({ outcome: "REFUSED" }).where(eq(command.name, beginShift.name));
    await bare.close();
    expect(await recordDemoShift(services, 0)).toBe(0);
  });

  it("has a drink made over all levels, line 1 in the middle of a run, and work for line 2", async () => {
    expect(await operations("4711-0073")).toEqual(["10 COMPLETED 2040", "20 COMPLETED 2030", "30 COMPLETED 2008", "40 COMPLETED 2004"]);
    expect(await operations("4711-0076")).toEqual(["10 COMPLETED 3670", "20 COMPLETED 3650", "30 RUNNING 1250", "40 READY 0"]);
    expect(await database.db.$count(lot, eq(lot.number, "L-4711-0073"))).toBe(1);
    for (const order of ["4711-0078", "4711-0079"]) expect((await operations(order)).slice(2)).toEqual(["30 READY 0", "40 PENDING 0"]);
  });

  it("has machines that did what its orders say: each line's figures are those of a good plant, and none made more than it can", async () => {
    const now = new Date();
    const lead = await demoActor(database.db, { site: DEMO_SHIFT.site, person: "P-0108" });
    const told = async (workCentre: string) =>
      performance({ db: database.db, now }, lead, { site: DEMO_SHIFT.site, workCentre, from: new Date(now.getTime() - 49 * 3_600_000), to: now, by: "SHIFT" });
    const share = (of: Pick<Performance, "figures"> | null, name: string) => Number(of?.figures.find((figure) => figure.name === name)?.percent ?? Number.NaN);
    const lines = [...new Set(DEMO_SHIFT.runs.map(({ workUnit }) => workUnit.split(".")[0] ?? ""))];
    expect(lines).toHaveLength(6);
    for (const line of lines) {
      const all = await told(line);
      expect([line, share(all, "oee") >= 60 && share(all, "oee") <= 90, all?.idealRateSuspect], `${share(all, "oee")} %`).toEqual([line, true, false]);
      // Whenever in the day the demo began: what a shift made, it made in its time.
      for (const part of all?.parts ?? []) expect([line, part.key, part.idealRateSuspect]).toEqual([line, part.key, false]);
    }
    // Where nobody was planned nothing is lost.
    expect((await told("L2"))?.losses).toEqual({ availability: "0", performance: "0", quality: "0", productive: "0" });
    const states = await database.db.$count(stateSample);
    await recordDemoShift(composed.services, 0);
    expect([await database.db.$count(stateSample), await database.db.$count(quarantine)]).toEqual([states, 0]);
  });

  it("C-15 has a crew that was there while it worked", async () => {
    const day = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 10);
    const sites = await database.db.select({ id: site.id }).from(site).where(eq(site.code, DEMO_SHIFT.site));
    const rows = await attendedShifts(database.db, new Date(), { siteIds: sites.map(({ id }) => id), fromDay: day(-72), toDay: day(24) });
    expect(new Set(rows.map((row) => row.personId)).size).toBe(new Set(DEMO_SHIFT.crew.map(({ person }) => person)).size);
    expect(rows.some((row) => row.bookedSeconds > 0)).toBe(true);
    expect(rows.filter((row) => row.bookedSeconds > row.attendedSeconds)).toEqual([]);
  });

  it("is told to the ERP, which takes all of it", async () => {
    const dispatcher = composed.channel.dispatcher("worker", { random: () => 0 });
    // What takes the base of another order waits until the ERP has that order's receipt.
    const untold = async (): Promise<number> => {
      await dispatcher.drain();
      return database.db.$count(outboxMessage, notInArray(outboxMessage.state, ["ACCEPTED", "REJECTED"]));
    };
    await expect.poll(untold, { timeout: 60_000, interval: 500 }).toBe(0);
    const refused = await database.db.select({ type: outboxMessage.type, reason: outboxMessage.reason }).from(outboxMessage).where(eq(outboxMessage.state, "REJECTED"));
    expect(refused).toEqual([]);
    expect(await erp.clerk("GET", "orders/4711-0073")).toMatchObject({ progress: "DELIVERED", received: "2004" });
  });
});
