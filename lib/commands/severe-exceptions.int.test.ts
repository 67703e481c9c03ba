import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { connection, outboxMessage } from "@/db/schema/integration";
import { seedPolicies } from "@/db/seed/seed-site";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { resolveException } from "@/lib/commands/execution/resolve-exception";
import { after, type ExamplePlant, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { after as at, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { newId } from "@/lib/platform/ids";

let database: TestDatabase;
let plant: ExamplePlant;
let workUnitId: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  workUnitId = await plant.unitId("MACH-1");
});
afterEach(() => database.close());

const call = (kind: string, at: string, note?: string) => plant.does(plant.first, raiseCall, after(at), { workUnitId, call: kind, ...(note === undefined ? {} : { note }) });
const open = async (kind: string) => (await plant.db.select().from(exception).where(eq(exception.class, kind)))[0]?.id ?? "";
const told = async () =>
  (await plant.db.select().from(outboxMessage).orderBy(outboxMessage.sequence))
    .filter((row) => row.type.startsWith("mes.exception."))
    .map((row) => [row.type, row.priority, row.subject, (row.payload as { data: Record<string, unknown> }).data] as const);

describe("§8.1 severe exceptions travel at once", () => {
  it("a safety call is told with its words, its end with what was done, and nothing is told twice", async () => {
    await call("SAFETY", "0.1", "Guard is loose");
    await call("SAFETY", "0.2");
    const id = await open("SAFETY_CALL");
    const raised = {
      exception: id,
      site: "SITE-A",
      kind: "SAFETY_CALL",
      severity: 1,
      order: null,
      operation: null,
      workUnit: "MACH-1",
      lot: null,
      summary: "Safety is called at MACH-1: Guard is loose",
    };
    expect(await told()).toEqual([["mes.exception.raised.v1", 0, "unit/MACH-1", raised]]);
    await plant.does(plant.lead, resolveException, after("0.5"), { exceptionId: id, note: "Guard fixed" });
    expect((await told()).at(-1)).toEqual([
      "mes.exception.resolved.v1",
      0,
      "unit/MACH-1",
      { ...raised, resolvedAt: after("0.5").toISOString(), cause: null, action: "Guard fixed" },
    ]);
    // Within 15 min it is the same exception again.
    await call("SAFETY", "0.6");
    expect((await told()).map(([type, , , data]) => [type, data.exception])).toEqual([
      ["mes.exception.raised.v1", id],
      ["mes.exception.resolved.v1", id],
      ["mes.exception.raised.v1", id],
    ]);
  });

  it("a call of the lead is nothing that the business must know now", async () => {
    await call("LEAD", "0.1");
    await plant.does(plant.lead, resolveException, after("0.2"), { exceptionId: await open("HELP_CALL") });
    expect(await told()).toEqual([]);
  });

  it("a call of maintenance is told, and its end", async () => {
    await call("MAINTENANCE", "0.1");
    const id = await open("LINE_DOWN");
    expect((await told()).map(([type, , , data]) => [type, data.exception, data.summary])).toEqual([["mes.exception.raised.v1", id, "Maintenance is called at MACH-1"]]);
    await plant.does(plant.lead, resolveException, after("0.3"), { exceptionId: id });
    expect((await told()).map(([type]) => type)).toEqual(["mes.exception.raised.v1", "mes.exception.resolved.v1"]);
  });

  it("a stop that travels as line down is not told a second time by the call that follows it", async () => {
    await plant.db.insert(exception).values({
      id: workUnitId,
      siteId: plant.siteId,
      class: "LINE_DOWN",
      severity: 1,
      state: "RAISED",
      workUnitId,
      subject: workUnitId,
      detail: { stopId: workUnitId, from: after("0").toISOString() },
      raisedAt: after("0"),
    });
    await call("MAINTENANCE", "0.1");
    await plant.does(plant.lead, resolveException, after("0.3"), { exceptionId: workUnitId });
    expect(await told()).toEqual([]);
  });
});

it("a call that the machine's own stop joins is over for the ERP when the line recovers", async () => {
  const fresh = await testDatabase();
  try {
    const line = await telemetryPlant(fresh.db);
    const connectionId = newId();
    await fresh.db.insert(connection).values({ id: connectionId, code: "ERP", name: "ERP", adapter: "rest", settings: {} });
    await fresh.db.transaction((tx) => seedPolicies(tx, line.siteId, connectionId));
    const filler = (await line.unit("L1.FILLER")).id;
    await line.hear([["filling/l1/filler/state", { seq: 1, ts: at(0), state: "PRODUCING" }]]);
    const tablet = systemActor("tablet", ["operation.execute"], [{ siteId: line.siteId, code: "SITE-A" }]);
    await execute(line.services, tablet, raiseCall, { commandId: newId(), eventTime: at(5), workUnitId: filler, call: "MAINTENANCE" });
    await line.hear([["filling/l1/filler/state", { seq: 2, ts: at(10), state: "DOWN", reason: "BRK-MECH" }]]);
    await line.hear([["filling/l1/filler/state", { seq: 3, ts: at(400), state: "PRODUCING" }]]);
    const rows = await fresh.db.select().from(outboxMessage).orderBy(outboxMessage.sequence);
    expect(rows.map((row) => [row.type, row.laneKey])).toEqual([
      ["mes.exception.raised.v1", "unit/L1.FILLER"],
      ["mes.line.down.v1", "unit/L1.FILLER"],
      ["mes.line.restored.v1", "unit/L1.FILLER"],
      ["mes.exception.resolved.v1", "unit/L1.FILLER"],
    ]);
    expect(rows[3]?.payload).toMatchObject({ data: { resolvedAt: at(400), cause: "BRK-MECH" } });
  } finally {
    await fresh.close();
  }
});
