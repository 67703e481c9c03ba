import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { MOST_FILE_BYTES } from "@/lib/domain/quality/instruction-file";

/** Most bytes of an upload: as many as the kernel takes. */
export const MOST_UPLOAD_BYTES = MOST_FILE_BYTES;

/** Most pieces and points of one instruction, and characters of a point. */
export const MOST_PIECES = 60;
export const MOST_POINTS = 40;
export const LONGEST_POINT = 300;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Words = z.string().trim().min(1).max(2_000);

/** Plain text in pieces; what looks like markup is shown as it was typed. */
const Block = z.union([
  z.strictObject({ kind: z.enum(["TEXT", "STEP"]), text: Words }),
  z.strictObject({ kind: z.enum(["PICTURE", "PDF"]), file: Sha256, text: z.string().trim().max(200) }),
]);

/** Saves the draft for an item and an operation. `seen`: when the draft that was changed had been saved, null for a new one. */
export const SaveInstructionInput = z.strictObject({
  ...CommandHeadShape,
  itemId: z.uuid(),
  opNo: z.number().int().positive().max(9_999),
  title: z.string().trim().min(1, "give it a title").max(120),
  gate: z.enum(["NONE", "START", "COMPLETION"]),
  content: z.strictObject({ blocks: z.array(Block).max(MOST_PIECES), points: z.array(z.string().trim().min(1).max(LONGEST_POINT)).max(MOST_POINTS) }),
  seen: z.iso.datetime({ offset: true }).nullable(),
});
export type SaveInstructionInput = z.infer<typeof SaveInstructionInput>;

/** Publishes a draft as it was seen. */
export const PublishInstructionInput = z.strictObject({ ...CommandHeadShape, instructionId: z.uuid(), seen: z.iso.datetime({ offset: true }) });

export const WithdrawInstructionInput = z.strictObject({ ...CommandHeadShape, instructionId: z.uuid(), reason: z.string().trim().min(1, "say why").max(500) });

/** Says that a version was read for an operation, and which points of its checklist were ticked, counted from 1. */
export const AcknowledgeInstructionInput = z.strictObject({
  ...CommandHeadShape,
  instructionId: z.uuid(),
  operationId: z.uuid(),
  workUnitId: z.uuid().optional(),
  ticked: z.array(z.number().int().positive()).max(MOST_POINTS),
});

/** Stores a picture or PDF for the instructions of a site; its bytes as base64. */
export const StoreInstructionFileInput = z.strictObject({
  ...CommandHeadShape,
  itemId: z.uuid(),
  name: z.string().trim().min(1).max(200),
  bytes: z.base64().max(Math.ceil(MOST_UPLOAD_BYTES / 3) * 4),
});
