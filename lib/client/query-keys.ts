/** A change as the stream tells it: kind, site, id. `null` id: something of this kind. */
export type LiveTopic = readonly [kind: string, siteId: string, id: string | null];
export type QueryKey = readonly (string | null)[];

/** Keys of the query cache. What a topic touches starts with `[kind, id]`; what lists a kind starts with `[kind, "list"]`. */
export const wipKeys = {
  all: ["wip"],
  board: (filter: string) => ["wip", "board", filter],
  value: (filter: string) => ["wip", "value", filter],
  /** Machines that only measure make these older at the pace of a board. */
  unit: (workUnitId: string, period: string) => ["wip", "unit", workUnitId, period],
  wall: (siteCode: string, line: string | null) => ["wip", "wall", siteCode, line],
} as const;
/** A picture of the past: no change makes it old, `until` says up to where it was drawn. */
export const trendKeys = { unit: (workUnitId: string, period: string, pixels: number, until: number) => ["trend", workUnitId, period, String(pixels), String(until)] } as const;
export const lineKeys = { list: (filter: string) => ["line", "list", filter], detail: (lineId: string) => ["line", lineId] } as const;
export const unitKeys = {
  station: (workUnitId: string) => ["unit", workUnitId],
  run: (workUnitId: string, run: string) => ["unit", workUnitId, "run", run],
  labels: (workUnitId: string) => ["unit", workUnitId, "labels"],
  stops: (workUnitId: string) => ["unit", workUnitId, "stops"],
  entries: (workUnitId: string) => ["unit", workUnitId, "entries"],
} as const;
export const callKeys = { mine: ["exception", "list", "mine"] } as const;
/** An exception of the channel begins or ends with what stands here. */
export const channelKeys = { notice: ["exception", "list", "channel"] } as const;
export const costKeys = { order: (orderId: string) => ["cost", orderId] } as const;

/** Whether a key is this one or longer than it. */
export function startsWith(key: QueryKey, prefix: QueryKey): boolean {
  return prefix.every((part, index) => key[index] === part);
}

/** Keys that a change makes old; invalidating one takes all longer ones with it. */
export function keysOf([kind, , id]: LiveTopic): readonly QueryKey[] {
  if (kind === "wip" || id === null) return [[kind]];
  // Cost moves the value of WIP without moving its quantities.
  if (kind === "cost")
    return [
      ["cost", id],
      ["wip", "value"],
    ];
  return [
    [kind, id],
    [kind, "list"],
  ];
}

/** Keys that a change makes a little older: a machine that said or counted something moves ages and sums on a board, many times a second. */
export function agingKeysOf([kind]: LiveTopic): readonly QueryKey[] {
  return kind === "unit" || kind === "operation" ? [["wip"]] : [];
}
