import { describe, expect, it } from "vitest";
import { runComponent } from "./testing/run-component";
import { neverScanned, unissued } from "./unissued";

const goesIn = { perUnit: "1", least: "0.9" };
const alone = (issued: string) => runComponent("A", { issued, goesIn });
const mixed = (id: string, issued: string, more: object = {}) => runComponent(id, { issued, remaining: "0", goesIn: { ...goesIn, mixGroup: "M" }, ...more });
const said = (processed: string, ...components: readonly ReturnType<typeof runComponent>[]) =>
  unissued(components, processed).map(({ componentId, item, issued, used }) => `${componentId}: ${item} ${issued} of ${used}`);

describe("EX-03 what went in and was not issued, as the server will say it", () => {
  it.each([
    ["much less", alone("1"), ["A: A 1 of 204"]],
    ["nine tenths", alone("183.6"), []],
    ["what a confirmation takes by itself", runComponent("A", { mode: "BACKFLUSH" }), []],
    ["a line that blocks as never scanned", alone("0"), []],
    ["a line that is issued by quantity and never was", { ...alone("0"), mode: "MANUAL_QTY" as const }, ["A: A 0 of 204"]],
  ])("%s", (_, component, expected) => expect(said("204", component)).toEqual(expected));

  it("of a mix group the whole counts, and its lines are named together, with the one that still needs something to be issued", () => {
    expect(said("204", mixed("A", "240"), mixed("B", "168"))).toEqual([]);
    expect(said("204", mixed("A", "240"), alone("204"), mixed("B", "100", { remaining: "104" }))).toEqual(["B: A + B 340 of 408"]);
    expect(said("204", mixed("A", "1"), mixed("B", "1"))).toEqual(["A: A + B 2 of 408"]);
    expect(said("204", mixed("A", "408"), mixed("B", "1", { uom: "KGM" }))).toEqual(["B: B 1 of 204"]);
  });

  it("says nothing of a mix group while a line of it blocks as never scanned", () => expect(said("204", mixed("A", "20"), mixed("B", "0"))).toEqual([]));
});

it.each([
  ["something went in and nothing was scanned", runComponent("A"), "1", true],
  ["nothing was made", runComponent("A"), "0", false],
  ["nothing of it is needed", runComponent("A", { required: "0" }), "1", false],
  ["a lot was scanned", runComponent("A", { issued: "1" }), "1", false],
  ["it has no lots", runComponent("A", { tracked: false }), "1", false],
])("EX-03 a line blocks as never scanned, or does not: %s", (_, component, processed, expected) => expect(neverScanned(component, processed)).toBe(expected));
