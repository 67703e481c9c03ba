import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { ClockText, Code, ErpVersion, InstantText, Text } from "./primitives";

/** Planned hours of one shift in the site's zone. A shift that ends before it starts runs into the next day; its production day is the one on which it starts. */
const Hours = z.object({ shift: Code, from: ClockText, to: ClockText });

/** A shift of the week; ISO weekday, 1 is Monday. */
const Shift = Hours.extend({ weekday: z.number().int().min(1).max(7) });

/** A day that differs from the week: other hours, or none on a holiday. */
const CalendarException = z.object({ day: z.iso.date(), text: Text, shifts: z.array(Hours) });

/** Machines that stand by plan: maintenance, a test. It is no loss of availability, and orders are planned around it. */
const PlannedDowntime = z.object({
  /** A work unit of the work centre; null: each of them. */
  workUnit: Code.nullable().default(null),
  from: InstantText,
  to: InstantText,
  /** A reason of the site's list, of the class PLANNED. */
  reason: Code,
});

/** The planning calendar of a site, or of one of its work centres. */
export const CalendarData = z.object({
  site: Code,
  /** Null: the calendar of the site, for every work centre that has no week of its own. Its holidays close those with one as well. */
  workCentre: Code.nullable().default(null),
  erpVersion: ErpVersion,
  shifts: z.array(Shift).min(1),
  /** Days from now on that differ; at most one entry for a day. Those that are not named any more are taken back. */
  exceptions: z.array(CalendarException).max(1_000).default([]),
  /** All that is planned of the work centre from now on; what is not named any more is called off. Absent: nothing is said of it. A site as a whole stands by its exceptions. */
  plannedDowntime: z.array(PlannedDowntime).max(1_000).optional(),
});
export type CalendarData = z.infer<typeof CalendarData>;

export const ErpCalendarV1 = InboundEnvelope.extend({ type: z.literal("erp.calendar.v1"), data: CalendarData });
export type ErpCalendarV1 = z.infer<typeof ErpCalendarV1>;
