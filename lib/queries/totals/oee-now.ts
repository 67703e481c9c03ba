import "server-only";
import { kpis } from "@/lib/domain/oee/kpis";
import { percent } from "@/lib/domain/oee/ratio";
import type { Reader } from "@/lib/queries/reader";
import { sumCells } from "./performance-cells";
import { leading } from "./performance";
import { hull, performanceWindows } from "./performance-windows";
import { recentShifts } from "./recent-shifts";
import { unitFacts } from "./unit-facts";

/**
 * OEE of a line in the shift that runs: its name, and the share in percent with two decimals; null while no busy time has passed. `suspect`: its performance is above 100 %, so
 * that the figure cannot be right.
 */
export type OeeNow = { readonly shift: string; readonly percent: string | null; readonly suspect: boolean };

/** §5: OEE of lines of a site, each in its own shift that runs now, as the page of the line reckons it; a line without such a shift is not in it. Seven statements, however many lines there are. */
export async function oeeNow(reader: Reader, siteId: string, lineIds: readonly string[]): Promise<ReadonlyMap<string, OeeNow>> {
  const { now } = reader;
  const shifts = [...(await recentShifts(reader, lineIds, 1)).values()].flatMap(([latest]) => (latest === undefined || latest.to <= now ? [] : [latest]));
  if (shifts.length === 0) return new Map();
  const from = new Date(Math.min(...shifts.map((shift) => shift.from.getTime())));
  const running = new Map(shifts.map((shift) => [shift.lineId, shift]));
  const windows = (await performanceWindows(reader, [...running.keys()], { from, to: now })).filter((window) => {
    const shift = running.get(window.workCentreId);
    return shift !== undefined && shift.day === window.day && shift.name === window.name;
  });
  if (windows.length === 0) return new Map();
  const units = leading(await unitFacts(reader, siteId, hull(windows), { byLead: true }));
  return new Map(
    shifts.map(({ lineId, name }) => {
      const sums = sumCells(
        units.filter(({ workCentreId }) => workCentreId === lineId),
        windows,
        {},
        now,
      );
      const { oee, idealRateSuspect } = kpis(sums);
      return [lineId, { shift: name, percent: percent(oee)?.toFixed(2) ?? null, suspect: idealRateSuspect }];
    }),
  );
}
