import { formatQuantity } from "@/lib/format/quantity";
import { notProjectable, readOf } from "@/lib/format/planner/projection-words";
import type { WipScreen } from "@/lib/queries/planner/wip-screen";

/** How many orders the board shows of how many, and what of them is not projected. `units` says what its quantities are in. */
export function boardNote(screen: WipScreen, units: string | null): string {
  const count = (value: number) => formatQuantity(String(value));
  const shown = screen.rows.length === screen.total ? "" : `${count(screen.rows.length)} of `;
  const orders = `${shown}${count(screen.total)} ${screen.total === 1 ? "order" : "orders"}${units === null ? "" : `, quantities in ${units}`}`;
  const missing = [...notProjectable(screen.withoutTimes), ...readOf(screen.projected, screen.open, "open orders by due date")];
  return missing.length === 0 ? orders : `${orders}. ${missing.join(" ")}`;
}
