import { decimal, type Decimal, sum } from "@/lib/domain/shared/decimal";
import type { Id } from "@/lib/domain/shared/ids";
import { amountOfTime } from "@/lib/domain/shared/money";

/** One person's shift, whole seconds. */
export type AttendedShift = {
  readonly personId: Id<"person">;
  readonly shiftId: Id<"shift">;
  readonly attendedSeconds: number;
  readonly breakSeconds: number;
  readonly bookedSeconds: number;
  /** The person's hourly rate. */
  readonly rate: Decimal;
};

/** What C-15 subtracts, in whole seconds of one person and shift. */
export type ShiftSeconds = Pick<AttendedShift, "attendedSeconds" | "breakSeconds" | "bookedSeconds">;

export type UnconfirmedLabour = {
  readonly shifts: readonly { readonly shift: AttendedShift; readonly seconds: number; readonly amount: Decimal }[];
  readonly seconds: number;
  readonly amount: Decimal;
  /** More booked than attended: each needs an exception, none reduces the total. */
  readonly overbooked: readonly AttendedShift[];
};

/** C-15: attended − breaks − booked seconds of one person and shift; below zero more was booked than attended, which is an exception. */
export function unconfirmedSeconds({ attendedSeconds, breakSeconds, bookedSeconds }: ShiftSeconds): number {
  return attendedSeconds - breakSeconds - bookedSeconds;
}

/** C-15: the same, never below zero. */
export function notBookedSeconds(shift: ShiftSeconds): number {
  return Math.max(0, unconfirmedSeconds(shift));
}

/** C-15: attended − breaks − booked, never negative per person and shift, at the person's rate. */
export function unconfirmedLabour(shifts: readonly AttendedShift[]): UnconfirmedLabour {
  const rows = shifts.map((shift) => {
    const seconds = notBookedSeconds(shift);
    return { shift, seconds, amount: amountOfTime(decimal(seconds), shift.rate) };
  });
  return {
    shifts: rows,
    seconds: rows.reduce((total, row) => total + row.seconds, 0),
    amount: sum(rows.map((row) => row.amount)),
    overbooked: shifts.filter((shift) => unconfirmedSeconds(shift) < 0),
  };
}

/** C-15: cost of seconds in PRODUCING without an order, at the machine rate per hour. */
export function unassignedMachineCost(producingSeconds: number, machineRate: Decimal): Decimal {
  return amountOfTime(decimal(producingSeconds), machineRate);
}
