import fc from "fast-check";
import { expect, it } from "vitest";
import { type Genealogy, traceBackward, traceForward } from "./trace";

const MINUTE = 60_000;
const at = (minute: number) => new Date(minute * MINUTE);

/** Flour → dough (mixer) → bread (oven), 10 minutes from mixer to oven. */
const BAKERY: Genealogy = {
  consumed: [
    { edgeId: "c1", lotId: "FLOUR-1", segmentId: null, workUnitId: "MIXER", from: at(0), to: at(30) },
    { edgeId: "c2", lotId: "FLOUR-2", segmentId: null, workUnitId: "MIXER", from: at(30), to: at(60) },
    { edgeId: "c3", lotId: "DOUGH", segmentId: "D1", workUnitId: "OVEN", from: at(100), to: at(120) },
    { edgeId: "c4", lotId: "DOUGH", segmentId: "D2", workUnitId: "OVEN", from: at(120), to: at(140) },
  ],
  produced: [
    { segmentId: "D1", lotId: "DOUGH", workUnitId: "MIXER-OUT", from: at(10), to: at(40) },
    { segmentId: "D2", lotId: "DOUGH", workUnitId: "MIXER-OUT", from: at(40), to: at(70) },
    { segmentId: "B1", lotId: "BREAD", workUnitId: "OVEN", from: at(100), to: at(120) },
    { segmentId: "B2", lotId: "BREAD", workUnitId: "OVEN", from: at(120), to: at(140) },
  ],
  links: [{ fromLotId: "BREAD", toLotId: "PALLET" }],
  lags: [{ fromUnitId: "MIXER", toUnitId: "MIXER-OUT", minSeconds: 600, maxSeconds: 600 }],
};

it("TR-05 windows are recomputed at each level, and only the segment that was used is followed", () => {
  const trace = traceForward(BAKERY, { lotIds: ["FLOUR-1"] });
  expect([...trace.segmentIds]).toEqual(["D1", "B1"]);
  expect([...trace.lotIds]).toEqual(["FLOUR-1", "DOUGH", "BREAD", "PALLET"]);
});

it("TR-05 backward finds only what can be in the segment", () => {
  expect([...traceBackward(BAKERY, { segmentIds: ["B2"] }).lotIds]).toEqual(["BREAD", "DOUGH", "FLOUR-2"]);
  expect([...traceBackward(BAKERY, { lotIds: ["PALLET"] }).lotIds].toSorted()).toEqual(["BREAD", "DOUGH", "FLOUR-1", "FLOUR-2", "PALLET"]);
});

it("TR-05 a rework loop is visited once", () => {
  const loop: Genealogy = { ...BAKERY, consumed: [...BAKERY.consumed, { edgeId: "c5", lotId: "BREAD", segmentId: "B1", workUnitId: "MIXER", from: at(0), to: at(30) }] };
  expect([...traceForward(loop, { lotIds: ["BREAD"] }).segmentIds]).toEqual(["D1", "B1"]);
  expect(traceBackward(loop, { lotIds: ["BREAD"] }).lotIds.has("FLOUR-1")).toBe(true);
});

const minutes = fc.integer({ min: 0, max: 300 });
const span = fc.tuple(minutes, fc.integer({ min: 1, max: 60 })).map(([from, length]) => ({ from: at(from), to: at(from + length) }));
const lots = fc.constantFrom("L0", "L1", "L2", "L3", "L4");
const unitIds = fc.constantFrom("U0", "U1", "U2");
const genealogies: fc.Arbitrary<Genealogy> = fc
  .record({
    consumed: fc.array(fc.record({ lotId: lots, workUnitId: unitIds, span }), { maxLength: 15 }),
    produced: fc.array(fc.record({ lotId: lots, workUnitId: unitIds, span }), { maxLength: 15 }),
    links: fc.array(fc.record({ fromLotId: lots, toLotId: lots }), { maxLength: 3 }),
    lags: fc.uniqueArray(fc.record({ fromUnitId: unitIds, toUnitId: unitIds, minSeconds: fc.nat(600), maxSeconds: fc.integer({ min: 600, max: 3600 }) }), {
      selector: (lag) => `${lag.fromUnitId}>${lag.toUnitId}`,
      maxLength: 4,
    }),
  })
  .map(({ consumed, produced, links, lags }) => ({
    consumed: consumed.map(({ span: at, ...edge }, index) => ({ ...edge, ...at, edgeId: `c${index}`, segmentId: null })),
    produced: produced.map(({ span: at, ...edge }, index) => ({ ...edge, ...at, segmentId: `s${index}` })),
    links,
    lags,
  }));

it("TR-05 one level forward and one level back are the same relation, whatever the cycles", () => {
  fc.assert(
    fc.property(genealogies, lots, (genealogy, lotId) => {
      const forward = traceForward(genealogy, { lotIds: [lotId] });
      const again = traceForward(genealogy, { lotIds: [...forward.lotIds].filter((each) => each === lotId), segmentIds: [...forward.segmentIds] });
      expect([...again.segmentIds].toSorted()).toEqual([...forward.segmentIds].toSorted());
      for (const segmentId of forward.segmentIds) {
        // The lot that the trace began with is among the origins of everything that it reached.
        expect(traceBackward(genealogy, { segmentIds: [segmentId] }).lotIds.has(lotId)).toBe(true);
      }
    }),
  );
});
