import fc from "fast-check";
import { expect, it } from "vitest";
import { addPerformance, NO_PERFORMANCE } from "@/lib/domain/oee/performance-sums";
import { sumCells } from "./performance-cells";
import { unitRollups } from "./shift-rollup";
import type { UnitFacts } from "./unit-facts";

const BEGIN = Date.UTC(2026, 2, 17, 6);
const at = (second: number) => new Date(BEGIN + second * 1_000);
const SHIFT = 28_800;
const window = (from: number, to: number, until: number) => ({ workCentreId: "C", name: "EARLY", day: "2026-03-17", from: at(from), to: at(to), until: at(until) });

/** Spans one after the other, apart or not, some of which reach over the shift's ends. */
const spans = fc.uniqueArray(fc.integer({ min: -600, max: SHIFT + 600 }), { minLength: 2, maxLength: 16 }).map((cuts) => cuts.toSorted((a, b) => a - b));
const facts = fc.record({
  states: fc.tuple(spans, fc.infiniteStream(fc.constantFrom("PRODUCING", "MICRO_STOP", "SETUP", "DOWN", "STANDBY", "HELD", "UNKNOWN" as const))),
  loads: fc.tuple(spans, fc.infiniteStream(fc.constantFrom("A", "B", null))),
  made: fc.array(
    fc.record({ orderId: fc.constantFrom("A", "B", "C"), good: fc.integer({ min: 0, max: 500 }), scrap: fc.integer({ min: 0, max: 20 }), window: fc.constantFrom(0, 15_000) }),
  ),
  planned: fc.tuple(fc.integer({ min: 0, max: SHIFT }), fc.integer({ min: 1, max: 3_600 })),
  mode: fc.constantFrom("PERFORMANCE_LOSS", "AVAILABILITY_LOSS" as const),
});

it("§5 the rows of a shift, by order and without one, add up to what the work unit comes to in it, whatever happened", () => {
  fc.assert(
    fc.property(facts, ({ states, loads, made, planned, mode }) => {
      const [stateCuts, nextState] = states;
      const [loadCuts, nextLoad] = loads;
      const unit: UnitFacts = {
        id: "U",
        number: 1,
        workCentreId: "C",
        workCentre: "C",
        workUnit: "U",
        name: "U",
        constraint: true,
        microStopMode: mode,
        since: 0,
        until: null,
        states: stateCuts.map((from, index) => ({
          unitId: "U",
          from: at(from),
          to: index + 1 < stateCuts.length ? at(stateCuts[index + 1] ?? 0) : null,
          state: drawn(nextState),
          reasonCode: null,
          classifiedAt: null,
        })),
        loads: loadCuts.flatMap((from, index) => {
          const orderId = drawn(nextLoad);
          const to = loadCuts[index + 1];
          return orderId === null || to === undefined ? [] : [{ unitId: "U", from: at(from), to: at(to), orderId, itemId: `item of ${orderId}` }];
        }),
        plannedDowntime: [{ unitId: "U", from: at(planned[0]), to: at(planned[0] + planned[1]) }],
        outputs: made.map(({ orderId, good, scrap, window: from }) => ({
          unitId: "U",
          since: 0,
          windowFrom: at(from),
          orderId,
          itemId: `item of ${orderId}`,
          idealSeconds: "0.75",
          good: String(good),
          scrap: String(scrap),
          rework: "0",
          recordedAt: at(SHIFT),
        })),
      };
      // A break parts the shift.
      const windows = [window(0, 13_200, 15_000), window(15_000, SHIFT, SHIFT)];
      const now = at(SHIFT + 900);
      const total = unitRollups(unit, windows, now).reduce((sums, row) => addPerformance(sums, row.sums), NO_PERFORMANCE);
      expect(plain(total)).toEqual(plain(sumCells([unit], windows, {}, now)));
    }),
  );
});

function drawn<Value>(stream: Iterator<Value>): Value {
  const { value, done } = stream.next();
  if (done === true) throw new Error("the stream ended");
  return value;
}

const plain = (sums: typeof NO_PERFORMANCE) => Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, typeof value === "number" ? value : value.toFixed()]));
