import { formatDayTime, formatUntil } from "@/lib/format/instant";
import { formatQuantityWithUnit } from "@/lib/format/quantity";

type Part = { readonly quantity: string; readonly from: string | null; readonly to: string | null; readonly units: readonly string[] };

/** More numbers than this make no line that anybody reads. */
const NAMED = 6;

/** What a hold of pieces holds of its lot (EX-14): how much, made from when until when, and the handling units that it stands on. */
export function HeldPieces({ part, uom, timeZone }: { part: Part; uom: string; timeZone: string }) {
  const { quantity, from, to, units } = part;
  const more = units.length - NAMED;
  return (
    <span>
      <b className="font-medium whitespace-nowrap">{formatQuantityWithUnit(quantity, uom)}</b>{" "}
      <span className="text-sm text-ink-3">
        {from === null || to === null ? "nothing of it is left" : `made ${formatDayTime(from, { timeZone })} to ${formatUntil(to, from, { timeZone })}`}
        {units.length === 0 ? "" : `, on ${units.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`}
      </span>
    </span>
  );
}
