import { expect, it } from "vitest";
import { pendingIn } from "./pending-in";
import type { QueueItem } from "./queue-item";

const VIEW = { asOf: "2026-03-02T10:00:00Z", included: ["named"] };

function item(commandId: string, state: QueueItem["state"], answeredAt?: string): QueueItem {
  const command = { name: "confirm-production", input: { operationId: "o1", good: "1" } } as const;
  const head = { sequence: 1, commandId, command, accountId: "a1", eventTime: "2026-03-02T09:00:00Z", clockOffsetMs: 0, text: "Good +1", takesBack: null };
  return { ...head, state, attempts: 1, answer: null, answeredAt };
}

const pending = (...items: QueueItem[]) => pendingIn(VIEW, items).map(({ commandId }) => commandId);

it("EX-22 what waits, and what was sent after the view was read, is shown with it", () => {
  expect(pending(item("waits", "WAITING"), item("sent", "SENT", "2026-03-02T10:00:05Z"), item("named", "SENT", "2026-03-02T09:59:59Z"), item("refused", "REFUSED"))).toEqual([
    "waits",
    "sent",
  ]);
});

it("EX-23 what was answered long before the view was read is in it, though the view names it no more", () => {
  expect(pending(item("old", "SENT", "2026-03-02T09:30:00Z"), item("just", "SENT", "2026-03-02T09:59:40Z"))).toEqual(["just"]);
});
