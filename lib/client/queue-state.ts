import type { StorageTrouble } from "./kept-entries";
import type { OperatorCommand } from "./operator-command";
import { entryIdOf, type NewItem, type QueueItem } from "./queue-item";
import type { Prove } from "./queue-parts";

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

/** A fault on the server leaves nothing behind, and mostly passes: so often it holds up what was tapped after it, so that all goes in order. */
const PASSING_FAULTS = 4;

/** Totals on the screen contain what waits of somebody else, which the server cannot have before they sign on again: no total to be held to (EX-05). */
export function withoutExpectation(command: OperatorCommand): OperatorCommand {
  return command.name === "confirm-production" ? { ...command, input: { ...command.input, expectedTotal: undefined } } : command;
}

/** Commands whose reversal still waits: it needs the entry that they became (EX-22). */
export function takenBackIn(items: readonly QueueItem[]): ReadonlySet<string | null> {
  return new Set(items.filter((item) => item.state === "WAITING").map((item) => item.takesBack));
}

/** Whether it takes something back that was not recorded yet when it was tapped. */
const waitsForId = (command: OperatorCommand): command is Extract<OperatorCommand, { readonly name: "reverse-entry" }> =>
  command.name === "reverse-entry" && command.input.entryId === "";

/** The server refused `refusedId`, which its hand had taken back. */
const takenBackHere = (refusedId: string): OperatorCommand => ({ name: "see-refusal", input: { refusedId, undone: true } });

/** A tap with what proves whose it is, whatever becomes of what it takes back: any session may bring it (SEC-06). */
export async function proven<Item extends NewItem>(item: Item, prove: Prove): Promise<Item> {
  const withdrawn = item.takesBack !== null && waitsForId(item.command) ? { ...item, command: takenBackHere(item.takesBack) } : undefined;
  return { ...item, proof: await prove(item), proofIfRefused: withdrawn === undefined ? undefined : await prove(withdrawn) };
}

/** Pages of an older version took back a mount that was not sent yet as a lot that comes off. Nothing proves that its hand tapped what it is now: it waits for them. */
function asReversal<Item extends NewItem>(item: Item): Item {
  if (item.command.name !== "unmount-lot" || item.command.input.mountId !== "") return item;
  return { ...item, command: { name: "reverse-entry", input: { entryId: "", reason: "WRONG-LOT" } }, proof: undefined };
}

/**
 * An item as it can be sent: the entry that a reversal names is known once its own command was answered. Where the server refused that, it is told that its hand has taken it
 * back, for a lead might take it in (EX-22); "void": it never had it.
 */
export function resolved<Item extends NewItem>(tapped: Item, items: readonly QueueItem[]): Item | "wait" | "void" {
  const item = asReversal(tapped);
  const { command } = item;
  if (item.takesBack === null || !waitsForId(command)) return item;
  const original = items.find((one) => one.commandId === item.takesBack);
  if (original?.state === "REFUSED" && original.attempts === 0) return "void";
  // What was refused may have been read and put away by now.
  if (original === undefined || original.state === "REFUSED")
    return { ...item, command: takenBackHere(item.takesBack), takesBack: null, proof: item.proofIfRefused, proofIfRefused: undefined };
  const id = entryIdOf(original);
  if (id === undefined) return "wait";
  return { ...item, command: { ...command, input: { ...command.input, entryId: id } } };
}

/** That a refusal was read: no entry, and nobody is missing anything while it waits. */
export function isReceipt({ command }: Pick<QueueItem, "command">): boolean {
  return command.name === "see-refusal";
}

/** As what the server lists what it refused: as its key, unless that belongs to another entry (EX-23). */
export function listedAs({ commandId, answer }: Pick<QueueItem, "commandId" | "answer">): string {
  const listed = answer?.ok === false ? answer.params["listedAs"] : undefined;
  return typeof listed === "string" ? listed : commandId;
}

/** What this tablet itself did not take. */
export function refusedHere(item: NewItem, code: string): NewItem {
  return { ...item, state: "REFUSED", answer: { ok: false, code, params: {} } };
}

/** Whether a fault on the server is likely to pass. One that came too often is one of this entry: the others go on without it. */
export function isPassing({ attempts }: Pick<QueueItem, "attempts">): boolean {
  return attempts < PASSING_FAULTS;
}

/** Whether an entry waits on which the server faults again and again: it is tried less and less often, and never given up. */
export function isFaulty(item: QueueItem): boolean {
  return item.state === "WAITING" && item.attempts >= PASSING_FAULTS;
}
