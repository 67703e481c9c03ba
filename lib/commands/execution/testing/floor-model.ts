import type { QueueItem } from "@/lib/client/queue-item";

/** What a tablet was told to be accepted, of whom, and its place in the log. */
type Accepted = { readonly item: QueueItem; readonly personId: string; readonly position: number };

/** One operation, as sums of its entries. */
type ModelTotals = { goodFirst: number; scrapFirst: number; reworkIn: number; reworkedGood: number; reworkScrap: number };

/** In milliseconds; `given`: up to when entries have handed it out; `idleFrom`: since when the operation is paused for them, null while it runs. */
type Stay = { readonly personId: string; readonly operationId: string; readonly from: number; to: number; given: number; idleFrom: number | null };

/**
 * The floor as arithmetic on what tablets were told, with nothing of the product: sums for quantities and lots, and time second by second.
 * `operations` in the order in which they take odd seconds; `entries` names the command of an entry that was taken back. Quantities are whole,
 * time is in whole seconds by person and operation.
 */
export function reckonFloor(accepted: readonly Accepted[], operations: readonly string[], entries: ReadonlyMap<string, string>) {
  const undone = new Set(accepted.flatMap(({ item: { command } }) => (command.name === "reverse-entry" ? [entries.get(command.input.entryId)] : [])));
  const totals = new Map<string, ModelTotals>(operations.map((id) => [id, { goodFirst: 0, scrapFirst: 0, reworkIn: 0, reworkedGood: 0, reworkScrap: 0 }]));
  const used = new Map<string, number>();
  for (const { item } of accepted) {
    if (undone.has(item.commandId)) continue;
    const { command } = item;
    if (command.name === "confirm-production") {
      const sums = totals.get(command.input.operationId);
      if (sums === undefined) throw new Error(`the model has no operation ${command.input.operationId}`);
      const [good, scrap, rework] = [Number(command.input.good ?? 0), Number(command.input.scrap ?? 0), Number(command.input.rework ?? 0)];
      if (command.input.activity === "REWORK") {
        sums.reworkedGood += good;
        sums.reworkScrap += scrap;
      } else {
        sums.goodFirst += good;
        sums.scrapFirst += scrap;
        sums.reworkIn += rework;
      }
    }
    if (command.name !== "issue-material" && command.name !== "return-material") continue;
    const lot = command.input.lot ?? "";
    const quantity = Number(command.input.quantity);
    used.set(lot, (used.get(lot) ?? 0) + (command.name === "issue-material" ? quantity : -quantity));
  }
  return { totals, used, seconds: reckonTime(accepted, operations) };
}

/**
 * EX-17, EX-18: who was where, then each second by itself. While somebody is on the same operations, these take the seconds in turn. What an
 * entry has handed out of a stay remains: news that come later change the rest, before it and after it.
 */
function reckonTime(accepted: readonly Accepted[], operations: readonly string[]): ReadonlyMap<string, number> {
  const handedOut = new Map<string, number>();
  const stays: Stay[] = [];
  const paused = new Set<string>();
  const open = (personId: string, operationId: string): Stay | undefined =>
    stays.find((stay) => stay.personId === personId && stay.operationId === operationId && stay.to === Infinity);
  const given = (personId: string, at: number): Stay[] => stays.filter((stay) => stay.personId === personId && stay.given > stay.from && stay.given > at);
  /** Ends a stay, or where this person's time is handed out already, then. */
  const leave = (stay: Stay, at: number): void => {
    stay.to = Math.max(at, ...given(stay.personId, at).map((one) => one.given));
  };
  /** A stay from `at` on, without what was handed out of this person's time already. Who comes leaves what is paused elsewhere (EX-02). */
  const come = (personId: string, operationId: string, at: number): void => {
    const added: Stay[] = [];
    const stay = (from: number, to: number): void => void added.push({ personId, operationId, from, to, given: from, idleFrom: paused.has(operationId) ? from : null });
    let from = at;
    for (const taken of given(personId, at).toSorted((a, b) => a.from - b.from)) {
      if (taken.from > from) stay(from, taken.from);
      from = Math.max(from, taken.given);
    }
    stay(from, Infinity);
    const first = added[0]?.from ?? at;
    for (const other of stays)
      if (other.personId === personId && other.operationId !== operationId && other.to === Infinity && other.idleFrom !== null && other.idleFrom <= first) leave(other, first);
    stays.push(...added);
  };

  for (const { item, personId } of accepted.toSorted((a, b) => a.position - b.position)) {
    const { command } = item;
    const at = Date.parse(item.eventTime);
    if (command.name === "start-operation" || command.name === "sign-on-operation") {
      const { operationId } = command.input;
      if (command.name === "start-operation") handedOut.set(operationId, at);
      come(personId, operationId, at);
    } else if (command.name === "sign-off-operation") {
      const stay = open(personId, command.input.operationId);
      if (stay !== undefined) leave(stay, at);
    } else if (command.name === "pause-operation") {
      const { operationId } = command.input;
      paused.add(operationId);
      for (const stay of stays) if (stay.operationId === operationId && stay.to === Infinity) stay.idleFrom = Math.max(at, stay.given, stay.from);
    } else if (command.name === "resume-operation") {
      const { operationId } = command.input;
      paused.delete(operationId);
      const there = stays.filter((stay) => stay.operationId === operationId);
      for (const stay of there) stay.idleFrom = null;
      // Whoever resumes what everybody has left is on it again, unless that is told of a time before they left.
      const left = Math.max(0, ...there.filter((stay) => stay.personId === personId).map((stay) => stay.to));
      const free = Math.max(at, ...given(personId, at).flatMap((one) => (one.from <= at ? [one.given] : [])));
      if (there.every((stay) => stay.to !== Infinity) && left <= free) come(personId, operationId, at);
    } else if (command.name === "confirm-production") {
      const { operationId } = command.input;
      handedOut.set(operationId, Math.max(handedOut.get(operationId) ?? 0, at));
      for (const stay of stays) if (stay.operationId === operationId) stay.given = Math.max(stay.given, Math.min(stay.to, at));
    }
  }

  const end = Math.max(...handedOut.values());
  const seconds = new Map<string, number>();
  for (const personId of new Set(stays.map((stay) => stay.personId))) {
    const own = stays.filter((stay) => stay.personId === personId);
    const edges = [...new Set(own.flatMap((stay) => [stay.from, Math.min(stay.to, end)]))].sort((a, b) => a - b);
    let since = { on: "", second: 0 };
    for (const [index, from] of edges.entries()) {
      const to = edges[index + 1];
      if (to === undefined) break;
      const here = operations.flatMap((id) => own.find((stay) => stay.operationId === id && stay.from <= from && to <= stay.to) ?? []);
      const on = here.map((stay) => stay.operationId).join(" ");
      if (on !== since.on) since = { on, second: Math.round(from / 1_000) };
      for (let second = Math.round(from / 1_000); second < Math.round(to / 1_000); second += 1) {
        const stay = here[(second - since.second) % Math.max(1, here.length)];
        if (stay === undefined) continue;
        const booked = second < Math.round(stay.given / 1_000);
        const key = `${personId} ${stay.operationId}`;
        if (booked) seconds.set(key, (seconds.get(key) ?? 0) + 1);
      }
    }
  }
  return seconds;
}
