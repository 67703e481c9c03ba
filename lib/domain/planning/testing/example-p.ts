import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import type { ClosedInterval } from "@/lib/domain/shared/interval";
import type { WorkUnitCapacity } from "@/lib/domain/planning/capacity";
import type { Commitment } from "@/lib/domain/planning/commitments";
import type { ProjectionInput } from "@/lib/domain/planning/projection";
import { runSeconds } from "@/lib/domain/planning/remaining-work";

const MONDAY = Date.UTC(2026, 2, 30);
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"];

/** An instant of the example's week, as the specification writes it: `Tue 12:00`. */
export function at(text: string): Date {
  const [day = "", hour = "0", minute = "0"] = text.split(/[ :]/);
  return new Date(MONDAY + DAYS.indexOf(day) * 86_400_000 + Number(hour) * 3_600_000 + Number(minute) * 60_000);
}

/** The same the other way round. */
export function show(instant: Date | null): string {
  if (instant === null) return "beyond";
  const text = instant.toISOString().slice(11, 16);
  return `${DAYS[Math.floor((instant.getTime() - MONDAY) / 86_400_000)] ?? "later"} ${text}`;
}

/** 06:00–22:00, Monday to Friday, in UTC. */
export const WEEK: readonly ClosedInterval[] = DAYS.map((day) => ({ from: at(`${day} 6:00`), to: at(`${day} 22:00`) }));

/** A work unit on the example's calendar. */
export function unit(workUnitId: string, down: ClosedInterval | null = null): WorkUnitCapacity {
  return { workUnitId, windows: WEEK, plannedDowntime: [], down };
}

const commitment = (number: string, itemId: string, quantity: number, due: string): Commitment => ({
  number,
  itemId,
  quantity: decimal(quantity),
  due: at(due),
  priority: 1,
  valuePerUnitDay: decimal("1.50"),
});

export const ON_HAND: ReadonlyMap<string, Decimal> = new Map([
  ["FG-A", decimal(150)],
  ["FG-B", decimal(100)],
]);

const HOUR = 3600;
const lineA = runSeconds(decimal(1200), decimal(100));
const lineB = HOUR + runSeconds(decimal(900), decimal(90));

/** Example P, Monday 10:00: `plan` as if L1 ran, `wait` with L1 down until the estimate. */
export function exampleP(down: ClosedInterval | null): ProjectionInput {
  const operation = (orderId: string, op: number, workUnitId: string, sequence: number, workSeconds: number) => ({
    operationId: `${orderId}/${op}`,
    orderId,
    op,
    workUnitId,
    sequence,
    workSeconds,
    overlap: null,
  });
  const order = (orderId: string, itemId: string, good: number) => ({ orderId, itemId, expectedGood: decimal(good), inspectionSeconds: 0, transportSeconds: 0 });
  return {
    now: at("Mon 10:00"),
    units: [unit("L1", down), unit("P1")],
    operations: [
      operation("O-501", 10, "L1", 1, lineA),
      operation("O-502", 10, "L1", 2, lineB),
      operation("O-501", 20, "P1", 1, 6 * HOUR),
      operation("O-502", 20, "P1", 2, 6 * HOUR),
    ],
    orders: [order("O-501", "FG-A", 1200), order("O-502", "FG-B", 900)],
    commitments: [
      commitment("SO-1", "FG-A", 700, "Tue 18:00"),
      commitment("SO-2", "FG-A", 500, "Wed 18:00"),
      commitment("SO-3", "FG-B", 600, "Wed 18:00"),
      commitment("SO-4", "FG-B", 300, "Fri 12:00"),
    ],
    onHand: ON_HAND,
  };
}

export const FAILURE: ClosedInterval = { from: at("Mon 10:00"), to: at("Tue 10:00") };
