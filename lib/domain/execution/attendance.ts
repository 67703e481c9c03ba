import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";

/** A shift of a line as the calendar has it: the hours of its day from the first to the last. */
export type CalendarShift = { readonly day: string; readonly name: string; readonly from: Date; readonly to: Date };

/**
 * Time that a person was at work, counted with one shift; `to` null while it lasts. `shiftEnd`: when that shift ends, null where the calendar has none.
 * `bookedTo`: up to when work of theirs is booked in it, null where none is.
 */
export type Attendance = {
  readonly id: string;
  readonly workCentreId: string | null;
  readonly day: string;
  readonly shift: string;
  readonly from: Date;
  readonly to: Date | null;
  readonly shiftEnd: Date | null;
  readonly bookedTo: Date | null;
};

/** Where somebody comes to work: the line, its shifts around that instant, and the day on which it is there. */
export type Arrival = { readonly at: Date; readonly workCentreId: string | null; readonly shifts: readonly CalendarShift[]; readonly localDay: string };

/** What a coming changes: what ends, and when, and what begins; `to` where it is told of somebody who came again later. */
export type Coming = {
  readonly ends: { readonly id: string; readonly at: Date } | null;
  readonly begins: { readonly workCentreId: string | null; readonly day: string; readonly shift: string; readonly from: Date; readonly to: Date | null };
};

/** Who comes so long before a shift, in milliseconds, comes for that one; who comes again so long after their own belongs to that still. */
const EARLY_MS = 60 * 60_000;
/** As long as a session lasts at most: after it, who is on no shift of the calendar has gone. */
export const WITHOUT_SHIFT_MS = 12 * 60 * 60_000;

/** When a shift ends for those who work in it; null for one that is longer than anybody works, as of a line that is planned round the clock. */
export function endOfShift(shift: CalendarShift | undefined): Date | null {
  return shift === undefined || shift.to.getTime() - shift.from.getTime() > WITHOUT_SHIFT_MS ? null : shift.to;
}

/** Name of the shift of who works while the calendar has none. */
const NO_SHIFT = "";

/**
 * C-15: from when on somebody attends, and with which shift that counts: their own up to an hour after its end, else the one that begins within the hour, else
 * the one that runs. Who is there already goes over to another line within their shift, and to the next shift once their own has been over for an hour. Refuses
 * with ALREADY_ON_SHIFT; OUT_OF_ORDER where it is told so late that it would lie over what is known.
 */
export function decideComing(known: readonly Attendance[], arrival: Arrival): Decision<Coming, "ALREADY_ON_SHIFT" | "OUT_OF_ORDER"> {
  const { at, workCentreId } = arrival;
  const here = known.find(({ from, to }) => from <= at && (to === null || at < to)) ?? null;
  if (here !== null && here.to !== null) return refuse("OUT_OF_ORDER", { since: here.to.toISOString() });
  const next = known.filter(({ from }) => from > at).toSorted((a, b) => a.from.getTime() - b.from.getTime())[0];
  if (here !== null && at < dueToLeave(here)) {
    if (here.workCentreId === workCentreId) return refuse("ALREADY_ON_SHIFT", { since: here.from.toISOString() });
    return accept({ ends: { id: here.id, at }, begins: { workCentreId, day: here.day, shift: here.shift, from: at, to: null } });
  }
  const shift = ownShift(known, at) ?? shiftOf(arrival);
  // Who has not said that they went, and comes again, went when their shift was over.
  const ends = here === null ? null : { id: here.id, at: earlier(goneAt(here), at) };
  if (next === undefined) return accept({ ends, begins: { workCentreId, ...shift, from: at, to: null } });
  if (next.day !== shift.day || next.shift !== shift.shift) return refuse("OUT_OF_ORDER", { since: next.from.toISOString() });
  return accept({ ends: null, begins: { workCentreId, ...shift, from: at, to: next.from } });
}

/** C-15: what ends when somebody goes. Refuses with NOT_ON_SHIFT; OUT_OF_ORDER before they came. */
export function decideGoing(known: readonly Attendance[], at: Date): Decision<Attendance, "NOT_ON_SHIFT" | "OUT_OF_ORDER"> {
  const open = known.find(({ to }) => to === null);
  if (open === undefined) return refuse("NOT_ON_SHIFT");
  if (at < open.from) return refuse("OUT_OF_ORDER", { since: open.from.toISOString() });
  return accept(open);
}

/** From when on somebody who has not said so may have gone: the end of the shift, an hour after they came again after it, or where there is none, after twelve hours. */
export function dueToLeave({ from, shiftEnd }: Pick<Attendance, "from" | "shiftEnd">): Date {
  if (shiftEnd !== null && shiftEnd > from) return shiftEnd;
  return new Date(from.getTime() + (shiftEnd === null ? WITHOUT_SHIFT_MS : EARLY_MS));
}

/** When somebody who has not said so has gone: with the end of the shift that they came before, or with what they did last, whichever was later. */
export function goneAt({ from, shiftEnd, bookedTo }: Pick<Attendance, "from" | "shiftEnd" | "bookedTo">): Date {
  const end = shiftEnd !== null && shiftEnd > from ? shiftEnd : from;
  return bookedTo !== null && bookedTo > end ? bookedTo : end;
}

/** The shift of who was there last, while it lasts and for an hour after: who signs on then for something that is left does not begin the next one. */
function ownShift(known: readonly Attendance[], at: Date): { readonly day: string; readonly shift: string } | null {
  const last = known.filter(({ from }) => from <= at).toSorted((a, b) => b.from.getTime() - a.from.getTime())[0];
  if (last === undefined || last.shiftEnd === null || at.getTime() - last.shiftEnd.getTime() >= EARLY_MS) return null;
  return { day: last.day, shift: last.shift };
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function shiftOf({ at, shifts, localDay }: Arrival): { readonly day: string; readonly shift: string } {
  const early = shifts.find(({ from }) => from > at && from.getTime() - at.getTime() <= EARLY_MS);
  const found = early ?? shifts.find(({ from, to }) => from <= at && at < to);
  return found === undefined ? { day: localDay, shift: NO_SHIFT } : { day: found.day, shift: found.name };
}
