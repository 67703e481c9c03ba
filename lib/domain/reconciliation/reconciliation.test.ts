import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Decimal, decimal, ZERO } from "@/lib/domain/shared/decimal";
import { accuracy, worth } from "./accuracy";
import { dueDay } from "./due-day";
import { explain, type Standing, type Untaken } from "./explain";
import { type Convert, orderFigures, type OurOrder, type TheirOrder } from "./figures";
import { inStep, isOpen } from "./in-step";
import { MEASURES, ownerOf } from "./measure";
import { figure, untaken as message } from "./testing/untaken";

const split = (one: { inTransit: Decimal; rejected: Decimal; timing: Decimal; unexplained: Decimal } | undefined) =>
  one === undefined ? null : [one.inTransit, one.rejected, one.timing, one.unexplained].map((part) => part.toFixed());

describe("IN-11 parts of a difference", () => {
  it("the example: MES good 200, ERP 192, outbox holds 5, rejected 3 → unexplained 0", () => {
    const [good] = explain([figure("good", "200", "192")], [message(7, "REJECTED", { good: "3" }), message(8, "IN_TRANSIT", { good: "5" })]);
    expect(split(good)).toEqual(["5", "3", "0", "0"]);
    expect(good?.messages).toEqual(["m7", "m8"]);
  });

  it("what no message explains stays unexplained, with its sign", () => {
    expect(split(explain([figure("good", "200", "190")], [message(1, "IN_TRANSIT", { good: "4" })])[0])).toEqual(["4", "0", "0", "6"]);
    expect(split(explain([figure("good", "200", "230")], [])[0])).toEqual(["0", "0", "0", "-30"]);
  });

  it("what was accepted after the books were read is a matter of time", () => {
    expect(split(explain([figure("good", "200", "192")], [message(1, "TIMING", { good: "8" }, true)])[0])).toEqual(["0", "0", "8", "0"]);
  });

  it("IN-04 what was under way is taken for booked exactly as far as the books say so, in the order of its lane", () => {
    const under = [message(3, "TIMING", { good: "5" }, true), message(4, "TIMING", { good: "2" }, true), message(5, "IN_TRANSIT", { good: "1" }, true)];
    expect(split(explain([figure("good", "100", "92")], under)[0])).toEqual(["1", "0", "7", "0"]);
    expect(split(explain([figure("good", "100", "97")], under)[0])).toEqual(["1", "0", "2", "0"]);
    expect(split(explain([figure("good", "100", "100")], under)[0])).toEqual(["0", "0", "0", "0"]);
    // Without the first of the lane the second cannot be there: 2 too few is not explained by it alone.
    expect(split(explain([figure("good", "100", "95")], under)[0])?.[3]).not.toBe("0");
  });

  it("what was settled without sending is missing only where that leaves less unexplained", () => {
    const settled = (qty: string, sequence = 1) => message(sequence, "SETTLED", { good: qty });
    const asked = (told: readonly Untaken[], ours: string, theirs: string) => {
      const [good] = explain([figure("good", ours, theirs)], told);
      return [...(split(good) ?? []), good?.settled.toFixed(), good?.messages.join(" ")];
    };
    // The ERP books it by itself, or somebody keyed it in by hand.
    expect(asked([settled("200")], "200", "200")).toEqual(["0", "0", "0", "0", "0", ""]);
    // It is really not there.
    expect(asked([settled("150")], "150", "0")).toEqual(["0", "150", "0", "0", "150", "m1"]);
    // Each by itself: one was keyed in by hand, the other was not.
    expect(asked([settled("150", 1), settled("40", 2)], "190", "150")).toEqual(["0", "40", "0", "0", "40", "m2"]);
    expect(asked([settled("60", 1), settled("40", 2)], "100", "60")).toEqual(["0", "40", "0", "0", "40", "m2"]);
    expect(asked([settled("100", 1), settled("50", 2)], "150", "0")).toEqual(["0", "150", "0", "0", "150", "m1 m2"]);
    // An entry keyed in by hand and taken back on the floor: its reversal was passed over, so the ERP has too much.
    expect(asked([settled("19", 1), settled("-19", 2)], "0", "19")).toEqual(["0", "-19", "0", "0", "-19", "m2"]);
    expect(asked([settled("19", 1), settled("-19", 2)], "0", "0")).toEqual(["0", "0", "0", "0", "0", ""]);
    // Refused ones are still to come, and stay apart.
    expect(asked([message(1, "REJECTED", { good: "20" }), settled("30", 2)], "50", "0")).toEqual(["0", "50", "0", "0", "30", "m1 m2"]);
    // A whole confirmation is told by all its figures together, whatever their units.
    const confirmed = message(1, "SETTLED", { good: "10", time: "3600", seal: "20" });
    const settledOf = (...figures: Parameters<typeof figure>[]) =>
      explain(
        figures.map((one) => figure(...one)),
        [confirmed],
      ).map((one) => one.settled.toFixed());
    expect(settledOf(["good", "10", "0"], ["time", "3600", "3600"], ["seal", "20", "20"])).toEqual(["0", "0", "0"]);
    expect(settledOf(["good", "10", "0"], ["time", "3600", "0"], ["seal", "20", "20"])).toEqual(["10", "3600", "20"]);
  });

  it("weighs all figures of an order together", () => {
    const both = explain([figure("good", "10", "5"), figure("seal", "20", "10")], [message(1, "TIMING", { good: "5", seal: "10" }, true)]);
    expect(both.map(split)).toEqual([
      ["0", "0", "5", "0"],
      ["0", "0", "10", "0"],
    ]);
  });

  const amounts = fc.integer({ min: -9_000_000, max: 9_000_000 }).map((n) => decimal(n).div(1_000_000));
  const keys = fc.constantFrom("a", "b", "c");
  const messages = fc.array(
    fc.record({
      sequence: fc.integer({ min: 1, max: 30 }),
      standing: fc.constantFrom<Standing>("IN_TRANSIT", "REJECTED", "TIMING", "SETTLED"),
      uncertain: fc.boolean(),
      adds: fc.uniqueArray(fc.tuple(keys, amounts), { selector: ([key]) => key }),
    }),
    { maxLength: 8 },
  );

  it("always sum to the difference exactly, whatever was booked and whatever was under way", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(keys, amounts, amounts), { selector: ([key]) => key }), messages, (figures, told) => {
        const untaken = told.map((one, index) => ({ ...one, id: `m${index}`, adds: new Map(one.adds) }));
        for (const one of explain(
          figures.map(([key, ours, theirs]) => ({ key, ours, theirs })),
          untaken,
        ))
          expect(one.inTransit.plus(one.rejected).plus(one.timing).plus(one.unexplained).eq(one.ours.minus(one.theirs))).toBe(true);
      }),
    );
  });

  it("never ask for more of what was settled than the difference holds, and never leave more unexplained than without it", () => {
    fc.assert(
      fc.property(amounts, amounts, fc.array(amounts, { maxLength: 6 }), (ours, theirs, settled) => {
        const told = settled.map((qty, index) => message(index, "SETTLED", { good: qty.toFixed() }));
        const [good] = explain([{ key: "good", ours, theirs }], told);
        const difference = ours.minus(theirs);
        expect(good?.rejected.toFixed()).toBe(good?.settled.toFixed());
        expect(good?.unexplained.abs().lte(difference.abs())).toBe(true);
        expect(good?.settled.plus(good.unexplained).eq(difference)).toBe(true);
      }),
    );
  });

  it("leave nothing unexplained when the ERP books what it is told, wherever the reading fell", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), (quantities, readAt, knownAt) => {
        const held = readAt % (quantities.length + 1);
        // What the ERP held when it was read, of what we knew to be booked at that time, which may be less.
        const known = Math.min(held, knownAt % (quantities.length + 1));
        const total = (of: readonly number[]) => of.reduce((all, one) => all + one, 0);
        const untaken = quantities.slice(known).map((qty, index) => message(known + index, "IN_TRANSIT", { good: String(qty) }, known + index <= held));
        const [good] = explain([figure("good", String(total(quantities)), String(total(quantities.slice(0, held))))], untaken);
        expect(good?.unexplained.toFixed()).toBe("0");
        expect(good?.inTransit.toFixed()).toBe(String(total(quantities.slice(held))));
      }),
    );
  });
});

const OURS: OurOrder = {
  item: "FG-100",
  uom: "EA",
  decimals: 0,
  erpUnit: null,
  state: "IN_PROGRESS",
  good: decimal(200),
  scrap: decimal(4),
  received: decimal(200),
  components: [
    { item: "SEAL-02", lot: "S-1", uom: "EA", qty: decimal(400) },
    { item: "SEAL-02", lot: "S-2", uom: "EA", qty: decimal(10) },
  ],
  time: [
    { measure: "MACHINE_TIME", activity: "SETUP", seconds: decimal(600) },
    { measure: "MACHINE_TIME", activity: "RUN", seconds: decimal(3000) },
    { measure: "LABOUR_TIME", activity: "RUN", seconds: decimal(7200) },
  ],
};
const THEIRS: TheirOrder = {
  state: "IN_PROGRESS",
  uom: "EA",
  good: "200",
  scrap: "4",
  received: "192",
  components: [
    { item: "SEAL-02", lot: "S-1", uom: "EA", qty: "400" },
    { item: "SEAL-02", lot: "S-2", uom: "EA", qty: "12" },
  ],
  time: { machineSeconds: "3600", labourSeconds: null },
};
const NOTHING_KNOWN: Convert = () => null;
const compared = (ours: OurOrder, theirs: TheirOrder | null, convert: Convert = NOTHING_KNOWN) =>
  orderFigures(ours, theirs, convert).figures.map(({ measure, item, lot, uom, ours: own, theirs: said }) => [measure, item, lot, uom, own.toFixed(), said.toFixed()]);

describe("IN-11 figures of an order", () => {
  it("reads what the ERP keeps in the unit that the order came in as it was planned, whatever the conversions of the item are by now", () => {
    const cases: OurOrder = { ...OURS, erpUnit: { uom: "CS", numerator: decimal(12), denominator: decimal(1) } };
    const sixteen: Convert = (_, qty) => qty.times(16);
    const said = { ...THEIRS, uom: "CS", good: "16.666667", scrap: "0.333333", received: "16.05" };
    expect(compared(cases, said, sixteen).slice(0, 3)).toEqual([
      ["GOOD", null, null, "EA", "200", "200"],
      ["SCRAP", null, null, "EA", "4", "4"],
      ["RECEIVED", null, null, "EA", "200", "192.6"],
    ]);
  });

  it("compares quantities, each component by lot, time and status; what the ERP does not keep is left out", () => {
    expect(compared(OURS, THEIRS)).toEqual([
      ["GOOD", null, null, "EA", "200", "200"],
      ["SCRAP", null, null, "EA", "4", "4"],
      ["RECEIVED", null, null, "EA", "200", "192"],
      ["MACHINE_TIME", null, null, "SEC", "3600", "3600"],
      ["COMPONENT", "SEAL-02", "S-1", "EA", "400", "400"],
      ["COMPONENT", "SEAL-02", "S-2", "EA", "10", "12"],
      ["STATUS", null, null, "ORDER", "1", "1"],
    ]);
  });

  it("compares an item as a whole where one side does not say the lot, and finds a message's amount there", () => {
    const theirs = { ...THEIRS, components: [{ item: "SEAL-02", lot: null, uom: "EA", qty: "405" }] };
    const { figures, keyOf } = orderFigures(OURS, theirs, NOTHING_KNOWN);
    const line = figures.find((one) => one.measure === "COMPONENT");
    expect([line?.lot, line?.ours.toFixed(), line?.theirs.toFixed()]).toEqual([null, "410", "405"]);
    expect(keyOf({ measure: "COMPONENT", item: "SEAL-02", lot: "S-2", activity: null, uom: "EA", qty: decimal(5) })).toBe(line?.key);
  });

  it("compares time by activity where the ERP tells all of them apart, and as a whole where it does not", () => {
    const activities = [
      { activity: "RUN", machineSeconds: "3100", labourSeconds: null },
      { activity: "DELAY", machineSeconds: "60", labourSeconds: "60" },
    ] as const;
    const { figures, keyOf } = orderFigures(OURS, { ...THEIRS, time: { machineSeconds: "3160", labourSeconds: "7000", activities } }, NOTHING_KNOWN);
    const times = figures.filter((one) => one.uom === "SEC");
    expect(times.map(({ measure, activity, ours, theirs }) => [measure, activity, ours.toFixed(), theirs.toFixed()])).toEqual([
      ["MACHINE_TIME", "SETUP", "600", "0"],
      ["MACHINE_TIME", "RUN", "3000", "3100"],
      ["MACHINE_TIME", "DELAY", "0", "60"],
      ["LABOUR_TIME", null, "7200", "7000"],
    ]);
    // A message's seconds join the figure that is compared.
    const run = { item: null, lot: null, activity: "RUN" as const, uom: "SEC", qty: decimal(5) };
    expect(keyOf({ ...run, measure: "MACHINE_TIME" })).toBe(times[1]?.key);
    expect(keyOf({ ...run, measure: "LABOUR_TIME" })).toBe(times[3]?.key);
    expect(orderFigures(OURS, THEIRS, NOTHING_KNOWN).keyOf({ ...run, measure: "MACHINE_TIME" })).not.toBe(times[1]?.key);
  });

  it("is not led astray by a line of nothing", () => {
    const theirs = { ...THEIRS, components: [...THEIRS.components, { item: "SEAL-02", lot: null, uom: "EA", qty: "0" }] };
    expect(compared(OURS, theirs).filter(([measure, , , , own, said]) => measure === "COMPONENT" && !(own === "0" && said === "0"))).toEqual([
      ["COMPONENT", "SEAL-02", "S-1", "EA", "400", "400"],
      ["COMPONENT", "SEAL-02", "S-2", "EA", "10", "12"],
    ]);
  });

  it("brings the ERP's unit to ours where both are known to relate, and sets them side by side where not", () => {
    const dozens = { ...THEIRS, uom: "DZN", good: "16", scrap: null, received: null, components: [], time: { machineSeconds: null, labourSeconds: null } };
    const lonely = { ...OURS, components: [] };
    expect(compared(lonely, dozens, (_, qty, from, to) => (from === "DZN" && to === "EA" ? qty.times(12) : null))[0]).toEqual(["GOOD", null, null, "EA", "200", "192"]);
    expect(compared(lonely, dozens).slice(0, 2)).toEqual([
      ["GOOD", null, null, "EA", "200", "0"],
      ["GOOD", null, null, "DZN", "0", "16"],
    ]);
  });

  it("an order that the ERP does not know holds nothing there", () => {
    const figures = orderFigures(OURS, null, NOTHING_KNOWN).figures;
    expect(figures.every((one) => one.theirs.isZero())).toBe(true);
    expect(figures.find((one) => one.measure === "STATUS")?.words).toEqual({ ours: "IN_PROGRESS", theirs: "UNKNOWN" });
    expect(figures).toHaveLength(8);
  });

  it("takes states for the same that mean the same", () => {
    expect(inStep("COMPLETED", "CLOSED")).toBe(true);
    expect(inStep("ON_HOLD", "RELEASED")).toBe(true);
    expect(inStep("IN_PROGRESS", "COMPLETED")).toBe(false);
    expect(inStep("RELEASED", "IN_PROGRESS")).toBe(false);
    expect([isOpen("ON_HOLD"), isOpen("PLANNED"), isOpen("CLOSED"), isOpen("ABORTED")]).toEqual([true, true, false, false]);
  });
});

describe("§8.3 reconciliation accuracy", () => {
  type Numbers = { ours?: number; theirs?: number; inTransit?: number; rejected?: number; timing?: number; unexplained?: number };
  const compared = ({ ours = 0, theirs = 0, inTransit = 0, rejected = 0, timing = 0, unexplained = 0 }: Numbers) => ({
    ours: decimal(ours),
    theirs: decimal(theirs),
    inTransit: decimal(inTransit),
    rejected: decimal(rejected),
    timing: decimal(timing),
    unexplained: decimal(unexplained),
  });

  it("is 1 − Σ |unexplained value| ÷ Σ value, never below zero, and nothing where nothing was compared", () => {
    expect(accuracy(decimal("0.5"), decimal(1000))?.toFixed()).toBe("0.9995");
    expect(accuracy(ZERO, decimal(1000))?.toFixed()).toBe("1");
    expect(accuracy(decimal(2000), decimal(1000))?.toFixed()).toBe("0");
    expect(accuracy(ZERO, ZERO)).toBeNull();
  });

  it("values a figure at the side that says more, and what is unexplained at its size", () => {
    const all = worth(compared({ ours: 8, theirs: 10, inTransit: 1, rejected: -1, unexplained: -2 }), decimal("0.86"));
    expect(Object.fromEntries(Object.entries(all).map(([name, amount]) => [name, amount?.toFixed()]))).toEqual({
      value: "8.6",
      inTransitValue: "0.86",
      rejectedValue: "0.86",
      timingValue: "0",
      unexplainedValue: "1.72",
    });
    expect(Object.values(worth(compared({ ours: 1, unexplained: 1 }), null)).every((amount) => amount === null)).toBe(true);
  });

  it.each([
    ["the same pieces are valued once", { ours: 200, theirs: 192, unexplained: 8 }, { ours: 200, theirs: 192, unexplained: 8 }, "0", "0", "0"],
    ["what was confirmed and is not received yet adds nothing", { ours: 200, theirs: 192, unexplained: 8 }, { ours: 150, theirs: 150 }, "0", "0", "0"],
    ["only what goes beyond counts", { ours: 200, theirs: 190, inTransit: 2, unexplained: 8 }, { ours: 210, theirs: 190, inTransit: 5, unexplained: 15 }, "20", "6", "14"],
    ["more of the one and less of the other are two differences", { ours: 200, theirs: 208, unexplained: -8 }, { ours: 200, theirs: 197, unexplained: 3 }, "0", "0", "6"],
  ])("IN-11 received beside good: %s", (_, good, received, value, inTransit, open) => {
    const valued = worth(compared(received), decimal(2), compared(good));
    expect([valued.value?.toFixed(), valued.inTransitValue?.toFixed(), valued.unexplainedValue?.toFixed()]).toEqual([value, inTransit, open]);
  });
});

describe("§8.1 the daily comparison", () => {
  it("is due from six o'clock at the site, once for its own calendar day", () => {
    expect(dueDay(new Date("2026-03-29T03:59:59Z"), "Europe/Berlin")).toBeNull();
    expect(dueDay(new Date("2026-03-29T04:00:00Z"), "Europe/Berlin")).toBe("2026-03-29");
    // The day before the clocks went forward.
    expect(dueDay(new Date("2026-03-28T04:30:00Z"), "Europe/Berlin")).toBeNull();
    expect(dueDay(new Date("2026-03-28T05:00:00Z"), "Europe/Berlin")).toBe("2026-03-28");
    expect(dueDay(new Date("2026-03-28T05:00:00Z"), "America/Chicago")).toBeNull();
    expect(dueDay(new Date("2026-03-28T23:30:00Z"), "Asia/Tokyo")).toBe("2026-03-29");
  });

  it("gives every unexplained figure an owner", () => {
    expect(MEASURES.map(ownerOf)).toEqual(["IT", "IT", "IT", "PLANNER", "IT", "IT", "FINANCE", "IT", "PLANNER", "IT"]);
  });
});
