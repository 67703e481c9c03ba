import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

const Why = z.string().trim().min(1, "say why").max(500);

/** Holds a lot, or every lot that an order has made so far. */
export const PlaceHoldInput = z
  .strictObject({ ...CommandHeadShape, lotId: z.uuid().optional(), orderId: z.uuid().optional(), reason: Why })
  .refine((input) => (input.lotId === undefined) !== (input.orderId === undefined), "name a lot or an order");
export type PlaceHoldInput = z.infer<typeof PlaceHoldInput>;

/** Lifts one hold of a lot. */
export const ReleaseHoldInput = z.strictObject({ ...CommandHeadShape, holdId: z.uuid(), reason: Why });
export type ReleaseHoldInput = z.infer<typeof ReleaseHoldInput>;

/** Releases a lot that waited for it since it was made. */
export const ReleaseLotInput = z.strictObject({ ...CommandHeadShape, lotId: z.uuid(), reason: Why });
export type ReleaseLotInput = z.infer<typeof ReleaseLotInput>;

export const HoldsPlacedAnswer = z
  .strictObject({
    holds: z.array(z.strictObject({ holdId: z.uuid(), lotId: z.uuid(), item: z.string().meta({ description: "Item code" }), lot: z.string().meta({ description: "Lot number" }) })),
  })
  .meta({ id: "HoldsPlacedAnswer" });

const StatusNow = z
  .enum(["PENDING", "RELEASED", "ON_HOLD", "REJECTED", "RECALLED"])
  .meta({ description: "What counts for the lot now: another hold or the ERP's own status may remain" });

export const HoldReleasedAnswer = z.strictObject({ holdId: z.uuid(), status: StatusNow }).meta({ id: "HoldReleasedAnswer" });

export const LotReleasedAnswer = z.strictObject({ lotId: z.uuid(), status: StatusNow }).meta({ id: "LotReleasedAnswer" });
