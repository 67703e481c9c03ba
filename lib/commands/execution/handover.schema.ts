import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

const Instant = z.iso.datetime({ offset: true });

const OpenPointInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("STOP"), from: Instant, to: Instant.nullable() }),
  z.strictObject({ kind: z.literal("CHECK"), plan: z.string().min(1).max(200), dueAt: Instant }),
  z.strictObject({ kind: z.literal("CALL"), call: z.enum(["LEAD", "MAINTENANCE", "MATERIAL", "QUALITY", "SAFETY"]), raisedAt: Instant }),
  z.strictObject({ kind: z.literal("NOTE"), text: z.string().trim().min(1).max(200) }),
]);

/** Leaves a work unit to the next crew, with a note and what is open there. */
export const OfferHandoverInput = z.strictObject({ ...CommandHeadShape, workUnitId: z.uuid(), note: z.string().trim().max(2000), openPoints: z.array(OpenPointInput).max(50) });

/** A command about one handover. */
export const HandoverInput = z.strictObject({ ...CommandHeadShape, handoverId: z.uuid() });
