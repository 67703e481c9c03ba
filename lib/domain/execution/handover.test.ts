import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideAcceptance, staysSince, switchPerson } from "./handover";
import { type Booking, shareTime } from "./share-time";

const END = 600;
const OPS = [0, 1, 2, 3];
const at = (second: number): Date => new Date(Date.UTC(2026, 2, 17, 6) + second * 1000);

describe("EX-16 who may accept a handover", () => {
  it.each([
    ["somebody else, once", "anna", null, "ben", null],
    ["not who left it", "anna", null, "anna", "HANDOVER_OWN"],
    ["nobody a second time", "anna", "ben", "carla", "HANDOVER_ACCEPTED"],
    ["nor who accepted it already", "anna", "ben", "ben", "HANDOVER_ACCEPTED"],
  ])("%s", (_, offeredBy, acceptedBy, personId, code) => {
    const decision = decideAcceptance({ offeredBy, acceptedBy }, personId);
    expect(decision.ok ? null : decision.code).toBe(code);
  });
});

describe("EX-16 running bookings change person", () => {
  /** When each of the two came to an operation; null: not at all. */
  const beginnings = fc.array(fc.option(fc.nat(500), { nil: null }), { minLength: OPS.length, maxLength: OPS.length });
  const open = (from: readonly (number | null)[]): Booking[] =>
    OPS.flatMap((op) => {
      const second = from[op];
      return second == null ? [] : [{ operationId: `op${op}`, operationNumber: op, from: at(second), to: null }];
    });

  /** Bookings of both after the handover. */
  function handedOver(going: readonly Booking[], coming: readonly Booking[], accepted: Date) {
    const switches = switchPerson(going, new Set(coming.map((one) => one.operationId)), accepted);
    return {
      going: switches.map(({ booking, at: until }): Booking => ({ ...booking, to: until })),
      coming: [...coming, ...switches.filter((one) => one.goesOn).map(({ booking, at: from }): Booking => ({ ...booking, from }))],
    };
  }
  const isOn = (bookings: readonly Booking[], operationId: string, second: number) =>
    bookings.filter((one) => one.operationId === operationId && one.from <= at(second) && (one.to === null || at(second) < one.to)).length;
  const shared = (bookings: readonly Booking[]) =>
    OPS.reduce((sum, op) => sum + shareTime(bookings, `op${op}`, at(0), at(END)).reduce((seconds, piece) => seconds + piece.seconds, 0), 0);

  it("leaves no second without a person and books no person twice, wherever the acceptance falls", () => {
    fc.assert(
      fc.property(beginnings, beginnings, fc.nat(END), (from, others, accepted) => {
        const [going, coming] = [open(from), open(others)];
        const after = handedOver(going, coming, at(accepted));
        const wrong: string[] = [];
        for (const { operationId } of going) {
          for (let second = 0; second < END; second += 1) {
            const [a, b] = [isOn(after.going, operationId, second), isOn(after.coming, operationId, second)];
            const before = isOn(going, operationId, second) + isOn(coming, operationId, second);
            // Who came earlier of themselves stays; else it is one person after the other.
            const people = coming.some((one) => one.operationId === operationId) && second >= accepted ? Math.min(before, isOn(coming, operationId, second)) : before;
            if (b > 1 || a + b !== people) wrong.push(`${operationId} at ${second}: ${a} + ${b}, not ${people}`);
          }
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("EX-18 conserves the seconds: who comes gets what who went would have had, to the second", () => {
    fc.assert(
      fc.property(beginnings, fc.nat(END), (from, accepted) => {
        const going = open(from);
        const after = handedOver(going, [], at(accepted));
        // From the acceptance on, for what began later too: one person is where the other was.
        const late = going.some((one) => one.from > at(accepted));
        const total = shared(after.going) + shared(after.coming);
        if (!late) expect(total).toBe(shared(going));
        else expect(total).toBeGreaterThanOrEqual(shared(going));
      }),
    );
  });

  it("hands a booking that began after the acceptance over from its beginning", () => {
    const booking = { operationId: "op1", from: at(90) };
    expect(switchPerson([booking], new Set(), at(60))).toEqual([{ booking, at: at(90), goesOn: true }]);
  });

  it("EX-17 does not book who is on the operation already a second time", () => {
    const booking = { operationId: "op1", from: at(0) };
    expect(switchPerson([booking], new Set(["op1"]), at(60))).toEqual([{ booking, at: at(60), goesOn: false }]);
  });
});

describe("EX-16 who stays on an operation since a handover was left", () => {
  const span = (from: number, to: number | null) => ({ from: at(from), to: to === null ? null : at(to) });
  it.each([
    ["is on it since before", [span(0, null)], true],
    ["paused and went on", [span(0, 200), span(200, 300), span(300, null)], true],
    ["came onto it at that instant", [span(100, null)], true],
    ["left it", [span(0, 200)], false],
    ["left it and came again", [span(0, 200), span(400, null)], false],
    ["came later", [span(400, null)], false],
    ["was never on it", [], false],
  ])("%s", (_, bookings, stays) => expect(staysSince(at(100), bookings)).toBe(stays));
});
