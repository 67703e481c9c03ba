import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outboxMessage } from "@/db/schema/integration";
import { reconciliationLine, reconciliationRun } from "@/db/schema/reconciliation";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { execute } from "@/lib/commands/execute";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { erpChannel } from "@/lib/commands/integration/erp-channel";
import type { Services } from "@/lib/commands/services";
import type { ErpAdapter } from "@/lib/erp/port";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { restSystem } from "@/lib/erp/rest/adapter";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { ReconciliationSnapshotV1 } from "@/lib/messages/reconciliation-snapshot.v1";
import { newId } from "@/lib/platform/ids";
import { differences } from "@/lib/queries/reconciliation/differences";
import { type SandboxErp, startSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { createReconciler } from "./reconciler";
import { acceptDifference } from "./settle-difference";
import { startReconciliation } from "./start-reconciliation";

let database: TestDatabase;
let plant: ExamplePlant;
let erp: SandboxErp;
let now: Date;
let services: Services;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  now = after("30");
  services = { ...plant.services, clock: { now: () => now } };
});
afterEach(() => database.close());

/** The ERP as the process that it is, with what the plant knows of it. */
async function openErp(): Promise<void> {
  erp = await startSandboxErp();
  for (const { type, data } of example1("SITE-A")) await erp.clerk("POST", "objects", { type, data });
}

const pass = (seconds: number) => void (now = new Date(now.getTime() + seconds * 1000));
const adapter = () => restSystem.create({ baseUrl: erp.url, timeoutSeconds: 5 }, { apiKey: erp.key, webhookSecrets: [erp.webhookSecret] }, fetchHttp);
const as = (role: Role): Actor => ({ ...plant.lead, personId: null, name: role, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: [role] }] });
const reader = () => ({ db: database.db, now });

/** Sends everything that waits; the ERP's real clock plays no part. */
async function send(): Promise<void> {
  const channel = erpChannel(services, { adapterFor: async () => adapter() });
  for (let round = 0; round < 60; round += 1) {
    pass(1);
    if ((await channel.dispatcher("worker", { random: () => 0 }).drain()) === 0) return;
  }
}

const reconciler = (adapterFor: () => Promise<ErpAdapter> = async () => adapter()) => createReconciler({ services, worker: "w1", adapterFor, pageSize: 1 });

/** Asks for a comparison and carries it out. */
async function reconcile(): Promise<string> {
  pass(60);
  const started = await execute(services, as("IT"), startReconciliation, { commandId: newId(), connectionId: plant.connectionId, siteId: plant.siteId });
  if (!started.ok) throw new Error(started.code);
  expect(await reconciler().round()).toBe(true);
  return started.data.runId;
}

async function run(id: string) {
  const [row] = await database.db.select().from(reconciliationRun).where(eq(reconciliationRun.id, id));
  if (row === undefined) throw new Error("there is no such run");
  return row;
}

const linesOf = async (runId: string) => {
  const rows = await database.db.select().from(reconciliationLine).where(eq(reconciliationLine.runId, runId));
  return rows
    .map((row) => ({
      what: [row.measure, row.item, row.lot].filter((part) => part !== null).join(" "),
      parts: [row.inTransit, row.rejected, row.timing, row.unexplained].map((part) => part.toFixed()),
      row,
    }))
    .toSorted((a, b) => (a.what < b.what ? -1 : 1));
};

/** Today's daily run is in the queue as well from six o'clock on: the tests ask for their own. */
async function noDaily(): Promise<void> {
  const onDate = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin" }).format(now);
  await database.db.insert(reconciliationRun).values({
    id: newId(),
    siteId: plant.siteId,
    connectionId: plant.connectionId,
    onDate,
    cause: "DAILY",
    state: "UNSUPPORTED",
    startedAt: new Date("2026-01-01T00:00:00Z"),
    endedAt: now,
  });
}

describe("IN-11 what a comparison is worth, and what the ERP hears of it", () => {
  beforeEach(noDaily);
  beforeEach(openErp);
  afterEach(() => erp.stop());

  it("pieces that the ERP lacks among the good and among the received alike are valued once", async () => {
    await playExample1(plant);
    await send();
    await erp.clerk("POST", "corrections", { order: "PO-1001", good: "-8", received: "-8", scrap: "0", consumed: [] });
    const runId = await reconcile();
    const lines = (await linesOf(runId)).filter(({ what }) => what === "GOOD" || what === "RECEIVED");
    expect(lines.map(({ what, parts, row }) => [what, parts[3], row.unexplainedValue?.toFixed(2)])).toEqual([
      ["GOOD", "8", "189.66"],
      ["RECEIVED", "8", "0.00"],
    ]);
    expect((await run(runId)).unexplainedValue.toFixed(2)).toBe("189.66");
  });

  it("§8.1 the ERP is told what came of each comparison, and a second one of the day is the next revision", async () => {
    await playExample1(plant);
    await send();
    await erp.clerk("POST", "corrections", { order: "PO-1001", good: "-8", received: "-8", scrap: "0", consumed: [{ item: "SEAL-02", lot: "S-1", qty: "2" }] });
    const first = await reconcile();
    const component = (await linesOf(first)).find(({ what }) => what.startsWith("COMPONENT"));
    await execute(services, as("IT"), acceptDifference, { commandId: newId(), lineId: component?.row.id ?? "", reason: "Two seals were lost in the store" });
    // A batch: it leaves at the next full minute.
    pass(60);
    await send();
    pass(60);
    await reconcile();
    const rows = await database.db.select().from(outboxMessage).where(eq(outboxMessage.type, "mes.reconciliation.snapshot.v1")).orderBy(outboxMessage.sequence);
    expect(rows.map(({ state, subject, eventId }) => [state, subject, eventId === first])).toEqual([
      ["ACCEPTED", "site/SITE-A", true],
      ["NEW", "site/SITE-A", false],
    ]);
    const snapshots = rows.map(({ payload }) => ReconciliationSnapshotV1.parse(payload).data);
    const counted = await run(first);
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
    expect(JSON.stringify(await erp.clerk("GET", "postings"))).toContain(rows[0]?.id);
  });

  it("time that the ERP holds under another activity differs, though its total is the same", async () => {
    await playExample1(plant);
    await send();
    const real = adapter();
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
    pass(60);
    await execute(services, as("IT"), startReconciliation, { commandId: newId(), connectionId: plant.connectionId, siteId: plant.siteId });
    await reconciler(async () => moved).round();
    const [row] = await database.db.select().from(reconciliationRun).where(eq(reconciliationRun.cause, "ON_DEMAND"));
    const lines = await linesOf(row?.id ?? "");
    expect(lines.map(({ row: line, parts }) => `${line.measure} ${line.activity} ${parts[3]}`).toSorted()).toEqual(["MACHINE_TIME RUN -600", "MACHINE_TIME SETUP 600"]);
    const [shown] = await differences(reader(), as("AUDITOR"), row?.id ?? "", { group: "unexplained", measure: "MACHINE_TIME", search: null }, 0);
    expect(shown?.activity).not.toBeNull();
  });
});
