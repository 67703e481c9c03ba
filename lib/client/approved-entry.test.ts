import { describe, expect, it } from "vitest";
import { createCommandQueue } from "./command-queue";
import type { Approvable } from "./operator-command";
import type { NewCommand, SendResult } from "./queue-item";
import { memoryQueueStore } from "./queue-store";

const asked: Approvable = { name: "confirm-production", input: { operationId: "o1", good: "6" } };
const entry: NewCommand = { command: asked, text: "Good +6", accountId: "a1" };

async function refused(more: Partial<NewCommand> = {}) {
  const sent: { name: string; input: Record<string, unknown> }[] = [];
  const store = memoryQueueStore();
  let at = Date.parse("2026-03-02T10:00:00Z");
  const queue = createCommandQueue({
    store,
    now: () => (at += 1000),
    send: async (name, input): Promise<SendResult> => {
      sent.push({ name, input });
      return name === "confirm-production" ? { ok: false, code: "ABOVE_TOLERANCE", params: {} } : { ok: true, data: {} };
    },
  });
  await queue.open("a1");
  const item = await queue.add({ ...entry, ...more });
  await queue.flush();
  return { queue, store, sent, item };
}

const became = { commandId: "c2", command: { ...asked, input: { ...asked.input, overrideReason: "customer takes them" } }, text: "Good +6, approved" };

describe("an entry that a lead approved in place", () => {
  it("is sent as far as the queue knows, is told no more, and goes out no second time", async () => {
    const { queue, store, sent, item } = await refused();
    expect(queue.read().loud).toBe(item.sequence);
    await queue.approved(item.sequence, { ...became, answer: { ok: true, data: { entryId: "e9" } } });
    await queue.flush();
    expect(queue.read().loud).toBeNull();
    expect(queue.read().items).toMatchObject([{ sequence: item.sequence, commandId: "c2", state: "SENT", text: "Good +6, approved" }]);
    expect(await store.all()).toEqual(queue.read().items);
    expect(sent.map(({ name }) => name)).toEqual(["confirm-production", "see-refusal"]);
    await queue.shown(["c2"]);
    expect(queue.read().items).toEqual([]);
  });

  it("EX-23 keeps the id of an approval that nobody answered, over a reload as well, and forgets it with an answer of no", async () => {
    const { queue, store, item } = await refused();
    const approval = { commandId: "c2", command: became.command, reason: { code: "customer takes them", name: "customer takes them" } };
    await queue.approving(item.sequence, approval);
    expect(queue.read().items).toMatchObject([{ state: "REFUSED", approval }]);
    expect(await store.all()).toEqual(queue.read().items);
    await queue.approving(item.sequence, undefined);
    expect((await store.all())[0]?.approval).toBeUndefined();
  });

  it("EX-23 is told no more as refused once the server's figures contain the approval that nobody answered, and its photo goes out", async () => {
    const { queue, sent, item } = await refused({ photo: { picture: new Blob(["jpeg"]), text: "Photo" } });
    await queue.approving(item.sequence, { commandId: "c2", command: became.command, reason: { code: "customer takes them", name: "customer takes them" } });
    await queue.shown(["another"]);
    expect(queue.read()).toMatchObject({ loud: item.sequence, items: [{ state: "REFUSED" }, { state: "WAITING" }] });
    await queue.shown(["c2"]);
    await queue.flush();
    expect(queue.read()).toMatchObject({ loud: null, items: [] });
    expect(sent.slice(1)).toMatchObject([{ name: "see-refusal" }, { name: "add-entry-photo", input: { entryCommandId: "c2" } }]);
  });

  it("EX-22 takes its photo along, under the entry that it became", async () => {
    const { queue, sent, item } = await refused({ photo: { picture: new Blob(["jpeg"]), text: "Photo" } });
    expect(sent.map(({ name }) => name)).toEqual(["confirm-production"]);
    await queue.approved(item.sequence, { ...became, answer: { ok: true, data: { entryId: "e9" } } });
    await queue.flush();
    expect(sent.slice(1)).toMatchObject([{ name: "see-refusal" }, { name: "add-entry-photo", input: { entryCommandId: "c2", entryId: "e9" } }]);
  });
});
