import { v7 as uuidv7 } from "uuid";

/** A hold as it was sent: with what reason, and under which id. */
export type SentHold = { readonly commandId: string; readonly reason: string };

/** Holds that nobody has answered, by their lot, until the page is left: whoever closes the dialog and opens it again must not hold the lot twice (EX-23). */
export const unansweredHolds = new Map<string, SentHold>();

/** EX-23: what nobody answered goes again as it was, and counts once; with other words it is another one. */
export function holdToSend(lotId: string, reason: string): SentHold {
  const sent = unansweredHolds.get(lotId);
  return sent?.reason === reason ? sent : { commandId: uuidv7(), reason };
}
