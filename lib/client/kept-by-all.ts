import type { QueueItem } from "./queue-item";

/** What becomes of an entry, in its order. */
const FURTHER: readonly QueueItem["state"][] = ["WAITING", "REFUSED", "SENT"];

/** The same entry as this page and as the disk has it: the one that is further on its way, which the disk may not have learned. */
function newer(own: QueueItem, kept: QueueItem): QueueItem {
  if (FURTHER.indexOf(own.state) > FURTHER.indexOf(kept.state)) return own;
  // Nobody has to be shown anew what is the same.
  return JSON.stringify(own) === JSON.stringify(kept) ? own : kept;
}

/**
 * The entries of this page once the disk was read, on which the other pages of the device have added, answered and dropped some: the very same list where nothing is another.
 * What only this page holds stays, and so does what was sent and is on no disk any more, until the figures of this page contain it. `othersSpoke`: another page said since
 * the last read that it has changed something. Where none did and something is gone, the disk was emptied, and what was tapped stays (UI-08).
 */
export function keptByAll(own: readonly QueueItem[], kept: readonly QueueItem[], held: readonly number[], othersSpoke: boolean): readonly QueueItem[] {
  const onDisk = new Map(kept.map((item) => [item.sequence, item]));
  const known = own.flatMap((item) => {
    const there = onDisk.get(item.sequence);
    onDisk.delete(item.sequence);
    if (held.includes(item.sequence)) return [item];
    return there === undefined ? (item.state === "SENT" || !othersSpoke ? [item] : []) : [newer(item, there)];
  });
  if (onDisk.size === 0 && known.length === own.length && known.every((item, index) => item === own[index])) return own;
  return [...known, ...onDisk.values()].sort((a, b) => a.sequence - b.sequence);
}

/** What this page had before it read the disk, still has, and nobody else keeps any more: what the disk took must be on it again (UI-08). */
export function goneFromDisk(before: readonly QueueItem[], own: readonly QueueItem[], kept: readonly QueueItem[], held: readonly number[]): readonly QueueItem[] {
  const elsewhere = new Set([...kept.map(({ sequence }) => sequence), ...held]);
  const had = new Set(before.map(({ sequence }) => sequence));
  return own.filter(({ sequence, state }) => state !== "SENT" && had.has(sequence) && !elsewhere.has(sequence));
}
