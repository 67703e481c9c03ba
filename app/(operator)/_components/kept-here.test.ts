import { expect, it } from "vitest";
import type { QueueItem } from "@/lib/client/queue-item";
import { EMPTY_QUEUE } from "@/lib/client/queue-state";
import { keptHere } from "./kept-here";

function waiting(sequence: number, accountId: string, command: QueueItem["command"]): QueueItem {
  const head = { sequence, commandId: `c${sequence}`, accountId, eventTime: "2026-03-02T10:00:00Z", clockOffsetMs: 0, text: command.name, takesBack: null };
  return { ...head, command, state: "WAITING", attempts: 0, answer: null };
}

it("EX-22 counts entries that wait, and no word of a refusal that was read", () => {
  const items = [
    waiting(1, "a1", { name: "see-refusal", input: { refusedId: "r" } }),
    waiting(2, "a1", { name: "confirm-production", input: { operationId: "o1", good: "1" } }),
    waiting(3, "a2", { name: "confirm-production", input: { operationId: "o1", good: "2" } }),
  ];
  const kept = keptHere({ ...EMPTY_QUEUE, items }, "a2");
  expect(kept.faulty).toEqual([]);
  expect([kept.waiting.map(({ sequence }) => sequence), kept.others.map(({ sequence }) => sequence)]).toEqual([[2, 3], [2]]);
});

it("SEC-06 EX-22 tells what only its owner can send from what goes by itself, and on what the server faults", () => {
  const confirm = { name: "confirm-production", input: { operationId: "o1", good: "1" } } as const;
  const items = [
    { ...waiting(1, "a1", confirm), proof: { signOn: "s1", proof: "p1" } },
    waiting(2, "a1", confirm),
    { ...waiting(3, "a2", confirm), attempts: 3 },
    { ...waiting(4, "a2", confirm), attempts: 4 },
  ];
  const kept = keptHere({ ...EMPTY_QUEUE, items }, "a2");
  expect([kept.others.map(({ sequence }) => sequence), kept.faulty.map(({ sequence }) => sequence)]).toEqual([[2], [4]]);
});
