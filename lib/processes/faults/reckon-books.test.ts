import { describe, expect, it } from "vitest";
import { factEnvelope, confirmationFact, receiptFact } from "@/lib/messages/__fixtures__/facts";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { reckonBooks } from "./reckon-books";

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
const fact = (number: number, subject = "PO-1") => ({ id: id(number), site: "SITE-A", subject, sequence: number });
const first = confirmationFact(fact(1));
const second = receiptFact(fact(2), "L-1", "2");
const { type, data } = first;
const back: OutboundMessage = {
  ...factEnvelope(fact(3)),
  type: "mes.entry.reversed.v1",
  data: { reversalId: "R-1", order: "PO-1", operation: 20, reason: "MISKEY", reversed: { id: first.id, type, data } },
};
const told = (...messages: OutboundMessage[]) => messages.map((message) => ({ message, lane: message.subject }));
const byId = { documentsOf: ({ id: key }: OutboundMessage) => [[key, `${key}/again`]], forgets: false };
const forgetful = { documentsOf: (message: OutboundMessage) => (message.type === "mes.entry.reversed.v1" ? [] : [[message.id]]), forgets: true };

describe("books after a storm", () => {
  it.each([
    ["hold everything once, under either key", [id(1), `${id(2)}/again`], [0, 0, 0]],
    ["miss one", [id(2)], [1, 0, 0]],
    ["hold one twice", [id(1), id(2), id(1)], [0, 1, 0]],
    ["hold one under two keys", [id(1), `${id(1)}/again`, id(2)], [0, 1, 0]],
    ["hold the second first", [id(2), id(1)], [0, 0, 1]],
    ["hold what nobody said", [id(1), id(2), "stranger"], [0, 1, 0]],
  ])("%s", (_, books, [lost, doubled, outOfOrder]) => expect(reckonBooks(told(first, second), books, byId)).toMatchObject({ lost, doubled, outOfOrder }));

  it("hold nothing of what was taken back, where it counts no more", () => {
    expect(reckonBooks(told(first, second, back), [id(2)], forgetful)).toEqual({ lost: 0, doubled: 0, outOfOrder: 0 });
    expect(reckonBooks(told(first, second, back), [id(1), id(2)], forgetful)).toMatchObject({ lost: 1, doubled: 0 });
  });

  it("of another order do not count for its sequence", () => {
    expect(reckonBooks(told(first, confirmationFact(fact(4, "PO-2"))), [id(4), id(1)], byId)).toEqual({ lost: 0, doubled: 0, outOfOrder: 0 });
  });
});
