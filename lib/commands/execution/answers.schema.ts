import { z } from "zod";

const Total = z.string().meta({ description: "Decimal as text, in the unit of the operation" });

/** The state that an operation is in now. */
export const StateAnswer = z
  .strictObject({ state: z.enum(["SETUP", "RUNNING", "PAUSED"]).meta({ description: "State of the operation from now on" }) })
  .meta({ id: "StateAnswer" });

/** How many people are on an operation. */
export const PeopleAnswer = z.strictObject({ people: z.number().int().meta({ description: "People on the operation from now on" }) }).meta({ id: "PeopleAnswer" });

/** An entry of production and the totals after it. */
export const ConfirmedAnswer = z
  .strictObject({
    entryId: z.uuid().meta({ description: "What a reversal names" }),
    lot: z.string().nullable().meta({ description: "Lot that the good ones went into; null where the operation makes none" }),
    sscc: z.string().nullable().meta({ description: "Number of the handling unit that the good ones stand on; null where none was asked for" }),
    processed: Total,
    good: Total,
    scrap: Total,
    rework: Total,
  })
  .meta({ id: "ConfirmedAnswer" });

/** An operation that ended. */
export const CompletedAnswer = z
  .strictObject({
    state: z.literal("COMPLETED"),
    orderCompleted: z.boolean().meta({ description: "True when it was the last operation of the order" }),
    good: Total,
  })
  .meta({ id: "CompletedAnswer" });

/** What was taken back. */
export const ReversedAnswer = z.strictObject({ reversed: z.uuid().meta({ description: "The entry that counts no more" }) }).meta({ id: "ReversedAnswer" });

/** What was taken back, and what stands in its place. */
export const CorrectedAnswer = z
  .strictObject({
    reversed: z.uuid().meta({ description: "The entry that counts no more" }),
    entryId: z.uuid().meta({ description: "The entry in its place" }),
    lot: z.string().nullable().meta({ description: "Lot that the good ones are in; null where the operation makes none" }),
    sscc: z.string().nullable().meta({ description: "New number of the handling unit that the good ones stand on; null where they stand on none" }),
  })
  .meta({ id: "CorrectedAnswer" });

/** Who was called. */
export const CalledAnswer = z.strictObject({ call: z.enum(["LEAD", "MAINTENANCE", "MATERIAL", "QUALITY", "SAFETY"]) }).meta({ id: "CalledAnswer" });

/** A handover that waits for the next crew. */
export const HandoverLeftAnswer = z.strictObject({ handoverId: z.uuid().meta({ description: "What an acceptance names" }) }).meta({ id: "HandoverLeftAnswer" });

/** A handover that was accepted. */
export const HandoverAcceptedAnswer = z
  .strictObject({ switched: z.number().int().meta({ description: "Running bookings that changed person" }) })
  .meta({ id: "HandoverAcceptedAnswer" });

/** With which shift a person's attendance counts, and from when on, or until when. */
export const AttendanceAnswer = z
  .strictObject({
    day: z.string().meta({ description: "Production day of the shift" }),
    shift: z.string().meta({ description: "Name of the shift; empty where the calendar has none" }),
    at: z.iso.datetime().meta({ description: "When it began, or ended" }),
  })
  .meta({ id: "AttendanceAnswer" });

/** A person who went over to an indirect activity. */
export const IndirectStartedAnswer = z
  .strictObject({ left: z.number().int().meta({ description: "Operations that the person left for it" }) })
  .meta({ id: "IndirectStartedAnswer" });

/** An indirect activity that ended. */
export const IndirectEndedAnswer = z.strictObject({ ended: z.string().nullable().meta({ description: "Code of the activity" }) }).meta({ id: "IndirectEndedAnswer" });
