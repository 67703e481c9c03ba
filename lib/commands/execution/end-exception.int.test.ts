import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { event as eventTable } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { rebuild } from "@/lib/eventlog/rebuild";
import { copyReference, projectedState } from "@/lib/eventlog/testing/compare-state";
import { newId } from "@/lib/platform/ids";
import { runView } from "@/lib/queries/operator/run-view";
import { acknowledgeException } from "./acknowledge-exception";
import { closeException } from "./close-exception";
import { raiseCall } from "./raise-call";
import { resolveException } from "./resolve-exception";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let workUnitId: string;
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  workUnitId = await plant.unitId("MACH-1");
});
afterAll(() => database.close());

const as = (role: Role): Actor => ({ ...plant.lead, name: role, accountId: null, personId: null, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: [role] }] });
const rows = (kind: string) => plant.db.select().from(exception).where(eq(exception.class, kind));
const calls = (call: string, at: Date, actor = plant.first) => plant.does(actor, raiseCall, at, { workUnitId, call });
const resolves = (actor: Actor, exceptionId: string | undefined, at: Date, more: object = {}) => plant.send(actor, resolveException, at, { exceptionId, ...more });

describe("ending an exception", () => {
  it("§2.5 a caller withdraws the own call and calls again; nobody else's role ends it", async () => {
    await calls("QUALITY", after("0"));
    const [call] = await rows("QUALITY_FAIL");
    const shown = async (actor: Actor) => (await runView({ db: plant.db, now: after("0") }, actor, "MACH-1"))?.calls;
    expect(await shown(plant.first)).toMatchObject([{ id: call?.id, call: "QUALITY", own: true, mayEnd: true }]);
    expect(await shown(plant.second)).toMatchObject([{ own: false, mayEnd: false }]);
    expect(await resolves(plant.second, call?.id, after("0.1"))).toMatchObject({ code: "NOT_YOURS", params: { owners: ["QUALITY"] } });
    expect(await resolves(plant.first, call?.id, after("0.1"))).toMatchObject({ ok: true, data: { state: "RESOLVED" } });
    expect(await shown(plant.first)).toEqual([]);
    await calls("QUALITY", after("1"));
    expect((await rows("QUALITY_FAIL")).map((row) => row.state).toSorted()).toEqual(["RAISED", "RESOLVED"]);
  });

  it("§2.2 what recurs within 15 min goes on as the same exception, later it is another", async () => {
    await calls("LEAD", after("2"));
    const [call] = await rows("HELP_CALL");
    expect(await resolves(plant.lead, call?.id, after("2.1"), { note: "shown how" })).toMatchObject({ ok: true });
    expect((await rows("HELP_CALL"))[0]).toMatchObject({ state: "RESOLVED", resolvedAt: after("2.1"), detail: { outcome: "shown how" } });
    await calls("LEAD", after("2.35"), plant.second);
    expect(await rows("HELP_CALL")).toMatchObject([{ id: call?.id, state: "IN_PROGRESS", resolvedAt: null, raisedAt: after("2"), detail: { calledBy: plant.second.personId } }]);
    await resolves(plant.second, call?.id, after("2.4"));
    await calls("LEAD", after("2.66"));
    expect((await rows("HELP_CALL")).map((row) => row.state).toSorted()).toEqual(["RAISED", "RESOLVED"]);
  });

  it("§2.2 is closed once it is resolved, and then comes back no more", async () => {
    await calls("MATERIAL", after("4"));
    const [call] = await rows("MATERIAL_SHORT");
    const closes = (at: Date, actor: Actor = plant.lead) => plant.send(actor, closeException, at, { exceptionId: call?.id });
    expect(await closes(after("4"))).toMatchObject({ code: "EXCEPTION_OPEN" });
    await resolves(plant.lead, call?.id, after("4.05"));
    expect(await resolves(plant.lead, call?.id, after("4.05"))).toMatchObject({ code: "EXCEPTION_OVER" });
    expect(await closes(after("4.1"), as("MAINTENANCE"))).toMatchObject({ code: "NOT_YOURS" });
    expect(await closes(after("4.1"))).toMatchObject({ ok: true });
    expect(await closes(after("4.1"))).toMatchObject({ code: "EXCEPTION_OVER" });
    await calls("MATERIAL", after("4.15"));
    expect((await rows("MATERIAL_SHORT")).map((row) => row.state).toSorted()).toEqual(["CLOSED", "RAISED"]);
  });

  it("who has taken it ends it; who only reads does not, nor another site", async () => {
    await calls("SAFETY", after("5"));
    const [call] = await rows("SAFETY_CALL");
    expect(await resolves(as("FINANCE"), call?.id, after("5"))).toMatchObject({ code: "FORBIDDEN" });
    expect(await resolves(as("PLANNER"), call?.id, after("5"))).toMatchObject({ code: "NOT_YOURS" });
    expect(await resolves({ ...plant.lead, sites: [{ siteId: newId(), code: "SITE-X", roles: ["LEAD"] }] }, call?.id, after("5"))).toMatchObject({ code: "NOT_FOUND" });
    await plant.does(plant.lead, acknowledgeException, after("5.1"), { exceptionId: call?.id });
    // Also who has lost the role meanwhile in which they took it.
    const taker: Actor = { ...plant.lead, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["PLANNER"] }] };
    expect(await resolves(taker, call?.id, after("5.2"))).toMatchObject({ ok: true });
  });

  it("a replay of the log gives the same exceptions", async () => {
    const replayed = await testDatabase();
    try {
      await copyReference(database, replayed);
      await rebuild(database.db, replayed.db);
      expect((await projectedState(replayed))["execution.exception"]).toEqual((await projectedState(database))["execution.exception"]);
      expect(await plant.db.select().from(eventTable).where(eq(eventTable.type, "exception.closed"))).toHaveLength(1);
    } finally {
      await replayed.close();
    }
  });
});
