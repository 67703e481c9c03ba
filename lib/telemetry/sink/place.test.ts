import { describe, expect, it } from "vitest";
import { emptyBatch, type MetricReading } from "@/lib/telemetry/batch";
import { received } from "@/lib/telemetry/message";
import { FILLER, tagOf } from "@/lib/telemetry/testing/tag-of";
import { NO_MACHINE, place, QUALITY } from "./place";
import type { TagMap } from "./tags";

const NOW = Date.UTC(2026, 0, 5, 6);
const DAY = 86_400_000;
const TAGS = [
  tagOf({ id: 1, kind: "STATE", name: "state" }),
  tagOf({ id: 2, kind: "COUNTER", name: "made", counter: "GOOD" }),
  tagOf({ id: 3, name: "temp" }),
  tagOf({ id: 4, name: "huge", scale: "1000000.000000" }),
];
const find = (address: string, name: string) => TAGS.find((tag) => tag.address === address && tag.name === name);
const MAP: TagMap = {
  knows: (address) => address === "SITE-A/PAST-1",
  find: (address, _kind, name) => find(address, name),
  findMetric: find,
  units: (address) => (address === "SITE-A/PAST-1" ? [FILLER] : []),
};
const metric = (name: string, value: MetricReading["value"], told: Partial<MetricReading> = {}): MetricReading => ({
  address: "SITE-A/PAST-1",
  name,
  value,
  atMs: NOW,
  seq: 7,
  quality: "GOOD",
  ownTime: true,
  unit: null,
  historical: false,
  message: received("spBv1.0/SITE-A/NDATA/PAST-1", Uint8Array.of(1), NOW + 20),
  ...told,
});
const placed = (...metrics: readonly MetricReading[]) => place({ ...emptyBatch(), metrics: [...metrics] }, MAP, NOW);
/** How many samples, counts, states and distrusted values it is, and why what is refused is. */
const sorts = ({ samples, counts, states, distrusted, quarantined }: ReturnType<typeof place>) => [
  ...[samples, counts, states, distrusted].map(({ length }) => length),
  ...quarantined.map(({ reason }) => reason),
];
const UNTIMELY = "the time is more than a day ahead or more than 90 days ago";

describe("place", () => {
  it.each([
    ["a time a day ahead", NOW + DAY, [1, 0, 0, 0]],
    ["a time more than a day ahead", NOW + DAY + 1, [0, 0, 0, 0, UNTIMELY]],
    ["90 days ago", NOW - 90 * DAY, [1, 0, 0, 0]],
    ["more than 90 days ago", NOW - 90 * DAY - 1, [0, 0, 0, 0, UNTIMELY]],
  ])("KP-04 places what is said of %s, or refuses it, a metric and a plain value alike", (_, atMs, expected) => {
    expect(sorts(placed(metric("temp", 20, { atMs })))).toEqual(expected);
    const { address, name, seq, message } = metric("temp", 20);
    const samples = [{ address, name, seq, message, atMs, value: 20, quality: "GOOD" as const }];
    expect(sorts(place({ ...emptyBatch(), samples }, MAP, NOW))).toEqual(expected);
  });

  it.each([
    ["made", 12, [0, 1, 0, 0]],
    ["made", 12n, [0, 1, 0, 0]],
    ["made", "12", [0, 0, 0, 0, "made is not a counter value"]],
    ["made", -1, [0, 0, 0, 0, "made is not a counter value"]],
    ["made", 1.5, [0, 0, 0, 0, "made is not a counter value"]],
    ["made", 2n ** 53n, [0, 0, 0, 0, "made is not a counter value"]],
    ["made", null, [0, 0, 0, 1]],
    ["temp", "20", [0, 0, 0, 0, "temp is not a number"]],
    ["temp", Number.NaN, [0, 0, 0, 0, "temp is not a number"]],
    ["temp", null, [0, 0, 0, 1]],
    ["state", "PRODUCING", [0, 0, 1, 0]],
    ["state", 6n, [0, 0, 1, 0]],
    ["state", "WHATEVER", [0, 0, 0, 0, "state is not a known equipment state"]],
    ["huge", 1e308, [0, 0, 0, 0, "huge is too large: 1e+308 by the scale 1000000"]],
  ] as const)("takes %s of %s for what its tag says that it is", (name, value, expected) => {
    expect(sorts(placed(metric(name, value)))).toEqual(expected);
  });

  it.each(["made", "state"])("KP-04 a bad %s is none, and a sign of life; a bad parameter is a sample that says so", (name) => {
    const value = name === "state" ? "PRODUCING" : 12;
    const bad = placed(metric(name, value, { quality: "BAD" }));
    expect([sorts(bad), bad.heard.size]).toEqual([[0, 0, 0, 1], 1]);
    expect(sorts(placed(metric(name, value, { quality: "UNCERTAIN" }))).slice(0, 4)).toEqual(name === "state" ? [0, 0, 1, 0] : [0, 1, 0, 0]);
    expect(placed(metric("temp", 20, { quality: "BAD" })).samples).toMatchObject([{ value: 20, quality: QUALITY.BAD }]);
  });

  it("refuses of a Sparkplug message each metric by itself, and stores the others of it", () => {
    const message = received("spBv1.0/SITE-A/NDATA/PAST-1", Uint8Array.of(1), NOW);
    const told = placed(...[metric("made", -1), metric("huge", 1e308), metric("state", "WHATEVER"), metric("temp", 20)].map((one) => ({ ...one, message })));
    expect(told.samples).toHaveLength(1);
    expect(told.quarantined.map((one) => one.metric)).toEqual(["made", "huge", "state"]);
    const plain = received("site-a/hall", Uint8Array.of(1), NOW);
    expect(placed(...[metric("made", -1), metric("huge", 1e308)].map((one) => ({ ...one, message: plain }))).quarantined).toHaveLength(1);
  });

  it("keeps the number of a sample within what its column holds", () => {
    const numbers = [2 ** 31 - 2, 2 ** 31].map((seq) => placed(metric("temp", 20, { seq })).samples[0]?.seq);
    expect(numbers).toEqual([2 ** 31 - 2, 1]);
  });

  it("what is of the past is stored and not of now, and no loss of a value; its delay tells nothing, nor does one of a time that only we know", () => {
    const past = placed(...(["temp", "made", "state"] as const).map((name) => metric(name, name === "state" ? "DOWN" : 3, { historical: true })));
    expect([...past.samples, ...past.counts, ...past.states].map(({ live }) => live)).toEqual([false, false, false]);
    expect(sorts(placed(metric("temp", null, { historical: true })))).toEqual([0, 0, 0, 0]);
    const tally = ({ tally: told }: ReturnType<typeof place>) => told.get("source");
    expect(tally(past)).toMatchObject({ readings: 3, timed: 0 });
    expect(tally(placed(metric("temp", 20, { ownTime: false })))).toMatchObject({ readings: 1, timed: 0 });
    expect(tally(placed(metric("temp", 20)))).toMatchObject({ readings: 1, timed: 1, delaySumMs: 20 });
  });

  it("the loss of an address that nobody has mapped is refused, but for that of a Sparkplug node, whose row says it", () => {
    const losses = ["spBv1.0/SITE-A/NDEATH/OTHER", "site-a/other"].map((topic) => ({ address: "other", atMs: NOW, message: received(topic, new Uint8Array(), NOW) }));
    const known = { address: "SITE-A/PAST-1", atMs: NOW, message: received("spBv1.0/SITE-A/NDEATH/PAST-1", new Uint8Array(), NOW) };
    const told = place({ ...emptyBatch(), losses: [...losses, known] }, MAP, NOW);
    expect(told.quarantined).toMatchObject([{ topic: "site-a/other", reason: NO_MACHINE }]);
    expect(told.losses).toMatchObject([{ unit: FILLER, atMs: NOW }]);
  });

  it("a node that is born is a sign of life of its machines, one that dies is none, and what nobody has mapped is listed", () => {
    const node = { group: "SITE-A", node: "PAST-1", device: "", bdSeq: 1, declared: [], atMs: NOW, message: received("spBv1.0/SITE-A/NBIRTH/PAST-1", new Uint8Array(), NOW) };
    const births = (online: boolean) => place({ ...emptyBatch(), nodes: [{ ...node, online }] }, MAP, NOW).births.length;
    expect([births(true), births(false)]).toEqual([1, 0]);
    expect(placed(metric("nobody", 1))).toMatchObject({ unmapped: [{ name: "nobody" }], quarantined: [] });
  });
});
