import { z } from "zod";
import { CommandHeadShape, QuantityText } from "@/lib/commands/command-head.schema";

const Sscc = z.string().regex(/^[0-9]{18}$/);

/** Takes a quantity of a lot for an order (EX-08); where no line is named, it follows from the lot's item and from what still needs it. */
export const IssueMaterialInput = z.strictObject({
  ...CommandHeadShape,
  operationId: z.uuid(),
  /** Number as scanned or picked. Absent for items that are not tracked by lot; then `componentId` says which line. */
  lot: z.string().trim().min(1).max(80).optional(),
  /** Which lot of that number is meant, where items share it. */
  lotId: z.uuid().optional(),
  /** SSCC by which it was scanned: of a unit that quality holds (EX-14) nothing is taken. */
  handlingUnit: Sscc.optional(),
  /** The line that it is for. Absent with a lot: one that its item fits, and that still needs it. */
  componentId: z.uuid().optional(),
  /** Absent: what the line still needs, as far as the lot has it. */
  quantity: QuantityText.optional(),
  /** REWORK: extra material for units that are reworked (C-07), beyond what the line plans; it needs a quantity. */
  activity: z.enum(["RUN", "REWORK"]).default("RUN"),
  /** REWORK: why, when it is not what sent the units to rework; how it is valued follows from it (C-09). */
  reworkReason: z.string().min(1).max(40).optional(),
  /** Why another lot than the one that should go first was taken (EX-10). */
  overrideReason: z.string().min(1).max(200).optional(),
});
export type IssueMaterialInput = z.infer<typeof IssueMaterialInput>;

/** Asks for a lot whose item the line neither plans nor lists (EX-12). */
export const AskDeviationInput = z.strictObject({
  ...CommandHeadShape,
  operationId: z.uuid(),
  /** The line whose item it stands in for, one for one. */
  componentId: z.uuid(),
  lot: z.string().trim().min(1).max(80),
  quantity: QuantityText,
  reason: z.string().trim().min(1).max(200),
});
export type AskDeviationInput = z.infer<typeof AskDeviationInput>;

/** Lets a deviation be used, as planner or as quality (EX-12). */
export const ApproveDeviationInput = z.strictObject({ ...CommandHeadShape, deviationId: z.uuid() });
export type ApproveDeviationInput = z.infer<typeof ApproveDeviationInput>;

/** Says no to a deviation, with why. */
export const RefuseDeviationInput = ApproveDeviationInput.extend({ reason: z.string().trim().min(1).max(200) });
export type RefuseDeviationInput = z.infer<typeof RefuseDeviationInput>;

/** Gives material back that was issued to an operation and not used (C-03); the newest issue of the lot comes back first. */
export const ReturnMaterialInput = z.strictObject({
  ...CommandHeadShape,
  operationId: z.uuid(),
  /** Number as scanned or picked. Absent for items that are not tracked by lot; then `componentId` says which line. */
  lot: z.string().trim().min(1).max(80).optional(),
  componentId: z.uuid().optional(),
  quantity: QuantityText,
});
export type ReturnMaterialInput = z.infer<typeof ReturnMaterialInput>;

/** Feeds a lot into a work unit from now on (TR-01); a lot of the same item that is mounted there comes off. */
export const MountLotInput = z.strictObject({
  ...CommandHeadShape,
  operationId: z.uuid(),
  lot: z.string().trim().min(1).max(80),
  /** Which lot of that number is meant, where items share it. */
  lotId: z.uuid().optional(),
  /** SSCC by which it was scanned: a unit that quality holds (EX-14) is not mounted. */
  handlingUnit: Sscc.optional(),
  overrideReason: z.string().min(1).max(200).optional(),
});
export type MountLotInput = z.infer<typeof MountLotInput>;

/** Takes a lot off a work unit (TR-01); `operationId` is what runs there meanwhile, whose log says it. */
export const UnmountLotInput = z.strictObject({ ...CommandHeadShape, mountId: z.uuid(), operationId: z.uuid().optional() });
