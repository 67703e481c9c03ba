import { decimal } from "@/lib/domain/shared/decimal";
import type { ExposableSegment } from "@/lib/domain/genealogy/exposure";
import type { ConsumeEdge, Genealogy, ProduceEdge } from "@/lib/domain/genealogy/trace";

/** An instant of the example's day: `09:34`. */
export function at(time: string): Date {
  return new Date(`2026-03-30T${time}:00Z`);
}

const ROWS = [
  ["P01", "PO-A", "06:10", "07:00", 2000, "C1"],
  ["P02", "PO-A", "07:00", "07:50", 2000, "C1"],
  ["P03", "PO-A", "07:50", "08:40", 2000, "C2"],
  ["P04", "PO-A", "08:40", "09:30", 2000, "C2"],
  ["P05", "PO-A", "09:30", "10:20", 1900, "C3"],
  ["P06", "PO-B", "10:45", "11:35", 2000, "C3"],
  ["P07", "PO-B", "11:35", "12:30", 2000, "WH"],
  ["P08", "PO-B", "12:30", "13:20", 2000, "WH"],
  ["P09", "PO-B", "13:20", "14:10", 1950, "C1"],
  ["P10", "PO-C", "14:30", "15:20", 2000, "WH"],
  ["P11", "PO-C", "15:20", "16:10", 2000, "WH"],
  ["P12", "PO-C", "16:10", "17:00", 2000, "WH"],
] as const;

/** Example T: one day of the capper line. */
export const SEGMENTS: readonly ExposableSegment[] = ROWS.map(([segmentId, orderId, , , quantity, place]) => ({
  segmentId,
  orderId,
  quantity: decimal(quantity),
  place,
  unitCost: decimal("0.84"),
  unitPrice: decimal("1.95"),
}));

const produced: readonly ProduceEdge[] = ROWS.map(([segmentId, orderId, from, to]) => ({
  segmentId,
  lotId: `FG-${orderId}`,
  workUnitId: "CAPPER",
  from: at(from),
  to: at(to),
}));

const consumed: readonly ConsumeEdge[] = [
  { edgeId: "mount-1", lotId: "LID-7731", segmentId: null, workUnitId: "CAPPER", from: at("09:34"), to: at("13:18") },
  { edgeId: "mount-2", lotId: "LID-7732", segmentId: null, workUnitId: "CAPPER", from: at("13:18"), to: null },
];

export const CAPPER_DAY: Genealogy = { produced, consumed, links: [], lags: [{ fromUnitId: "CAPPER", toUnitId: "CAPPER", minSeconds: 0, maxSeconds: 360 }] };
