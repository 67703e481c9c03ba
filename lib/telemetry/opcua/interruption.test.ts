import { describe, expect, it } from "vitest";
import { type Held, Interruption } from "./interruption";

const held = (value: number, atMs: number): Held => ({ topic: "t", message: { value, quality: "GOOD", status: "Good", ts: new Date(atMs).toISOString() }, atMs });
const said = (steps: Iterable<readonly Held[]>) => [...steps].map((step) => step.map(({ message, atMs }) => `${String(message.value)} at ${atMs}`));

describe("a time in which a server could not be reached", () => {
  it("KP-04 is told step by step afterwards: what held before until it changed, and what it changed to from then on", () => {
    const nodes = new Map([
      ["changed", held(1, 900)],
      ["same", held(7, 1000)],
    ]);
    const gap = new Interruption(1000, nodes);
    gap.keep("changed", 2500, false);
    gap.keep("changed", 2600, false);
    const now = new Map([...nodes, ["changed", held(3, 2600)] as const]);
    expect(said(gap.steps(now, 1000, 4000))).toEqual([
      ["1 at 1000", "7 at 1000"],
      ["1 at 2000", "7 at 2000"],
      ["3 at 3000", "7 at 3000"],
    ]);
  });

  it("KP-04 says no value of a node for a time before it had it, nor between two changes that it kept", () => {
    const gap = new Interruption(1000, new Map([["node", held(1, 1900)]]));
    gap.keep("node", 2100, false);
    expect(said(gap.steps(new Map([["node", held(5, 3500)]]), 1000, 4500))).toEqual([["1 at 1900"], ["1 at 2000"], [], ["5 at 4000"]]);
  });

  it("KP-04 stays silent where the server could not keep everything", () => {
    const nodes = new Map([["node", held(1, 900)]]);
    const gap = new Interruption(1000, nodes);
    gap.keep("other", 1500, true);
    expect(said(gap.steps(nodes, 1000, 4000))).toEqual([]);
  });

  it("keeps what nodes were, whatever they become", () => {
    const node = { ...held(1, 900) };
    const nodes = new Map([["node", node]]);
    const gap = new Interruption(1000, nodes);
    node.atMs = 5000;
    nodes.clear();
    expect(said(gap.steps(nodes, 1000, 1500))).toEqual([["1 at 1000"]]);
  });
});
