import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { type CompleteContext, decideCompletion } from "./complete";
import { type ConfirmContext, decideConfirmation } from "./confirm-production";
import { NOTHING_HELD } from "./held-quantity";
import { acceptsQuantity, isLoaded, mayMove, type OperationState } from "./operation-state";
import { isExecutable, mayMoveOrder, type OrderState } from "./order-state";
import { decideReversal, type ReverseContext } from "./reverse";
import { decideSkip, type SkipContext } from "./skip";
import { decideStart, type StartContext } from "./start";
import { maxGood, minGood } from "./tolerance";
import { addEntry, goodOf, NO_TOTALS as NONE, openRework, type QuantityEntry } from "./totals";

const EA = { code: "EA", decimals: 0 };
const run = (good: string, scrap = "0", rework = "0"): QuantityEntry => ({ activity: "RUN", good: decimal(good), scrap: decimal(scrap), rework: decimal(rework) });

describe("state machines (§2.2)", () => {
  const operations: OperationState[] = ["PENDING", "READY", "SETUP", "RUNNING", "PAUSED", "COMPLETED", "SKIPPED", "ABORTED"];
  it.each([
    ["READY", "SETUP", true],
    ["READY", "RUNNING", true],
    ["SETUP", "READY", true],
    ["PAUSED", "COMPLETED", true],
    ["COMPLETED", "READY", true],
    ["PENDING", "RUNNING", false],
    ["SETUP", "COMPLETED", false],
    ["SKIPPED", "READY", false],
  ] as const)("an operation may go %s → %s: %s", (from, to, may) => expect(mayMove(from, to)).toBe(may));
  it("ends are ends", () => expect(operations.filter((to) => mayMove("ABORTED", to) || mayMove("SKIPPED", to))).toEqual([]));
  it("takes quantities while it runs or is paused, and holds its unit until it ends", () => {
    expect(operations.filter(acceptsQuantity)).toEqual(["RUNNING", "PAUSED"]);
    expect(operations.filter(isLoaded)).toEqual(["SETUP", "RUNNING", "PAUSED"]);
  });
  it.each([
    ["RELEASED", "CREATED", true],
    ["COMPLETED", "IN_PROGRESS", true],
    ["IN_PROGRESS", "CANCELLED", false],
    ["CLOSED", "IN_PROGRESS", false],
  ] as const)("an order may go %s → %s: %s", (from, to, may) => expect(mayMoveOrder(from, to)).toBe(may));
  it("work goes on in released and running orders only", () => {
    const orders: OrderState[] = ["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "CLOSED", "CANCELLED", "ABORTED"];
    expect(orders.filter(isExecutable)).toEqual(["RELEASED", "IN_PROGRESS"]);
  });
});

describe("EX-01 start", () => {
  const ready: StartContext = {
    orderState: "RELEASED",
    operationState: "READY",
    setupMachineHours: decimal("0.5"),
    setupLabourHours: decimal("1"),
    predecessorGood: null,
    workUnit: { qualified: true, parallel: false, loadedWith: null },
    person: { active: true, missingCapabilities: [] },
    openRequiredChecks: 0,
    toolFaults: [],
    toolOverride: "NONE",
    predecessorHeld: NOTHING_HELD,
    processed: ZERO,
    unreadInstructions: [],
    allReserved: false,
  };
  it("EX-01 begins with the setup, or with the run where none is planned", () => {
    expect(decideStart(ready)).toEqual({ ok: true, value: "SETUP" });
    expect(decideStart({ ...ready, setupMachineHours: ZERO, setupLabourHours: ZERO })).toEqual({ ok: true, value: "RUNNING" });
    // Of people alone or of the machine alone it is a setup as well.
    expect(decideStart({ ...ready, setupMachineHours: ZERO })).toEqual({ ok: true, value: "SETUP" });
    expect(decideStart({ ...ready, setupLabourHours: ZERO })).toEqual({ ok: true, value: "SETUP" });
  });
  it("EX-01 names every guard that fails", () => {
    const decision = decideStart({
      ...ready,
      orderState: "ON_HOLD",
      workUnit: { qualified: false, parallel: false, loadedWith: "PO-1 / 10" },
      person: { active: true, missingCapabilities: ["FILLER"] },
    });
    expect(decision).toMatchObject({
      ok: false,
      code: "START_BLOCKED",
      params: { guards: ["ORDER_NOT_RELEASED", "WORK_UNIT_NOT_QUALIFIED", "WORK_UNIT_TAKEN", "PERSON_NOT_QUALIFIED"], loadedWith: "PO-1 / 10" },
    });
  });
  it("EX-01 names an unknown unit and a missing person beside the other guards", () => {
    expect(decideStart({ ...ready, orderState: "ON_HOLD", workUnit: null, person: null, openRequiredChecks: 1, unreadInstructions: ["Clamp it"] })).toMatchObject({
      params: { guards: ["ORDER_NOT_RELEASED", "WORK_UNIT_UNKNOWN", "PERSON_REQUIRED", "CHECKS_OPEN", "INSTRUCTIONS_NOT_READ"], instructions: ["Clamp it"] },
    });
  });
  it("EX-01 names the tools that are not as they should be, and says whether a lead may start without", () => {
    const toolFaults = [
      { guard: "TOOL_NOT_HERE" as const, tools: ["DIE-1"] },
      { guard: "TOOL_EXPIRED" as const, tools: ["GAUGE-1", "GAUGE-2"] },
    ];
    const params = { guards: ["TOOL_NOT_HERE", "TOOL_EXPIRED"], toolsNotHere: ["DIE-1"], toolsInUse: [], toolsExpired: ["GAUGE-1", "GAUGE-2"], toolOverride: false };
    expect(decideStart({ ...ready, toolFaults })).toMatchObject({ params });
    expect(decideStart({ ...ready, toolFaults, toolOverride: "MAY" })).toMatchObject({ params: { ...params, toolOverride: true } });
    expect(decideStart({ ...ready, toolFaults, toolOverride: "MAY", openRequiredChecks: 1 })).toMatchObject({ params: { toolOverride: false } });
    expect(decideStart({ ...ready, toolFaults, toolOverride: "GIVEN" })).toEqual({ ok: true, value: "SETUP" });
    expect(decideStart({ ...ready, toolFaults, toolOverride: "GIVEN", openRequiredChecks: 1 })).toMatchObject({ params: { guards: ["CHECKS_OPEN"] } });
  });
  it("EX-01 a unit that may run several takes a second one", () =>
    expect(decideStart({ ...ready, workUnit: { qualified: true, parallel: true, loadedWith: "PO-1 / 10" } }).ok).toBe(true));
  it("EX-14 waits where quality holds all that it could begin on, and for nothing where some is free", () => {
    const held = { quantity: decimal(4), nonconformances: ["NC-00001"] };
    const params = { guards: ["PREDECESSOR_HELD"], nonconformances: ["NC-00001"] };
    expect(decideStart({ ...ready, predecessorGood: decimal(4), predecessorHeld: held })).toMatchObject({ params });
    expect(decideStart({ ...ready, predecessorGood: decimal(9), predecessorHeld: held, processed: decimal(5) })).toMatchObject({ params });
    expect(decideStart({ ...ready, predecessorGood: decimal(9), predecessorHeld: held, processed: decimal(4) }).ok).toBe(true);
  });
  it("EX-01 waits for the first good of the operation before", () => {
    expect(decideStart({ ...ready, operationState: "PENDING", predecessorGood: ZERO })).toMatchObject({ params: { guards: ["PREDECESSOR_HAS_NO_GOOD"] } });
  });
});

describe("EX-05…EX-07 confirmation", () => {
  const at = (more: Partial<ConfirmContext>): ConfirmContext => ({
    state: "RUNNING",
    totals: NONE,
    uom: EA,
    predecessorGood: null,
    predecessorHeld: NOTHING_HELD,
    maxGood: null,
    overrideGood: null,
    rework: { entries: [], rounds: 3, nonconformance: null },
    expectedTotal: null,
    waited: false,
    ...more,
  });
  const code = (context: ConfirmContext, entry = run("10")) => {
    const decision = decideConfirmation(context, entry);
    return decision.ok ? "ok" : decision.code;
  };
  it("EX-07 S08: order 200, over 2 %: blocked at 204", () => {
    const limit = maxGood({ quantity: decimal(200), overPct: decimal("0.02"), underPct: ZERO, uom: EA });
    expect(limit.toFixed()).toBe("204");
    const made = addEntry(NONE, run("200"));
    expect(code(at({ totals: made, maxGood: limit }), run("4"))).toBe("ok");
    expect(code(at({ totals: made, maxGood: limit }), run("5"))).toBe("ABOVE_TOLERANCE");
  });
  it("EX-07 S08: a lead's reason lets more through, up to what the site allows, and it is said", () => {
    const context = at({ totals: addEntry(NONE, run("200")), maxGood: decimal(204), overrideGood: decimal(220) });
    expect(decideConfirmation(context, run("4"))).toMatchObject({ ok: true, value: { overridden: false } });
    expect(decideConfirmation(context, run("5"))).toMatchObject({ ok: true, value: { overridden: true } });
    expect(decideConfirmation(context, run("20"))).toMatchObject({ ok: true, value: { overridden: true } });
    expect(decideConfirmation(context, run("21"))).toMatchObject({ ok: false, code: "ABOVE_TOLERANCE", params: { max: "220", asked: "221", left: "20" } });
  });
  it("EX-07 S08: what adds no good goes on after a lead let more through", () => {
    const context = at({ totals: addEntry(NONE, run("215")), maxGood: decimal(204) });
    const scrap = { activity: "RUN", good: ZERO, scrap: decimal(2), rework: ZERO } as const;
    expect(decideConfirmation(context, scrap)).toMatchObject({ ok: true, value: { overridden: false } });
    expect(decideConfirmation(context, { ...scrap, scrap: ZERO, rework: decimal(1) })).toMatchObject({ ok: true, value: { overridden: false } });
    expect(code(context, run("1"))).toBe("ABOVE_TOLERANCE");
  });
  it("EX-07 rounds limits inwards", () => {
    const tolerance = { quantity: decimal(99), overPct: decimal("0.05"), underPct: decimal("0.05"), uom: EA };
    expect([minGood(tolerance).toFixed(), maxGood(tolerance).toFixed()]).toEqual(["95", "103"]);
  });
  it("EX-05 a stale total is refused", () => expect(code(at({ totals: addEntry(NONE, run("5")), expectedTotal: ZERO }))).toBe("STALE_TOTAL"));
  it("EX-05 a stale total of rework is refused as well, whatever was processed", () => {
    const totals = addEntry(addEntry(NONE, run("5", "1", "4")), { activity: "REWORK", good: decimal(1), scrap: decimal(1), rework: ZERO });
    const rework: QuantityEntry = { activity: "REWORK", good: decimal(1), scrap: ZERO, rework: ZERO };
    expect(code(at({ totals, expectedTotal: decimal(2) }), rework)).toBe("ok");
    expect(decideConfirmation(at({ totals, expectedTotal: decimal(1) }), rework)).toMatchObject({ code: "STALE_TOTAL", params: { expected: "1", actual: "2" } });
    expect(code(at({ totals, expectedTotal: decimal(10) }), rework)).toBe("STALE_TOTAL");
  });
  it("EX-05 what failed again in rework counts among its entries, though it moves no total", () => {
    const totals = addEntry(NONE, run("5", "0", "4"));
    const again: QuantityEntry = { activity: "REWORK", good: ZERO, scrap: ZERO, rework: decimal(1) };
    const rework = { entries: [run("5", "0", "4"), again], rounds: 9, nonconformance: null };
    expect(code(at({ totals, expectedTotal: ZERO }), again)).toBe("ok");
    expect(decideConfirmation(at({ totals, rework, expectedTotal: ZERO }), again)).toMatchObject({ code: "STALE_TOTAL", params: { expected: "0", actual: "1" } });
    expect(code(at({ totals, rework, expectedTotal: decimal(1) }), again)).toBe("ok");
  });
  it("EX-06 more than the operation before gave is refused live and suspect from a replay", () => {
    expect(code(at({ predecessorGood: decimal(9) }))).toBe("FLOW_BLOCKED");
    expect(decideConfirmation(at({ predecessorGood: decimal(9), waited: true }), run("10"))).toMatchObject({ ok: true, value: { flowSuspect: true } });
  });
  it("EX-14 what quality holds of the operation before is not there to be used, whatever was processed of the rest", () => {
    const held = { quantity: decimal(4), nonconformances: ["NC-00001"] };
    const context = at({ predecessorGood: decimal(9), predecessorHeld: held });
    expect(code(context, run("5"))).toBe("ok");
    expect(decideConfirmation(context, run("6"))).toMatchObject({ code: "OUTPUT_HELD", params: { available: "5", held: "4", asked: "6", nonconformances: ["NC-00001"] } });
    expect(code(context, run("10"))).toBe("FLOW_BLOCKED");
    expect(decideConfirmation({ ...context, waited: true }, run("6"))).toMatchObject({ ok: true, value: { flowSuspect: true } });
    // Seven were processed before four came under doubt: nothing more goes in, and rework goes on.
    const processed = at({ totals: addEntry(NONE, run("5", "0", "2")), predecessorGood: decimal(9), predecessorHeld: held });
    expect(decideConfirmation(processed, run("1"))).toMatchObject({ code: "OUTPUT_HELD", params: { available: "0", asked: "1" } });
    expect(code(processed, { activity: "REWORK", good: decimal(2), scrap: ZERO, rework: ZERO })).toBe("ok");
  });
  it.each([
    ["nothing at all", run("0")],
    ["less than nothing", run("-1")],
    ["half a piece", run("0.5")],
  ])("refuses %s", (_, entry) => expect(code(at({}), entry)).toBe("INVALID_QUANTITY"));
  it("refuses in a state that takes none", () => expect(code(at({ state: "SETUP" }))).toBe("INVALID_TRANSITION"));
  it("EX-13 rework needs open rework, and never counts again in processed", () => {
    const totals = addEntry(NONE, run("5", "1", "2"));
    const good = { activity: "REWORK" as const, good: decimal(2), scrap: ZERO, rework: ZERO };
    expect(goodOf(addEntry(totals, good)).toFixed()).toBe("7");
    expect(addEntry(totals, good).processed.toFixed()).toBe("8");
    expect(code(at({ totals }), { ...good, good: decimal(3) })).toBe("NO_OPEN_REWORK");
    expect(code(at({ totals }), { ...good, rework: decimal(1) })).toBe("NO_OPEN_REWORK");
    expect(addEntry(totals, { ...good, good: decimal(1), rework: decimal(1) })).toMatchObject({ processed: decimal(8), reworkIn: decimal(2), reworkedGood: decimal(1) });
  });
  it("EX-13 what fails again in rework goes round again, as often as is allowed; then quality decides", () => {
    const again = { activity: "REWORK" as const, good: ZERO, scrap: ZERO, rework: decimal(1) };
    const totals = addEntry(NONE, run("0", "0", "1"));
    const rounds = (entries: QuantityEntry[]) =>
      decideConfirmation(at({ totals, rework: { entries: [run("0", "0", "1"), ...entries], rounds: 3, nonconformance: "NC-00007" } }), again);
    expect(rounds([])).toMatchObject({ ok: true, value: { reworkRound: 2 } });
    expect(rounds([again])).toMatchObject({ ok: true, value: { reworkRound: 3 } });
    expect(rounds([again, again])).toMatchObject({ code: "REWORK_LIMIT", params: { rounds: 3, nonconformance: "NC-00007" } });
  });
  it("§2.1 processed is good + scrap + rework, whatever is entered", () => {
    const amount = fc.integer({ min: 0, max: 1000 }).map((n) => String(n));
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount, amount), { maxLength: 20 }), (entries) => {
        const totals = entries.reduce((sum, [good, scrap, rework]) => addEntry(sum, run(good, scrap, rework)), NONE);
        expect(totals.processed.eq(totals.goodFirst.plus(totals.scrapFirst).plus(totals.reworkIn))).toBe(true);
        expect(openRework(totals).eq(totals.reworkIn)).toBe(true);
      }),
    );
  });
});

describe("EX-19, EX-20 reversal", () => {
  const own: ReverseContext = {
    isReversal: false,
    reversedBy: null,
    orderState: "IN_PROGRESS",
    own: true,
    ageSeconds: 30,
    mayReverseAny: false,
    receivedLeft: null,
    downstreamUses: false,
    reworkUsed: false,
    orderGood: null,
  };
  const code = (more: Partial<ReverseContext>) => {
    const decision = decideReversal({ ...own, ...more });
    return decision.ok ? "ok" : decision.code;
  };
  it.each<[string, Partial<ReverseContext>, string]>([
    ["an own entry within 30 s", {}, "ok"],
    ["an own entry later, by its operator", { ageSeconds: 31 }, "UNDO_EXPIRED"],
    ["somebody's entry, by a lead", { own: false, ageSeconds: 9999, mayReverseAny: true }, "ok"],
    ["a reversal", { isReversal: true }, "IS_REVERSAL"],
    ["what is reversed already", { reversedBy: "x" }, "ALREADY_REVERSED"],
    ["after the order closed", { orderState: "CLOSED" }, "ORDER_CLOSED"],
    ["after the order was cancelled", { orderState: "CANCELLED" }, "ORDER_CLOSED"],
    ["after the order was aborted", { orderState: "ABORTED" }, "ORDER_CLOSED"],
    ["while the order is on hold", { orderState: "ON_HOLD" }, "ok"],
    ["what a completed order needs", { orderState: "COMPLETED", orderGood: { min: decimal(190), left: decimal(189) } }, "REOPEN_FIRST"],
    ["what a completed order can spare", { orderState: "COMPLETED", orderGood: { min: decimal(190), left: decimal(190) } }, "ok"],
    ["what an order still in work needs", { orderGood: { min: decimal(190), left: decimal(0) } }, "ok"],
    ["what was partly shipped", { receivedLeft: { quantity: decimal(5), onHand: decimal(4), blocked: false } }, "DOWNSTREAM_USED"],
    ["what is on hold", { receivedLeft: { quantity: decimal(5), onHand: decimal(5), blocked: true } }, "DOWNSTREAM_USED"],
    ["what the next operation has used", { downstreamUses: true }, "DOWNSTREAM_USED"],
    ["what has been reworked", { reworkUsed: true }, "DOWNSTREAM_USED"],
  ])("%s", (_, more, expected) => expect(code(more)).toBe(expected));
});

describe("EX-03 completion", () => {
  const done: CompleteContext = {
    state: "RUNNING",
    totals: addEntry(NONE, run("200")),
    openChecks: [],
    openComponents: [],
    unclassifiedStops: 0,
    unreadInstructions: [],
    orderGood: null,
    minGood: null,
    issuedShort: [],
    shortCloseReason: null,
  };
  it("EX-07 below the order's minimum only with a lead's reason", () => {
    const short = { ...done, orderGood: decimal(189), minGood: decimal(190) };
    expect(decideCompletion(short)).toMatchObject({ ok: false, code: "BELOW_TOLERANCE", params: { missing: "1" } });
    expect(decideCompletion({ ...short, shortCloseReason: "MAT-WAIT" }).ok).toBe(true);
  });
  it("EX-03 with less issued than went in only with a lead's reason, which is told of both at once", () => {
    const unissued = { ...done, issuedShort: ["CAST-01"] };
    expect(decideCompletion(unissued)).toMatchObject({ ok: false, code: "ISSUED_SHORT", params: { components: ["CAST-01"], processed: "200" } });
    const both = { ...unissued, orderGood: decimal(189), minGood: decimal(190) };
    expect(decideCompletion(both)).toMatchObject({ ok: false, code: "BELOW_TOLERANCE", params: { missing: "1", components: ["CAST-01"] } });
    expect(decideCompletion({ ...both, shortCloseReason: "MAT-WAIT" }).ok).toBe(true);
  });
  it("EX-03 completes when nothing is open", () => expect(decideCompletion(done).ok).toBe(true));
  it("EX-03 names what is open", () => {
    expect(decideCompletion({ ...done, openChecks: ["QP-1"], openComponents: ["LID"], unclassifiedStops: 2, unreadInstructions: ["Clear the line"] })).toMatchObject({
      code: "COMPLETION_BLOCKED",
      params: { blockers: ["CHECKS_OPEN", "COMPONENTS_OPEN", "STOPS_UNCLASSIFIED", "INSTRUCTIONS_NOT_READ"], instructions: ["Clear the line"] },
    });
  });
});

describe("§2.2 skipping", () => {
  const optional: SkipContext = {
    orderState: "RELEASED",
    state: "READY",
    optional: true,
    isLast: false,
    processed: ZERO,
    predecessorGood: decimal(5),
    nextState: "PENDING",
  };
  it.each<[string, Partial<SkipContext>, string | boolean]>([
    ["the next may start: the one before has given good", {}, true],
    ["the next may start: nothing comes before it", { predecessorGood: null }, true],
    ["the next waits: the one before has given no good yet", { predecessorGood: ZERO }, false],
    ["the next may start already", { nextState: "READY" }, false],
    ["nothing comes after it", { nextState: null }, false],
    ["one that is not optional", { optional: false }, "NOT_OPTIONAL"],
    ["the last one", { isLast: true }, "LAST_OPERATION"],
    ["one on which work is recorded", { processed: decimal(1) }, "WORK_RECORDED"],
    ["one that runs", { state: "RUNNING" }, "INVALID_TRANSITION"],
    ["one of an order that is on hold", { orderState: "ON_HOLD" }, "ORDER_NOT_EXECUTABLE"],
  ])("%s", (_, more, expected) => {
    const decision = decideSkip({ ...optional, ...more });
    expect(decision.ok ? decision.value.readies : decision.code).toBe(expected);
  });
});
