import { and, eq, isNull } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { connection, outboxMessage } from "@/db/schema/integration";
import { stateInterval } from "@/db/schema/telemetry";
import { seedPolicies } from "@/db/seed/seed-site";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { classifyStop } from "@/lib/commands/equipment/classify-stop";
import { splitStop } from "@/lib/commands/equipment/split-stop";
import { execute } from "@/lib/commands/execute";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let line: Awaited<ReturnType<typeof telemetryPlant>>;
let fitter: Actor;
let filler: string;
let seq: number;

beforeEach(async () => {
  database = await testDatabase();
  line = await telemetryPlant(database.db);
  const connectionId = newId();
  await database.db.insert(connection).values({ id: connectionId, code: "ERP", name: "ERP", adapter: "rest", settings: {} });
  await database.db.transaction((tx) => seedPolicies(tx, line.siteId, connectionId));
  fitter = { ...line.worker, kind: "PERSON", name: "Fitter", sites: [{ siteId: line.siteId, code: "SITE-A", roles: ["MAINTENANCE", "OPERATOR"] }] };
  filler = (await line.unit("L1.FILLER")).id;
  seq = 0;
});
afterEach(() => database.close());

const says = (seconds: number, state: string, unit = "l1/filler") => line.hear([[`filling/${unit}/state`, { seq: ++seq, ts: after(seconds), state }]]);
const at = (seconds: number) => line.setNow(SIX + seconds * 1000);
async function open(unit = filler): Promise<string> {
  const [row] = await database.db
    .select({ id: stateInterval.id })
    .from(stateInterval)
    .where(and(eq(stateInterval.workUnitId, unit), isNull(stateInterval.toAt), isNull(stateInterval.supersededAt)));
  return row?.id ?? "";
}
const names = async (reason: string, unit = filler) => execute(line.services, fitter, classifyStop, { commandId: newId(), intervalId: await open(unit), reason });
const exceptions = () => database.db.select().from(exception);
const told = async () => (await database.db.select().from(outboxMessage).orderBy(outboxMessage.sequence)).map((row) => row.type);

describe("§2.5, ST-04 a person names a stop that lasts a failure", () => {
  it("the line is down from the stop's beginning, the ERP hears it, and it ends when the machine runs", async () => {
    await says(0, "PRODUCING");
    await says(20, "HELD");
    expect(await exceptions()).toEqual([]);
    at(25);
    expect(await names("BRK-MECH")).toMatchObject({ ok: true, data: { state: "DOWN" } });
    const stop = { class: "LINE_DOWN", severity: 1, state: "RAISED", workUnitId: filler, raisedAt: new Date(after(20)), detail: { reasonCode: "BRK-MECH", from: after(20) } };
    expect(await exceptions()).toMatchObject([stop]);
    expect(await told()).toEqual(["mes.line.down.v1"]);
    // Named more exactly it is the same failure.
    expect(await names("BRK-ELEC")).toMatchObject({ ok: true });
    expect(await told()).toEqual(["mes.line.down.v1"]);
    await says(40, "PRODUCING");
    expect(await exceptions()).toMatchObject([{ state: "RESOLVED", resolvedAt: new Date(after(40)) }]);
    expect(await told()).toEqual(["mes.line.down.v1", "mes.line.restored.v1"]);
    await expectRebuilt(database);
  });

  it("a failure named by mistake is none any more when it is named anew", async () => {
    await says(0, "PRODUCING");
    await says(20, "HELD");
    at(25);
    await names("BRK-MECH");
    at(28);
    expect(await names("MAT-WAIT")).toMatchObject({ ok: true, data: { state: "HELD" } });
    expect(await exceptions()).toMatchObject([{ state: "RESOLVED", resolvedAt: new Date(after(28)) }]);
    expect(await told()).toEqual(["mes.line.down.v1", "mes.line.restored.v1"]);
    await says(40, "PRODUCING");
    expect(await told()).toHaveLength(2);
  });

  it("joins the call that was there before, which its machine then ends", async () => {
    await says(0, "PRODUCING");
    await says(20, "HELD");
    at(22);
    await execute(line.services, fitter, raiseCall, { commandId: newId(), workUnitId: filler, call: "MAINTENANCE" });
    at(25);
    await names("BRK-MECH");
    expect(await exceptions()).toMatchObject([{ class: "LINE_DOWN", state: "RAISED", detail: { call: "MAINTENANCE", reasonCode: "BRK-MECH" } }]);
    await says(40, "PRODUCING");
    expect(await exceptions()).toMatchObject([{ state: "RESOLVED" }]);
    expect(await told()).toEqual(["mes.exception.raised.v1", "mes.line.down.v1", "mes.line.restored.v1", "mes.exception.resolved.v1"]);
  });

  it("of a divided stop the part that lasts counts, from where it begins", async () => {
    await says(0, "PRODUCING");
    await says(20, "HELD");
    at(45);
    const parts = { intervalId: await open(), at: after(30), first: { reason: "MAT-WAIT" }, second: { reason: "BRK-MECH" } };
    expect(await execute(line.services, fitter, splitStop, { commandId: newId(), ...parts })).toMatchObject({ ok: true });
    expect(await exceptions()).toMatchObject([{ class: "LINE_DOWN", raisedAt: new Date(after(30)) }]);
  });

  it("says nothing of what is over, of what is no failure, nor of a unit that is not its line's constraint", async () => {
    await says(0, "PRODUCING");
    await says(20, "HELD");
    const stop = await open();
    await says(200, "PRODUCING");
    at(210);
    expect(await execute(line.services, fitter, classifyStop, { commandId: newId(), intervalId: stop, reason: "BRK-MECH" })).toMatchObject({ ok: true });
    const capper = (await line.unit("L1.CAPPER")).id;
    await says(220, "HELD", "l1/capper");
    at(225);
    expect(await names("BRK-MECH", capper)).toMatchObject({ ok: true, data: { state: "DOWN" } });
    await says(230, "HELD");
    at(235);
    await names("MAT-WAIT");
    expect(await exceptions()).toEqual([]);
    expect(await told()).toEqual([]);
  });
});
