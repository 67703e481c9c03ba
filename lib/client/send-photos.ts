import type { createPauses, Mine } from "./lane";
import { inPatience } from "./patience";
import { type QueueItem, type SendResult, wireInput } from "./queue-item";
import type { QueueParts } from "./queue-parts";
import { isPhoto, mayGo, type QueuedPhoto, undoes } from "./queued-photo";

/** A photo is some hundred times as much as a command. */
const PHOTO_PATIENCE_MS = 60_000;

/** What the queue lets its photos do. */
export type PhotoParts = {
  readonly send: QueueParts["send"];
  readonly pauses: ReturnType<typeof createPauses>;
  /** What the queue has, as it is when it is asked. */
  readonly items: () => readonly QueueItem[];
  /** What of it may go in the session of whoever is signed on. */
  readonly sendable: () => readonly QueueItem[];
  /** Whether the network is there and the same person still is. */
  readonly mayGoOn: () => boolean;
  readonly asSent: (photo: QueuedPhoto) => QueuedPhoto;
  readonly change: (item: QueueItem) => Promise<void>;
  readonly drop: (item: QueueItem) => Promise<void>;
  readonly unproven: (item: QueueItem) => Promise<boolean>;
  readonly saved: () => void;
  readonly tell: (refused: QueueItem) => void;
};

/** Sends the photos that may go; answers whether one is to be tried again later, or all of them once somebody has signed on. */
export async function sendPhotos(parts: PhotoParts, mine: Mine): Promise<"done" | "later" | "stop"> {
  let later = false;
  for (const item of parts.sendable().filter(isPhoto)) {
    if (!parts.mayGoOn() || !mine()) break;
    const sent = parts.pauses.left(item.sequence) > 0 ? "done" : await sendPhoto(parts, item.sequence, mine);
    if (sent === "stop") return "stop";
    if (sent === "later") later = true;
  }
  return later ? "later" : "done";
}

/** Its entry may be taken back, or the refusal of it read, while it is on its way. */
async function sendPhoto(parts: PhotoParts, sequence: number, mine: Mine): Promise<"done" | "later" | "stop"> {
  const { pauses, change, drop } = parts;
  const kept = () =>
    parts
      .items()
      .filter(isPhoto)
      .find((one) => one.sequence === sequence);
  const waiting = kept();
  if (waiting === undefined || !mayGo(waiting, parts.items())) return "done";
  const photo = parts.asSent(waiting);
  if (photo !== waiting) await change(photo);
  let answer: SendResult;
  try {
    answer = await inPatience((signal) => parts.send(photo.command.name, wireInput(photo), photo, signal, photo.photo), PHOTO_PATIENCE_MS);
  } catch {
    // The way may be too narrow for a photo and wide enough for entries: this alone says nothing of the network.
    return "later";
  }
  if (!mine()) return "stop";
  if (!answer.ok && answer.code === "UNAUTHENTICATED") return "stop";
  if (!answer.ok && answer.code === "UNPROVEN") return (await parts.unproven(photo)) ? "done" : "stop";
  if (kept() === undefined) return "done";
  pauses.over(sequence);
  if (answer.ok) {
    await drop(photo);
    parts.saved();
    return "done";
  }
  // Its entry went through, and this is the only copy: a fault on the server must not cost it.
  if (answer.code === "FAULT") {
    // It says how often, and comes less and less often: a photo on which the server faults for ever is not to be all that it does.
    pauses.begin(sequence, photo.attempts + 1);
    await change({ ...photo, attempts: photo.attempts + 1 });
    return "done";
  }
  // Taken back here meanwhile: nobody needs to be told what they did themselves.
  if (answer.code === "PHOTO_ENTRY_UNDONE" && parts.items().some((one) => one.state !== "REFUSED" && undoes(one, photo))) {
    await drop(photo);
    return "done";
  }
  const refused: QueueItem = { ...photo, attempts: photo.attempts + 1, state: "REFUSED", answer };
  await change(refused);
  parts.tell(refused);
  return "done";
}
