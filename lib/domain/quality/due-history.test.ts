import { describe, expect, it } from "vitest";
import { eventsOfActivities, lotChanges, resumesOfMachine } from "./due-history";

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 17, 6, minutes));
const told = (events: ReturnType<typeof eventsOfActivities>) => events.map((one) => [one.event, (one.at.getTime() - at(0).getTime()) / 60_000, one.stopSeconds ?? null]);
const activity = (kind: string, from: number, to: number | null) => ({ activity: kind, from: at(from), to: to === null ? null : at(to) });
const state = (name: string, from: number, to: number | null) => ({ state: name, from: at(from), to: to === null ? null : at(to) });

describe("EX-14 what an operation's time says", () => {
  it("the setup is done when it runs, and it resumes after a pause", () =>
    expect(told(eventsOfActivities([activity("SETUP", 0, 30), activity("RUN", 30, 60), activity("DELAY", 60, 75), activity("RUN", 75, null)]))).toEqual([
      ["SETUP_DONE", 30, null],
      ["RESUME", 75, 900],
    ]));
  it("a pause of the setup is no resume, and a setup that was given up is done when the next one is", () =>
    expect(
      told(eventsOfActivities([activity("SETUP", 0, 10), activity("DELAY", 10, 20), activity("SETUP", 20, 25), activity("SETUP", 40, 50), activity("RUN", 50, null)])),
    ).toEqual([["SETUP_DONE", 50, null]]));
  it("without a setup it is set up when it first runs", () => expect(told(eventsOfActivities([activity("RUN", 5, null)]))).toEqual([["SETUP_DONE", 5, null]]));
});

describe("EX-14 what the machine says", () => {
  it("it stood from the first state in which it did not produce", () =>
    expect(
      told(
        resumesOfMachine([
          state("PRODUCING", 0, 10),
          state("HELD", 10, 12),
          state("DOWN", 12, 20),
          state("PRODUCING", 20, 30),
          state("MICRO_STOP", 30, 31),
          state("DOWN", 31, null),
        ]),
      ),
    ).toEqual([["RESUME", 20, 600]]));
});

describe("EX-14 a change of lot", () => {
  const taken = (minutes: number, itemId: string, lotId: string) => ({ at: at(minutes), itemId, lotId });
  it("is another lot of the same item", () =>
    expect(told(lotChanges([taken(0, "cap", "A"), taken(1, "seal", "S"), taken(5, "cap", "A"), taken(9, "cap", "B"), taken(12, "cap", "A")]))).toEqual([
      ["LOT_CHANGE", 9, null],
      ["LOT_CHANGE", 12, null],
    ]));
});
