import { expect, it } from "vitest";
import { handWaitsUntil, mayBeTakenIn } from "./attention";

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 1, 6, 0, seconds));

it.each([
  ["answered at once: a minute from then", 0, 1, 61],
  ["answered just before a minute is over", 0, 59, 119],
  ["tapped by a clock that is ahead", 30, 10, 70],
])("EX-22 a hand waits for an answer: %s", (_, tapped, answered, until) => expect(handWaitsUntil(at(tapped), at(answered))).toEqual(at(until)));
it("EX-22 nobody waits a minute after the tap", () => expect(handWaitsUntil(at(0), at(60))).toBeNull());

it.each([
  ["confirm-production", "OUT_OF_ORDER", true],
  ["start-operation", "INVALID_TRANSITION", true],
  ["confirm-production", "INVALID_INPUT", false],
  ["record-check", "CHECK_DONE", false],
])("EX-22 a lead may take in %s that was refused with %s: %s", (command, code, may) => expect(mayBeTakenIn({ command, code })).toBe(may));
