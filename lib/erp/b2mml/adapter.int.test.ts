import { createHmac, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { Http } from "@/lib/erp/http/request";
import type { AdapterMemory, Delivery, ErpAdapter, FindOutcome, PostOutcome } from "@/lib/erp/port";
import { describeErpAdapter, type ErpWorld } from "@/lib/erp/port.contract";
import { wordsOf } from "@/lib/erp/words";
import { confirmationFact } from "@/lib/messages/__fixtures__/facts";
import { kindMaker } from "@/lib/messages/kind-maker";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { b2mmlAdapter, b2mmlSystem } from "./adapter";
import { folderPartner } from "./folder-partner";
import type { Form } from "./forms";
import type { Partner } from "./partner";
import { B2mmlSecrets, B2mmlSettings, DELIVERED_WORDS, NOUNS } from "./settings";
import type { Fault, Faults } from "./testing/faults";
import { startFolderServer } from "./testing/folder-server";
import { startHttpServer } from "./testing/http-server";
import { type Isa95Partner, isa95Partner } from "./testing/isa95-partner";
import { type Check, xmlChecker } from "./testing/schemas";

const SITE = "SITE-A";
const SECRET = "webhook-secret-of-this-partner";
const WORDS = wordsOf([], DELIVERED_WORDS);

const XSD = xmlChecker(process.env.MILLRACE_B2MML_SCHEMAS);

/** All that both sides wrote as XML is valid by the published schema, where that is at hand: checked in one go. */
function expectValid(partner: Isa95Partner): void {
  if (XSD.kind !== "ready" || partner.form !== "xml") return;
  const documents = [...new Set(partner.documents())];
  const wrong = XSD.check(documents).flatMap((reason, index) => (reason === null ? [] : [`${reason}\n${documents[index]}`]));
  expect(wrong.slice(0, 3)).toEqual([]);
}

/** A partner that knows the seal of the story. */
function newPartner(form: Form, check: Check | null = null): Isa95Partner {
  const partner = isa95Partner(form, check === null ? null : (text) => check([text])[0] ?? null);
  partner.put("MaterialLot", "S-1", {
    ID: "S-1",
    Version: "1",
    MaterialDefinitionID: "SEAL-02",
    Status: "RELEASED",
    MaterialLotProperty: [property("UnitCost", "0.86", "USD")],
    StorageLocation: place("MAIN"),
    Quantity: [pieces("810")],
  });
  partner.put("MaterialDefinition", "FG-100", {
    ID: "FG-100",
    Version: "1",
    Description: ["Pump"],
    MaterialDefinitionProperty: [property("BaseUnit", "PCE"), property("Kind", "FINISHED")],
  });
  partner.put("Equipment", "ASSY", {
    ID: "ASSY",
    Version: "1",
    EquipmentLevel: "WorkCenter",
    EquipmentProperty: [property("LabourRate", "26", "USD")],
    EquipmentChild: [{ ID: "ASSY-2", EquipmentLevel: "WorkUnit" }],
  });
  partner.put("Person", "P-0417", { ID: "P-0417", Version: "1", PersonName: "Ada Miller", PersonProperty: [property("Qualification", "WELDING")], PersonnelClassID: ["A2"] });
  partner.order("PO-1001");
  return partner;
}
const property = (ID: string, ValueString: string, UnitOfMeasure?: string) => ({ ID, Value: [{ ValueString, UnitOfMeasure }] });
const pieces = (QuantityString: string) => ({ QuantityString, UnitOfMeasure: "PCE" });
const place = (Location: string) => ({ Location, LocationType: "Operational Location ID" });

/** What the suite asks of a world, apart from how the adapter reaches it. */
function worldOver(partner: Isa95Partner): Pick<ErpWorld, "acceptable" | "refusable" | "ofKind" | "timesBooked" | "changeOrder" | "webhook"> {
  // Some tests never let their message arrive: each gets an order of its own, so that no sequence is left open.
  let orders = 0;
  const kinds = kindMaker({ "S-2": "S-1", "CAST-01": "SEAL-02", "C-A": "S-1" });
  const confirmation = async (lot: string): Promise<OutboundMessage> => {
    orders += 1;
    const order = `PO-2${String(orders).padStart(3, "0")}`;
    partner.order(order);
    return confirmationFact({ id: randomUUID(), site: SITE, subject: order, sequence: 1 }, { consumption: [{ item: "SEAL-02", lot, qty: "1", uom: "EA", mode: "BACKFLUSH" }] });
  };
  return {
    acceptable: () => confirmation("S-1"),
    async ofKind(type) {
      const { subject } = await confirmation("S-1");
      return kinds(type, { "PO-1001": subject });
    },
    refusable: () => confirmation("NO-SUCH-LOT"),
    timesBooked: async (message) => partner.postings().filter((posting) => posting.bodId === message.id).length,
    async changeOrder() {
      partner.order("PO-1001", { priority: 5 });
      return "PO-1001";
    },
    async webhook(at) {
      const rawBody = partner.textOf({
        root: "SyncMaterialDefinition",
        body: {
          "@releaseID": "7.0.1",
          ApplicationArea: { CreationDateTime: at.toISOString(), BODID: randomUUID() },
          DataArea: { Sync: {}, MaterialDefinition: [{ ID: "FG-101", MaterialDefinitionProperty: [property("BaseUnit", "PCE")] }] },
        },
      });
      const timestamp = String(Math.floor(at.getTime() / 1000));
      const signature = `v1=${createHmac("sha256", SECRET).update(`${timestamp}.${rawBody}`).digest("hex")}`;
      return { headers: { "millrace-timestamp": timestamp, "millrace-signature": signature }, rawBody, receivedAt: at };
    },
  };
}

const secrets = { password: "right", webhookSecrets: [SECRET] };

for (const form of ["xml", "json"] as const) {
  describeErpAdapter(`b2mml ${form} over http`, fetchHttp, async () => {
    const partner = newPartner(form);
    const server = await startHttpServer(partner, "mes", "right");
    const settings = { transport: "http", form, url: server.url, user: "mes", site: SITE, polled: [...NOUNS] };
    return {
      ...worldOver(partner),
      open: (http, words) => b2mmlSystem.create(settings, secrets, http, words),
      delivered: b2mmlSystem.delivered,
      openWithWrongCredentials: (http) => b2mmlSystem.create(settings, { ...secrets, password: "wrong" }, http),
      async close() {
        await server.stop();
        expectValid(partner);
      },
    };
  });
}

type Folders = { readonly settings: B2mmlSettings; readonly root: string };

async function folders(form: Form, change: Partial<B2mmlSettings> = {}): Promise<Folders> {
  const root = await mkdtemp(join(tmpdir(), "millrace-b2mml-"));
  const [outbox, inbox] = [join(root, "to-erp"), join(root, "from-erp")];
  await mkdir(outbox);
  await mkdir(inbox);
  return { root, settings: { ...B2mmlSettings.parse({ transport: "folder", form, outbox, inbox, site: SITE }), ...change } };
}

/** The suite loses answers on their way by its own transport: the folder is put behind one that speaks HTTP's words. */
let folderOfSuite: Partner | null = null;
const overFolder: Http = async (request) => {
  const partner = folderOfSuite;
  if (partner === null) throw new Error("the world is not open yet");
  const bodId = request.url.slice("folder:".length);
  const answer = request.method === "POST" ? await partner.send(bodId, request.body ?? "", request.signal) : await partner.stored(bodId, request.signal);
  if (answer === null) return { kind: "answer", status: 410, headers: {}, text: "" };
  if (answer.kind === "broken") throw new Error(answer.reason);
  return answer;
};
const behind = (http: Http, partner: Partner): Partner => ({
  ...partner,
  send: (bodId, body, signal) => http({ method: "POST", url: `folder:${bodId}`, body, signal }),
  async stored(bodId, signal) {
    const answer = await http({ method: "GET", url: `folder:${bodId}`, signal });
    return answer.kind === "answer" && answer.status === 410 ? null : answer;
  },
});

describeErpAdapter("b2mml over a folder", overFolder, async () => {
  const { settings, root } = await folders("xml");
  const partner = newPartner("xml");
  const server = await startFolderServer(partner, settings.outbox ?? "", settings.inbox ?? "");
  const folder = folderPartner(settings, WORDS, root);
  folderOfSuite = folder;
  partner.order("PO-1001", { priority: 7 });
  await server.said();
  const parsed = B2mmlSecrets.parse(secrets);
  const elsewhere = { ...settings, outbox: join(root, "not", "there"), inbox: join(root, "nor", "here") };
  return {
    ...worldOver(partner),
    async changeOrder() {
      partner.order("PO-1001", { priority: 5 });
      await server.said();
      return "PO-1001";
    },
    open: (http, words = WORDS) => b2mmlAdapter(settings, parsed, words, behind(http, words === WORDS ? folder : folderPartner(settings, words, root))),
    delivered: b2mmlSystem.delivered,
    openWithWrongCredentials: (http) => b2mmlSystem.create(elsewhere, secrets, http, WORDS, root),
    async close() {
      await server.stop();
      await rm(root, { recursive: true });
      expectValid(partner);
    },
  };
});

/** Numbers between 0 and 1 that come again in the same order. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** 30 of 100 exchanges go wrong, each in one of the ways. */
function unlucky(seed: number): Faults {
  const random = seeded(seed);
  const kinds: readonly Fault[] = ["broken", "busy", "cut", "lost", "refused", "slow"];
  return () => (random() < 0.3 ? (kinds[Math.floor(random() * kinds.length)] ?? null) : null);
}

/** Delivers as the dispatcher does: looks up before any second post, with a new adapter for each try as after a restart. */
async function deliver(open: () => ErpAdapter, message: OutboundMessage): Promise<string> {
  let memory: AdapterMemory | null = null;
  const delivery: Delivery = { memory, original: null, remember: async (next) => void (memory = next) };
  let outcome: PostOutcome | FindOutcome = await open().post(message, delivery);
  for (let tries = 0; outcome.kind !== "accepted"; tries++) {
    if (outcome.kind !== "absent") await sleep(10);
    if (tries > 500 || outcome.kind === "rejected" || outcome.kind === "broken") throw new Error(`${message.id}: ${JSON.stringify(outcome)}`);
    outcome = outcome.kind === "absent" ? await open().post(message, delivery) : await open().findByKey(message, delivery);
  }
  return outcome.document;
}

/** Some orders side by side, each with its confirmations in sequence. */
async function deliverMany(partner: Isa95Partner, open: () => ErpAdapter, orders: number, each: number): Promise<ReadonlyMap<string, string>> {
  const documents = new Map<string, string>();
  await Promise.all(
    Array.from({ length: orders }, async (_, number) => {
      const order = `PO-9${String(number).padStart(3, "0")}`;
      partner.order(order);
      for (let sequence = 1; sequence <= each; sequence++) {
        const message = confirmationFact({ id: randomUUID(), site: SITE, subject: order, sequence });
        documents.set(message.id, await deliver(open, message));
      }
    }),
  );
  return documents;
}

function expectOnceEach(partner: Isa95Partner, documents: ReadonlyMap<string, string>): void {
  const booked = partner.postings();
  expect(booked.map((posting) => posting.bodId).toSorted()).toEqual([...documents.keys()].toSorted());
  for (const posting of booked) expect(documents.get(posting.bodId)).toBe(posting.number);
}

describe("IN-03 with 30 of 100 exchanges going wrong", () => {
  it.each(["xml", "json"] as const)("books 300 documents once each, in sequence, %s over http", async (form) => {
    const partner = isa95Partner(form);
    partner.put("MaterialLot", "S-1", { ID: "S-1" });
    const server = await startHttpServer(partner, "mes", "right");
    server.faults = unlucky(form === "xml" ? 20260316 : 20260317);
    try {
      const settings = { transport: "http", form, url: server.url, user: "mes", site: SITE };
      expectOnceEach(partner, await deliverMany(partner, () => b2mmlSystem.create(settings, secrets, fetchHttp), 15, 20));
    } finally {
      await server.stop();
    }
  });

  it("books 120 documents once each, in sequence, over a folder", async () => {
    const { settings, root } = await folders("json", { answerSeconds: 1 });
    const partner = isa95Partner("json");
    partner.put("MaterialLot", "S-1", { ID: "S-1" });
    const server = await startFolderServer(partner, settings.outbox ?? "", settings.inbox ?? "");
    server.faults = unlucky(20260318);
    try {
      expectOnceEach(partner, await deliverMany(partner, () => b2mmlSystem.create(settings, secrets, fetchHttp, WORDS, root), 12, 10));
      expect((await readdir(join(settings.outbox ?? "", "done"))).filter((name) => !name.startsWith("rejected-")).length).toBe(120);
    } finally {
      await server.stop();
      await rm(root, { recursive: true });
    }
  }, 120_000);
});

describe("a folder", () => {
  let box: Folders;
  let adapter: ErpAdapter;
  beforeAll(async () => {
    box = await folders("xml");
    adapter = b2mmlSystem.create(box.settings, secrets, fetchHttp, WORDS, box.root);
  });
  afterAll(() => rm(box.root, { recursive: true }));

  const inbox = (name: string) => join(box.settings.inbox ?? "", name);
  const sync = (id: string, version: number, head = "") =>
    `<?xml version="1.0"?>${head}<SyncMaterialDefinition xmlns="http://www.mesa.org/xml/B2MML" releaseID="7.0.1"><ApplicationArea><CreationDateTime>2026-03-16T05:20:00Z</CreationDateTime></ApplicationArea><DataArea><Sync/><MaterialDefinition><ID>${id}</ID><Version>${version}</Version><MaterialDefinitionProperty><ID>BaseUnit</ID><Value><ValueString>PCE</ValueString></Value></MaterialDefinitionProperty></MaterialDefinition></DataArea></SyncMaterialDefinition>`;
  const page = async (cursor: string | null) => {
    const outcome = await adapter.poll(cursor, { limit: 100 });
    if (outcome.kind !== "page") throw new Error(outcome.reason);
    return outcome;
  };

  it("leaves alone what is still being written, and reads it once it is whole", async () => {
    const text = sync("HALF", 1);
    await writeFile(inbox("a.xml.tmp"), text.slice(0, 200));
    await writeFile(inbox("b.xml"), text.slice(0, 200));
    expect(await page(null)).toMatchObject({ messages: [], unreadable: [] });
    await writeFile(inbox("b.xml"), text);
    const first = await page(null);
    expect(first.messages).toMatchObject([{ type: "erp.item.v1", data: { item: "HALF", baseUom: "EA" } }]);
    expect(await readdir(inbox("."))).toContain("a.xml.tmp");
  });

  it("reads the same file put there twice as the same message, and brings everything again from the start", async () => {
    const before = await page(null);
    await writeFile(inbox("again.xml"), sync("TWICE", 3));
    const first = await page(before.cursor);
    await writeFile(inbox("again.xml"), sync("TWICE", 3));
    const second = await page(first.cursor);
    expect(second.messages.map((message) => message.id)).toEqual(first.messages.map((message) => message.id));
    expect((await page(second.cursor)).messages).toEqual([]);
    expect((await page(null)).messages.length).toBe(before.messages.length + 2);
  });

  it("keeps what it refuses to read, with the reason, and goes on", async () => {
    const before = await page(null);
    await writeFile(inbox("entity.xml"), sync("&x;", 1, `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>`));
    await writeFile(inbox("notes.xml"), "<Minutes><Of>a meeting</Of></Minutes>");
    await writeFile(inbox("good.xml"), sync("GOOD", 1));
    // What cannot be read might still be written: it is left alone until it has stood still.
    await utimes(inbox("entity.xml"), new Date(0), new Date(0));
    const after = await page(before.cursor);
    expect(after.messages).toMatchObject([{ data: { item: "GOOD" } }]);
    expect(after.unreadable.map((one) => one.reason).toSorted()).toEqual([expect.stringMatching(/^"Minutes" is not a message/), expect.stringMatching(/DOCTYPE/)]);
    expect(JSON.stringify(after)).not.toContain("root:");
    expect((await readdir(inbox("done"))).filter((name) => /entity|notes|good/.test(name)).length).toBe(3);
  });

  it("says that a folder is missing instead of making one", async () => {
    const elsewhere = b2mmlSystem.create({ ...box.settings, outbox: join(box.root, "gone") }, secrets, fetchHttp, WORDS, box.root);
    expect(await elsewhere.test()).toMatchObject({ kind: "broken", code: "FOLDER" });
  });
});

it("looks again for a document that the partner has not answered yet, and takes the answer when it comes", async () => {
  const { settings, root } = await folders("xml", { answerSeconds: 1 });
  const partner = newPartner("xml");
  const message = confirmationFact({ id: randomUUID(), site: SITE, subject: "PO-1001", sequence: 1 });
  const adapter = b2mmlSystem.create(settings, secrets, fetchHttp, WORDS, root);
  const delivery: Delivery = { memory: null, original: null, remember: async () => undefined };
  expect(await adapter.post(message, delivery)).toMatchObject({ kind: "unknown" });
  expect(await adapter.findByKey(message, delivery)).toMatchObject({ kind: "retry" });
  const server = await startFolderServer(partner, settings.outbox ?? "", settings.inbox ?? "");
  await expect.poll(() => adapter.findByKey(message, delivery).then((outcome) => outcome.kind)).toBe("accepted");
  expect(await adapter.post(message, delivery)).toMatchObject({ kind: "accepted" });
  expect(partner.postings().length).toBe(1);
  await server.stop();
  await rm(root, { recursive: true });
});

it("IN-06 sends a rejected document again after its cause was mended, and the partner judges it anew", async () => {
  const { settings, root } = await folders("xml");
  const partner = newPartner("xml");
  const server = await startFolderServer(partner, settings.outbox ?? "", settings.inbox ?? "");
  const adapter = b2mmlSystem.create(settings, secrets, fetchHttp, WORDS, root);
  const delivery: Delivery = { memory: null, original: null, remember: async () => undefined };
  const message = confirmationFact({ id: randomUUID(), site: SITE, subject: "PO-3001", sequence: 1 });
  expect(await adapter.post(message, delivery)).toMatchObject({ kind: "rejected", code: "ORDER_UNKNOWN" });
  expect(await adapter.findByKey(message, delivery)).toEqual({ kind: "absent" });
  partner.order("PO-3001");
  expect(await adapter.post(message, delivery)).toMatchObject({ kind: "accepted" });
  expect(await adapter.findByKey(message, delivery)).toMatchObject({ kind: "accepted" });
  await server.stop();
  await rm(root, { recursive: true });
});

it("takes back what it posted, at a partner that checks every document by the schema", async () => {
  const partner = newPartner("xml", XSD.kind === "ready" ? XSD.check : null);
  const server = await startHttpServer(partner, "mes", "right");
  const adapter = b2mmlSystem.create({ transport: "http", url: server.url, user: "mes", site: SITE, plant: "1010" }, secrets, fetchHttp);
  const confirmed = confirmationFact({ id: randomUUID(), site: SITE, subject: "PO-1001", sequence: 1 });
  const { type, data, id, ...envelope } = confirmed;
  const reversed: OutboundMessage = {
    ...envelope,
    id: randomUUID(),
    sequence: 2,
    type: "mes.entry.reversed.v1",
    data: { reversalId: "R-1", order: "PO-1001", operation: 20, reason: "MISKEY", reversed: { id, type, data } },
  };
  const original = await adapter.post(confirmed, { memory: null, original: null, remember: async () => undefined });
  if (original.kind !== "accepted") throw new Error(JSON.stringify(original));
  expect(await adapter.post(reversed, { memory: null, original: { ...original, memory: null }, remember: async () => undefined })).toMatchObject({ kind: "accepted" });
  const cancelled = partner.postings().find((posting) => posting.root === "CancelOperationsPerformance");
  expect(cancelled?.text).toContain(`<ID>${id}</ID>`);
  expect(cancelled?.text).toContain(original.document);
  expect(cancelled?.text).toContain("<EquipmentID>1010</EquipmentID>");
  await server.stop();
  expectValid(partner);
});
