import { describe, expect, it } from "vitest";
import { createCommandQueue } from "./command-queue";
import type { NewCommand, SendResult } from "./queue-item";
import type { SentBy } from "./queue-parts";
import { memoryQueueStore } from "./queue-store";

function line(answer: (sent: { name: string; input: Record<string, unknown> }) => SendResult) {
  const sent: { name: string; input: Record<string, unknown> }[] = [];
  let at = Date.parse("2026-03-02T10:00:00Z");
  const queue = createCommandQueue({
    store: memoryQueueStore(),
    now: () => (at += 1000),
    send: async (name, input) => {
      sent.push({ name, input });
      return answer({ name, input });
    },
  });
  return { sent, queue };
}

const good = (quantity: string): NewCommand => ({
  command: { name: "confirm-production", input: { operationId: "o1", good: quantity } },
  text: `Good +${quantity}`,
  accountId: "a1",
});

describe("a refusal that was read", () => {
  it("EX-22 says that a refusal was read, once whoever entered it has put it away, and keeps nothing of that", async () => {
    const { queue, sent } = line(({ name, input }) => (name === "see-refusal" || input.good === "1" ? { ok: false, code: "STALE_TOTAL", params: {} } : { ok: true, data: {} }));
    await queue.open("a1");
    const [mine, other] = [await queue.add(good("1")), await queue.add(good("1"))];
    await queue.flush();
    await queue.dismiss(mine.sequence, "Read");
    await queue.flush();
    expect(sent.at(-1)).toMatchObject({ name: "see-refusal", input: { refusedId: mine.commandId, deviceSequence: 3 } });
    expect(queue.read().items.map((item) => item.commandId)).toEqual([other.commandId]);
    expect(queue.read().loud).toBe(other.sequence);
    // Whoever comes next and puts it away has not read it for who entered it.
    await queue.open("a2");
    await queue.dismiss(other.sequence);
    await queue.flush();
    expect(sent).toHaveLength(3);
  });

  it("EX-22 EX-23 of what was sent under a used key it names what the server lists it as, and not the key", async () => {
    const { queue, sent } = line(({ name, input }) =>
      name === "see-refusal" ? { ok: true, data: { read: true } } : { ok: false, code: "KEY_REUSED", params: { commandId: String(input["commandId"]), listedAs: "listed-1" } },
    );
    await queue.open("a1");
    const mine = await queue.add(good("1"));
    await queue.flush();
    await queue.dismiss(mine.sequence, "Read");
    await queue.flush();
    expect(sent.at(-1)).toMatchObject({ name: "see-refusal", input: { refusedId: "listed-1" } });
  });

  it("EX-22 says the same of what went through with a lead's approval", async () => {
    const { queue, sent } = line(({ input }) => (input.good === "1" ? { ok: false, code: "ABOVE_TOLERANCE", params: {} } : { ok: true, data: {} }));
    await queue.open("a1");
    const { sequence, commandId, command } = await queue.add(good("1"));
    await queue.flush();
    await queue.approved(sequence, { commandId: "approved", command, text: "Approved", answer: { ok: true, data: {} } });
    await queue.flush();
    expect(sent.at(-1)).toMatchObject({ name: "see-refusal", input: { refusedId: commandId } });
    expect(queue.read().items).toMatchObject([{ commandId: "approved", state: "SENT" }]);
  });

  it("SEC-06, EX-22 tells the server that a refused entry had been taken back, whoever brings the refusal, with the proof that its hand did it, and keeps nothing of that", async () => {
    let cut = true;
    const sent: { readonly name: string; readonly input: Record<string, unknown>; readonly by: SentBy }[] = [];
    const send = async (name: string, input: Record<string, unknown>, by: SentBy): Promise<SendResult> => {
      if (cut) throw new TypeError("Failed to fetch");
      sent.push({ name, input, by });
      return name === "see-refusal" ? { ok: true, data: { read: true } } : { ok: false, code: "OUT_OF_ORDER", params: {} };
    };
    const queue = createCommandQueue({ store: memoryQueueStore(), now: Date.now, send });
    await queue.open("a1", async ({ commandId, command }) => ({ signOn: "s1", proof: `${command.name} ${commandId}` }));
    const undo = (takesBack: string): NewCommand => ({
      command: { name: "reverse-entry", input: { entryId: "", reason: "MISKEY" } },
      text: "Undo",
      accountId: "a1",
      takesBack,
    });
    const entry = await queue.add(good("1"));
    const taken = await queue.add(undo(entry.commandId));
    cut = false;
    await queue.open("a2");
    expect(sent.map(({ name }) => name)).toEqual(["confirm-production", "see-refusal"]);
    expect(sent.at(-1)).toMatchObject({
      input: { refusedId: entry.commandId, undone: true, deviceSequence: 2 },
      by: { accountId: "a1", proof: { signOn: "s1", proof: `see-refusal ${taken.commandId}` } },
    });
    expect(queue.read().items).toMatchObject([{ commandId: entry.commandId, state: "REFUSED" }]);
    await queue.flush();
    expect(sent).toHaveLength(2);
  });

  it("EX-05 holds whoever comes next to the total that they saw while it waits, for it is no entry", async () => {
    let cut = false;
    const { queue } = line(({ name, input }) => {
      if (cut) throw new TypeError("Failed to fetch");
      return name === "confirm-production" && input.good === "1" ? { ok: false, code: "STALE_TOTAL", params: {} } : { ok: true, data: {} };
    });
    await queue.open("a1");
    const mine = await queue.add(good("1"));
    await queue.flush();
    cut = true;
    await queue.dismiss(mine.sequence, "Read");
    await queue.open("a2");
    await queue.add({ command: { name: "confirm-production", input: { operationId: "o1", good: "2", expectedTotal: "7" } }, text: "Good +2", accountId: "a2" });
    expect(queue.read().items.map(({ command }) => [command.name, "expectedTotal" in command.input ? command.input.expectedTotal : null])).toEqual([
      ["see-refusal", null],
      ["confirm-production", "7"],
    ]);
  });

  it("EX-23 of what went through past the queue, approved or sent at once, the tablet knows when", async () => {
    const { queue } = line(({ input }) => (input.good === "1" ? { ok: false, code: "ABOVE_TOLERANCE", params: {} } : { ok: true, data: {} }));
    await queue.open("a1");
    const { sequence, command } = await queue.add(good("1"));
    await queue.flush();
    await queue.approved(sequence, { commandId: "approved", command, text: "Approved", answer: { ok: true, data: {} } });
    await queue.sendNow({ commandId: "at once", command: { name: "reverse-entry", input: { entryId: "e7", reason: "MISKEY" } }, text: "Taken back", accountId: "a1" });
    const sent = queue.read().items.filter(({ state }) => state === "SENT");
    expect(sent.map(({ commandId, answeredAt }) => [commandId, answeredAt?.slice(0, 10)])).toEqual([
      ["approved", "2026-03-02"],
      ["at once", "2026-03-02"],
    ]);
  });
});
