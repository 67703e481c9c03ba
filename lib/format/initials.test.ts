import { expect, it } from "vitest";
import { initialsOf } from "./initials";

it.each([
  ["Operator 0417", "17"],
  ["Planner A", "PA"],
  ["Integration", "I"],
  ["", ""],
])("%s is marked %s", (name, mark) => {
  expect(initialsOf(name)).toBe(mark);
});
