import { z } from "zod";

/** What every command carries: its idempotency key, and when it happened on the floor. Both come from the client. */
export const CommandHeadShape = {
  commandId: z.uuidv7("must be a UUID of version 7"),
  /** Absent: it happens now. */
  eventTime: z.iso.datetime({ offset: true }).optional(),
  /** A device counts its commands, so that a replay keeps their order (EX-21). */
  deviceSequence: z.number().int().nonnegative().optional(),
  /** Server clock minus device clock, as measured at the last contact. */
  clockOffsetMs: z.number().int().optional(),
} as const;

export const CommandHead = z.strictObject(CommandHeadShape);
export type CommandHead = z.infer<typeof CommandHead>;

/** A quantity as text: up to six decimals, not negative, below a thousand million, so that totals and amounts have room in the database. */
export const QuantityText = z.string().regex(/^\d{1,9}(\.\d{1,6})?$/, "must be a number, zero or more, with at most nine digits before and six after the point");
