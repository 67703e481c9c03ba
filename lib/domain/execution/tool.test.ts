import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RequiredTool, toolFaults } from "./tool";

const AT = new Date("2026-03-17T06:00:00Z");
type Known = NonNullable<RequiredTool["known"]>;
const tool = (code: string, change: Partial<Known> = {}): RequiredTool => ({ code, known: { status: "AVAILABLE", validUntil: null, here: true, usedBy: null, ...change } });

describe("EX-01 tool valid", () => {
  it.each<[string, RequiredTool, string | null]>([
    ["needs no calibration", tool("T"), null],
    ["is calibrated beyond the start", tool("T", { validUntil: new Date(AT.getTime() + 1) }), null],
    ["is calibrated up to the start", tool("T", { validUntil: AT }), "TOOL_EXPIRED"],
    ["is blocked", tool("T", { status: "BLOCKED" }), "TOOL_BLOCKED"],
    ["is in repair", tool("T", { status: "IN_REPAIR" }), "TOOL_BLOCKED"],
    ["is in use", tool("T", { usedBy: "PO-1 / 10", status: "BLOCKED" }), "TOOL_IN_USE"],
    ["is at another line", tool("T", { here: false, usedBy: "PO-1 / 10" }), "TOOL_NOT_HERE"],
    ["is none that anybody told of", { code: "T", known: null }, "TOOL_NOT_HERE"],
  ])("a tool that %s", (_, one, guard) => expect(toolFaults([one], AT)).toEqual(guard === null ? [] : [{ guard, tools: ["T"] }]));

  it("names all tools of one fault together, in one order of faults", () => {
    const tools = [tool("A", { validUntil: AT }), tool("B"), tool("C", { here: false }), tool("D", { validUntil: AT })];
    expect(toolFaults(tools, AT)).toEqual([
      { guard: "TOOL_NOT_HERE", tools: ["C"] },
      { guard: "TOOL_EXPIRED", tools: ["A", "D"] },
    ]);
  });

  it("lets nothing through that is not at hand and valid, and names each tool at most once", () => {
    const some = fc.record({
      status: fc.constantFrom("AVAILABLE" as const, "BLOCKED" as const, "IN_REPAIR" as const),
      validUntil: fc.option(fc.integer({ min: -3, max: 3 }).map((ms) => new Date(AT.getTime() + ms))),
      here: fc.boolean(),
      usedBy: fc.option(fc.constant("PO-1 / 10")),
    });
    fc.assert(
      fc.property(fc.array(fc.option(some), { maxLength: 8 }), (known) => {
        const tools = known.map((each, index) => ({ code: `T${index}`, known: each }));
        const named = toolFaults(tools, AT).flatMap((fault) => fault.tools);
        const fit = tools.filter(
          ({ known: one }) => one !== null && one.here && one.usedBy === null && one.status === "AVAILABLE" && (one.validUntil === null || one.validUntil > AT),
        );
        expect(new Set(named).size).toBe(named.length);
        expect(named.length + fit.length).toBe(tools.length);
        expect(fit.some(({ code }) => named.includes(code))).toBe(false);
      }),
    );
  });
});
