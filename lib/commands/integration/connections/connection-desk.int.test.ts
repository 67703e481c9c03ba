import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { auditEntry } from "@/db/schema/identity";
import { connection, connectionSite, policy } from "@/db/schema/integration";
import { command } from "@/db/schema/eventlog";
import { site } from "@/db/schema/reference";
import { DEFAULT_POLICIES } from "@/db/seed/site-defaults";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import { SETTLE_SECONDS } from "@/lib/integration/connections/let-go-on";
import { decimal } from "@/lib/domain/shared/decimal";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { erpSystems } from "@/lib/erp/registry";
import { openerOf } from "@/lib/integration/adapters";
import { channelPlant, type ChannelPlant, MASTER, SITE, status } from "@/lib/integration/testing/channel-plant";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { type ConnectionDesk, connectionDesk } from "./connection-desk";
import { noteConnectionTest } from "./note-connection-test";

let erp: SandboxErp;
let database: TestDatabase;
let plant: ChannelPlant;
let desk: ConnectionDesk;
let it1: Actor;

beforeAll(async () => {
  erp = await openSandboxErp();
  for (const { type, data } of example1(SITE)) await erp.clerk("POST", "objects", { type, data });
});
afterAll(() => erp.stop());

beforeEach(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, erp);
  it1 = { ...systemActor("IT A", [], []), kind: "PERSON", accountId: newId(), sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT"] }] };
  const open = openerOf(erpSystems, (system, settings, secrets, words) => system.create(settings, secrets, fetchHttp, words));
  desk = connectionDesk(plant.services, { systems: erpSystems, open, channel: plant.channel, masterSecret: MASTER });
  return () => database.close();
});

const stored = async (id = plant.connectionId) => (await plant.db.select().from(connection).where(eq(connection.id, id)))[0];
const fresh = (change: object = {}) => ({
  connectionId: null,
  seen: null,
  adapter: "rest",
  code: "plant-2",
  name: "Second ERP",
  pollSeconds: 30,
  sites: [{ siteId: plant.siteId, erpCode: "1000" }],
  settings: { baseUrl: erp.url },
  secrets: { apiKey: erp.key, webhookSecrets: erp.webhookSecret },
  ...change,
});

/** What the form sends back when it was opened on the stored connection. */
async function edit(change: object = {}, actor = it1) {
  const detail = await desk.detail(actor, plant.connectionId);
  if (!detail.ok) throw new Error(detail.code);
  const { secretsSet: _, ...draft } = detail.data;
  return desk.save(actor, { ...draft, secrets: {}, ...change });
}

describe("a new connection", () => {
  it("is stored with sealed secrets, the shipped policy and what was typed; its ERP is read and told from then on", async () => {
    const added = await desk.save(it1, fresh());
    if (!added.ok) throw new Error(`${added.code} ${JSON.stringify(added.fields)}`);
    const { connectionId } = added.data;
    expect(await stored(connectionId)).toMatchObject({ code: "plant-2", name: "Second ERP", adapter: "rest", pollSeconds: 30, settings: { baseUrl: erp.url }, enabled: true });
    expect(JSON.stringify(await stored(connectionId))).not.toContain(erp.key);
    expect(await plant.db.select().from(policy).where(eq(policy.connectionId, connectionId))).toHaveLength(DEFAULT_POLICIES.length);
    expect((await plant.db.select().from(connectionSite).where(eq(connectionSite.connectionId, connectionId)))[0]).toMatchObject({ erpCode: "1000" });
    expect(await (await plant.adapters.adapterFor(connectionId)).test()).toMatchObject({ kind: "ok" });
  });

  it("SEC-16 leaves nothing of a secret in the audit trail or in the record of the command", async () => {
    await desk.save(it1, fresh());
    const [note] = await plant.db.select().from(auditEntry).where(eq(auditEntry.action, "connection.add"));
    expect(note).toMatchObject({
      accountId: it1.accountId,
      outcome: "DONE",
      detail: { connection: "plant-2", adapter: "rest", new: ["name Second ERP", `baseUrl ${erp.url}`, "reads every 30 s", `site ${SITE} is 1000 there`] },
    });
    const kept = JSON.stringify([await plant.db.select().from(auditEntry), await plant.db.select().from(command)]);
    expect(kept).not.toContain(erp.key);
    expect(kept).not.toContain(erp.webhookSecret);
  });

  it.each([
    ["an address that is none", { settings: { baseUrl: "erp" } }, "settings.baseUrl"],
    ["no key", { secrets: { webhookSecrets: "webhook-secret-of-this-test" } }, "secrets.apiKey"],
    ["a web-hook secret that is too short", { secrets: { apiKey: "k", webhookSecrets: "short" } }, "secrets.webhookSecrets"],
    ["no site", { sites: [] }, "sites"],
    ["a code with capitals", { code: "Plant" }, "code"],
    ["an unknown kind", { adapter: "fax" }, "adapter"],
  ])("refuses %s at its field", async (_, change, field) => {
    const refused = await desk.save(it1, fresh(change));
    expect(refused).toMatchObject({ ok: false, code: "INVALID_INPUT", fields: { [field]: expect.any(String) } });
    expect(await plant.db.select().from(connection)).toHaveLength(1);
  });

  it("refuses a code that another connection has, and a site that is not the actor's", async () => {
    expect(await desk.save(it1, fresh({ code: "erp" }))).toMatchObject({ ok: false, code: "CODE_TAKEN" });
    const other = newId();
    await plant.db.insert(site).values({ id: other, code: "SITE-B", name: "B", timeZone: "UTC", currency: "USD", overrideCapPct: decimal("0.05") });
    const both = [
      { siteId: plant.siteId, erpCode: "1000" },
      { siteId: other, erpCode: "2000" },
    ];
    expect(await desk.save(it1, fresh({ sites: both }))).toMatchObject({ ok: false, code: "FORBIDDEN" });
  });

  it("can be tried before it is stored: nothing is left of the test", async () => {
    expect(await desk.test(it1, fresh())).toMatchObject({ ok: true, data: { ok: true } });
    expect(await desk.test(it1, fresh({ secrets: { apiKey: "wrong", webhookSecrets: erp.webhookSecret } }))).toMatchObject({
      ok: true,
      data: { ok: false, words: expect.stringContaining("key") },
    });
    expect(await desk.test(it1, fresh({ settings: { baseUrl: "http://127.0.0.1:59999" } }))).toMatchObject({
      ok: true,
      data: { ok: false, words: "Nothing listens at the address." },
    });
    expect(await plant.db.select().from(connection)).toHaveLength(1);
  });
});

describe("a connection that breaks", () => {
  it("IN-05 stops at a wrong key, says why, and once the key is mended the backlog drains", async () => {
    const dispatcher = plant.channel.dispatcher("worker", { random: () => 0 });
    expect(await edit({ secrets: { apiKey: "wrong" } })).toMatchObject({ ok: true });
    await plant.say(status("PO-1001", plant.clock.now()), status("PO-1001", plant.clock.now()));
    plant.clock.advance(SETTLE_SECONDS);
    await dispatcher.drain();
    expect(await stored()).toMatchObject({ failures: 5, lastError: expect.stringContaining("key") });
    plant.clock.advance(5);
    expect(await dispatcher.drain()).toBe(0);

    expect(await edit({ secrets: { apiKey: erp.key } })).toMatchObject({ ok: true });
    expect(await stored()).toMatchObject({ failures: 0, lastError: null, lastPolledAt: null });
    plant.clock.advance(SETTLE_SECONDS);
    await plant.channel.dispatcher("another worker", { random: () => 0 }).drain();
    expect((await plant.outbox()).map(({ state }) => state)).toEqual(["ACCEPTED", "ACCEPTED"]);
    const [, note] = await plant.db.select().from(auditEntry).where(eq(auditEntry.action, "connection.change")).orderBy(auditEntry.at);
    expect(note).toMatchObject({ detail: { connection: "erp", old: [], new: [], secretsSet: ["apiKey"] } });
  });

  it("IN-05 a test that succeeds closes the circuit and makes due what failed; one that fails is kept with its reason", async () => {
    await plant.db.update(connection).set({ failures: 5, openUntil: new Date(Date.now() + 300_000), lastError: "It was down." });
    const note = (works: boolean, words: string) => execute(plant.services, it1, noteConnectionTest, { commandId: newId(), connectionId: plant.connectionId, works, words });
    await note(false, "Still down.");
    expect(await stored()).toMatchObject({ failures: 5, lastError: "Still down." });
    await note(true, "Sandbox ERP. Version 1");
    expect(await stored()).toMatchObject({ failures: 0, openUntil: null, lastError: null });
    expect((await plant.db.select().from(auditEntry).where(eq(auditEntry.action, "connection.tested"))).map(({ outcome }) => outcome)).toEqual(["FAILED", "DONE"]);
  });
});

describe("an edit", () => {
  it("shows settings and which secrets are stored, and never a secret", async () => {
    const detail = await desk.detail(it1, plant.connectionId);
    expect(detail).toMatchObject({ ok: true, data: { code: "erp", settings: { baseUrl: erp.url, timeoutSeconds: "5" }, secretsSet: ["apiKey", "webhookSecrets"] } });
    expect(JSON.stringify(detail)).not.toContain(erp.key);
  });

  it("keeps the secrets that were not set anew, and the audit trail says what became what", async () => {
    await edit({ name: "ERP of the group", pollSeconds: 60 });
    expect(await (await plant.adapters.adapterFor(plant.connectionId)).test()).toMatchObject({ kind: "ok" });
    const [note] = await plant.db.select().from(auditEntry).where(eq(auditEntry.action, "connection.change"));
    expect(note).toMatchObject({ detail: { old: ["name ERP", "reads every 1 s"], new: ["name ERP of the group", "reads every 60 s"], secretsSet: [] } });
  });

  it("of two at once the second is told to look again", async () => {
    const [first, second] = [await desk.detail(it1, plant.connectionId), await desk.detail(it1, plant.connectionId)];
    if (!first.ok || !second.ok) throw new Error("the connection is there");
    const { secretsSet: _one, ...draft } = first.data;
    expect(await desk.save(it1, { ...draft, name: "First", secrets: {} })).toMatchObject({ ok: true });
    expect(await desk.save(it1, { ...draft, name: "Second", secrets: {} })).toMatchObject({ ok: false, code: "CHANGED_MEANWHILE" });
    expect(await stored()).toMatchObject({ name: "First" });
  });

  it("SEC-16 a stored secret goes nowhere but to the address that it was entered for", async () => {
    const elsewhere = { settings: { baseUrl: "http://127.0.0.1:9" } };
    expect(await edit(elsewhere)).toMatchObject({
      ok: false,
      code: "INVALID_INPUT",
      fields: { "secrets.apiKey": expect.stringContaining("Set it again"), "secrets.webhookSecrets": expect.stringContaining("Set it again") },
    });
    expect(await edit({ ...elsewhere, secrets: { apiKey: "another", webhookSecrets: erp.webhookSecret } })).toMatchObject({ ok: true });
  });

  it("asks for all secrets again when they were sealed under another MILLRACE_SECRET", async () => {
    const other = connectionDesk(plant.services, {
      systems: erpSystems,
      open: () => Promise.reject(new Error("not opened")) as never,
      channel: plant.channel,
      masterSecret: "another-master-secret-of-this-test",
    });
    expect(await other.detail(it1, plant.connectionId)).toMatchObject({ ok: true, data: { secretsSet: null } });
  });

  it("lets no site go that has messages or orders on their way, and takes its policy along when it does", async () => {
    const other = newId();
    await plant.db.insert(site).values({ id: other, code: "SITE-B", name: "B", timeZone: "UTC", currency: "USD", overrideCapPct: decimal("0.05") });
    it1 = { ...it1, sites: [...it1.sites, { siteId: other, code: "SITE-B", roles: ["IT"] }] };
    const only = { sites: [{ siteId: other, erpCode: "B" }] };
    await edit({ sites: [{ siteId: plant.siteId, erpCode: SITE }, ...only.sites] });
    const [id = ""] = await plant.say(status("PO-1001", plant.clock.now()));
    expect(await edit(only)).toMatchObject({ ok: false, code: "SITE_IN_USE", params: { site: SITE } });
    await plant.db.execute(`update integration.outbox_message set state = 'RESOLVED' where id = '${id}'`);
    expect(await edit(only)).toMatchObject({ ok: true });
    expect(await plant.db.select().from(policy).where(eq(policy.siteId, plant.siteId))).toEqual([]);
    expect(await plant.say(status("PO-1001", plant.clock.now()))).toEqual([]);
  });

  it("SEC-02 is for those who configure every site of the connection", async () => {
    const planner: Actor = { ...it1, sites: [{ siteId: plant.siteId, code: SITE, roles: ["PLANNER"] }] };
    expect(await desk.detail(planner, plant.connectionId)).toMatchObject({ ok: false, code: "NOT_FOUND" });
    expect(await desk.dryRun(planner, plant.connectionId, "START", { tell: () => undefined })).toMatchObject({ ok: false, code: "NOT_FOUND" });
    const other = newId();
    await plant.db.insert(site).values({ id: other, code: "SITE-B", name: "B", timeZone: "UTC", currency: "USD", overrideCapPct: decimal("0.05") });
    await plant.db.insert(connectionSite).values({ connectionId: plant.connectionId, siteId: other, erpCode: "B" });
    expect(await desk.detail(it1, plant.connectionId)).toMatchObject({ ok: false, code: "NOT_FOUND" });
  });
});
