import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pbtSeconds } from "./performance-sums";
import { type Piece, type ShiftClass, shiftTimes, type StateMeaning, stretches } from "./shift-times";

const CLASS: Readonly<Record<string, ShiftClass>> = { PRODUCING: "APT", MICRO_STOP: "APT", SETUP: "ASUT", PLANNED_DOWN: "OUTSIDE_PBT" };
const meaning: StateMeaning<string> = {
  classOf: ({ state, loaded }: Piece<string>) => CLASS[state ?? ""] ?? (loaded ? "ADET" : "ADOT"),
  isMicroStop: (state) => state === "MICRO_STOP",
  isFailure: (state) => state === "DOWN",
  isUnknown: (state) => state === "UNKNOWN",
};
const at = (clock: string) => new Date(`2026-03-31T${clock}:00Z`);
const O1 = [
  ["SETUP", "06:00"],
  ["PRODUCING", "06:25"],
  ["DOWN", "08:10"],
  ["PRODUCING", "08:48"],
  ["PLANNED_DOWN", "10:00"],
  ["PRODUCING", "10:30"],
  ["STARVED", "12:05"],
  ["PRODUCING", "12:17"],
  ["DOWN", "13:20"],
  ["PRODUCING", "13:42"],
  ["NONE", "14:00"],
] as const;
const states = O1.slice(0, -1).map(([state, from], index) => ({ state, from: at(from), to: at(O1[index + 1]?.[1] ?? "14:00") }));
const shift = { from: at("06:00"), to: at("14:00") };
const whole = { windows: [shift], states, loads: [shift], plannedDowntime: [] };

describe("§5 times of a shift", () => {
  it("Example O1: POT 480, PBT 450, APT 353, ASUT 25, ADET 72 minutes, two failures of an hour together", () => {
    const times = shiftTimes(whole, shift.to, meaning);
    expect([times.potSeconds, pbtSeconds(times), times.aptSeconds, times.asutSeconds, times.adetSeconds, times.adotSeconds, times.loadedSeconds].map((each) => each / 60)).toEqual([
      480, 450, 353, 25, 72, 0, 450,
    ]);
    expect([times.failures, times.restoreSeconds]).toEqual([2, 3600]);
  });

  it("KP-01 the time in short stops is of the producing time that they stand in, not of what else is made of them", () => {
    const short = { windows: [shift], loads: [shift], plannedDowntime: [{ from: at("09:00"), to: at("09:03") }] };
    const stops = [
      { state: "MICRO_STOP", from: at("08:00"), to: at("08:02") },
      { state: "MICRO_STOP", from: at("09:00"), to: at("09:03") },
    ];
    const asPlanned: StateMeaning<string> = { ...meaning, classOf: (piece) => (piece.planned ? "OUTSIDE_PBT" : meaning.classOf(piece)) };
    expect(shiftTimes({ ...short, states: stops }, shift.to, asPlanned)).toMatchObject({ aptSeconds: 120, microStopSeconds: 120, plannedDownSeconds: 180, microStops: 2 });
  });

  it("counts a failure where it began, whole, and a new reason of it as the same", () => {
    const down = { windows: [shift], loads: [], plannedDowntime: [] };
    const parts = [
      { state: "DOWN", from: at("13:00"), to: at("13:30") },
      { state: "DOWN", from: at("13:30"), to: at("15:00") },
    ];
    expect(shiftTimes({ ...down, states: parts }, at("16:00"), meaning)).toMatchObject({ failures: 1, restoreSeconds: 7200, adotSeconds: 28_800 });
    const next = { from: at("14:00"), to: at("22:00") };
    expect(shiftTimes({ ...down, windows: [next], states: parts }, at("22:00"), meaning)).toMatchObject({ failures: 0, restoreSeconds: 0, adotSeconds: 28_800 });
    expect(shiftTimes({ ...down, states: [{ state: "DOWN", from: at("13:00"), to: null }] }, at("14:00"), meaning)).toMatchObject({ failures: 1, restoreSeconds: 3600 });
  });

  it("ST-06 counts a failure once that nobody heard of for a while, and two between which the machine ran", () => {
    const interrupted = (between: string) => ({
      windows: [shift],
      loads: [],
      plannedDowntime: [],
      states: [
        { state: "DOWN", from: at("09:00"), to: at("09:10") },
        { state: between, from: at("09:10"), to: at("09:40") },
        { state: "DOWN", from: at("09:40"), to: at("10:00") },
        { state: "UNKNOWN", from: at("10:00"), to: at("10:30") },
      ],
    });
    expect(shiftTimes(interrupted("UNKNOWN"), shift.to, meaning)).toMatchObject({ failures: 1, restoreSeconds: 3600 });
    expect(shiftTimes(interrupted("PRODUCING"), shift.to, meaning)).toMatchObject({ failures: 2, restoreSeconds: 1800 });
  });

  it("ST-02 two halves of a shift add up to the whole, wherever it is cut", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 28_799_999 }), (offset) => {
        const cut = new Date(shift.from.getTime() + offset);
        const halves = shiftTimes(
          {
            ...whole,
            windows: [
              { from: shift.from, to: cut },
              { from: cut, to: shift.to },
            ],
          },
          shift.to,
          meaning,
        );
        const times = shiftTimes(whole, shift.to, meaning);
        expect(pbtSeconds(halves)).toBe(halves.aptSeconds + halves.asutSeconds + halves.adetSeconds + halves.adotSeconds);
        expect(Math.abs(halves.potSeconds - times.potSeconds)).toBeLessThanOrEqual(1);
        expect([halves.failures, halves.restoreSeconds]).toEqual([times.failures, times.restoreSeconds]);
      }),
    );
  });

  it("ST-02 opens to stretches that add up to it, class by class, wherever an order is loaded from and to", () => {
    const minute = (of: number) => new Date(shift.from.getTime() + of * 61_500);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 230 }), fc.integer({ min: 1, max: 230 }), (from, length) => {
        const unit = { ...whole, loads: [{ from: minute(from), to: minute(from + length) }] };
        const times = shiftTimes(unit, shift.to, meaning);
        const found = stretches(unit, meaning);
        const seconds = (is: (one: (typeof found)[number]) => boolean) => found.filter(is).reduce((total, one) => total + one.seconds, 0);
        const of = (name: ShiftClass) => seconds((one) => one.class === name);
        expect([of("APT"), of("ASUT"), of("ADET"), of("ADOT"), of("OUTSIDE_PBT"), seconds((one) => one.loaded && one.class !== "OUTSIDE_PBT")]).toEqual([
          times.aptSeconds,
          times.asutSeconds,
          times.adetSeconds,
          times.adotSeconds,
          times.plannedDownSeconds,
          times.loadedSeconds,
        ]);
        expect(found.map((one) => one.from.getTime())).toEqual([shift.from.getTime(), ...found.slice(0, -1).map((one) => one.to.getTime())]);
      }),
    );
  });
});
