import { describe, expect, it } from "vitest";
import { advanced, askFrom, finished, readCursor, START } from "./poll-cursor";

const MINUTE = 60_000_000;

describe("poll cursor", () => {
  it("starts with everything and then looks back by the overlap", () => {
    expect(askFrom(undefined, 0, 300)).toBeNull();
    expect(askFrom({ at: 10 * MINUTE, since: 1000 }, 2000, 300)).toBe(5 * MINUTE);
  });

  it("asks from the mark itself once it has stood for the overlap, so that quiet records are not read for ever", () => {
    expect(askFrom({ at: 10 * MINUTE, since: 0 }, 300_001, 300)).toBe(10 * MINUTE);
  });

  it("keeps the mark's age while nothing newer shows up", () => {
    const first = finished(advanced(START, 7, 100), "orders", 1, 1000);
    expect(first).toMatchObject({ phase: 0, lastId: 0, top: 0, marks: { orders: { at: 100, since: 1000 } } });
    expect(finished(advanced(first, 7, 100), "orders", 1, 5000).marks["orders"]).toEqual({ at: 100, since: 1000 });
    expect(finished(advanced(first, 7, 101), "orders", 1, 5000).marks["orders"]).toEqual({ at: 101, since: 5000 });
  });

  it("starts over when it cannot be read", () => {
    expect(readCursor("{")).toEqual(START);
    expect(readCursor('{"v":2}')).toEqual(START);
    expect(readCursor(JSON.stringify(START))).toEqual(START);
  });
});
