import { describe, expect, it } from "vitest";
import { createCommandQueue } from "./command-queue";
import type { NewCommand, SendResult } from "./queue-item";
import type { SentBy } from "./queue-parts";
import { good, line } from "./testing/queued-line";

it("SEC-06 sends nothing of another person in the name of who is signed on", async () => {
  const { queue, sent } = line();
  await queue.open("a2");
  await queue.add(good("1", "a1"));
  await queue.add(good("2", "a2"));
  await queue.flush();
  expect(sent.map(({ input }) => input.good)).toEqual(["2"]);
  await queue.open("a1");
  expect(sent.map(({ input }) => input.good)).toEqual(["2", "1"]);
});

it("SEC-06 says with each command for whom it speaks, and keeps what the server takes for somebody else's", async () => {
  const { queue, parts } = line(() => "cut");
  await queue.open("a1");
  await queue.add(good("1", "a1"));
  await queue.flush();
  // In another tab of this device somebody else has signed on.
  let session = "a2";
  const sent: unknown[] = [];
  const send = async (_: string, input: Record<string, unknown>, { accountId }: SentBy): Promise<SendResult> => {
    if (accountId !== session) return { ok: false, code: "UNAUTHENTICATED", params: {} };
    sent.push(input.good);
    return { ok: true, data: {} };
  };
  const other = createCommandQueue({ ...parts, send });
  await other.open("a1");
  expect([sent, other.read().items.map(({ state }) => state)]).toEqual([[], ["WAITING"]]);
  session = "a1";
  await other.flush();
  expect(sent).toEqual(["1"]);
});

it("SEC-06 stops sending for a person at once when another takes the tablet over", async () => {
  const { queue, parts } = line(() => "cut");
  await queue.open("a1");
  await queue.add(good("1", "a1"));
  await queue.add(good("2", "a1"));
  const sent: unknown[] = [];
  let arrive = (): void => undefined;
  const send = async (_: string, input: Record<string, unknown>): Promise<SendResult> => {
    sent.push(input.good);
    if (sent.length === 1) await new Promise<void>((resolve) => (arrive = resolve));
    return { ok: true, data: {} };
  };
  const back = createCommandQueue({ ...parts, send });
  const first = back.open("a1");
  await expect.poll(() => sent).toEqual(["1"]);
  const second = back.open("a2");
  arrive();
  await Promise.all([first, second]);
  expect(sent).toEqual(["1"]);
  await back.open("a1");
  expect(sent).toEqual(["1", "2"]);
});

it("EX-05 holds an entry to no total that contains what waits of somebody else", async () => {
  const { queue, sent } = line();
  await queue.open("a1");
  await queue.add(good("5", "a2"));
  await queue.add({ ...good("1"), command: { name: "confirm-production", input: { operationId: "o1", good: "1", expectedTotal: "5" } } });
  await queue.flush();
  expect(sent.map(({ input }) => [input.good, input.expectedTotal])).toEqual([["1", undefined]]);
});

it("drops what somebody else sent as they left once the server's figures contain it, and keeps what they do not", async () => {
  const { queue, store } = line();
  await queue.open("a1");
  const sentByOther = await queue.add(good("5", "a2"));
  const notSent = await queue.add(good("7", "a2"));
  await queue.shown([sentByOther.commandId]);
  expect(queue.read().items.map(({ commandId }) => commandId)).toEqual([notSent.commandId]);
  expect((await store.all()).map(({ commandId }) => commandId)).toEqual([notSent.commandId]);
});

describe("SEC-06 EX-21 a tablet that changed hands without the network", () => {
  const proving = (accountId: string) => (tapped: { readonly commandId: string }) => Promise.resolve({ signOn: `s-${accountId}`, proof: tapped.commandId });
  const start = (accountId: string): NewCommand => ({ command: { name: "start-operation", input: { operationId: "o", workUnitId: "u" } }, text: "Start", accountId });

  function handed(believed: (by: SentBy) => boolean) {
    let cut = true;
    const sent: string[] = [];
    const queue = createCommandQueue({
      ...line().parts,
      send: async (name, input, by): Promise<SendResult> => {
        if (cut) throw new TypeError("Failed to fetch");
        if (by.accountId !== "B" && !believed(by)) return { ok: false, code: "UNPROVEN", params: {} };
        sent.push(`${by.accountId} ${name} ${String(input.deviceSequence)}`);
        return { ok: true, data: {} };
      },
    });
    return { queue, sent, back: () => (cut = false) };
  }

  it("sends all of it in the order of the taps, whoever is signed on by then, each with the proof of who tapped it", async () => {
    const { queue, sent, back } = handed(({ accountId, proof }) => proof?.signOn === `s-${accountId}`);
    await queue.open("A", proving("A"));
    await queue.add(start("A"));
    await queue.open("B", proving("B"));
    await queue.add(good("40", "B"));
    await queue.open("A", proving("A"));
    await queue.add(good("2", "A"));
    back();
    await queue.open("B", proving("B"));
    expect(sent).toEqual(["A start-operation 1", "B confirm-production 2", "A confirm-production 3"]);
  });

  it("keeps for its owner what the server does not believe, and lets the others pass", async () => {
    const { queue, sent, back } = handed(() => false);
    await queue.open("A", proving("A"));
    await queue.add(start("A"));
    await queue.open("B", proving("B"));
    await queue.add(good("40", "B"));
    back();
    await expect
      .poll(async () => {
        await queue.flush();
        return sent;
      })
      .toEqual(["B confirm-production 2"]);
    expect(queue.read().items).toMatchObject([{ accountId: "A", state: "WAITING", proof: undefined }, { state: "SENT" }]);
  });

  it("tells a refusal of somebody else's entry to nobody's face", async () => {
    const { parts } = line();
    let cut = true;
    const send = async (): Promise<SendResult> => {
      if (cut) throw new TypeError("Failed to fetch");
      return { ok: false, code: "INVALID_TRANSITION", params: {} };
    };
    const queue = createCommandQueue({ ...parts, send });
    await queue.open("A", proving("A"));
    await queue.add(start("A"));
    cut = false;
    await queue.open("B", proving("B"));
    expect(queue.read()).toMatchObject({ loud: null, items: [{ state: "REFUSED" }] });
  });
});
