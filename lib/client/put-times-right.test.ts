import { expect, it } from "vitest";
import { timesPutRight } from "./put-times-right";
import type { QueueItem } from "./queue-item";

const tapped = (sequence: number, eventTime: string, deviceMs?: number, more: Partial<QueueItem> = {}): QueueItem => ({
  sequence,
  commandId: `c${sequence}`,
  command: { name: "resume-operation", input: { operationId: "o1" } },
  accountId: "a1",
  eventTime,
  clockOffsetMs: 0,
  ...(deviceMs === undefined ? {} : { deviceMs }),
  text: "Started again",
  takesBack: null,
  state: "WAITING",
  attempts: 0,
  answer: null,
  ...more,
});
const NOW = Date.parse("2026-03-02T12:00:00Z");
const hours = (count: number) => count * 3_600_000;
it.each([
  ["of a device that fell back to 1970", "1970-01-01T01:00:00.000Z", hours(1), NOW - hours(3), "2026-03-02T10:00:00.000Z"],
  ["of a device that is hours behind, whose entries were put behind the one before", "2026-03-02T08:00:00.001Z", NOW - hours(7), hours(5), "2026-03-02T10:00:00.000Z"],
  ["of a device that is ahead", "2026-03-02T15:00:00.000Z", NOW + hours(3), -hours(5), "2026-03-02T10:00:00.000Z"],
  ["of a device whose clock was right all the time", "2026-03-02T10:00:00.000Z", NOW - hours(2), 0, "2026-03-02T10:00:00.000Z"],
  ["not of a clock that the network has set since: a lead says when", "1970-01-01T01:00:00.000Z", hours(1), 0, "1970-01-01T01:00:00.000Z"],
  ["not where it would be later than now", "2026-03-02T10:00:00.000Z", NOW, hours(2), "2026-03-02T10:00:00.000Z"],
])("EX-21 puts the time right %s", (_, claimed, deviceMs, offsetMs, expected) => {
  const [right] = timesPutRight([tapped(1, claimed, deviceMs)], "a1", { serverMs: NOW, offsetMs });
  expect([right?.eventTime, right?.clockOffsetMs, right !== undefined && "deviceMs" in right]).toEqual([expected, offsetMs, false]);
});

it("EX-21 keeps the order of the taps, and leaves what is somebody else's, was sent, or was right", () => {
  const items = [
    tapped(1, "2026-03-02T10:30:00.000Z"),
    tapped(2, "1970-01-01T01:00:00.000Z", hours(1)),
    tapped(3, "1970-01-01T01:00:00.001Z", hours(1), { accountId: "a2" }),
    tapped(4, "1970-01-01T01:00:00.002Z", hours(1), { state: "SENT" }),
    tapped(5, "1970-01-01T02:00:00.000Z", hours(2)),
  ];
  expect(timesPutRight(items, "a1", { serverMs: NOW, offsetMs: NOW - hours(3) }).map(({ sequence, eventTime }) => [sequence, eventTime])).toEqual([
    [2, "2026-03-02T10:30:00.001Z"],
    [5, "2026-03-02T11:00:00.000Z"],
  ]);
});

it.each([
  ["somebody else's, by a clock that was 20 h ahead", { accountId: "a2" }, "2026-03-03T06:00:00.000Z"],
  ["one that was refused, of another year", { state: "REFUSED" as const }, "2027-01-01T00:00:00.000Z"],
])("EX-21 puts nothing behind what lies ahead of the server: %s", (_, more, ahead) => {
  const items = [tapped(1, "2026-03-02T10:59:59.999Z"), tapped(2, ahead, undefined, more), tapped(3, "2026-03-03T07:00:00.000Z", NOW + hours(19))];
  expect(timesPutRight(items, "a1", { serverMs: NOW, offsetMs: -hours(20) }).map(({ eventTime }) => eventTime)).toEqual(["2026-03-02T11:00:00.000Z"]);
});
