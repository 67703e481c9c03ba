import { expect, it } from "vitest";
import { isApprovable } from "./approvable";

it.each([
  ["ABOVE_TOLERANCE", {}, true],
  ["BELOW_TOLERANCE", {}, true],
  ["ISSUED_SHORT", {}, true],
  ["LOT_NOT_FIRST", {}, true],
  ["START_BLOCKED", { toolOverride: true }, true],
  ["START_BLOCKED", { toolOverride: false }, false],
  ["START_BLOCKED", {}, false],
  ["LOT_HELD", {}, false],
])("EX-01, EX-07, EX-10: a lead's badge lifts %s with %j: %s", (code, params, lifted) => expect(isApprovable({ code, params })).toBe(lifted));
