import type { MappingChoices, UnmappedRow } from "@/lib/queries/admin/signal-mappings";

/** A value of the list with the work unit that it would be mapped to; null where nothing points to one and nobody has chosen one. */
export type ManyRow = { readonly row: UnmappedRow; readonly unit: MappingChoices["units"][number] | null; readonly usual: boolean };

/** Each value with its work unit: the one that is suggested, else the one that was chosen for those without, at the same site. `usual`: whether it is mapped unless somebody says otherwise. */
export function manyRows(rows: readonly UnmappedRow[], choices: Pick<MappingChoices, "units" | "states" | "packml">, chosenUnit: string): ManyRow[] {
  const units = new Map(choices.units.map((unit) => [`${unit.siteId}\n${unit.code}`, unit]));
  const chosen = choices.units.find(({ id }) => id === chosenUnit) ?? null;
  const known = new Set([...choices.states, ...[...choices.packml.names, ...choices.packml.numbers].map(({ value }) => value)].map((word) => word.toUpperCase()));
  const times = new Set(rows.flatMap(({ address, timeBeside }) => (timeBeside === null ? [] : [`${address}\n${timeBeside}`])));
  return rows.map((row) => {
    const { workUnit, fits, kind } = row.suggested;
    const suggested = workUnit === null ? null : (units.get(`${row.siteId}\n${workUnit}`) ?? null);
    const unit = suggested ?? (chosen?.siteId === row.siteId ? chosen : null);
    // A state whose words nobody has told would be refused.
    const isRead = kind !== "STATE" || known.has((row.lastValue ?? "").trim().toUpperCase());
    // The time of others is none of a machine's signals.
    const isTime = times.has(`${row.address}\n${row.path}`);
    return { row, unit: fits && !row.refused ? unit : null, usual: isRead && !isTime };
  });
}

/** The values as the command takes them, those of each site for themselves. */
export function manyInputs(chosen: readonly ManyRow[]) {
  const bySite = new Map<string, ReturnType<typeof inputOf>[]>();
  for (const { row, unit } of chosen) if (unit !== null) bySite.set(row.siteId, [...(bySite.get(row.siteId) ?? []), inputOf(row, unit.id)]);
  return [...bySite.values()];
}

function inputOf({ id: metricId, timeBeside: timePath, suggested: { name, kind, counter, uom, wraps } }: UnmappedRow, workUnitId: string) {
  return { metricId, workUnitId, timePath, name, kind, counter, uom, counterModulus: kind === "COUNTER" ? wraps : null };
}

/** Why values were not mapped, of most use first. */
export const PROBLEMS = ["SIGNAL_TWICE", "MAPPING_EXISTS", "OTHER"] as const;

/** What a refusal of one of several values means for whoever maps them. One that is listed no more was mapped by somebody else meanwhile. */
export function problemOf(code: string): (typeof PROBLEMS)[number] {
  return PROBLEMS.find((problem) => problem === (code === "NOT_FOUND" ? "MAPPING_EXISTS" : code)) ?? "OTHER";
}
