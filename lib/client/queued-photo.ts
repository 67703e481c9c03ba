import { v7 as uuidv7 } from "uuid";
import type { OperatorCommand } from "./operator-command";
import { entryIdOf, type NewItem, type QueueItem } from "./queue-item";

/** A photo that is kept here until the server has it. It follows its entry and never holds it up. */
export type QueuedPhoto = QueueItem & { readonly command: Extract<OperatorCommand, { name: "add-entry-photo" }> };

export function isPhoto(item: QueueItem): item is QueuedPhoto {
  return item.command.name === "add-entry-photo";
}

/** A photo of an entry, tapped with it; `text` is what the list of entries says. */
export function photoEntry(entry: NewItem, text: string): NewItem {
  return { ...entry, commandId: uuidv7(), command: { name: "add-entry-photo", input: { entryCommandId: entry.commandId } }, text, takesBack: null };
}

/** The photos of what a command of this tablet records. */
export function photosOf(items: readonly QueueItem[], entryCommandId: string): readonly QueuedPhoto[] {
  return items.filter(isPhoto).filter((photo) => photo.command.input.entryCommandId === entryCommandId);
}

/** Whether a reversal takes back what a photo is of. */
export function undoes(reversal: QueueItem, photo: QueuedPhoto): boolean {
  if (reversal.command.name !== "reverse-entry") return false;
  const { entryCommandId, entryId } = photo.command.input;
  return reversal.takesBack === entryCommandId || (entryId !== undefined && reversal.command.input.entryId === entryId);
}

/** A photo is sent once its entry is recorded, and not while it is about to be taken back: no photo arrives without an entry (EX-22). */
export function mayGo(photo: QueuedPhoto, items: readonly QueueItem[]): boolean {
  const entry = items.find((item) => item.commandId === photo.command.input.entryCommandId);
  if (entry !== undefined && entry.state !== "SENT") return false;
  return !items.some((item) => item.state === "WAITING" && undoes(item, photo));
}

/** The photo with the entry that its command became: a later reversal names that one alone. */
export function withEntry(photo: QueuedPhoto, entry: QueueItem): QueuedPhoto {
  const entryId = entryIdOf(entry);
  return entryId === undefined ? photo : { ...photo, command: { ...photo.command, input: { ...photo.command.input, entryId } } };
}

/** What people count and read of a queue: a photo that waits for its entry is one with it. */
export function withoutPhotosOfTheirEntry(items: readonly QueueItem[]): readonly QueueItem[] {
  const unsent = new Set(items.filter((item) => item.state !== "SENT").map((item) => item.commandId));
  return items.filter((item) => !isPhoto(item) || item.state === "REFUSED" || !unsent.has(item.command.input.entryCommandId));
}
