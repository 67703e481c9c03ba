import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InboundMessage } from "@/lib/messages/inbound";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { Http, HttpFailure } from "./http/request";
import type { AdapterMemory, Delivery, ErpAdapter, FindOutcome, PollPage, PostOutcome, WebhookRequest } from "./port";

/** What a real ERP, and a person at its keyboard, must be able to do for the suite. */
export type ErpWorld = {
  /** The adapter on this ERP, through the given transport. */
  open(http: Http): ErpAdapter;
  /** The same with credentials that the ERP does not accept. */
  openWithWrongCredentials(http: Http): ErpAdapter;
  /** A message that the ERP will accept, the next of its order. */
  acceptable(): Promise<OutboundMessage>;
  /** A message that the ERP refuses for a business reason. */
  refusable(): Promise<OutboundMessage>;
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

    it("IN-03 books a fact exactly once, whichever answer is lost", async () => {
      for (let lost = 1; lost <= MANY; lost++) {
        const message = await world.acceptable();
        const { calls, outcome } = await deliverLosing(world, http, message, lost);
        expect(outcome, `answer ${lost} lost`).toMatchObject({ kind: "accepted" });
        expect(await world.timesBooked(message), `answer ${lost} lost`).toBe(1);
        if (calls < lost) return; // no call was left to lose an answer of
      }
    });

    it("IN-05 tells a business refusal apart, with a reason for people, and books nothing", async () => {
      const message = await world.refusable();
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
      expect(large.unreadable).toEqual([]);
      const small = await pollAll(adapter, null, 7);
      expect(idsOf(small)).toEqual(idsOf(large));
      expect(large.messages.some((message) => message.type === "erp.order.v1")).toBe(true);
      const known = idsOf(large);
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

/** An outbox row of the suite: it keeps what the adapter remembers. */
function delivery(memory: AdapterMemory | null = null): Delivery & { memory: AdapterMemory | null } {
  const store = { memory, original: null, remember: async (next: AdapterMemory) => void (store.memory = next) };
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

function idsOf(page: Pick<PollPage, "messages">): Set<string> {
  return new Set(page.messages.map((message) => message.id));
}

function documentOf(outcome: PostOutcome | FindOutcome): string | null {
  return outcome.kind === "accepted" ? outcome.document : null;
}
