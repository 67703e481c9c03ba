import type { StorageTrouble } from "./kept-entries";
import type { OperatorCommand } from "./operator-command";
import type { NewItem, QueueItem, SendResult } from "./queue-item";

/** How the queue stands, for a screen. */
export type QueueState = {
  readonly items: readonly QueueItem[];
  /** Since when the server cannot be reached, as ISO text; null while it can. */
  readonly offlineSince: string | null;
  readonly sending: boolean;
  /** When the server last accepted something from here. */
  readonly savedAt: string | null;
  /** A refusal that came right after its tap: it is answered to the hand that made it, all others wait behind a banner. */
  readonly loud: number | null;
  /** Why this tablet keeps no entries at present; null while it does. */
  readonly storage: StorageTrouble | null;
  /** Numbers of the entries that this page holds in its memory alone, for want of storage: they are lost with it. */
  readonly held: readonly number[];
};

export const EMPTY_QUEUE: QueueState = { items: [], offlineSince: null, sending: false, savedAt: null, loud: null, storage: null, held: [] };

/** A fault on the server leaves nothing behind, so it is tried again, but not for ever. */
const MOST_FAULTS = 4;

/** Totals on the screen contain what waits of somebody else, which the server cannot have before they sign on again: no total to be held to (EX-05). */
export function withoutExpectation(command: OperatorCommand): OperatorCommand {
  return command.name === "confirm-production" ? { ...command, input: { ...command.input, expectedTotal: undefined } } : command;
}

/** Commands whose reversal still waits: it needs the entry that they became (EX-22). */
export function takenBackIn(items: readonly QueueItem[]): ReadonlySet<string | null> {
  return new Set(items.filter((item) => item.state === "WAITING").map((item) => item.takesBack));
}

/** That a refusal was read: no entry, and nobody is missing anything while it waits. */
export function isReceipt({ command }: Pick<QueueItem, "command">): boolean {
  return command.name === "see-refusal";
}

/** What this tablet itself did not take. */
export function refusedHere(item: NewItem, code: string): NewItem {
  return { ...item, state: "REFUSED", answer: { ok: false, code, params: {} } };
}

/** A fault on the server passes, or it is one of this command. A photo holds up nothing: a fault on it is none of its own, however often. */
export function isPassing(item: QueueItem, answer: SendResult): boolean {
  return !answer.ok && answer.code === "FAULT" && item.attempts + 1 < MOST_FAULTS;
}
