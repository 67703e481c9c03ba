import type { DemoSite } from "./sites";

/** Site of simulated machines, which no company has; its lines belong to one hall. */
export const SIMULATED_SITE = "SIM";
export const SIMULATED_AREA = "HALL";

/** Code of a line by its place in a run, from 0: `S001`. */
export function simulatedLine(index: number): string {
  return `S${String(index + 1).padStart(3, "0")}`;
}

/** So many lines with a filler each. */
export function simulatedSite(lines: number): DemoSite {
  const workCentres = Array.from({ length: lines }, (_, index) => {
    const line = simulatedLine(index);
    return {
      workCentre: line,
      text: `Simulated line ${index + 1}`,
      type: "PRODUCTION_LINE" as const,
      costCentre: "SIM",
      units: [{ workUnit: `${line}.FILLER`, text: `Simulated filler ${index + 1}`, type: "UNIT" as const, constraint: true }],
    };
  });
  return {
    site: SIMULATED_SITE,
    text: "Simulated machines",
    zone: "UTC",
    currency: "EUR",
    locations: { raw: "SIM-RAW", tank: "SIM-TANK", pack: "SIM-PACK", finished: "SIM-FG" },
    areas: [{ area: SIMULATED_AREA, text: "Simulated hall", workCentres }],
  };
}
