/** Payloads of who was at work when (C-15). */

/** Somebody is at work from the event's time on, on a line where one is known, and it counts with this shift; an empty name: the calendar has none. */
export type AttendanceBegan = {
  readonly attendanceId: string;
  readonly personId: string;
  readonly workCentreId: string | null;
  readonly day: string;
  readonly shift: string;
  /** Where it is told of somebody who came again later: until then. Absent while it lasts. */
  readonly to?: string;
};
export type AttendanceEnded = { readonly attendanceId: string; readonly personId: string };

export type AttendancePayloads = {
  "attendance.began": AttendanceBegan;
  "attendance.ended": AttendanceEnded;
};
