import { expect, it } from "vitest";
import type { MappingChoices, UnmappedRow } from "@/lib/queries/admin/signal-mappings";
import { manyInputs, manyRows, problemOf } from "./many";

const choices: Pick<MappingChoices, "units" | "states" | "packml"> = {
  units: [
    { id: "filler", siteId: "a", code: "L1.FILLER", name: "Filler" },
    { id: "packer", siteId: "b", code: "P1.PACKER", name: "Packer" },
  ],
  states: ["PRODUCING"],
  packml: { numbers: [{ value: "6", state: "PRODUCING" }], names: [] },
};
const parameter: UnmappedRow["suggested"] = { workUnit: null, kind: "PARAMETER", counter: null, name: "v", uom: null, wraps: null, fits: true };
const row = (id: string, over: Partial<Omit<UnmappedRow, "suggested">> = {}, suggested: Partial<UnmappedRow["suggested"]> = {}): UnmappedRow => ({
  id,
  siteId: "a",
  site: "A",
  sourceId: "s",
  source: "s",
  sparkplug: false,
  opcua: false,
  address: "hall",
  path: id,
  lastValue: "1",
  unit: null,
  count: 1,
  firstSeenAt: "2026-01-05T06:00:00.000Z",
  lastSeenAt: "2026-01-05T06:00:00.000Z",
  ignored: false,
  refused: false,
  neighbour: null,
  timeBeside: null,
  ...over,
  suggested: { ...parameter, ...suggested },
});

it("takes the suggested work unit, the chosen one where none is suggested at its site, and none for what is no signal", () => {
  const rows = [row("own", {}, { workUnit: "L1.FILLER" }), row("none"), row("elsewhere", { siteId: "b" }), row("text", {}, { fits: false }), row("refused", { refused: true })];
  const unitsOf = (chosen: string) => manyRows(rows, choices, chosen).map(({ unit }) => unit?.id ?? null);
  expect([unitsOf(""), unitsOf("filler"), unitsOf("packer")]).toEqual([
    ["filler", null, null, null, null],
    ["filler", "filler", null, null, null],
    ["filler", null, "packer", null, null],
  ]);
});

it("leaves out by itself what would be refused, and what is the time of others", () => {
  const state = { kind: "STATE" } as const;
  const rows = [
    row("run", { lastValue: "RUN" }, state),
    row("six", { lastValue: "6" }, state),
    row("ours", { lastValue: "producing" }, state),
    row("a", { timeBeside: "ts" }),
    row("ts"),
  ];
  expect(manyRows(rows, choices, "filler").map(({ usual }) => usual)).toEqual([false, true, true, true, false]);
});

it("sends the values of each site for themselves", () => {
  const rows = manyRows([row("one"), row("other", { siteId: "b" }, { workUnit: "P1.PACKER" }), row("left", { siteId: "b" })], choices, "filler");
  expect(manyInputs(rows).map((site) => site.map(({ metricId, workUnitId }) => [metricId, workUnitId]))).toEqual([[["one", "filler"]], [["other", "packer"]]]);
});

it.each([
  ["SIGNAL_TWICE", "SIGNAL_TWICE"],
  ["MAPPING_EXISTS", "MAPPING_EXISTS"],
  ["NOT_FOUND", "MAPPING_EXISTS"],
  ["MAPPING_INVALID", "OTHER"],
])("a value that is refused as %s is told as %s: what somebody else has mapped meanwhile is not said to be left on the list", (code, problem) => {
  expect(problemOf(code)).toBe(problem);
});
