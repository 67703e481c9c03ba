import type { BoardRow } from "./wip-board";

/** What the board shows, and in which order. */
export type WipFilter = {
  /** Site code; null: all in scope. */
  readonly site: string | null;
  /** Orders due within so many days; null: all. */
  readonly dueDays: number | null;
  /** Order number, item code or text. */
  readonly search: string;
  readonly sort: "impact" | "due" | "order";
  /** Also those that the ERP has created and not yet released. */
  readonly created: boolean;
};

/** As many rows as one board shows; the rest is counted. */
export const BOARD_ROWS = 200;

/** Rows that fit the filter, sorted. `impact`: latest first, then what is not projectable, then what is on hold, then by due date. */
export function filterBoard(rows: readonly BoardRow[], filter: WipFilter, now: Date): BoardRow[] {
  const until = filter.dueDays === null ? null : new Date(now.getTime() + filter.dueDays * 86_400_000).toISOString();
  const wanted = filter.search.trim().toLowerCase();
  return rows
    .filter(
      (row) =>
        (filter.created || row.state !== "CREATED") &&
        (until === null || row.dueAt <= until) &&
        (wanted === "" || [row.number, row.item, row.itemText].some((text) => text.toLowerCase().includes(wanted))),
    )
    .toSorted((a, b) => {
      if (filter.sort === "order") return a.number.localeCompare(b.number);
      if (filter.sort === "due") return compare(a.dueAt, b.dueAt) || a.number.localeCompare(b.number);
      return impact(b) - impact(a) || compare(a.dueAt, b.dueAt) || a.number.localeCompare(b.number);
    });
}

/** Late by so many seconds; nobody knows the end: beyond all of them; what is not projectable, then what is on hold, stands behind what is late. */
function impact(row: BoardRow): number {
  if (row.state === "ON_HOLD") return 0.5;
  if (row.withoutTimes.length > 0) return 0.75;
  if (row.lateSeconds === null) return Number.MAX_SAFE_INTEGER;
  return Math.max(0, row.lateSeconds);
}

/** Will be late as things stand: past its due date, or with no end in sight. What waits for its release or is on hold promises nothing. */
export function willBeLate(row: BoardRow): boolean {
  if (row.state === "CREATED" || row.state === "ON_HOLD" || row.withoutTimes.length > 0) return false;
  return row.lateSeconds === null || row.lateSeconds > 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
