import { expect, it } from "vitest";
import { advanced, askFrom, finished, readCursor, START } from "./poll-cursor";

it.each([
  ["nothing was read yet", undefined, 1000, null],
  ["something newer may still be stored behind the mark", { at: 900, since: 980 }, 1000, 840],
  ["the mark has stood long enough", { at: 900, since: 939 }, 1000, 900],
])("asks from the right stamp when %s", (_, mark, now, expected) => expect(askFrom(mark, now, 60)).toBe(expected));

it("goes through its streams and keeps the newest stamp of each, also over rounds that brought nothing", () => {
  const first = finished(advanced(advanced(START, 7, 900), 9, 800), "items", 2, 1000, 700);
  expect(first).toMatchObject({ phase: 1, lastId: 0, top: 0, marks: { items: { at: 900, since: 1000 } } });
  const round = finished(finished(first, "orders", 2, 1000, 940), "items", 2, 2000, 900);
  expect(round.marks).toEqual({ items: { at: 900, since: 1000 }, orders: { at: 940, since: 1000 } });
});

it("starts over with a cursor that it cannot read", () => {
  expect(readCursor("nonsense")).toEqual(START);
  expect(readCursor('{"v":2}')).toEqual(START);
  expect(readCursor(JSON.stringify({ ...START, lastId: 5 }))).toMatchObject({ lastId: 5 });
});
