import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { InboundMessage } from "@/lib/messages/inbound";
import { type OutboundMessage, OUTBOUND_TYPES, type OutboundType } from "@/lib/messages/outbound";
import type { Http, HttpFailure } from "./http/request";
import type { OrderBooks, StockBooks } from "./read-back";
import { growth, secondsOf, toldBy, totalOf } from "./told.contract";
import { withoutWords, type WordKind, type WordPair, type Words, wordsOf } from "./words";
import type { AdapterMemory, Delivery, ErpAdapter, FindOutcome, OrderListOutcome, PollPage, PostOutcome, StockOutcome, WebhookRequest } from "./port";

/** What a real ERP, and a person at its keyboard, must be able to do for the suite. */
export type ErpWorld = {
  /** The adapter on this ERP, through the given transport; with words of its own in place of those that the system delivers. */
  open(http: Http, words?: Words): ErpAdapter;
  /** What the system delivers. */
  readonly delivered?: readonly WordPair[];
  /** The same with credentials that the ERP does not accept. */
  openWithWrongCredentials(http: Http): ErpAdapter;
  /** A message that the ERP will accept, the next of its order. */
  acceptable(): Promise<OutboundMessage>;
  /** A message that the ERP refuses for a business reason. */
  refusable(): Promise<OutboundMessage>;
  /**
   * Messages of a kind that the ERP takes, in their order: the last one is of the kind, the others what has to be said before it. Asked for every kind
   * that the adapter says it takes.
   */
  ofKind(type: OutboundType): Promise<readonly OutboundMessage[]>;
  /** How often the ERP holds the effect of this message, asked past the adapter. */
  timesBooked(message: OutboundMessage): Promise<number>;
  /** Somebody changes an order in the ERP; answers its number. */
  changeOrder(): Promise<string>;
  /** A genuine webhook of this ERP as it would arrive at that time; absent when it has none. */
  webhook?(at: Date): Promise<WebhookRequest>;
  close(): Promise<void>;
};

const LOST: HttpFailure = { kind: "failure", code: "INTERRUPTED", reached: true, reason: "The connection broke before the answer was complete." };
const NEVER_SENT: HttpFailure = { kind: "failure", code: "UNREACHABLE", reached: false, reason: "Nothing listens at the address." };
/** More calls than any adapter needs for one message. */
const MANY = 12;

/** The suite that each adapter passes against its real ERP: each fact exactly once, each answer told apart, each change seen. */
export function describeErpAdapter(name: string, http: Http, openWorld: () => Promise<ErpWorld>): void {
  describe(`ErpAdapter ${name}`, () => {
    let world: ErpWorld;
    beforeAll(async () => void (world = await openWorld()));
    afterAll(() => world.close());

    it("proves a good connection and names a bad one", async () => {
      expect(await world.open(http).test()).toMatchObject({ kind: "ok" });
      const wrong = world.openWithWrongCredentials(http);
      expect(await wrong.test()).toMatchObject({ kind: "broken" });
      expect(await wrong.poll(null, { limit: 10 })).toMatchObject({ kind: "broken" });
      const message = await world.acceptable();
      expect(await wrong.post(message, delivery())).toMatchObject({ kind: "broken" });
      expect(await world.timesBooked(message)).toBe(0);
    });

    it("IN-05 retries when the request never left, and knows nothing when the answer is missing", async () => {
      const message = await world.acceptable();
      expect(await world.open(async () => NEVER_SENT).post(message, delivery())).toMatchObject({ kind: "retry" });
      expect(["unknown", "retry"]).toContain((await world.open(async () => LOST).findByKey(message, delivery())).kind);
      expect(await world.timesBooked(message)).toBe(0);
    });

    it("posts once, and finds it again under the same document", async () => {
      const message = await world.acceptable();
      const store = delivery();
      const before = await world.open(http).findByKey(message, store);
      expect(before.kind).toBe("absent");
      const posted = await world.open(http).post(message, store);
      expect(posted.kind).toBe("accepted");
      expect(documentOf(await world.open(http).findByKey(message, store))).toBe(documentOf(posted));
      expect(await world.timesBooked(message)).toBe(1);
    });

    describe("IN-01 takes every kind that it says it takes, and finds it again", () => {
      it.for(OUTBOUND_TYPES)("%s", async (type, { skip }) => {
        skip(!world.open(http).capabilities().outbound.includes(type), "the ERP has no place for it, and the adapter says so");
        const [booked, messages] = [new Map<string, NonNullable<Delivery["original"]>>(), await world.ofKind(type)];
        expect(messages.at(-1)?.type).toBe(type);
        for (const message of messages) {
          const original = message.type === "mes.entry.reversed.v1" ? (booked.get(message.data.reversed.id) ?? null) : null;
          const [store, adapter] = [delivery(null, original), world.open(http)];
          const outcome = await adapter.post(message, store);
          if (outcome.kind !== "accepted") expect.unreachable(`${message.type}: ${JSON.stringify(outcome)}`);
          booked.set(message.id, { document: outcome.document, parts: outcome.parts, memory: store.memory });
          const found = await world.open(http).findByKey(message, store);
          expect(documentOf(found), `${message.type}: ${JSON.stringify(found)}`).toBe(outcome.document);
        }
      });
    });

    it("EX-19 refuses to take back what it never took, and books nothing", async ({ skip }) => {
      const adapter = world.open(http);
      const type = "mes.entry.reversed.v1";
      skip(!adapter.capabilities().outbound.includes(type), "the ERP takes nothing back, and the adapter says so");
      const messages = await world.ofKind(type);
      for (const before of messages.slice(0, -1)) expect(await adapter.post(before, delivery())).toMatchObject({ kind: "accepted" });
      const reversal = messages.at(-1);
      if (reversal?.type !== type) expect.unreachable(`the last message of the kind is ${reversal?.type ?? "none"}`);
      const { data } = reversal;
      // The same as one that it took, under an id that it never heard of.
      const unknown: OutboundMessage = { ...reversal, data: { ...data, reversed: { ...data.reversed, id: randomUUID() } } };
      const order = orderOf(unknown);
      const books = async () => (adapter.readOrders === undefined ? null : await booksOf(adapter, order));
      const stock = async () => (adapter.readStock === undefined ? null : await stockOf(adapter));
      const [heldBooks, heldStock] = [await books(), await stock()];
      const outcome = await adapter.post(unknown, delivery());
      if (outcome.kind !== "rejected") expect.unreachable(JSON.stringify(outcome));
      expect(outcome.code).toMatch(/^(REVERSAL_UNKNOWN|ORIGINAL_UNKNOWN|NOTHING_TO_REVERSE|NOT_POSTED)$/);
      expect(await adapter.findByKey(unknown, delivery())).toEqual({ kind: "absent" });
      expect(await books()).toEqual(heldBooks);
      expect(await stock()).toEqual(heldStock);
    });

    it("IN-03 books a fact exactly once, whichever answer is lost", async () => {
      for (let lost = 1; lost <= MANY; lost++) {
        const message = await world.acceptable();
        const { calls, outcome } = await deliverLosing(world, http, message, lost);
        expect(outcome, `answer ${lost} lost`).toMatchObject({ kind: "accepted" });
        expect(await world.timesBooked(message), `answer ${lost} lost`).toBe(1);
        if (calls < lost) return; // no call was left to lose an answer of
      }
    });

    it("§8.1 takes several messages in one call where it can, each once, and after a lost answer is asked for each", async () => {
      const adapter = world.open(http);
      if (adapter.postBundle === undefined) {
        expect(adapter.capabilities().bundle ?? 1).toBe(1);
        return;
      }
      expect(adapter.capabilities().bundle).toBeGreaterThan(1);
      const good = [await world.acceptable(), await world.acceptable()];
      const outcomes = await adapter.postBundle([...good, await world.refusable()], [delivery(), delivery(), delivery()]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(["accepted", "accepted", "rejected"]);
      const lost = [await world.acceptable(), await world.acceptable()];
      const unheard = world.open(async (request) => {
        await http(request);
        return LOST;
      });
      expect((await unheard.postBundle?.(lost, [delivery(), delivery()]))?.map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
      for (const message of [...good, ...lost]) {
        expect((await adapter.findByKey(message, delivery())).kind).toBe("accepted");
        expect(await world.timesBooked(message)).toBe(1);
      }
    });

    it("IN-05 tells a business refusal apart, with a reason for people, and books nothing", async () => {
      const message = await world.refusable();
      const outcome = await world.open(http).post(message, delivery());
      expect(outcome.kind).toBe("rejected");
      if (outcome.kind !== "rejected") return;
      expect(outcome.code).toMatch(/\S/);
      // Words, no markup and no dump.
      expect(outcome.reason).toMatch(/^[^<>{}]{3,}$/);
      expect(await world.timesBooked(message)).toBe(0);
    });

    it("IN-07 polls every object in any page size, and the same again from the same cursor", async () => {
      const adapter = world.open(http);
      const large = await pollAll(adapter, null, 500);
      for (const message of large.messages) expect(InboundMessage.parse(message)).toEqual(message);
      expect(large.unreadable.map(({ reason, raw }) => `${reason} ${JSON.stringify(raw)}`)).toEqual([]);
      const small = await pollAll(adapter, null, 7);
      const known = idsOf(large);
      expect(idsOf(small)).toEqual(known);
      // Read anew, what carries a stamp comes again as it was; what carries none is told only when it says something else.
      const anew = idsOf(await pollAll(adapter, adapter.startOver?.(large.cursor) ?? null, 100));
      expect([...anew].filter((id) => !known.has(id))).toEqual([]);
      expect([...known].filter((id) => id.startsWith("erp.order.v1") && !anew.has(id))).toEqual([]);
      expect([...idsOf(await pollAll(adapter, large.cursor, 100))].filter((id) => !known.has(id))).toEqual([]);
    });

    it("IN-07 sees a change after its cursor, with a higher version, as often as it asks", async () => {
      const adapter = world.open(http);
      const { cursor, messages } = await pollAll(adapter, null, 500);
      const order = await world.changeOrder();
      const versionOf = (all: readonly InboundMessage[]): number =>
        Math.max(-1, ...all.flatMap((each) => (each.type === "erp.order.v1" && each.data.order === order ? [each.data.erpVersion] : [])));
      const first = await pollAll(adapter, cursor, 100);
      expect(versionOf(first.messages)).toBeGreaterThan(versionOf(messages));
      expect(versionOf((await pollAll(adapter, cursor, 100)).messages)).toBe(versionOf(first.messages));
      // Inclusive: the last entry may come again, and nothing between two polls is skipped.
      expect(versionOf((await pollAll(adapter, first.cursor, 100)).messages)).toBeLessThanOrEqual(versionOf(first.messages));
    });

    it("IN-03 what is read again with other words of the connection is the same message, but for its words", async () => {
      const before = await pollAll(world.open(http), null, 500);
      const after = await pollAll(world.open(http, renamed(wordsOf([], world.delivered))), null, 500);
      expect(after.unreadable).toEqual([]);
      const again = new Map(after.messages.map((message) => [message.id, message.data]));
      const same = before.messages.filter(({ id }) => again.has(id));
      // What is named by a word is another object by another word.
      expect(before.messages.filter(({ id, type }) => !again.has(id) && !["erp.work-centre.v1", "erp.rate.v1", "erp.calendar.v1", "erp.stock.v1"].includes(type))).toEqual([]);
      for (const { id, data } of same) expect({ id, data: withoutWords(z.json().parse(again.get(id))) }).toEqual({ id, data: withoutWords(z.json().parse(data)) });
      expect(same.some(({ id, data }) => JSON.stringify(again.get(id)) !== JSON.stringify(data))).toBe(true);
    });

    it("IN-11 reads back what it was told, from its books, and nothing of an order that it does not know", async () => {
      const adapter = world.open(http);
      const { readOrders } = adapter.capabilities();
      expect(adapter.readOrders !== undefined, "the method is there where the capability is").toBe(readOrders);
      if (adapter.readOrders === undefined) return;
      expect(await adapter.readOrders(["NO-SUCH-ORDER-0815"])).toEqual({ kind: "orders", orders: [] });
      expect(await world.openWithWrongCredentials(http).readOrders?.(["NO-SUCH-ORDER-0815"])).toMatchObject({ kind: "broken" });
      const message = await world.acceptable();
      const order = orderOf(message);
      const before = await booksOf(adapter, order);
      expect(await adapter.post(message, delivery())).toMatchObject({ kind: "accepted" });
      const after = await booksOf(adapter, order);
      const grown = (of: (books: OrderBooks) => string | null) => growth(of(before), of(after));
      const told = toldBy(message);
      expect([null, told.received]).toContain(grown((books) => books.received));
      expect([null, told.scrap]).toContain(grown((books) => books.scrap));
      // Only at the last operation does good count for the order.
      expect([null, "0", told.good]).toContain(grown((books) => books.good));
      expect([null, told.machineSeconds]).toContain(grown((books) => books.time.machineSeconds));
      expect([null, told.labourSeconds]).toContain(grown((books) => books.time.labourSeconds));
      for (const { activity, machineSeconds, labourSeconds } of told.activities) {
        expect([null, machineSeconds], activity).toContain(grown((books) => secondsOf(books, activity, "machineSeconds")));
        expect([null, labourSeconds], activity).toContain(grown((books) => secondsOf(books, activity, "labourSeconds")));
      }
      for (const line of told.components) {
        const held = (books: OrderBooks) => totalOf(books.components.filter((one) => one.item === line.item && (one.lot === null || one.lot === line.lot) && one.uom === line.uom));
        expect(growth(held(before), held(after)), `${line.item} ${line.lot ?? ""}`).toBe(line.qty);
      }
      // C-17: whoever says what an order cost says it of the hours that it was told.
      expect((after.costs ?? null) !== null, "costs are there where the capability is").toBe(adapter.capabilities().readCosts);
      const charged = (of: OrderBooks) => of.costs?.elements.find(({ element }) => element === "MACHINE")?.postings ?? null;
      const seconds = (of: OrderBooks) => totalOf((charged(of) ?? []).map((posting) => ({ qty: posting.seconds ?? "0" })));
      if (charged(after)?.every((posting) => posting.seconds !== null) === true) expect(growth(seconds(before), seconds(after))).toBe(told.machineSeconds);
    });

    it("IN-11 lists its orders page by page: one that was just booked on is there, and nothing is listed twice", async () => {
      const adapter = world.open(http);
      expect(adapter.listOrders !== undefined, "the method is there where the capability is").toBe(adapter.capabilities().listOrders);
      if (adapter.listOrders === undefined) return;
      const message = await world.acceptable();
      expect(await adapter.post(message, delivery())).toMatchObject({ kind: "accepted" });
      const listed: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: OrderListOutcome = await adapter.listOrders(new Date(Date.now() - 3_600_000), cursor ?? null);
        if (page.kind !== "order-list") throw new Error(JSON.stringify(page));
        listed.push(...page.orders.map(({ order }) => order));
        ({ cursor } = page);
      }
      expect(listed).toContain(orderOf(message));
      expect(new Set(listed).size).toBe(listed.length);
      expect(await world.openWithWrongCredentials(http).listOrders?.(new Date(), null)).toMatchObject({ kind: "broken" });
    });

    it("IN-11 reads its stock page by page, and what a message took of a lot is gone from it", async () => {
      const adapter = world.open(http);
      const { readStock } = adapter.capabilities();
      expect(adapter.readStock !== undefined, "the method is there where the capability is").toBe(readStock);
      if (adapter.readStock === undefined) return;
      expect(await world.openWithWrongCredentials(http).readStock?.(null)).toMatchObject({ kind: "broken" });
      const message = await world.acceptable();
      const before = await stockOf(adapter);
      expect(before.every((one) => one.item !== "" && one.location !== "" && /^-?\d+(\.\d+)?$/.test(one.qty))).toBe(true);
      expect(await adapter.post(message, delivery())).toMatchObject({ kind: "accepted" });
      const after = await stockOf(adapter);
      for (const line of toldBy(message).components) {
        const held = (stock: readonly StockBooks[]) => totalOf(stock.filter((one) => one.item === line.item && one.lot === line.lot && one.uom === line.uom));
        // An ERP that keeps no stock of it by lot, or in another unit, says nothing here.
        if (held(before) !== "0") expect(growth(held(after), held(before)), `${line.item} ${line.lot ?? ""}`).toBe(line.qty);
      }
    });

    it("takes a genuine webhook only, and only for five minutes", async () => {
      const now = new Date();
      const adapter = world.open(http);
      const given = (await world.webhook?.(now)) ?? { headers: {}, rawBody: "{}", receivedAt: now };
      if (!adapter.capabilities().webhook) {
        expect(adapter.verifyWebhook(given)).toMatchObject({ kind: "refused", code: "NOT_SUPPORTED" });
        return;
      }
      expect(["messages", "hint"]).toContain(adapter.verifyWebhook(given).kind);
      expect(adapter.verifyWebhook({ ...given, rawBody: `${given.rawBody} ` })).toMatchObject({ kind: "refused", code: "SIGNATURE" });
      expect(adapter.verifyWebhook({ ...given, headers: {} })).toMatchObject({ kind: "refused", code: "SIGNATURE" });
      expect(adapter.verifyWebhook({ ...given, receivedAt: new Date(now.getTime() + 310_000) })).toMatchObject({ kind: "refused", code: "REPLAY" });
    });
  });
}

/** The order that a message of the suite is about. */
function orderOf(message: OutboundMessage): string {
  const order = "order" in message.data ? message.data.order : null;
  if (order === null) throw new Error(`a message of type ${message.type} names no order`);
  return order;
}

async function booksOf(adapter: ErpAdapter, order: string): Promise<OrderBooks> {
  const outcome = await adapter.readOrders?.([order]);
  if (outcome?.kind !== "orders") throw new Error(`reading ${order} back answered ${outcome?.kind ?? "nothing"}`);
  const books = outcome.orders.find((one) => one.order === order);
  if (books === undefined) throw new Error(`the ERP does not know ${order}`);
  return books;
}

async function stockOf(adapter: ErpAdapter): Promise<StockBooks[]> {
  const stock: StockBooks[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < 1000; pages++) {
    const outcome: StockOutcome | undefined = await adapter.readStock?.(cursor);
    if (outcome?.kind !== "stock") throw new Error(`reading the stock answered ${outcome?.kind ?? "nothing"}`);
    stock.push(...outcome.stock);
    if (outcome.cursor === null) return stock;
    cursor = outcome.cursor;
  }
  throw new Error("the stock does not come to an end");
}

/** The same words, each of ours but units of time and the like under another name. */
function renamed(words: Words): Words {
  const anew = (kind: WordKind, ours: string): string => (kind === "UOM" ? (ours === "EA" ? "H87" : ours) : kind === "REASON" ? ours : `${ours}-2`);
  return { ours: (kind, theirs) => anew(kind, words.ours(kind, theirs)), theirs: (kind, ours) => words.theirs(kind, ours) };
}

/** An outbox row of the suite: it keeps what the adapter remembers. */
function delivery(memory: AdapterMemory | null = null, original: Delivery["original"] = null): Delivery & { memory: AdapterMemory | null } {
  const store: Delivery & { memory: AdapterMemory | null } = { memory, original, remember: async (next: AdapterMemory) => void (store.memory = next) };
  return store;
}

/** Delivers as the dispatcher does, with a new adapter for each attempt as after a restart; the answer to one call is lost on the way. */
async function deliverLosing(world: ErpWorld, http: Http, message: OutboundMessage, lost: number): Promise<{ calls: number; outcome: PostOutcome | FindOutcome }> {
  let calls = 0;
  const leaky: Http = async (request) => {
    calls += 1;
    const number = calls;
    const answer = await http(request);
    return number === lost ? LOST : answer;
  };
  const store = delivery();
  let outcome: PostOutcome | FindOutcome = await world.open(leaky).post(message, store);
  for (let attempt = 0; attempt < MANY && outcome.kind !== "accepted"; attempt++) {
    // Only proof of absence, or of never having been sent, allows a second post.
    outcome = outcome.kind === "absent" ? await world.open(leaky).post(message, store) : await world.open(leaky).findByKey(message, store);
  }
  return { calls, outcome };
}

async function pollAll(adapter: ErpAdapter, from: string | null, limit: number): Promise<Omit<PollPage, "kind" | "more">> {
  const messages: InboundMessage[] = [];
  const unreadable: PollPage["unreadable"][number][] = [];
  let cursor = from;
  for (let pages = 0; pages < 1000; pages++) {
    const page = await adapter.poll(cursor, { limit });
    if (page.kind !== "page") throw new Error(`poll: ${page.kind}, ${page.reason}`);
    messages.push(...page.messages);
    unreadable.push(...page.unreadable);
    cursor = page.cursor;
    if (!page.more) return { messages, unreadable, cursor };
  }
  throw new Error("polling does not come to an end");
}

/** What objects a page speaks of. A snapshot of stock is none: each is what lay there at an instant of its own. */
function idsOf(page: Pick<PollPage, "messages">): Set<string> {
  return new Set(page.messages.filter(({ type }) => type !== "erp.stock.v1").map((message) => message.id));
}

function documentOf(outcome: PostOutcome | FindOutcome): string | null {
  return outcome.kind === "accepted" ? outcome.document : null;
}
