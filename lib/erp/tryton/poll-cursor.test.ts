import { describe, expect, it } from "vitest";
import { advanced, askFrom, finished, passedOver, readCursor, readWith, START } from "./poll-cursor";

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

  it("reads again what other settings have a say in, under a higher revision, and the rest goes on", () => {
    const first = readWith(START, "a", ["orders"], 1000);
    expect(first.mapping).toEqual({ of: "a", revision: 0, since: 0 });
    const done = finished(advanced(finished(advanced(first, 7, 100), "lots", 2, 1000), 9, 200), "orders", 2, 1000);
    expect(readWith(done, "a", ["orders"], 2000)).toEqual(done);
    const again = readWith({ ...done, phase: 1, lastId: 5 }, "b", ["orders"], 2000);
    expect(again).toEqual({ ...START, marks: { lots: { at: 100, since: 1000 } }, mapping: { of: "b", revision: 1, since: 2000 } });
    // A cursor that knows of no settings is one of an earlier release.
    expect(readWith({ ...done, mapping: undefined }, "a", ["orders"], 2000).mapping).toEqual({ of: "a", revision: 1, since: 2000 });
  });

  it("gives a kind that is not there no mark", () => {
    expect(passedOver({ ...START, phase: 1, lastId: 3, top: 4 }, 2)).toEqual(START);
  });

  it("starts over when it cannot be read", () => {
    expect(readCursor("{")).toEqual(START);
    expect(readCursor('{"v":2}')).toEqual(START);
    expect(readCursor(JSON.stringify(START))).toEqual(START);
  });
});
