import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decideAcknowledgement,
  decideInstructionMove,
  decidePublish,
  type InstructionGate,
  type InstructionState,
  type InstructionVersion,
  unreadAt,
  validAt,
} from "./instruction";

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 17, 6, minutes));
const version = (id: string, from: number | null, to: number | null, gate: InstructionGate = "START"): InstructionVersion => ({
  id,
  title: id,
  gate,
  validFrom: from === null ? null : at(from),
  validTo: to === null ? null : at(to),
});
const code = (decision: { ok: boolean; code?: string }) => (decision.ok ? "ok" : decision.code);

describe("which version counts", () => {
  const versions = [version("v1", 0, 10), version("v2", 10, 20), version("v3", 30, null), version("draft", null, null)];
  it.each<[string, number, string | null]>([
    ["none before the first", -1, null],
    ["the first from its instant on", 0, "v1"],
    ["the next in the instant that ends the last", 10, "v2"],
    ["none while it is withdrawn", 25, null],
    ["the last for good", 9999, "v3"],
  ])("%s", (_, minute, id) => expect(validAt(versions, at(minute))?.id ?? null).toBe(id));

  it("exactly one from the first publication on, however often a new version ends the last", () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 12 }), fc.integer({ min: -10, max: 600 }), (instants, asked) => {
        const published = instants.toSorted((a, b) => a - b);
        const history = published.map((from, index) => version(`v${index}`, from, published[index + 1] ?? null));
        const expected = published.findLastIndex((from) => from <= asked);
        expect(validAt(history, at(asked))?.id ?? null).toBe(expected === -1 ? null : `v${expected}`);
      }),
    ));
});

describe("EX-01, EX-03 what keeps a person from starting or completing", () => {
  const read = (instructionId: string, personId: string) => ({ instructionId, personId });
  it.each<[string, "START" | "COMPLETION", InstructionGate, ReturnType<typeof read>[], string | null, string | null]>([
    ["unread before the start", "START", "START", [], "anna", "v2"],
    ["read by this person", "START", "START", [read("v2", "anna")], "anna", null],
    ["read by somebody else only", "START", "START", [read("v2", "ben")], "anna", "v2"],
    ["read in its last version only", "START", "START", [read("v1", "anna")], "anna", "v2"],
    ["nobody has read it", "START", "START", [read("v2", "anna")], null, "v2"],
    ["what gates the end does not hold the start back", "START", "COMPLETION", [], "anna", null],
    ["but the end", "COMPLETION", "COMPLETION", [], "anna", "v2"],
    ["without a gate nothing is held back", "COMPLETION", "NONE", [], "anna", null],
  ])("%s", (_, asked, gate, acknowledged, person, unread) =>
    expect(unreadAt(asked, [version("v1", 0, 10, gate), version("v2", 10, null, gate)], acknowledged, person, at(15))?.id ?? null).toBe(unread),
  );

  it("acknowledging the version that counts always opens its gate, and no other acknowledgement does", () =>
    fc.assert(
      fc.property(fc.constantFrom("START" as const, "COMPLETION" as const), fc.nat(3), fc.nat(3), (gate, valid, acknowledged) => {
        const versions = [0, 1, 2, 3].map((index) => version(`v${index}`, index * 10, index === 3 ? null : index * 10 + 10, gate));
        const unread = unreadAt(gate, versions, [read(`v${acknowledged}`, "anna")], "anna", at(valid * 10 + 5));
        expect(unread === null).toBe(valid === acknowledged);
      }),
    ));
});

describe("the states of a version", () => {
  const STATES: readonly InstructionState[] = ["DRAFT", "PUBLISHED", "WITHDRAWN"];
  const MOVES = ["PUBLISHED", "WITHDRAWN"] as const;
  const moves = (ended: boolean) => STATES.flatMap((state) => MOVES.flatMap((to) => (decideInstructionMove({ state, ended }, to).ok ? [`${state}>${to}`] : [])));
  it("no other move than those listed", () => expect(moves(false)).toEqual(["DRAFT>PUBLISHED", "DRAFT>WITHDRAWN", "PUBLISHED>WITHDRAWN"]));
  it("none of one that the next has ended", () => expect(moves(true)).toEqual([]));

  it.each<[string, readonly string[], readonly { kind: "TEXT"; text: string }[], string]>([
    ["with words", [], [{ kind: "TEXT", text: "Clamp it" }], "ok"],
    ["with a checklist alone", ["Guard shut"], [], "ok"],
    ["not when it says nothing", [], [], "INSTRUCTION_EMPTY"],
  ])("is published %s", (_, points, blocks, expected) => expect(code(decidePublish({ state: "DRAFT", ended: false, content: { points, blocks } }))).toBe(expected));
});

describe("an acknowledgement", () => {
  const points = ["Guard shut", "Nozzle clean"];
  it.each<[string, readonly number[], Date | null, string]>([
    ["every point ticked, in whatever order", [2, 1], at(0), "ok"],
    ["one left", [2], at(0), "POINTS_OPEN"],
    ["one twice is not two", [1, 1], at(0), "POINTS_OPEN"],
    ["a point that is not there", [1, 2, 3], at(0), "POINT_UNKNOWN"],
    ["of a draft", [1, 2], null, "INSTRUCTION_NOT_PUBLISHED"],
  ])("%s", (_, ticked, validFrom, expected) => expect(code(decideAcknowledgement({ validFrom, points }, ticked))).toBe(expected));

  it("names the points that are open", () => expect(decideAcknowledgement({ validFrom: at(0), points }, [1])).toMatchObject({ params: { points: ["Nozzle clean"] } }));
  it("is accepted exactly when all points are ticked", () =>
    fc.assert(
      fc.property(fc.nat(8), fc.array(fc.integer({ min: 1, max: 8 })), (count, ticked) => {
        const all = Array.from({ length: count }, (_, index) => `point ${index + 1}`);
        const known = ticked.filter((position) => position <= count);
        expect(decideAcknowledgement({ validFrom: at(0), points: all }, known).ok).toBe(new Set(known).size === count);
      }),
    ));
});
