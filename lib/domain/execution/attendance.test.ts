import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Attendance, decideComing, decideGoing, dueToLeave, endOfShift, goneAt } from "./attendance";

const at = (hours: number): Date => new Date(hours * 3_600_000);
const shifts = [
  { day: "2026-03-17", name: "EARLY", from: at(6), to: at(14) },
  { day: "2026-03-17", name: "LATE", from: at(14), to: at(22) },
];
const arrival = (hours: number, workCentreId: string | null = "L1") => ({ at: at(hours), workCentreId, shifts, localDay: "2026-03-17" });
const early = (change: Partial<Attendance> = {}): Attendance => ({
  id: "a",
  workCentreId: "L1",
  day: "2026-03-17",
  shift: "EARLY",
  from: at(6),
  to: null,
  shiftEnd: at(14),
  bookedTo: null,
  ...change,
});
const begins = (known: readonly Attendance[], hours: number, line?: string | null) => {
  const decision = decideComing(known, arrival(hours, line));
  return decision.ok ? [decision.value.begins.shift, decision.value.begins.to, decision.value.ends] : decision.code;
};

describe("C-15 with which shift a coming counts", () => {
  it.each([
    ["the one that runs", 7, ["EARLY", null, null]],
    ["the one that begins within the hour", 5, ["EARLY", null, null]],
    ["the next one, in the last hour of the one that runs", 13.5, ["LATE", null, null]],
    ["none, where the calendar has none", 4.9, ["", null, null]],
    ["none, from the end of the last on", 22, ["", null, null]],
  ])("%s", (_, hours, expected) => expect(begins([], hours)).toEqual(expected));

  it("who is there signs on again without a change, goes over to another line within the shift, and to the next shift when theirs is over", () => {
    expect(begins([early()], 13.5)).toBe("ALREADY_ON_SHIFT");
    expect(begins([early()], 13.5, "L2")).toEqual(["EARLY", null, { id: "a", at: at(13.5) }]);
    expect(begins([early({ bookedTo: at(15) })], 15)).toEqual(["LATE", null, { id: "a", at: at(15) }]);
  });

  it("who forgot to say that they went, went when the shift was over or when they did something last", () => {
    expect(begins([early()], 21)).toEqual(["LATE", null, { id: "a", at: at(14) }]);
    expect(begins([early({ bookedTo: at(15) })], 21)).toEqual(["LATE", null, { id: "a", at: at(15) }]);
    expect(goneAt(early({ shiftEnd: null, bookedTo: at(9) }))).toEqual(at(9));
    expect(dueToLeave(early({ shiftEnd: null }))).toEqual(at(18));
    expect([shifts[0], { day: "2026-03-17", name: "DAY", from: at(0), to: at(24) }, undefined].map(endOfShift)).toEqual([at(14), null, null]);
  });

  it("who comes again up to an hour after their shift still counts with it, whether they had said that they went or not", () => {
    expect(begins([early({ to: at(14) })], 14.1)).toEqual(["EARLY", null, null]);
    expect(begins([early({ to: at(13.75) })], 13.9)).toEqual(["EARLY", null, null]);
    expect(begins([early({ bookedTo: at(13) })], 14.1)).toEqual(["EARLY", null, { id: "a", at: at(14) }]);
    expect(begins([early({ to: at(14) })], 15)).toEqual(["LATE", null, null]);
  });

  it("who came after the end of their shift has gone with what they did last, not with the end of the next one", () => {
    const again = early({ from: at(14.1) });
    expect([dueToLeave(again), goneAt(again), goneAt({ ...again, bookedTo: at(14.5) })]).toEqual([at(15.1), at(14.1), at(14.5)]);
    expect(begins([again], 14.2)).toBe("ALREADY_ON_SHIFT");
  });

  it("EX-21 what is told late ends where the next begins, and lies over nothing", () => {
    const [first, second] = [early({ to: at(9) }), early({ id: "b", from: at(11) })];
    expect(begins([first, second], 10)).toEqual(["EARLY", at(11), null]);
    expect(begins([first, second], 8)).toBe("OUT_OF_ORDER");
    expect(begins([early({ shift: "LATE", from: at(14) })], 10)).toBe("OUT_OF_ORDER");
  });

  it("whatever comes in whatever order, no two attendances of a person overlap", () => {
    const moves = fc.array(fc.record({ comes: fc.boolean(), hours: fc.integer({ min: 0, max: 96 }).map((quarter) => quarter / 4), line: fc.constantFrom("L1", "L2") }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(moves, (steps) => {
        let known: Attendance[] = [];
        for (const [index, { comes, hours, line }] of steps.entries()) {
          if (comes) {
            const decision = decideComing(known, arrival(hours, line));
            if (!decision.ok) continue;
            const { ends, begins: next } = decision.value;
            known = known.map((one) => (one.id === ends?.id ? { ...one, to: ends.at } : one));
            known.push({ ...next, id: String(index), shiftEnd: shifts.find((shift) => shift.name === next.shift)?.to ?? null, bookedTo: null });
          } else {
            const decision = decideGoing(known, at(hours));
            if (decision.ok) known = known.map((one) => (one.id === decision.value.id ? { ...one, to: at(hours) } : one));
          }
        }
        const sorted = known.filter(({ from, to }) => to === null || to > from).toSorted((a, b) => a.from.getTime() - b.from.getTime());
        for (const [index, one] of sorted.entries()) {
          const next = sorted[index + 1];
          if (next !== undefined) expect(one.to !== null && one.to <= next.from).toBe(true);
        }
      }),
    );
  });
});

describe("C-15 when somebody goes", () => {
  it.each([
    ["ends what is open", [early()], 14.2, "a"],
    ["is nothing for who is not there", [early({ to: at(12) })], 14, "NOT_ON_SHIFT"],
    ["is not before they came", [early()], 5, "OUT_OF_ORDER"],
  ])("%s", (_, known, hours, expected) => {
    const decision = decideGoing(known, at(hours));
    expect(decision.ok ? decision.value.id : decision.code).toBe(expected);
  });
});
