import { z } from "zod";

/** The largest integer of the log. */
const MOST_SEQUENCE = 2_147_483_647;
/** No two instants that a date can hold and that are of use here are further apart. */
const MOST_OFFSET_MS = 8_640_000_000_000_000;

/** What every command carries: its idempotency key, and when it happened on the floor. Both come from the client. */
export const CommandHeadShape = {
  commandId: z.uuidv7("must be a UUID of version 7"),
  /** Absent: it happens now. */
  eventTime: z.iso.datetime({ offset: true }).optional(),
  /** A device counts its commands, so that a replay keeps their order (EX-21). */
  deviceSequence: z.number().int().nonnegative().max(MOST_SEQUENCE).optional(),
  /** Server clock minus device clock, as measured at the last contact. Exact however wrong the clock is: EX-21 is judged by what the tablet really said. */
  clockOffsetMs: z.number().int().min(-MOST_OFFSET_MS).max(MOST_OFFSET_MS).optional(),
} as const;

export const CommandHead = z.strictObject(CommandHeadShape);
export type CommandHead = z.infer<typeof CommandHead>;

/** A quantity as text: up to six decimals, not negative, below a thousand million, so that totals and amounts have room in the database. */
export const QuantityText = z.string().regex(/^\d{1,9}(\.\d{1,6})?$/, "must be a number, zero or more, with at most nine digits before and six after the point");
