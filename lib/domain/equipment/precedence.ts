import type { Interval } from "@/lib/domain/shared/interval";
import type { EquipmentState } from "./equipment-state";
import { joined, type StateInterval } from "./state-interval";

/** What a person or the calendar says about a stretch of time. */
export type Classification = Interval & { readonly state: EquipmentState; readonly reason: string | null; readonly source: "OPERATOR" | "CALENDAR" };

/**
 * ST-01: an authorised person beats the PLC, the PLC beats the calendar. The calendar speaks only where the PLC says nothing (UNKNOWN),
 * therefore producing in a planned break stays PRODUCING (ST-02). What the PLC said is kept as `rawState`. Among classifications of the
 * same kind the later in the list wins. The result covers what `plc` covers.
 */
export function withPrecedence(plc: readonly StateInterval[], classifications: readonly Classification[]): StateInterval[] {
  return joined(plc.flatMap((interval) => cut(interval, classifications).map((piece) => classify(piece, classifications))));
}

function cut(interval: StateInterval, classifications: readonly Classification[]): StateInterval[] {
  const from = interval.from.getTime();
  const to = endOf(interval.to);
  const edges = classifications
    .flatMap((one) => [one.from.getTime(), endOf(one.to)])
    .filter((edge) => edge > from && edge < to)
    .sort((a, b) => a - b);
  const starts = [from, ...edges];
  return starts.map((start, index) => {
    const next = starts[index + 1];
    return { ...interval, from: new Date(start), to: next === undefined ? interval.to : new Date(next) };
  });
}

function classify(piece: StateInterval, classifications: readonly Classification[]): StateInterval {
  const at = piece.from.getTime();
  const speaking = classifications.filter((one) => one.from.getTime() <= at && at < endOf(one.to));
  const person = speaking.findLast((one) => one.source === "OPERATOR");
  const calendar = speaking.findLast((one) => one.source === "CALENDAR");
  const winner = person ?? (piece.state === "UNKNOWN" ? calendar : undefined);
  return winner === undefined ? piece : { ...piece, state: winner.state, reason: winner.reason, source: winner.source };
}

function endOf(to: Date | null): number {
  return to === null ? Number.POSITIVE_INFINITY : to.getTime();
}
