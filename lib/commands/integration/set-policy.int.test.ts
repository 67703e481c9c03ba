import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { auditEntry } from "@/db/schema/identity";
import { connectionSite, policy } from "@/db/schema/integration";
import { DEFAULT_POLICIES } from "@/db/seed/site-defaults";
import { seedPolicies } from "@/db/seed/seed-site";
import { testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { makeSite } from "@/lib/auth/testing/plant";
import { execute } from "@/lib/commands/execute";
import { appendOutbound } from "@/lib/integration/outbox/append";
import { acknowledgement, channelPlant, type ChannelPlant, NOWHERE, SITE, status } from "@/lib/integration/testing/channel-plant";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { policies } from "@/lib/queries/admin/policies";
import { setPolicy } from "./set-policy";

let plant: ChannelPlant;
let it1: Actor;

beforeEach(async () => {
  const database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  it1 = { ...systemActor("IT A", [], []), kind: "PERSON", accountId: newId(), sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT"] }] };
  return () => database.close();
});

async function set(messageType: string, change: object, actor = it1) {
  const [row] = await plant.db
    .select({ id: policy.id })
    .from(policy)
    .where(and(eq(policy.messageType, messageType), eq(policy.siteId, plant.siteId)));
  return execute(plant.services, actor, setPolicy, { commandId: newId(), policyId: row?.id, mode: "EVENT", schedule: null, enabled: true, targetSeconds: 60, ...change });
}

describe("integration policy (architecture §4)", () => {
  it("switched off, a type leaves no row and takes no number of its lane", async () => {
    expect(await set("mes.order.status.v1", { enabled: false })).toMatchObject({ ok: true });
    expect(await plant.say(status("PO-1", plant.clock.now()))).toEqual([]);
    await set("mes.order.status.v1", { enabled: true });
    const [id = ""] = await plant.say(status("PO-1", plant.clock.now()));
    expect((await plant.message(id)).sequence).toBe(1);
  });

  it("in batches, a message is due at the next time of the schedule in the site's zone", async () => {
    expect(await set("mes.order.status.v1", { mode: "BATCH", schedule: "0 22 * * *" })).toMatchObject({ ok: true });
    const [id = ""] = await plant.say(status("PO-1", plant.clock.now()));
    const { nextAt } = await plant.message(id);
    expect(new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", hour: "2-digit", minute: "2-digit" }).format(nextAt)).toBe("22:00");
  });

  it("IN-04 from batches to events, what waits goes at once, with what waits before it in its lane, and nothing of another batch", async () => {
    const batch = { mode: "BATCH", schedule: "0 22 * * *" };
    await set("mes.order.status.v1", batch);
    await set("mes.order.acknowledged.v1", batch);
    const at = plant.clock.now();
    const [before = "", waits = "", behind = ""] = await plant.say(acknowledgement("PO-1", at), status("PO-1", at), acknowledgement("PO-1", at));
    const [other = ""] = await plant.say(acknowledgement("PO-2", at));
    await set("mes.order.status.v1", {});
    const due = async (id: string) => {
      const { nextAt, bundled } = await plant.message(id);
      return { now: nextAt <= plant.clock.now(), bundled };
    };
    for (const id of [before, waits]) expect(await due(id)).toEqual({ now: true, bundled: false });
    for (const id of [behind, other]) expect(await due(id)).toEqual({ now: false, bundled: true });
  });

  it("another schedule counts for what waits, and a smaller bundle sends what makes one; another site and another type wait on", async () => {
    const batch = { mode: "BATCH", schedule: "0 22 * * *", bundle: 50 };
    await set("mes.order.status.v1", batch);
    await set("mes.order.acknowledged.v1", batch);
    const at = plant.clock.now();
    const [one = "", two = ""] = await plant.say(status("PO-1", at), status("PO-2", at));
    const [other = ""] = await plant.say(acknowledgement("PO-3", at));
    const hourOf = async (id: string) => {
      const { nextAt } = await plant.message(id);
      return new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", hour: "2-digit", minute: "2-digit" }).format(nextAt);
    };
    await set("mes.order.status.v1", { ...batch, schedule: "30 6 * * *" });
    expect([await hourOf(one), await hourOf(two), await hourOf(other)]).toEqual(["06:30", "06:30", "22:00"]);
    await set("mes.order.status.v1", { ...batch, schedule: "30 6 * * *", bundle: 3 });
    expect(await hourOf(one)).toBe("06:30");
    await set("mes.order.status.v1", { ...batch, schedule: "30 6 * * *", bundle: 2 });
    for (const id of [one, two]) expect((await plant.message(id)).nextAt.getTime()).toBeLessThanOrEqual(plant.clock.now().getTime());
    expect(await hourOf(other)).toBe("22:00");
    // What is due stays due, whatever the schedule becomes.
    await set("mes.order.status.v1", { ...batch, schedule: "0 23 * * *", bundle: 2 });
    expect((await plant.message(one)).nextAt.getTime()).toBeLessThanOrEqual(plant.clock.now().getTime());
  });

  it("a smaller bundle counts what its own site has waiting, and sends nothing of another site of the same ERP", async () => {
    const batch = { mode: "BATCH", schedule: "0 22 * * *", bundle: 50 };
    const { siteId: otherSite } = await makeSite(plant.db, "SITE-B");
    await plant.db.insert(connectionSite).values({ connectionId: plant.connectionId, siteId: otherSite, erpCode: "B" });
    await plant.db.transaction((tx) => seedPolicies(tx, otherSite, plant.connectionId));
    const atOther = and(eq(policy.messageType, "mes.order.status.v1"), eq(policy.siteId, otherSite));
    await plant.db.update(policy).set({ mode: "BATCH", schedule: "0 22 * * *", bundle: 50 }).where(atOther);
    await set("mes.order.status.v1", batch);
    const at = plant.clock.now();
    const [own = ""] = await plant.say(status("PO-1", at));
    const foreign: string[] = [];
    for (const order of ["PO-B1", "PO-B2"])
      foreign.push(...(await plant.db.transaction((tx) => appendOutbound(tx, { siteId: otherSite, commandId: newId(), recordTime: at, message: status(order, at) }))));
    const due = async (id: string) => (await plant.message(id)).nextAt <= plant.clock.now();
    await set("mes.order.status.v1", { ...batch, bundle: 2 });
    expect(await Promise.all([own, ...foreign].map(due))).toEqual([false, false, false]);
    const [second = ""] = await plant.say(status("PO-2", plant.clock.now()));
    expect(await Promise.all([own, second, ...foreign].map(due))).toEqual([true, true, false, false]);
  });

  it("switched off, what was recorded before is still sent in its lane, and nothing after it", async () => {
    await set("mes.order.status.v1", { mode: "BATCH", schedule: "0 22 * * *" });
    const [waits = ""] = await plant.say(status("PO-1", plant.clock.now()));
    await set("mes.order.status.v1", { mode: "BATCH", schedule: "0 22 * * *", enabled: false });
    expect(await plant.say(status("PO-1", plant.clock.now()))).toEqual([]);
    const [behind = ""] = await plant.say(acknowledgement("PO-1", plant.clock.now()));
    expect(await plant.message(waits)).toMatchObject({ state: "NEW", sequence: 1, bundled: false });
    expect(await plant.message(behind)).toMatchObject({ state: "NEW", sequence: 2 });
  });

  it("switched off, an inbound type is refused by name", async () => {
    await set("erp.item.v1", { enabled: false });
    await plant.hear(...example1(SITE).slice(0, 1));
    expect((await plant.inboxRows())[0]).toMatchObject({ state: "REFUSED", code: "POLICY_OFF" });
  });

  it.each([
    ["a schedule that is none", { mode: "BATCH", schedule: "every day" }, "INVALID_SCHEDULE"],
    ["a batch without schedule", { mode: "BATCH" }, "INVALID_INPUT"],
  ])("refuses %s", async (_, change, code) => expect(await set("mes.order.status.v1", change)).toMatchObject({ ok: false, code }));

  it("refuses a batch of what the ERP says: it is taken as it comes", async () =>
    expect(await set("erp.item.v1", { mode: "BATCH", schedule: "0 3 * * *" })).toMatchObject({ ok: false, code: "INBOUND_AS_IT_COMES" }));

  it("refuses a batch of what must be acted on now", async () =>
    expect(await set("mes.line.down.v1", { mode: "BATCH", schedule: "* * * * *" })).toMatchObject({ ok: false, code: "URGENT_AT_ONCE" }));

  it("keeps how many make a full batch, and forgets it with the batch", async () => {
    await set("mes.order.status.v1", { mode: "BATCH", schedule: "* * * * *", bundle: 50 });
    const line = async () => (await policies({ db: plant.db, now: plant.clock.now() }, it1)).find(({ messageType }) => messageType === "mes.order.status.v1");
    expect(await line()).toMatchObject({ mode: "BATCH", bundle: 50, changed: true });
    await set("mes.order.status.v1", { mode: "EVENT", bundle: 50 });
    expect(await line()).toMatchObject({ mode: "EVENT", schedule: null, bundle: null });
  });

  it("SEC-09 keeps who changed what from what to what", async () => {
    await set("mes.order.status.v1", { mode: "BATCH", schedule: "0 22 * * *", targetSeconds: 900 });
    const [note] = await plant.db.select().from(auditEntry).where(eq(auditEntry.action, "policy.change"));
    expect(note).toMatchObject({
      siteId: plant.siteId,
      accountId: it1.accountId,
      outcome: "DONE",
      detail: {
        messageType: "mes.order.status.v1",
        direction: "OUT",
        connection: "erp",
        old: ["on", "EVENT", "no schedule", "60 s"],
        new: ["on", "BATCH", "0 22 * * *", "900 s"],
      },
    });
  });

  it("§8.1 shows every line of the sites that one may configure, with what is shipped, and a change at once", async () => {
    const read = () => policies({ db: plant.db, now: plant.clock.now() }, it1);
    const before = await read();
    expect(before.map(({ messageType }) => messageType).toSorted()).toEqual(DEFAULT_POLICIES.map(({ messageType }) => messageType).toSorted());
    expect(before.find(({ messageType }) => messageType === "mes.line.down.v1")).toMatchObject({
      direction: "OUT",
      mode: "EVENT",
      targetSeconds: 15,
      site: SITE,
      connection: "ERP",
      enabled: true,
      changed: false,
    });
    expect(before.filter(({ changed }) => changed)).toEqual([]);
    await set("mes.line.down.v1", { targetSeconds: 30 });
    expect((await read()).find(({ messageType }) => messageType === "mes.line.down.v1")).toMatchObject({
      targetSeconds: 30,
      changed: true,
      shipped: { mode: "EVENT", schedule: null, enabled: true, targetSeconds: 15 },
    });
  });

  it("SEC-02 shows nothing of a site at which one may not configure", async () => {
    const planner: Actor = { ...it1, sites: [{ siteId: plant.siteId, code: SITE, roles: ["PLANNER"] }] };
    expect(await policies({ db: plant.db, now: plant.clock.now() }, planner)).toEqual([]);
  });

  it("SEC-03 is for those who may configure", async () => {
    const planner: Actor = { ...it1, sites: [{ siteId: plant.siteId, code: SITE, roles: ["PLANNER"] }] };
    expect(await set("mes.order.status.v1", { enabled: false }, planner)).toMatchObject({ ok: false, code: "FORBIDDEN" });
  });
});
