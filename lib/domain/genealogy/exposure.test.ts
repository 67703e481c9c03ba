import { describe, expect, it } from "vitest";
import { ZERO, decimal } from "@/lib/domain/shared/decimal";
import { intersectConditions } from "./conditions";
import { type ExposureLevel, compareExposure } from "./exposure";
import { massBalance } from "./mass-balance";
import { CAPPER_DAY, SEGMENTS, at } from "./testing/example-t";
import { segmentsExposedTo, traceBackward, traceForward } from "./trace";

const shown = (level: ExposureLevel | undefined) =>
  level && {
    segments: level.segmentIds.join(" "),
    units: level.units.toNumber(),
    where: Object.fromEntries([...level.byPlace].map(([place, units]) => [place, units.toNumber()])),
    value: `${level.atCost.toFixed(2)} / ${level.atPrice.toFixed(2)}`,
    narrowed: level.narrowedPercent?.toFixed(2),
  };

const mounted = { from: at("09:34"), to: at("13:18") };
const torque = { from: at("11:20"), to: at("12:05") };

describe("TR-09 Example T", () => {
  const byLot = segmentsExposedTo(CAPPER_DAY, "CAPPER", [mounted]);
  const byTorqueToo = segmentsExposedTo(CAPPER_DAY, "CAPPER", intersectConditions([[mounted], [torque]]));
  const exposure = compareExposure(SEGMENTS, new Set(["PO-A", "PO-B"]), [byLot, byTorqueToo]);

  it("order level", () => {
    expect(shown(exposure.order)).toEqual({
      segments: "P01 P02 P03 P04 P05 P06 P07 P08 P09",
      units: 17_850,
      where: { C1: 5950, C2: 4000, C3: 3900, WH: 4000 },
      value: "14994.00 / 34807.50",
      narrowed: "0.00",
    });
  });

  it("process level", () => {
    expect(shown(exposure.process[0])).toEqual({
      segments: "P05 P06 P07 P08 P09",
      units: 9850,
      where: { C1: 1950, C3: 3900, WH: 4000 },
      value: "8274.00 / 19207.50",
      narrowed: "44.82",
    });
  });

  it("process level with the torque condition", () => {
    expect(shown(exposure.process[1])).toEqual({
      segments: "P06 P07",
      units: 4000,
      where: { C3: 2000, WH: 2000 },
      value: "3360.00 / 7800.00",
      narrowed: "77.59",
    });
    expect(exposure.incomplete).toBe(false);
  });

  it("TR-05 the forward trace of the lot finds the same segments", () => {
    expect([...traceForward(CAPPER_DAY, { lotIds: ["LID-7731"] }).segmentIds]).toEqual(["P05", "P06", "P07", "P08", "P09"]);
  });

  it("TR-02 P09 is a hit only through the lag", () => {
    const withoutLag = { ...CAPPER_DAY, lags: [] };
    expect([...segmentsExposedTo(withoutLag, "CAPPER", [mounted])]).toEqual(["P05", "P06", "P07", "P08"]);
  });

  it("TR-05 backward from P08", () => {
    expect([...traceBackward(CAPPER_DAY, { segmentIds: ["P08"] }).lotIds].toSorted()).toEqual(["FG-PO-B", "LID-7731", "LID-7732"]);
  });

  it("unites both sets and says so when the records are incomplete", () => {
    const gap = compareExposure(SEGMENTS, new Set(["PO-A"]), [byLot]);
    expect([gap.incomplete, gap.order.segmentIds.length, gap.process[0]?.segmentIds.length]).toEqual([true, 9, 5]);
  });
});

describe("TR-03 conditions", () => {
  it("a segment that met both at different moments is no hit", () => {
    const morning = { from: at("06:10"), to: at("06:20") };
    const later = { from: at("06:40"), to: at("06:50") };
    expect(intersectConditions([[morning], [later]])).toEqual([]);
  });

  it("keeps an open end and several windows", () => {
    const open = { from: at("08:00"), to: null };
    expect(intersectConditions([[open], [torque, { from: at("13:00"), to: null }, { from: at("06:00"), to: at("08:00") }]])).toEqual([torque, { from: at("13:00"), to: null }]);
  });
});

describe("TR-08 mass balance", () => {
  const lid = {
    entered: decimal(8400),
    consumed: decimal(1748 + 6214),
    scrapped: ZERO,
    returned: decimal(400),
    shipped: ZERO,
    onHand: ZERO,
    adjusted: ZERO,
  };

  it("Example T: 38 unexplained, within half a percent", () => {
    const balance = massBalance(lid, decimal("0.5"));
    expect([balance.unexplained.toNumber(), balance.percent?.toFixed(2), balance.flagged]).toEqual([38, "0.45", false]);
  });

  it("flags what is missing and what is too much", () => {
    expect(massBalance({ ...lid, returned: decimal(300) }, decimal("0.5")).flagged).toBe(true);
    expect(massBalance({ ...lid, returned: decimal(500) }, decimal("0.5")).flagged).toBe(true);
    expect(massBalance({ ...lid, entered: ZERO }, decimal("0.5"))).toMatchObject({ percent: null, flagged: true });
  });
});
