import { createCommandQueue } from "@/lib/client/command-queue";
import type { NewCommand, SendResult } from "@/lib/client/queue-item";
import { memoryQueueStore } from "@/lib/client/queue-store";

type Sent = { name: string; input: Record<string, unknown> };

/** A queue in memory with what it sent and kept; `answer` is what the server says to each send, "cut" that nobody has answered. Its clock goes on a second at each look. */
export function line(answer: (sent: Sent, count: number) => SendResult | "cut" = () => ({ ok: true, data: {} })) {
  const store = memoryQueueStore();
  const sent: Sent[] = [];
  let at = Date.parse("2026-03-02T10:00:00Z");
  const parts = {
    store,
    now: () => (at += 1000),
    send: async (name: string, input: Record<string, unknown>) => {
      sent.push({ name, input });
      const result = answer({ name, input }, sent.length);
      if (result === "cut") throw new TypeError("Failed to fetch");
      return result;
    },
  };
  return { store, sent, parts, queue: createCommandQueue(parts) };
}

/** Some good of one operation. */
export const good = (quantity: string, accountId = "a1"): NewCommand => ({
  command: { name: "confirm-production", input: { operationId: "o1", good: quantity } },
  text: `Good +${quantity}`,
  accountId,
});
