import { expect, it } from "vitest";
import { isApprovable, likelyTime } from "./approvable";

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

it.each([
  ["1970-01-01T00:03:00.000Z", { since: "2026-03-02T08:00:20.000Z" }, "2026-03-02T08:01:00.000Z"],
  ["2026-03-02T09:00:30.000Z", { since: "2026-03-02T08:00:20.000Z" }, "2026-03-02T09:00:30.000Z"],
  ["2026-03-02T09:00:30.000Z", {}, "2026-03-02T09:00:30.000Z"],
])("EX-21 proposes for %s with %j what may have been true: %s", (happenedAt, params, likely) => expect(likelyTime({ happenedAt, params }).toISOString()).toBe(likely));
