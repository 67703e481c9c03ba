import type { SendResult } from "./queue-item";
import type { SentBy } from "./queue-parts";
import { answerOf } from "./send-command";

/**
 * Sends the photo of an entry, as `sendCommand` sends commands. A photo that is not on the tablet any more is answered here.
 * @throws Error when no server of ours has answered, or none that has looked at it.
 */
export async function sendPhoto(photo: Blob | undefined, input: Readonly<Record<string, unknown>>, { accountId, proof }: SentBy, signal: AbortSignal): Promise<SendResult> {
  if (photo === undefined) return { ok: false, code: "PHOTO_NOT_KEPT", params: {} };
  let bytes: ArrayBuffer;
  try {
    bytes = await photo.arrayBuffer();
  } catch {
    // The tablet's database names a photo whose bytes its disk has no more: no send will ever get them through.
    return { ok: false, code: "PHOTO_NOT_KEPT", params: {} };
  }
  const query = new URLSearchParams({ account: accountId, commandId: String(input.commandId), entry: String(input.entryCommandId), eventTime: String(input.eventTime), ...proof });
  const response = await fetch(`/api/entry-photos?${query.toString()}`, {
    method: "POST",
    cache: "no-store",
    headers: { "content-type": "image/jpeg", accept: "application/json" },
    body: bytes,
    signal,
  });
  return answerOf(response, "add-entry-photo");
}
