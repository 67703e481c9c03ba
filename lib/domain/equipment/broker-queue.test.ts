import { expect, it } from "vitest";
import { queueTestIsDue } from "./broker-queue";

const at = (minutes: number): Date => new Date(Date.UTC(2026, 2, 2, 6, minutes));
const tested = { startedAt: null, askedAt: null, testedAt: at(0), problem: null };

it("a broker is tested once, and again when somebody asks", () => {
  expect(queueTestIsDue({ ...tested, testedAt: null }, at(0))).toBe(true);
  expect(queueTestIsDue(tested, at(10_000))).toBe(false);
  expect(queueTestIsDue({ ...tested, askedAt: at(1) }, at(1))).toBe(true);
});

it("what could not be done is tried again after an hour", () => {
  const failed = { ...tested, problem: { code: "NOT_BROUGHT", detail: "" } };
  expect(queueTestIsDue(failed, at(59))).toBe(false);
  expect(queueTestIsDue(failed, at(60))).toBe(true);
});

it("one worker is at it; one that died while it was is waited for no longer than five minutes", () => {
  const begun = { ...tested, testedAt: null, startedAt: at(0) };
  expect(queueTestIsDue(begun, at(4))).toBe(false);
  expect(queueTestIsDue({ ...begun, askedAt: at(1) }, at(4))).toBe(false);
  expect(queueTestIsDue(begun, at(5))).toBe(true);
});
