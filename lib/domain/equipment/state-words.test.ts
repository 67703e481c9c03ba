import { describe, expect, it } from "vitest";
import { stateInMode, stateOf, type StateWord } from "./state-words";

const WORDS: StateWord[] = [
  { value: "RUN", state: "PRODUCING" },
  { value: "true", state: "PRODUCING" },
  { value: "6", state: "DOWN" },
  { value: "jam", state: "BLOCKED" },
];

describe("the state that a machine tells", () => {
  it.each([
    ["PRODUCING", "PRODUCING"],
    ["producing", "PRODUCING"],
    [" Held ", "HELD"],
    [6, "PRODUCING"],
    ["6", "PRODUCING"],
    ["execute", "PRODUCING"],
    ["Aborted", "DOWN"],
    ["SUSPENDED", "STARVED"],
    [99, "UNKNOWN"],
    ["RUN", undefined],
    [true, undefined],
    ["6.5", undefined],
    ["MICRO_STOP", undefined],
    ["", undefined],
  ])("without a list: %j", (told, state) => expect(stateOf(told, null)).toBe(state));

  it.each([
    ["run", "PRODUCING"],
    [true, "PRODUCING"],
    [6, "DOWN"],
    ["6", "DOWN"],
    ["JAM", "BLOCKED"],
    // What the list does not name is nothing: a number would be guessed.
    [4, undefined],
    ["PRODUCING", undefined],
  ])("with a list: %j", (told, state) => expect(stateOf(told, WORDS)).toBe(state));

  it("of two words that differ in their letters each is its own", () => {
    const words: StateWord[] = [
      { value: "h", state: "HELD" },
      { value: "H", state: "DOWN" },
    ];
    expect([stateOf("H", words), stateOf("h", words)]).toEqual(["DOWN", "HELD"]);
  });
});

describe("the mode that stands beside it", () => {
  it.each([
    [1, null],
    ["production", null],
    [2, "PLANNED_DOWN"],
    ["Maintenance", "PLANNED_DOWN"],
    ["3", "ENGINEERING"],
    ["manual", "ENGINEERING"],
    ["Setup", "SETUP"],
    ["changeover", "SETUP"],
    [7, undefined],
    ["cleaning", undefined],
  ])("as PackML has it: %j", (told, state) => expect(stateInMode(told, null)).toBe(state));

  it("by a list, for what it names; for the rest the state speaks", () => {
    const words: StateWord[] = [
      { value: "7", state: "PLANNED_DOWN" },
      { value: "true", state: "BLOCKED" },
    ];
    expect([7, true, false, 2].map((told) => stateInMode(told, words))).toEqual(["PLANNED_DOWN", "BLOCKED", null, null]);
  });
});
