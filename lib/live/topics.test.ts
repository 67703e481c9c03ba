import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { payloadsOf } from "./notify";
import { TOPIC_KINDS, topicsOf, WireTopics } from "./topics";

describe("topics", () => {
  it("an operation touches itself, its order, the order's cost and the board", () => {
    const kinds = topicsOf({ siteId: "s", kind: "operation", id: "op", orderId: "o" }).map((topic) => `${topic.kind}:${topic.id ?? ""}`);
    expect(kinds).toEqual(["operation:op", "order:o", "cost:o", "wip:"]);
  });

  it("a kind without a board touches at most its order", () => {
    expect(topicsOf({ siteId: "s", kind: "something", id: "p", orderId: null })).toEqual([]);
  });

  it("somebody who comes to work or goes touches the lists of lines, and the order", () => {
    const kinds = topicsOf({ siteId: "s", kind: "person", id: "p", orderId: "o" }).map((topic) => `${topic.kind}:${topic.id ?? ""}`);
    expect(kinds).toEqual(["order:o", "cost:o", "line:"]);
  });

  it("a unit that only spoke or counted moves no board, a line that changed does", () => {
    const kinds = (kind: string) => topicsOf({ siteId: "s", kind, id: "x", orderId: null }).map((topic) => topic.kind);
    expect([kinds("unit"), kinds("count"), kinds("line")]).toEqual([["unit"], ["operation"], ["line", "wip"]]);
  });

  it("payloads carry every topic once, in order, and fit into a NOTIFY", () => {
    const topic = fc.record({ kind: fc.constantFrom(...TOPIC_KINDS), siteId: fc.uuid(), id: fc.option(fc.uuid()) });
    fc.assert(
      fc.property(fc.array(topic, { maxLength: 400 }), (topics) => {
        const payloads = payloadsOf(topics);
        expect(payloads.every((payload) => Buffer.byteLength(payload) < 8_000)).toBe(true);
        const back = payloads.flatMap((payload) => WireTopics.parse(JSON.parse(payload)).map(([kind, siteId, id]) => ({ kind, siteId, id })));
        expect(back).toEqual(topics);
      }),
    );
  });
});
