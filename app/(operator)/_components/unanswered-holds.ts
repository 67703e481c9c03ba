import { v7 as uuidv7 } from "uuid";
import { z } from "zod/mini";
import type { LookedUp } from "@/lib/client/look-up-scan";
import { keptJson } from "@/lib/client/offline/kept-json";

/** A hold as it was sent: with what reason, and under which id. */
export type SentHold = { readonly commandId: string; readonly reason: string };

const UNANSWERED = "millrace-unanswered-holds";
/** As long as an entry that was made without the network is believed: what is older is nobody's second try. */
const KEPT_MS = 7 * 86_400_000;

const Kept = z.array(z.object({ lotId: z.string(), accountId: z.string(), commandId: z.string(), reason: z.string(), at: z.number() }));
type Kept = z.infer<typeof Kept>;

/** What the storage had no room for, until the page is left. */
let ofThisPage: Kept = [];

/** A person's hold of a lot that nobody has answered, also over a reload: whoever holds the lot again must not hold it twice (EX-23). */
export function unansweredHold(lotId: string, accountId: string, now: Date): SentHold | undefined {
  const found = [...ofThisPage, ...stored()].find((one) => isOf(one, lotId, accountId) && isRecent(one, now));
  return found && { commandId: found.commandId, reason: found.reason };
}

/** EX-23: what nobody answered (`before`) goes again as it was, and counts once; with other words it is another one. */
export function holdToSend(before: SentHold | undefined, reason: string): SentHold {
  return before?.reason === reason ? before : { commandId: uuidv7(), reason };
}

/** Keeps a hold before it is sent. */
export function keepHold(lotId: string, accountId: string, hold: SentHold, now: Date): void {
  const own = { lotId, accountId, ...hold, at: now.getTime() };
  ofThisPage = without(ofThisPage, lotId, accountId);
  try {
    store([...without(stored(), lotId, accountId).filter((one) => isRecent(one, now)), own]);
  } catch {
    // No room is said by the queue of the tablet, and keeps no hold from going out.
    ofThisPage = [...ofThisPage, own];
  }
}

/** A hold was answered; one that was sent after it waits on. */
export function answerHold(lotId: string, accountId: string, { commandId }: SentHold): void {
  const others = (kept: Kept) => kept.filter((one) => !isOf(one, lotId, accountId) || one.commandId !== commandId);
  ofThisPage = others(ofThisPage);
  const [before, left] = [stored(), others(stored())];
  if (left.length < before.length) store(left);
}

/** Whether a hold that was accepted when it was sent the first time holds its lot no more, by what the server knows of the lot now; null: it could not be asked. */
export function wasLifted(found: LookedUp | null, lotId: string): boolean {
  const status = found?.kind === "LOT" ? found.lots.find((one) => one.lotId === lotId)?.status : undefined;
  return status === "PENDING" || status === "RELEASED";
}

const isOf = (one: Kept[number], lotId: string, accountId: string) => one.lotId === lotId && one.accountId === accountId;
const without = (kept: Kept, lotId: string, accountId: string) => kept.filter((one) => !isOf(one, lotId, accountId));
const isRecent = ({ at }: Kept[number], now: Date) => Math.abs(now.getTime() - at) < KEPT_MS;

function stored(): Kept {
  const kept = Kept.safeParse(keptJson(localStorage, UNANSWERED));
  return kept.success ? kept.data : [];
}

function store(kept: Kept): void {
  localStorage.setItem(UNANSWERED, JSON.stringify(kept));
}
