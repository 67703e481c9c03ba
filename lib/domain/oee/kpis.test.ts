import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { type KpiName, kpiFigures, lossFigures, rolledYield, throughputRate, workerEfficiency } from "./kpi-figures";
import { kpis, lossSeconds } from "./kpis";
import { NO_PERFORMANCE, type PerformanceSums, addPerformance, inMicroStopMode, outputSums } from "./performance-sums";
import { percent } from "./ratio";

const MINUTE = 60;

const O1: PerformanceSums = {
  ...NO_PERFORMANCE,
  potSeconds: 480 * MINUTE,
  plannedDownSeconds: 30 * MINUTE,
  aptSeconds: 353 * MINUTE,
  asutSeconds: 25 * MINUTE,
  adetSeconds: 72 * MINUTE,
  microStopSeconds: 14 * MINUTE,
  microStops: 11,
  loadedSeconds: 450 * MINUTE,
  failures: 2,
  restoreSeconds: 60 * MINUTE,
  ...outputSums([{ idealSeconds: decimal("0.75"), processed: decimal(24_310), good: decimal(23_825), scrap: decimal(365), rework: decimal(120) }]),
};

const O2: PerformanceSums = {
  ...NO_PERFORMANCE,
  potSeconds: 480 * MINUTE,
  plannedDownSeconds: 40 * MINUTE,
  aptSeconds: 395 * MINUTE,
  asutSeconds: 25 * MINUTE,
  adetSeconds: 20 * MINUTE,
  ...outputSums([
    { idealSeconds: decimal(30), processed: decimal(400), good: decimal(392), scrap: decimal(8), rework: decimal(0) },
    { idealSeconds: decimal(45), processed: decimal(210), good: decimal(203), scrap: decimal(7), rework: decimal(0) },
  ]),
};

const figure = (sums: PerformanceSums, name: KpiName) => {
  const found = kpiFigures(sums).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no figure ${name}`);
  return found;
};
const shown = (value: Parameters<typeof percent>[0]) => percent(value)?.toFixed(2);

describe("§5 Example O1", () => {
  it("ratios", () => {
    const result = kpis(O1);
    expect([result.availability, result.effectiveness, result.qualityRatio, result.oee].map(shown)).toEqual(["78.44", "86.08", "98.00", "66.18"]);
    expect([result.nee, result.technicalEfficiency, result.setupRatio, result.scrapRatio, result.reworkRatio].map(shown)).toEqual(["70.87", "83.06", "6.61", "1.50", "0.49"]);
    expect([shown(result.allocationEfficiency), result.idealRateSuspect]).toEqual(["100.00", false]);
  });

  it("KP-01 availability-loss mode moves availability and effectiveness, not OEE", () => {
    const result = kpis(O1, "AVAILABILITY_LOSS");
    expect([result.availability, result.effectiveness, result.oee].map(shown)).toEqual(["75.33", "89.64", "66.18"]);
    expect([result.microStops, result.microStopSeconds]).toEqual([11, 840]);
  });

  it("losses in minutes add up to planned busy time", () => {
    const loss = lossSeconds(O1);
    expect([loss.availability, loss.performance, loss.quality, loss.productive].map((each) => each.div(60).toString())).toEqual(["97", "49.125", "6.0625", "297.8125"]);
    expect(sum(Object.values(loss)).div(60).toNumber()).toBe(450);
  });

  it("KP-01 opens each loss and the short stops to formula and inputs", () => {
    const told = lossFigures(O1).map(
      ({ name, formula, value, inputs, facts }) =>
        `${name} = ${formula} = ${value.toFixed()} | ${inputs.map((input) => `${input.symbol} ${input.value.toFixed()}`).join(", ")} | ${facts.join(" ")}`,
    );
    expect(told).toEqual([
      "productive = Σ PRI×GQ = 17868.75 | Σ PRI×GQ 17868.75 | OUTPUT",
      "qualityLoss = Σ PRI×PQ − Σ PRI×GQ = 363.75 | Σ PRI×PQ 18232.5, Σ PRI×GQ 17868.75 | OUTPUT",
      "performanceLoss = APT − Σ PRI×PQ = 2947.5 | APT 21180, Σ PRI×PQ 18232.5 | APT OUTPUT",
      "availabilityLoss = PBT − APT = 5820 | PBT 27000, APT 21180, POT 28800, planned downtime 1800 | APT ASUT ADET ADOT OUTSIDE_PBT",
      "shortStops = time in short stops = 840 | short stops 11, time in short stops 840 | SHORT_STOPS",
    ]);
  });

  it("reliability: MTBF 3.15 h, MTTR 0.50 h", () => {
    expect([figure(O1, "mtbf"), figure(O1, "mttr")].map(({ value }) => value?.div(3600).toFixed(2))).toEqual(["3.15", "0.50"]);
  });

  it("opens each figure to formula, numerator, denominator and what they are made from", () => {
    const told = kpiFigures(O1).map(
      ({ name, formula, numerator, denominator, inputs }) =>
        `${name} = ${formula} = ${numerator.toFixed()} ÷ ${denominator.toFixed()} | ${inputs.map(({ symbol, of, value }) => `${symbol}${of === undefined ? "" : ` (${of})`} ${value.toFixed()}`).join(", ")}`,
    );
    expect(told).toEqual([
      "availability = APT ÷ PBT = 21180 ÷ 27000 | APT 21180, PBT (POT − planned downtime) 27000, POT 28800, planned downtime 1800",
      "effectiveness = Σ PRI×PQ ÷ APT = 18232.5 ÷ 21180 | Σ PRI×PQ 18232.5, APT 21180",
      "qualityRatio = Σ PRI×GQ ÷ Σ PRI×PQ = 17868.75 ÷ 18232.5 | Σ PRI×GQ 17868.75, Σ PRI×PQ 18232.5",
      "oee = Σ PRI×GQ ÷ PBT = 17868.75 ÷ 27000 | Σ PRI×GQ 17868.75, PBT (POT − planned downtime) 27000, POT 28800, planned downtime 1800",
      "nee = (AUPT × Σ PRI×GQ) ÷ (PBT × APT) = 405263250 ÷ 571860000 | AUPT (APT + ASUT) 22680, Σ PRI×GQ 17868.75, PBT (POT − planned downtime) 27000, APT 21180, ASUT 1500, POT 28800, planned downtime 1800",
      "technicalEfficiency = APT ÷ (APT + ADET) = 21180 ÷ 25500 | APT 21180, (APT + ADET) 25500, ADET 4320",
      "setupRatio = ASUT ÷ AUPT = 1500 ÷ 22680 | ASUT 1500, AUPT (APT + ASUT) 22680, APT 21180",
      "scrapRatio = SQ ÷ PQ = 365 ÷ 24310 | SQ 365, PQ 24310",
      "reworkRatio = RQ ÷ PQ = 120 ÷ 24310 | RQ 120, PQ 24310",
      "firstPassYield = GQ ÷ PQ = 23825 ÷ 24310 | GQ 23825, PQ 24310",
      "throughputPerBusyHour = PQ ÷ PBT = 24310 ÷ 27000 | PQ 24310, PBT (POT − planned downtime) 27000, POT 28800, planned downtime 1800",
      "mtbf = AUPT ÷ FE = 22680 ÷ 2 | AUPT (APT + ASUT) 22680, FE 2, APT 21180, ASUT 1500",
      "mttr = time to restore ÷ FE = 3600 ÷ 2 | time to restore 3600, FE 2",
      "allocationEfficiency = AUBT ÷ PBT = 27000 ÷ 27000 | AUBT 27000, PBT (POT − planned downtime) 27000, POT 28800, planned downtime 1800",
    ]);
    expect(figure(O1, "throughputPerBusyHour").value?.toFixed(2)).toBe("3241.33");
  });
});

it("§5 Example O2 weights quality by ideal time", () => {
  const result = kpis(O2);
  expect([result.availability, result.effectiveness, result.qualityRatio, result.oee].map(shown)).toEqual(["89.77", "90.51", "97.41", "79.15"]);
  expect(shown(result.firstPassYield)).toBe("97.54");
});

describe("§5 edges", () => {
  it("has no value where there is nothing to divide by", () => {
    const result = kpis(NO_PERFORMANCE);
    expect([result.availability, result.effectiveness, result.qualityRatio, result.oee, result.nee, result.setupRatio]).toEqual([null, null, null, null, null, null]);
    expect(
      [figure(NO_PERFORMANCE, "mtbf"), figure(NO_PERFORMANCE, "mttr")].map(({ value, inputs }) => [value, inputs.find(({ symbol }) => symbol === "FE")?.value.toNumber()]),
    ).toEqual([
      [null, 0],
      [null, 0],
    ]);
  });

  it("has a quality by the plain count where no ideal time is known", () => {
    const sums = { ...O1, ...outputSums([{ idealSeconds: decimal(0), processed: decimal(200), good: decimal(190), scrap: decimal(10), rework: decimal(0) }]) };
    expect(figure(sums, "qualityRatio")).toMatchObject({ formula: "GQ ÷ PQ", numerator: decimal(190), denominator: decimal(200), value: decimal("0.95") });
  });

  it("flags an effectiveness above 100 %", () => {
    expect(
      kpis({ ...O1, ...outputSums([{ idealSeconds: decimal("0.9"), processed: decimal(24_310), good: decimal(0), scrap: decimal(0), rework: decimal(0) }]) }).idealRateSuspect,
    ).toBe(true);
  });

  it("rolls yields, rates and worker time", () => {
    const pass = (opNo: number, good: number, processed: number) => ({ opNo, good: decimal(good), processed: decimal(processed) });
    expect(rolledYield([pass(10, 98, 100), pass(20, 49, 98)])).toMatchObject({
      formula: "Π GQ ÷ Π PQ",
      inputs: [{ symbol: "GQ 10" }, { symbol: "PQ 10" }, { symbol: "GQ 20" }, { symbol: "PQ 20" }],
    });
    expect(rolledYield([pass(10, 98, 100), pass(20, 49, 98)]).value?.toString()).toBe("0.49");
    expect([rolledYield([pass(10, 98, 100), pass(20, 0, 0)]).value, rolledYield([]).value]).toEqual([null, null]);
    expect([throughputRate(decimal(300), 5400).value?.toString(), throughputRate(decimal(300), 0).value]).toEqual(["200", null]);
    const attended = workerEfficiency([
      { bookedSeconds: 25_200, attendedSeconds: 14_400 },
      { bookedSeconds: 0, attendedSeconds: 14_400 },
    ]);
    expect([attended.value?.toString(), workerEfficiency([]).value]).toEqual(["0.875", null]);
  });

  it("KP-01 units of both modes are summed each in its own", () => {
    const both = addPerformance(inMicroStopMode(O1, "PERFORMANCE_LOSS"), inMicroStopMode(O1, "AVAILABILITY_LOSS"));
    expect([both.aptSeconds, both.adetSeconds, both.microStopSeconds]).toEqual([(353 + 339) * MINUTE, (72 + 86) * MINUTE, 28 * MINUTE]);
    expect(shown(figure(both, "oee").value)).toBe("66.18");
  });
});

it("§5 aggregation sums numerators and denominators", () => {
  expect(shown(kpis(addPerformance(O1, O2)).oee)).toBe(shown(O1.idealGoodSeconds.plus(O2.idealGoodSeconds).div((450 + 440) * MINUTE)));
  const seconds = fc.integer({ min: 0, max: 28_800 });
  const shift = fc
    .record({ apt: seconds, asut: seconds, adet: seconds, adot: seconds, micro: seconds, processed: fc.nat(9999), good: fc.nat(9999), ideal: fc.integer({ min: 1, max: 9000 }) })
    .map((it): PerformanceSums => ({
      ...NO_PERFORMANCE,
      potSeconds: it.apt + it.asut + it.adet + it.adot,
      aptSeconds: it.apt,
      asutSeconds: it.asut,
      adetSeconds: it.adet,
      adotSeconds: it.adot,
      microStopSeconds: Math.min(it.micro, it.apt),
      ...outputSums([
        { idealSeconds: decimal(it.ideal).div(1000), processed: decimal(it.processed), good: decimal(Math.min(it.good, it.processed)), scrap: decimal(0), rework: decimal(0) },
      ]),
    }));
  fc.assert(
    fc.property(fc.array(shift, { maxLength: 6 }), (shifts) => {
      const all = shifts.reduce(addPerformance, NO_PERFORMANCE);
      const backwards = shifts.toReversed().reduce(addPerformance, NO_PERFORMANCE);
      expect(all).toEqual(backwards);
      for (const mode of ["PERFORMANCE_LOSS", "AVAILABILITY_LOSS"] as const) {
        const { availability, effectiveness, qualityRatio, oee } = kpis(all, mode);
        if (availability === null || effectiveness === null || qualityRatio === null || oee === null || all.idealProcessedSeconds.isZero()) continue;
        expect(availability.times(effectiveness).times(qualityRatio).minus(oee).abs().lt(decimal("1e-30"))).toBe(true);
        expect(sum(Object.values(lossSeconds(all, mode))).toNumber()).toBe(all.potSeconds);
      }
    }),
  );
});
