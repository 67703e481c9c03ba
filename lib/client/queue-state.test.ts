import { describe, expect, it } from "vitest";
import type { NewItem, SendResult } from "./queue-item";
import { line } from "./testing/queued-line";

const head = { accountId: "a1", clockOffsetMs: 0, state: "WAITING", attempts: 0, answer: null } as const;
const mount: NewItem = {
  ...head,
  commandId: "c1",
  eventTime: "2026-03-02T09:58:00.000Z",
  text: "L1 on",
  takesBack: null,
  command: { name: "mount-lot", input: { operationId: "o1", lot: "L1" } },
};
/** As pages of an older version queued the undo of a mount that was not sent yet. */
const undo: NewItem = {
  ...head,
  commandId: "c2",
  eventTime: "2026-03-02T09:59:00.000Z",
  text: "L1 off",
  takesBack: "c1",
  command: { name: "unmount-lot", input: { mountId: "", operationId: "o1" } },
  proof: { signOn: "s1", proof: "of a lot that comes off" },
};

/** What became of both once the page was an update's. */
async function brought(accountId: string, ofMount: SendResult) {
  const { queue, sent, store } = line(({ name }) => (name === "mount-lot" ? ofMount : { ok: true, data: {} }));
  await store.add({ ...mount, accountId: "a1", proof: { signOn: "s1", proof: "of the mount" } }, undo);
  await queue.open(accountId);
  return { sent: sent.map(({ name, input }) => [name, input.entryId ?? input.refusedId ?? null]), left: queue.read().items.filter(({ state }) => state === "WAITING") };
}

describe("EX-22 the undo of a mount that an older page has kept over an update", () => {
  it("takes the mount back that its command became", async () => {
    const { sent, left } = await brought("a1", { ok: true, data: { mountId: "m1" } });
    expect(sent).toEqual([
      ["mount-lot", null],
      ["reverse-entry", "m1"],
    ]);
    expect(left).toEqual([]);
  });

  it("withdraws one that was refused, before a lead takes it in", async () => {
    const { sent, left } = await brought("a1", { ok: false, code: "LOT_NOT_FIRST", params: {} });
    expect(sent).toEqual([
      ["mount-lot", null],
      ["see-refusal", "c1"],
    ]);
    expect(left).toEqual([]);
  });

  it("SEC-06 waits for whoever tapped it, for what they proved was another command", async () => {
    const { sent, left } = await brought("a2", { ok: true, data: { mountId: "m1" } });
    expect(sent).toEqual([["mount-lot", null]]);
    expect(left).toMatchObject([{ commandId: "c2", proof: undefined }]);
  });
});
