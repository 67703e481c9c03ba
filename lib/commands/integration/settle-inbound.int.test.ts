import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { account, auditEntry } from "@/db/schema/identity";
import { connectionSite } from "@/db/schema/integration";
import { testDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { makeSite } from "@/lib/auth/testing/plant";
import { execute } from "@/lib/commands/execute";
import { type ChannelPlant, channelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { channelScope } from "@/lib/queries/admin/channel-scope";
import { channelLanes } from "@/lib/queries/admin/lanes";
import { messageDetail } from "@/lib/queries/admin/message-detail";
import { approveInbound } from "./approve-inbound";
import { replayInbound } from "./replay-inbound";
import { reportRefused } from "./report-refused";
import { resolveInbound } from "./resolve-inbound";

let plant: ChannelPlant;
let people: Readonly<Record<"it1" | "it2" | "finance", Actor>>;

beforeEach(async () => {
  const database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  const employ = async (name: string, role: Role): Promise<Actor> => {
    const accountId = newId();
    await plant.db.insert(account).values({ id: accountId, name, createdAt: plant.clock.now() });
    return { ...systemActor(name, [], []), kind: "PERSON", accountId, sites: [{ siteId: plant.siteId, code: SITE, roles: [role] }] };
  };
  people = { it1: await employ("Integration A", "IT"), it2: await employ("Integration B", "IT"), finance: await employ("Finance A", "FINANCE") };
  return () => database.close();
});

const unreadable = async (raw: { data: { site: string } } | { broken: true } = { data: { site: SITE } }) => {
  await plant.channel.inbox.take({
    connectionId: plant.connectionId,
    door: "POLL",
    messages: [],
    unreadable: [{ id: "odd", type: null, raw, reason: "It has no type." }],
    at: plant.clock.now(),
  });
  await reportRefused(plant.services);
  return only();
};
const only = async () => {
  const [row] = await plant.inboxRows();
  if (row === undefined) throw new Error("nothing came");
  return row;
};
const says = (actor: Actor, command: typeof resolveInbound | typeof approveInbound, messageId: string) => {
  const input = { commandId: newId(), messageId, reason: "Sent by mistake" };
  return command === approveInbound ? execute(plant.services, actor, approveInbound, input) : execute(plant.services, actor, resolveInbound, input);
};
const states = async () => (await plant.db.select().from(exception)).map(({ class: kind, state }) => [kind, state]);
const scope = () => channelScope({ db: plant.db, now: plant.clock.now() }, people.it1);

describe("IN-06 a message of the ERP that people settle without applying it", () => {
  it("SEC-01 takes two people where nobody can read what it carries; the second ends its exception, and it is held up no more", async () => {
    const { id } = await unreadable();
    expect(await states()).toEqual([["MESSAGE_DEAD", "RAISED"]]);
    expect(await says(people.finance, approveInbound, id)).toMatchObject({ ok: false, code: "NOT_PROPOSED" });
    expect(await says(people.it1, resolveInbound, id)).toMatchObject({ ok: true, data: { state: "PROPOSED" } });
    expect(await only()).toMatchObject({ state: "REFUSED" });
    const both = { ...people.it1, sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT" as const, "FINANCE" as const] }] };
    expect(await says(both, approveInbound, id)).toMatchObject({ ok: false, code: "SAME_PERSON" });
    const reader = { db: plant.db, now: plant.clock.now() };
    expect(await messageDetail(reader, await scope(), id)).toMatchObject({
      settleable: true,
      takesTwo: true,
      proposedBy: { name: "Integration A" },
      settledReason: "Sent by mistake",
    });
    expect(await says(people.finance, approveInbound, id)).toMatchObject({ ok: true, data: { state: "RESOLVED" } });
    expect(await only()).toMatchObject({ state: "RESOLVED", settledBy: people.it1.accountId, settledSecond: people.finance.accountId });
    expect(await states()).toEqual([["MESSAGE_DEAD", "RESOLVED"]]);
    expect((await channelLanes(reader, await scope())).inbound).toEqual([]);
    expect(await messageDetail(reader, await scope(), id)).toMatchObject({ settleable: false, replayable: false, approvedBy: "Finance A", row: { state: "RESOLVED" } });
    await reportRefused(plant.services);
    expect(await states()).toEqual([["MESSAGE_DEAD", "RESOLVED"]]);
    const notes = await plant.db.select().from(auditEntry).where(eq(auditEntry.action, "message.settle-inbound"));
    expect(notes.map(({ accountId, detail }) => [accountId, (detail as { step: string }).step])).toEqual([
      [people.it1.accountId, "proposed"],
      [people.finance.accountId, "approved"],
    ]);
    expect(await says(people.it2, resolveInbound, id)).toMatchObject({ ok: false, code: "INVALID_TRANSITION" });
  });

  it("is settled by one person where it carries neither quantity nor value; what comes later is taken, an older version is not", async () => {
    const [plan] = example1(SITE).filter(({ type }) => type === "erp.routing.v1");
    if (plan === undefined) throw new Error("the example has no routing");
    const version = (erpVersion: number) => ({ ...plan, id: `routing-${erpVersion}`, data: { ...plan.data, erpVersion } }) as typeof plan;
    await plant.hear(version(2));
    plant.clock.advance(25 * 3600);
    await plant.channel.inbox.retryParked(plant.connectionId);
    const { id, state } = await only();
    expect(state).toBe("REFUSED");
    expect(await says(people.it1, resolveInbound, id)).toMatchObject({ ok: true, data: { state: "RESOLVED" } });
    expect(await states()).toEqual([["MESSAGE_DEAD", "RESOLVED"]]);
    await plant.hear(...example1(SITE).filter(({ type }) => type !== "erp.routing.v1" && type !== "erp.order.v1"));
    await plant.hear(version(1));
    await plant.hear(version(3));
    const after = (await plant.inboxRows()).filter(({ type }) => type === "erp.routing.v1").map((row) => [row.version, row.state]);
    expect(after).toEqual([
      [2, "RESOLVED"],
      [1, "STALE"],
      [3, "APPLIED"],
    ]);
  });

  it("a proposal is gone once somebody applies it again", async () => {
    await plant.hear(exampleOrder(SITE, "PO-1"));
    plant.clock.advance(25 * 3600);
    await plant.channel.inbox.retryParked(plant.connectionId);
    const { id } = await only();
    expect(await says(people.it1, resolveInbound, id)).toMatchObject({ ok: true, data: { state: "PROPOSED" } });
    expect(await execute(plant.services, people.it2, replayInbound, { commandId: newId(), messageId: id })).toMatchObject({ ok: true });
    expect(await only()).toMatchObject({ state: "RECEIVED", settledBy: null, settledReason: null });
    expect(await says(people.finance, approveInbound, id)).toMatchObject({ ok: false, code: "INVALID_TRANSITION" });
  });

  it("SEC-02 that names no site of ours is settled only by who holds all sites of the connection, and nothing by who may not", async () => {
    const { id } = await unreadable({ broken: true });
    expect(await says(people.finance, resolveInbound, id)).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await says({ ...people.it1, accountId: null }, resolveInbound, id)).toMatchObject({ ok: false });
    const other = await makeSite(plant.db, "SITE-B");
    await plant.db.insert(connectionSite).values({ connectionId: plant.connectionId, siteId: other.siteId, erpCode: "SITE-B" });
    expect(await says(people.it1, resolveInbound, id)).toMatchObject({ ok: false, code: "NOT_FOUND" });
    const whole = { ...people.it1, sites: [...people.it1.sites, { siteId: other.siteId, code: "SITE-B", roles: ["IT" as const] }] };
    expect(await says(whole, resolveInbound, id)).toMatchObject({ ok: true, data: { state: "PROPOSED" } });
  });
});
