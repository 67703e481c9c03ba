import { describe, expect, it } from "vitest";
import { isForgotten, type KnownPerson } from "./known-people";

const known = (accountId: string, at: string): KnownPerson => ({ accountId, personId: null, may: { execute: true, override: false }, locale: "en", tail: "17", at });

describe("whom a tablet knows without the network", () => {
  const next = { accountId: "a1", at: "2026-03-16T06:00:00.000Z" };

  it.each([
    ["the same person by an earlier PIN", known("a1", "2026-03-16T05:00:00.000Z"), true],
    ["somebody who was here within seven days", known("a2", "2026-03-09T06:00:00.001Z"), false],
    ["somebody who was not", known("a2", "2026-03-09T06:00:00.000Z"), true],
  ])("forgets, as somebody signs on: %s", (_, person, forgotten) => expect(isForgotten(person, next)).toBe(forgotten));
});
