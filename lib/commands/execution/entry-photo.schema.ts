import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { MOST_PHOTO_BYTES } from "@/lib/domain/execution/entry-photo";

/** Most bytes of an upload: as many as the kernel takes. */
export const MOST_UPLOAD_BYTES = MOST_PHOTO_BYTES;

/** A photo of what was entered as scrap or rework. Named by the command that made the entry: a tablet knows that before the server has answered. */
export const AddEntryPhotoInput = z.strictObject({
  commandId: CommandHeadShape.commandId,
  eventTime: CommandHeadShape.eventTime,
  clockOffsetMs: CommandHeadShape.clockOffsetMs,
  // No device sequence: what a tablet sends late by one is logged as it is when it is refused, and the bytes are not for the log.
  entryCommandId: z.uuidv7(),
  /** The JPEG itself, in base64. */
  bytes: z.base64().max(Math.ceil(MOST_UPLOAD_BYTES / 3) * 4),
});
export type AddEntryPhotoInput = z.infer<typeof AddEntryPhotoInput>;
