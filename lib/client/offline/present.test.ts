import { afterEach, expect, it, vi } from "vitest";
import { presentMark, setPresent } from "./present";

afterEach(() => void vi.unstubAllGlobals());

it.each([
  ["a moment later", "2026-03-02T10:04:59Z", "mark"],
  ["five minutes later", "2026-03-02T10:05:00Z", null],
  ["where the clock lies a little further back than when the tablet was touched", "2026-03-02T09:59:00Z", "mark"],
  ["where a change of the battery has set the clock back", "1970-01-01T00:01:00Z", null],
])("SEC-07 knows who is at the tablet %s: %s", (_, now, expected) => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) });
  setPresent("mark", new Date("2026-03-02T10:00:00Z"));
  expect(presentMark(new Date(now))).toBe(expected);
});
