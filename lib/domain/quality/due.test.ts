import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { type CheckHistory, type CheckRule, dueSince } from "./due";

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 17, 6, minutes));
const NOTHING: CheckHistory = { runs: [], good: [], events: [], open: false, lastAt: null };
const due = (rule: CheckRule, history: Partial<CheckHistory>, now: number) => dueSince(rule, { ...NOTHING, ...history }, at(now))?.toISOString() ?? null;
const iso = (minutes: number) => at(minutes).toISOString();

describe("EX-14 a check by running time", () => {
  const hourly: CheckRule = { kind: "TIME", everySeconds: 3600 };
  const runs = [
    { from: at(0), to: at(40) },
    { from: at(100), to: null },
  ];
  it.each<[string, number, number | null, number | null]>([
    ["not a second before", 119, null, null],
    ["at its second, pauses left out", 120, null, 120],
    ["since then, however late it is asked", 500, null, 120],
    ["counted again from the last one", 199, 140, null],
    ["an hour of running after the last one", 200, 140, 200],
    ["a last one in a pause counts from the next run", 160, 60, 160],
  ])("%s", (_, now, lastAt, since) => expect(due(hourly, { runs, lastAt: lastAt === null ? null : at(lastAt) }, now)).toBe(since === null ? null : iso(since)));
});

describe("EX-14 a check by count", () => {
  const every50: CheckRule = { kind: "COUNT", everyCount: decimal("50") };
  const entry = (minutes: number, amount: string) => ({ at: at(minutes), amount: decimal(amount) });
  it.each<[string, [number, string][], number | null, number | null]>([
    ["one short", [[10, "49.999999"]], null, null],
    // prettier-ignore
    ["when it is reached", [[10, "20"], [20, "30"]], null, 20],
    ["once, whatever was made at a stroke", [[10, "400"]], null, 10],
    // prettier-ignore
    ["not of what was taken back", [[10, "50"], [10, "-50"], [30, "5"]], null, null],
    // prettier-ignore
    ["counted again from the last one", [[10, "60"], [20, "49"]], 15, null],
    // prettier-ignore
    ["and due again", [[10, "60"], [20, "49"], [30, "1"]], 15, 30],
  ])("%s", (_, good, lastAt, since) =>
    expect(due(every50, { good: good.map(([minutes, amount]) => entry(minutes, amount)), lastAt: lastAt === null ? null : at(lastAt) }, 600)).toBe(
      since === null ? null : iso(since),
    ),
  );
});

describe("EX-14 a check by event", () => {
  const events: CheckHistory["events"] = [
    { event: "SETUP_DONE", at: at(5) },
    { event: "RESUME", at: at(20), stopSeconds: 599 },
    { event: "LOT_CHANGE", at: at(25) },
    { event: "RESUME", at: at(40), stopSeconds: 600 },
    { event: "SHIFT_START", at: at(60) },
    { event: "LOT_CHANGE", at: at(70) },
  ];
  const rule = (event: string, stopSeconds = 0): CheckRule => ({ kind: "EVENT", event, stopSeconds });
  it.each<[string, CheckRule, number | null, number | null]>([
    ["the setup is done", rule("SETUP_DONE"), null, 5],
    ["asked and answered", rule("SETUP_DONE"), 6, null],
    ["the first of two lots", rule("LOT_CHANGE"), null, 25],
    ["the second, once the first is answered", rule("LOT_CHANGE"), 30, 70],
    ["any resume", rule("RESUME"), null, 20],
    ["a resume after a stop of ten minutes, exactly", rule("RESUME", 600), null, 40],
    ["the start of a shift", rule("SHIFT_START"), null, 60],
    ["what the floor does not know is asked for by hand", rule("FIRST_OFF"), null, null],
  ])("%s", (_, of, lastAt, since) => expect(due(of, { events, lastAt: lastAt === null ? null : at(lastAt) }, 600)).toBe(since === null ? null : iso(since)));

  it("what has not happened yet asks for nothing", () => expect(due(rule("SHIFT_START"), { events }, 59)).toBeNull());
});

describe("EX-14 whatever the rule", () => {
  const spans = fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 0, max: 90 })), { maxLength: 8 }).map((pairs) => {
    let clock = 0;
    return pairs.map(([length, pause]) => {
      const from = clock + pause;
      clock = from + length;
      return { from: at(from), to: at(clock) };
    });
  });
  const entries = fc
    .array(fc.record({ minutes: fc.integer({ min: 0, max: 900 }), amount: fc.integer({ min: 1, max: 80 }) }), { maxLength: 12 })
    .map((list) => list.map(({ minutes, amount }) => ({ at: at(minutes), amount: decimal(amount) })));
  const rules = fc.oneof(
    fc.integer({ min: 60, max: 10_000 }).map((everySeconds): CheckRule => ({ kind: "TIME", everySeconds })),
    fc.integer({ min: 1, max: 300 }).map((count): CheckRule => ({ kind: "COUNT", everyCount: decimal(count) })),
  );
  const clock = fc.integer({ min: 0, max: 1_000 });

  it("nothing is due twice: what is due answers until it is recorded, and a later look finds the same instant", () =>
    fc.assert(
      fc.property(rules, spans, entries, clock, clock, (rule, runs, good, first, more) => {
        const history = { ...NOTHING, runs, good };
        const since = dueSince(rule, history, at(first));
        expect(dueSince(rule, { ...history, open: true }, at(first))).toBeNull();
        if (since === null) return;
        expect(since.getTime()).toBeLessThanOrEqual(at(first).getTime());
        expect(dueSince(rule, history, at(first + more))).toEqual(since);
        // Recorded at the instant at which it became due, it is not due again by what led to it.
        const again = dueSince(rule, { ...history, lastAt: since }, at(first));
        if (again !== null) expect(again.getTime()).toBeGreaterThan(since.getTime());
      }),
    ));

  it("a run that is cut in two at any instant asks for the same check", () =>
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 10_000 }), fc.integer({ min: 2, max: 300 }), fc.integer({ min: 1, max: 299 }), clock, (everySeconds, length, cut, now) => {
        const middle = Math.min(cut, length - 1);
        const rule: CheckRule = { kind: "TIME", everySeconds };
        const whole = dueSince(rule, { ...NOTHING, runs: [{ from: at(0), to: at(length) }] }, at(now));
        const parts = [
          { from: at(0), to: at(middle) },
          { from: at(middle), to: at(length) },
        ];
        expect(dueSince(rule, { ...NOTHING, runs: parts }, at(now))).toEqual(whole);
      }),
    ));
});
