import "server-only";
import type { PerformanceSums } from "@/lib/domain/oee/performance-sums";
import { shiftTimes } from "@/lib/domain/oee/shift-times";
import { r6 } from "@/lib/domain/shared/decimal";
import type { Reader } from "@/lib/queries/reader";
import type { Shift } from "./shifts";
import { madeSums, STATE_MEANING, unitFacts, type UnitFacts } from "./unit-facts";

/** The sums of one work unit; quantities and ideal times as decimal text. */
type UnitSums = Pick<UnitFacts, "workCentre" | "workUnit" | "microStopMode"> & { readonly [Key in keyof PerformanceSums]: PerformanceSums[Key] extends number ? number : string };

/** §5: what the KPIs of each work unit with a window in the shift are made from; of one that runs, up to now. */
export async function shiftKpi(reader: Reader, siteId: string, shift: Shift): Promise<UnitSums[]> {
  const until = reader.now < shift.until ? reader.now : shift.until;
  const units = await unitFacts(reader, siteId, shift);
  const windows = shift.windows.flatMap((window) => (window.from < reader.now ? [{ ...window, to: window.to < reader.now ? window.to : reader.now }] : []));
  return units.map((unit) => {
    const times = shiftTimes({ ...unit, windows: windows.filter((window) => window.workCentreId === unit.workCentreId) }, until, STATE_MEANING);
    const made = madeSums(unit.outputs);
    return {
      workCentre: unit.workCentre,
      workUnit: unit.workUnit,
      microStopMode: unit.microStopMode,
      ...times,
      processed: made.processed.toFixed(),
      good: made.good.toFixed(),
      scrap: made.scrap.toFixed(),
      rework: made.rework.toFixed(),
      idealProcessedSeconds: r6(made.idealProcessedSeconds).toFixed(),
      idealGoodSeconds: r6(made.idealGoodSeconds).toFixed(),
    };
  });
}
