import type { RunView } from "@/lib/queries/operator/run-view";
import type { StationLine } from "@/lib/queries/operator/station-lines";
import { floorDatabase } from "@/lib/client/floor-database";

/** What a page showed when the network was last there. */
export type KeptView = { readonly kind: "LINES"; readonly lines: readonly StationLine[]; readonly now: string } | { readonly kind: "UNIT"; readonly view: RunView };

const LINES = "/station";
const pathOf = (unitCode: string) => `${LINES}/${encodeURIComponent(unitCode)}`;

/**
 * A machine's page as it may lie on a tablet: people by their ids alone, calls without who has taken them, and no notes of one crew to another, for nobody's
 * name or number belongs into client storage (ASVS 14.3). Nor what the reader does on no order: whoever opens it next may be somebody else.
 */
export function withoutPeople<View extends Pick<RunView, "people" | "calls" | "handovers" | "indirect">>(view: View): View {
  return {
    ...view,
    people: view.people.map((one) => ({ ...one, number: "", name: "" })),
    // Until somebody has taken a call its owner is a role.
    calls: view.calls.map((one) => (one.takenAt == null ? one : { ...one, owner: null })),
    handovers: [],
    indirect: { ...view.indirect, now: null },
  };
}

/** Keeps the list of lines. */
export async function keepLines(lines: readonly StationLine[], now: string): Promise<void> {
  await (await floorDatabase()).put("views", { kind: "LINES", lines, now }, LINES);
}

/** Keeps a machine's page, without names. */
export async function keepUnit(view: RunView): Promise<void> {
  await (await floorDatabase()).put("views", { kind: "UNIT", view: withoutPeople(view) }, pathOf(view.unit.code));
}

/** What the page at a path last showed here, or undefined. */
export async function keptView(path: string): Promise<KeptView | undefined> {
  return (await floorDatabase()).get("views", path);
}

/** The machines' pages that are kept here. */
export async function keptUnits(): Promise<readonly RunView[]> {
  return (await (await floorDatabase()).getAll("views")).flatMap((kept) => (kept.kind === "UNIT" ? [kept.view] : []));
}

/** The lines that this tablet last saw. */
export async function keptLines(): Promise<readonly StationLine[]> {
  const kept = await keptView(LINES);
  return kept?.kind === "LINES" ? kept.lines : [];
}

/** Forgets machines that no line has any more. */
export async function forgetOthers(lines: readonly StationLine[]): Promise<void> {
  const still = new Set([LINES, ...lines.flatMap((line) => line.units.map((unit) => pathOf(unit.code)))]);
  const db = await floorDatabase();
  for (const path of await db.getAllKeys("views")) if (!still.has(path)) await db.delete("views", path);
}
