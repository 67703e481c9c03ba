import { describe, expect, it } from "vitest";
import type { FloorInstruction } from "@/lib/queries/operator/floor-instructions";
import { gateOf, instructionOf } from "./instruction-place";

const one: FloorInstruction = {
  id: "i1",
  version: 1,
  title: "Clear the line",
  gate: "START",
  content: { blocks: [], points: [] },
  reader: "a",
  operationIds: ["o1", "o2"],
  acknowledged: ["o2"],
  known: "READ",
};
const view = { instructions: [one] };

describe("EX-01, EX-03 what the tablet opens before an operation starts or completes", () => {
  it.each<[string, string, "START" | "COMPLETION", string | undefined]>([
    ["unread for this operation, though read for another", "o1", "START", "i1"],
    ["read for this operation", "o2", "START", undefined],
    ["of another gate", "o1", "COMPLETION", undefined],
    ["for no instruction at all", "o3", "START", undefined],
  ])("%s", (_, operationId, gate, id) => expect(gateOf(view, operationId, "a", gate)?.id).toBe(id));

  it("can be read again once it was confirmed", () => expect(instructionOf(view, "o2", "a")).toBe(one));

  it("is unread for another person than the page was read for", () => {
    expect(instructionOf(view, "o2", "b")).toMatchObject({ acknowledged: [], known: "NEW" });
    expect(gateOf(view, "o2", "b", "START")?.id).toBe("i1");
  });
});
