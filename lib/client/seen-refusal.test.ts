import { describe, expect, it } from "vitest";
import { createCommandQueue } from "./command-queue";
import type { NewCommand, SendResult } from "./queue-item";
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

  it("EX-22 tells the server that a refused entry had been taken back, whoever brings the refusal, and keeps nothing of that", async () => {
    let cut = true;
    const { queue, sent } = line(({ name }) => {
      if (cut) throw new TypeError("Failed to fetch");
      return name === "see-refusal" ? { ok: true, data: { read: true } } : { ok: false, code: "OUT_OF_ORDER", params: {} };
    });
    await queue.open("a1", async ({ commandId }) => ({ signOn: "s1", proof: commandId }));
    const undo = (takesBack: string): NewCommand => ({
      command: { name: "reverse-entry", input: { entryId: "", reason: "MISKEY" } },
      text: "Undo",
      accountId: "a1",
      takesBack,
    });
    const entry = await queue.add(good("1"));
    await queue.add(undo(entry.commandId));
    cut = false;
    sent.length = 0;
    await queue.open("a2");
    // Proven is the reversal, and no other command: that one waits for its hand.
    expect(sent.map(({ name }) => name)).toEqual(["confirm-production"]);
    await queue.open("a1");
    expect(sent.at(-1)).toMatchObject({ name: "see-refusal", input: { refusedId: entry.commandId, undone: true, deviceSequence: 2 } });
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
