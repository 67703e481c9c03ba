import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { auditEntry } from "@/db/schema/identity";
import { exception } from "@/db/schema/exception";
import { cursor, inboxMessage } from "@/db/schema/integration";
import { itemVersion, reasonCode } from "@/db/schema/reference";
import { seedReasons } from "@/db/seed/seed-site";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import { replayInbound } from "@/lib/commands/integration/replay-inbound";
import { erpSystems } from "@/lib/erp/registry";
import { SETTLE_SECONDS } from "@/lib/integration/connections/let-go-on";
import { pollConnection } from "@/lib/integration/inbox/poll";
import { channelPlant, type ChannelPlant, SITE, lineDown } from "@/lib/integration/testing/channel-plant";
import { vocabularyOf } from "@/lib/integration/words/vocabulary";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { type MappingDesk, mappingDesk } from "./mapping-desk";
import { setMapping } from "./set-mapping";
import type { MappingLine } from "./set-mapping.schema";

const vocabulary = vocabularyOf(erpSystems);
const change = setMapping(vocabulary);
let erp: SandboxErp;
let database: TestDatabase;
let plant: ChannelPlant;
let desk: MappingDesk;
let it1: Actor;

beforeAll(async () => {
  erp = await openSandboxErp();
});
afterAll(() => erp.stop());

beforeEach(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, erp);
  await plant.db.transaction((tx) => seedReasons(tx, plant.siteId));
  desk = mappingDesk(plant.services, vocabulary);
  it1 = { ...systemActor("IT A", [], []), kind: "PERSON", accountId: newId(), sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT"] }] };
  return () => database.close();
});

async function detail() {
  const read = await desk.detail(it1, plant.connectionId);
  if (!read.ok) throw new Error(read.code);
  return read.data;
}
async function set(lines: readonly MappingLine[], more: object = {}) {
  return execute(plant.services, it1, change, { commandId: newId(), connectionId: plant.connectionId, seen: (await detail()).seen, lines, ...more });
}
const poll = () => pollConnection({ ...plant.services, inbox: plant.channel.inbox, adapterFor: (id) => plant.adapters.adapterFor(id) }, plant.connectionId);
const states = async (type: string) => await plant.db.select({ state: inboxMessage.state, missing: inboxMessage.missing }).from(inboxMessage).where(eq(inboxMessage.type, type));
const unit = (ours: string, theirs: string): MappingLine => ({ kind: "UOM", ours, theirs });
const centre = (ours: string, theirs: string): MappingLine => ({ kind: "WORK_CENTRE", ours, theirs });

it("counts both ways from the next call on: what the ERP says is read in our words, and what it is told is told in its own", async () => {
  const item = example1(SITE).find(({ type }) => type === "erp.item.v1");
  await erp.clerk("POST", "objects", { type: "erp.item.v1", data: { ...item?.data, item: "BOLT", baseUom: "ST" } });
  expect(await set([unit("EA", "ST"), { kind: "REASON", ours: "BRK-MECH", theirs: "0007" }])).toMatchObject({ ok: true });
  await poll();
  expect((await plant.db.select().from(itemVersion)).map(({ baseUom }) => baseUom)).toEqual(["EA"]);

  const down = lineDown("MACH-1", plant.clock.now());
  await plant.say({ ...down, data: { ...down.data, reason: "BRK-MECH" } } as typeof down);
  plant.clock.advance(SETTLE_SECONDS);
  await plant.channel.dispatcher("worker").drain();
  const posted = (await erp.clerk("GET", "postings")) as { message: { data: { reason?: string } } }[];
  expect(posted.map(({ message }) => message.data.reason)).toContain("0007");
  // Here it stays as it was recorded.
  expect((await plant.outbox())[0]?.payload).toMatchObject({ data: { reason: "BRK-MECH" } });
});

it("IN-06 what waits for a word is read anew once the word has a line, and the rest of the table stays understood", async () => {
  const messages = example1(SITE);
  await plant.hear(...messages.filter(({ type }) => type !== "erp.routing.v1" && type !== "erp.order.v1"));
  const routing = messages.find((one) => one.type === "erp.routing.v1");
  if (routing?.type !== "erp.routing.v1") throw new Error("the example has a routing");
  const operations = routing.data.operations.map((operation) => ({ ...operation, workCentre: operation.workCentre === "MACH" ? "AP-4711" : operation.workCentre }));
  await plant.hear(inboundMessage("erp.routing.v1", { ...routing.data, operations }, "erp/test", "2026-03-02T00:00:00Z"));
  expect(await states("erp.routing.v1")).toEqual([{ state: "PARKED", missing: [`work-centre:${SITE}/AP-4711`] }]);
  expect((await detail()).words).toContainEqual({ kind: "WORK_CENTRE", theirs: "AP-4711", ours: null, messages: 1, understood: false });

  expect(await set([centre("MACH", "AP-4711")])).toMatchObject({ ok: true, data: { waiting: 1 } });
  await plant.channel.inbox.applyPending(plant.connectionId);
  expect(await states("erp.routing.v1")).toEqual([{ state: "APPLIED", missing: [] }]);
  expect((await detail()).words.filter(({ understood }) => !understood)).toEqual([]);
});

it("IN-06 what was refused for its words is read anew once they have a line, and a replay takes it", async () => {
  const price = example1(SITE).find((one) => one.type === "erp.price.v1");
  if (price?.type !== "erp.price.v1") throw new Error("the example has a price");
  await plant.hear(...example1(SITE).filter(({ type }) => type === "erp.item.v1"));
  await plant.hear(inboundMessage("erp.price.v1", { ...price.data, uom: "STK" }, "erp/test", "2026-03-02T00:00:00Z"));
  expect(await states("erp.price.v1")).toMatchObject([{ state: "REFUSED" }]);
  expect(await set([unit(price.data.uom, "STK")])).toMatchObject({ ok: true, data: { waiting: 0 } });
  expect(await states("erp.price.v1")).toMatchObject([{ state: "REFUSED" }]);
  const [row] = await plant.db.select({ id: inboxMessage.id }).from(inboxMessage).where(eq(inboxMessage.type, "erp.price.v1"));
  expect(await execute(plant.services, it1, replayInbound, { commandId: newId(), messageId: row?.id ?? "" })).toMatchObject({ ok: true });
  await plant.channel.inbox.applyPending(plant.connectionId);
  expect(await states("erp.price.v1")).toEqual([{ state: "APPLIED", missing: [] }]);
});

it("IN-06 what was refused longer than a week ago, or was overtaken since, stays as it was read: nobody replays it", async () => {
  const price = example1(SITE).find((one) => one.type === "erp.price.v1");
  if (price?.type !== "erp.price.v1") throw new Error("the example has a price");
  await plant.hear(...example1(SITE).filter(({ type }) => type === "erp.item.v1"));
  const version = (erpVersion: number) => inboundMessage("erp.price.v1", { ...price.data, erpVersion, uom: "STK" }, "erp/test", "2026-03-02T00:00:00Z");
  for (const erpVersion of [1, 2, 3]) await plant.hear(version(erpVersion));
  const [first, second, third] = await plant.db.select().from(inboxMessage).where(eq(inboxMessage.type, "erp.price.v1")).orderBy(inboxMessage.version);
  await plant.db
    .update(inboxMessage)
    .set({ subject: "another", receivedAt: new Date(plant.clock.now().getTime() - 8 * 86_400_000) })
    .where(eq(inboxMessage.id, first?.id ?? ""));
  await set([unit(price.data.uom, "STK")]);
  const digests = await plant.db.select({ digest: inboxMessage.digest }).from(inboxMessage).where(eq(inboxMessage.type, "erp.price.v1")).orderBy(inboxMessage.version);
  expect(digests.map(({ digest }, index) => digest === [first, second, third][index]?.digest)).toEqual([true, true, false]);
});

it("IN-03 the same messages read again after a change are the same messages, not conflicts; another content still is one", async () => {
  await erp.clerk("POST", "objects", { type: "erp.item.v1", data: { ...example1(SITE)[0]?.data, item: "NUT", baseUom: "EA" } });
  await poll();
  expect(await set([unit("H87", "EA")])).toMatchObject({ ok: true });
  await plant.db.delete(cursor).where(eq(cursor.connectionId, plant.connectionId));
  await poll();
  expect(await plant.db.select().from(inboxMessage).where(eq(inboxMessage.code, "DIGEST_DIFFERS"))).toEqual([]);
  expect(await plant.db.select().from(exception)).toEqual([]);
  const [row] = await plant.db
    .select()
    .from(inboxMessage)
    .where(and(eq(inboxMessage.connectionId, plant.connectionId), eq(inboxMessage.subject, `${SITE}/NUT`)));
  const said = row?.payload as InboundMessage | undefined;
  if (said?.type !== "erp.item.v1") throw new Error("the item was stored");
  expect((await plant.hear({ ...said, data: { ...said.data, text: "Another text" } })).conflicts).toHaveLength(1);
});

it("refuses a word that stands twice, a reason that nobody has and a unit that is none, and says where", async () => {
  expect(await set([unit("EA", "ST"), unit("H87", "ST")])).toMatchObject({ ok: false, code: "INVALID_INPUT", fields: { "lines.1.theirs": "stands in line 1 already" } });
  expect(await set([unit("pieces", "ST")])).toMatchObject({ ok: false, fields: { "lines.0.ours": expect.stringContaining("UN/ECE") } });
  expect(await set([{ kind: "REASON", ours: "NO-SUCH", theirs: "1" }])).toMatchObject({ ok: false, code: "WORD_UNKNOWN", params: { word: "NO-SUCH" } });
  expect((await detail()).lines).toEqual([]);
});

it("of two names for one of our words says the first and understands both, in the order of the table", async () => {
  await set([unit("EA", "ST"), unit("EA", "AAA")]);
  expect((await detail()).lines).toEqual([unit("EA", "ST"), unit("EA", "AAA")]);
  const words = vocabulary.words("rest", (await detail()).lines);
  expect([words.theirs("UOM", "EA"), words.ours("UOM", "AAA")]).toEqual(["ST", "EA"]);
});

it("SEC-09 keeps which lines came and went, and of two edits at once the second is told to look again", async () => {
  const { seen } = await detail();
  await set([unit("EA", "ST"), centre("MACH", "AP-1")]);
  await set([unit("EA", "ST"), centre("MACH", "AP-2")]);
  expect(await set([], { seen })).toMatchObject({ ok: false, code: "CHANGED_MEANWHILE" });
  const notes = await plant.db.select().from(auditEntry).where(eq(auditEntry.action, "mapping.change")).orderBy(auditEntry.at);
  expect(notes.map(({ detail: said }) => said)).toEqual([
    { connection: "erp", old: [], new: ["UOM ST = EA", "WORK_CENTRE AP-1 = MACH"] },
    { connection: "erp", old: ["WORK_CENTRE AP-1 = MACH"], new: ["WORK_CENTRE AP-2 = MACH"] },
  ]);
});

it("offers our words as they exist, and a real message to try the table on", async () => {
  await plant.hear(...example1(SITE));
  const { ours, messages } = await detail();
  expect(ours.WORK_CENTRE).toEqual(expect.arrayContaining(["ASSY", "MACH", "MACH-1"]));
  expect(ours.UOM).toEqual(expect.arrayContaining(["EA", "KGM"]));
  expect(ours.REASON.length).toBe(new Set((await plant.db.select().from(reasonCode)).map(({ code }) => code)).size);
  const routing = messages.find(({ type }) => type === "erp.routing.v1");
  const preview = await desk.preview(it1, { connectionId: plant.connectionId, direction: "IN", messageId: routing?.id, lines: [centre("MACH-OLD", "MACH")] });
  expect(preview).toMatchObject({ ok: true, data: { problem: null } });
  expect(preview.ok && preview.data.fields.filter(({ today, edited }) => today !== edited)).toEqual([
    { path: "operations.0.workCentre", kind: "WORK_CENTRE", original: "MACH", today: "MACH", edited: "MACH-OLD" },
  ]);
  expect((await detail()).lines).toEqual([]);
});
