import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leavesOf, parseJsonPath, readJsonPath, valueAt, writeJsonPath } from "./json-path";
import { mappingsOf, mapSignal, type SignalMapping } from "./signal-mapping";
import { bySpecificity, fillIn, filterMatches, parseTopicPattern, patternsMeet, type TopicPattern } from "./topic-pattern";

function pattern(text: string): TopicPattern {
  const read = parseTopicPattern(text);
  if ("problem" in read) throw new Error(read.problem);
  return read;
}

describe("topic patterns", () => {
  it.each([
    ["a/b", "a/b", {}],
    ["a/b", "a/b/c", null],
    ["a/+/c", "a/b/c", {}],
    ["a/+", "a", null],
    ["a/#", "a/b/c", {}],
    ["a/#", "a", {}],
    ["#", "a/b", {}],
    ["{line}/x/{unit}/#", "L1/x/FILLER/temp/now", { line: "L1", unit: "FILLER" }],
    ["{line}/x", "/x", { line: "" }],
    ["a/{line}", "b/L1", null],
    // A topic is text: what looks like a pattern of another kind is none.
    ["a.c/(b|c)*", "abc/b", null],
  ])("%s and %s", (text, topic, parts) => expect(pattern(text).match(topic)).toEqual(parts));

  it.each([
    ["", "EMPTY"],
    ["a".repeat(513), "TOO_LONG"],
    ["a/b+", "WILDCARD_IN_LEVEL"],
    ["a/#/b", "HASH_NOT_LAST"],
    ["a/{Line}", "BAD_NAME"],
    ["a/{line", "BAD_NAME"],
    ["{a}/{a}", "NAME_TWICE"],
    ["spBv1.0/#", "SPARKPLUG"],
  ])("refuses %s as %s", (text, problem) => expect(parseTopicPattern(text)).toEqual({ problem }));

  it("a topic that matches a pattern lies in every filter that the pattern meets alone", () => {
    const level = fc.constantFrom("a", "b", "+");
    const filter = fc.tuple(fc.array(level, { minLength: 1, maxLength: 3 }), fc.boolean()).map(([levels, rest]) => [...levels, ...(rest ? ["#"] : [])].join("/"));
    const topic = fc.array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 4 }).map((levels) => levels.join("/"));
    fc.assert(
      fc.property(filter, filter, topic, (one, other, said) => {
        if (pattern(one).match(said) !== null && pattern(other).match(said) !== null) expect(patternsMeet(one, other)).toBe(true);
      }),
    );
    expect([patternsMeet("press/{unit}/temp", "site-a/#"), patternsMeet("press/{unit}", "press/+"), patternsMeet("a/b", "a")]).toEqual([false, true, false]);
  });

  it("named parts fill in a code; unknown ones stay", () => expect(fillIn("{line}.{unit}.{x}", { line: "L1", unit: "FILLER" })).toBe("L1.FILLER.{x}"));
});

describe("JSON paths", () => {
  const message = { data: { values: [{ v: 1.5 }, { v: "x" }], "a.b": [true], 'q"[]': 2 } };
  it.each([
    ["data.values[0].v", 1.5],
    ["data.values[1].v", "x"],
    ['data["a.b"][0]', true],
    ['data["q\\"[]"]', 2],
    ["data.values.0", undefined],
    ["data.values.length", undefined],
    ["data.constructor", undefined],
    ["__proto__", undefined],
    ["", message],
    ["$", message],
    ["$.data.values[0].v", 1.5],
    ['$["data"]["a.b"][0]', true],
    ["$.data['a.b'][0]", true],
    ["data['q\"[]']", 2],
    ["data.values['v']", undefined],
  ])("%s", (text, value) => expect(valueAt(message, parseJsonPath(text) ?? ["?"])).toEqual(value));

  it.each(["a..b", "a[*]", "*", "a.*.b", "$.*", "$..a[?(@.b)]", "a[?(@.b==1)]"])("%s asks for more than one value", (text) => expect(readJsonPath(text)).toBe("WILDCARD"));
  it.each([".a", "a.", "a[", "a[x]", "a[-1]", 'a["b]', "a]b", "a[id=temp]", 'a["*"', "$a[", "a".repeat(513)])("%s is none", (text) => expect(readJsonPath(text)).toBe("NO_PATH"));

  it("a field may be called as a wildcard or as the root", () => {
    expect([valueAt({ "*": 1 }, parseJsonPath('["*"]') ?? []), valueAt({ $: 2 }, parseJsonPath('["$"]') ?? []), valueAt({ $a: 3 }, parseJsonPath("$a") ?? [])]).toEqual([1, 2, 3]);
  });

  it("an element is found by what its field says, wherever it stands", () => {
    const list = (...values: object[]) => ({ values });
    const temp = parseJsonPath('values[id="temp"].v') ?? [];
    expect(valueAt(list({ id: "temp", v: 21 }, { id: "speed", v: 900 }), temp)).toBe(21);
    expect(valueAt(list({ id: "speed", v: 950 }), temp)).toBeUndefined();
    expect(valueAt(list({ id: "speed", v: 950 }, { id: "temp", v: 22 }), temp)).toBe(22);
    expect(valueAt({ values: { id: "temp", v: 1 } }, temp)).toBeUndefined();
    expect(valueAt(list({ id: "temp", v: 21 }), parseJsonPath("values[id='temp'].v") ?? [])).toBe(21);
    expect(valueAt([{ "a.b": 7, v: 1 }], parseJsonPath('["a.b"=7].v') ?? [])).toBe(1);
  });

  it("values of a list are named by what tells its elements apart, and by position where nothing does", () => {
    const paths = (message: unknown) => leavesOf(message, 50).map(({ path }) => path);
    expect(leavesOf({ values: [{ id: "temp", v: 21, q: true }] }, 50)).toEqual([
      { path: 'values[id="temp"].v', positions: "values[0].v", value: 21 },
      { path: 'values[id="temp"].q', positions: "values[0].q", value: true },
    ]);
    expect(
      paths([
        { n: "a", v: 1 },
        { n: "a", v: 2 },
      ]),
    ).toEqual(["[0].n", "[0].v", "[1].n", "[1].v"]);
    expect(paths({ m: [{ name: "a" }, 5] })).toEqual(["m[0].name", "m[1]"]);
  });

  it("every leaf of a message is found again by its path", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.record({ id: fc.oneof(fc.string(), fc.maxSafeInteger()), v: fc.jsonValue() }))), (value) => {
        for (const { path, positions, value: leaf } of leavesOf(value, 50)) {
          for (const written of [path, positions]) {
            expect(valueAt(value, parseJsonPath(written) ?? ["?"])).toBe(leaf);
            expect(writeJsonPath(parseJsonPath(written) ?? ["?"])).toBe(written);
          }
        }
      }),
    );
    expect(leavesOf({ a: 1, b: [2, { c: 3 }] }, 2)).toHaveLength(2);
    expect(writeJsonPath(["a", 0, "b.c", { key: "i=d", is: 'q"' }])).toBe('a[0]["b.c"]["i=d"="q\\""]');
  });
});

/** Nothing but the usual. */
const PLAIN = { timeFrom: "MESSAGE", timePath: null, zone: null, states: null, modePath: null, modes: null } as const;

describe("mapSignal", () => {
  const mapping: SignalMapping = {
    id: "m",
    site: "SITE-A",
    pattern: pattern("press/{unit}/values"),
    valuePath: ["data", "temp"],
    workUnit: "HALL.{unit}",
    kind: "PARAMETER",
    counter: null,
    ...PLAIN,
  };
  const at = Date.UTC(2026, 0, 5, 6);
  const map = (message: unknown, over: Partial<SignalMapping> = {}) => mapSignal({ ...mapping, ...over }, "press/p7/values", message);

  it.each([
    [{ data: { temp: 21.5 } }, { value: 21.5, atMs: null }],
    [
      { data: { temp: "21.5" }, ts: at },
      { value: 21.5, atMs: at },
    ],
    [
      { data: { temp: true }, timestamp: at / 1000 },
      { value: 1, atMs: at },
    ],
    [
      { data: { temp: 1 }, time: "2026-01-05T06:00:00Z" },
      { value: 1, atMs: at },
    ],
    [
      { data: { temp: 1 }, ts: at * 1000 + 400 },
      { value: 1, atMs: at },
    ],
    [
      { data: { temp: 1 }, ts: at * 1_000_000 },
      { value: 1, atMs: at },
    ],
    [
      { data: { temp: 1 }, ts: String(at) },
      { value: 1, atMs: at },
    ],
    [
      { data: { temp: 1 }, ts: `${at / 1000}.250` },
      { value: 1, atMs: at + 250 },
    ],
    // The one that is an instant.
    [
      { data: { temp: 1 }, ts: null, timestamp: at, time: 12.5 },
      { value: 1, atMs: at },
    ],
  ])("%j", (message, expected) => expect(map(message)).toEqual({ mappingId: "m", unit: "HALL.p7", ...expected }));

  it.each([{}, { data: null }, [1], 5])("says nothing: %j", (message) => expect(map(message)).toBeNull());
  it("says that there is no value where the message says so", () => expect(map({ data: { temp: null } })).toMatchObject({ value: null }));
  it("says nothing of another topic", () => expect(mapSignal(mapping, "press/p7", { data: { temp: 1 } })).toBeNull());
  it.each([{ data: { temp: "hot" } }, { data: { temp: [1] } }, { data: { temp: "0x10" } }])("%j is no number", (message) => expect(map(message)).toBe("the value is not a number"));
  it.each([
    [{ at: "noon" }, { timePath: ["at"] }, "the time in at is not an instant"],
    [{}, { timePath: ["at"] }, "the time in at is not an instant"],
    // A local time could mean any of 24 instants, and when it came is none of them.
    [{ ts: "2026-01-05 06:00:00" }, {}, "the time in ts has no zone"],
    [{ time: "just now" }, {}, "the time in time is not an instant"],
  ])("a time must be one: %j", (time, over, problem) => expect(map({ data: { temp: 1 }, ...time }, over)).toBe(problem));
  it("a time without its zone is in the zone that the mapping names, summer and winter", () => {
    const zone = "Europe/Berlin";
    expect([map({ data: { temp: 1 }, ts: "2026-01-05 07:00:00" }, { zone }), map({ data: { temp: 1 }, ts: "2026-07-05T08:00:00.5" }, { zone })]).toMatchObject([
      { atMs: at },
      { atMs: Date.UTC(2026, 6, 5, 6, 0, 0, 500) },
    ]);
    expect(map({ data: { temp: 1 }, ts: "2026-01-05T06:00:00Z" }, { zone })).toMatchObject({ atMs: at });
  });
  it("a mapping may take the time of arrival, whatever the fields of a message are called", () =>
    expect(map({ data: { temp: 1 }, time: 12.5, ts: "noon" }, { timeFrom: "ARRIVAL" })).toMatchObject({ value: 1, atMs: null }));

  const state = (value: unknown, over: Partial<SignalMapping> = {}, more: object = {}) => map({ data: { temp: value }, ...more }, { kind: "STATE", ...over });
  const words = [{ value: "RUN", state: "PRODUCING" }] as const;
  it("a state is one of ours, of PackML, or of the list of the mapping", () => {
    expect([state("producing"), state("6"), state("RUN", { states: words })]).toMatchObject([{ value: "PRODUCING" }, { value: "PRODUCING" }, { value: "PRODUCING" }]);
    expect([state("RUN"), state(true), state(6, { states: words }), state({})]).toEqual([
      '"RUN" is no state of ours or of PackML: say in the mapping which one it is',
      "true is no state of ours or of PackML: say in the mapping which one it is",
      "6 is not among the states of the mapping",
      "what stands there is no state of ours or of PackML: say in the mapping which one it is",
    ]);
  });
  it("the mode beside it speaks first; where a message tells none the state does", () => {
    const modePath = ["mode"] as const;
    expect([state(6, { modePath }, { mode: 2 }), state(6, { modePath }, { mode: 1 }), state(6, { modePath })]).toMatchObject([
      { value: "PLANNED_DOWN" },
      { value: "PRODUCING" },
      { value: "PRODUCING" },
    ]);
    expect(state(6, { modePath }, { mode: 9 })).toBe("the mode 9 is none of PackML: say in the mapping which state it is");
    expect(state("?", { modePath, modes: [{ value: "true", state: "BLOCKED" }] }, { mode: true })).toMatchObject({ value: "BLOCKED" });
  });
});

describe("mappingsOf", () => {
  const one = (id: string, topicPattern: string, over: Partial<SignalMapping> = {}): SignalMapping & { topicPattern: string } => ({
    id,
    site: "SITE-A",
    topicPattern,
    pattern: pattern(topicPattern),
    valuePath: ["good"],
    workUnit: "L1.FILLER",
    kind: "COUNTER",
    counter: "GOOD",
    ...PLAIN,
    ...over,
  });
  const heard = (topic: string, ...mappings: ReturnType<typeof one>[]) =>
    mappingsOf(
      mappings.toSorted((a, b) => bySpecificity(a.topicPattern, b.topicPattern)),
      topic,
    ).map(({ id }) => id);
  const every = one("every", "hall/{line}/{unit}/c", { workUnit: "{line}.{unit}" });

  it("of those that make the same of one value the most specific is heard alone", () => {
    expect(heard("hall/L1/filler/c", every, one("filler", "hall/L1/filler/c"), one("all", "hall/#"))).toEqual(["filler"]);
    expect(heard("hall/L1/capper/c", every, one("filler", "hall/L1/filler/c"))).toEqual(["every"]);
  });

  it.each<[string, Partial<SignalMapping>]>([
    ["another work unit", { workUnit: "L1.CAPPER" }],
    ["another counter", { counter: "TOTAL" }],
    ["another kind", { kind: "PARAMETER", counter: null }],
    ["another value", { valuePath: ["total"] }],
    ["another site", { site: "SITE-B" }],
  ])("%s is something else", (_, over) => expect(heard("hall/L1/filler/c", every, one("own", "hall/L1/filler/c", over))).toEqual(["own", "every"]));
});

describe("topic filters", () => {
  it("stand in the order in which the first that matches is the most specific", () => {
    expect(["#", "hall/#", "hall/+", "hall/+/now", "hall/press/#", "hall/press/now", "hall/press"].toSorted(bySpecificity)).toEqual([
      "hall/press/now",
      "hall/press",
      "hall/press/#",
      "hall/+",
      "hall/+/now",
      "hall/#",
      "#",
    ]);
  });

  it.each([
    ["hall/#", "hall", true],
    ["hall/#", "hall/a/b", true],
    ["hall/+", "hall/a/b", false],
    ["spBv1.0/SITE-A/#", "spBv1.0/SITE-A/NDATA/x", true],
    ["hall/a.b", "hall/aXb", false],
    ["hall/{a}", "hall/x", false],
  ])("%s matches %s: %s", (filter, topic, expected) => expect(filterMatches(filter, topic)).toBe(expected));
});
