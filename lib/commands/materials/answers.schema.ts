import { z } from "zod";

/** What was taken for an operation. */
export const IssuedAnswer = z
  .strictObject({
    item: z.string().meta({ description: "Item code" }),
    lot: z.string().nullable().meta({ description: "Lot number; null for material without lots" }),
    quantity: z.string().meta({ description: "Decimal as text, in `uom`" }),
    uom: z.string(),
    issued: z.string().meta({ description: "Total of this component after it, decimal as text" }),
    entryId: z.uuid().meta({ description: "What `reverse-entry` takes it back by" }),
  })
  .meta({ id: "IssuedAnswer" });

/** What went back to where it came from. */
export const ReturnedAnswer = z
  .strictObject({
    item: z.string().meta({ description: "Item code" }),
    lot: z.string().nullable().meta({ description: "Lot number; null for material without lots" }),
    quantity: z.string().meta({ description: "Decimal as text, in `uom`" }),
    uom: z.string(),
    left: z.string().meta({ description: "What the operation still has of it, decimal as text" }),
  })
  .meta({ id: "ReturnedAnswer" });

/** A deviation and where it stands. */
export const DeviationAnswer = z.strictObject({ deviationId: z.uuid(), number: z.string(), state: z.enum(["ASKED", "APPROVED", "REFUSED"]) }).meta({ id: "DeviationAnswer" });

/** A lot that feeds a work unit now. */
export const MountedAnswer = z
  .strictObject({
    item: z.string().meta({ description: "Item code" }),
    lot: z.string().meta({ description: "Lot number" }),
    mountId: z.uuid().meta({ description: "What `unmount-lot` takes it off by" }),
  })
  .meta({ id: "MountedAnswer" });

/** A mount that ended. */
export const UnmountedAnswer = z.strictObject({ mountId: z.uuid() }).meta({ id: "UnmountedAnswer" });
