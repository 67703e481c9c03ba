/** A change as the stream tells it: kind, site, id. `null` id: something of this kind. */
export type LiveTopic = readonly [kind: string, siteId: string, id: string | null];
export type QueryKey = readonly (string | null)[];

/** Keys of what is read; those that offices alone read stand in `office-keys.ts`. What a topic touches starts with `[kind, id]`; what lists a kind starts with `[kind, "list"]`. */
export const lineKeys = { list: (filter: string) => ["line", "list", filter], detail: (lineId: string) => ["line", lineId] } as const;
export const unitKeys = {
  station: (workUnitId: string) => ["unit", workUnitId],
  run: (workUnitId: string, run: string) => ["unit", workUnitId, "run", run],
  labels: (workUnitId: string) => ["unit", workUnitId, "labels"],
  stops: (workUnitId: string) => ["unit", workUnitId, "stops"],
  entries: (workUnitId: string) => ["unit", workUnitId, "entries"],
} as const;
export const callKeys = { mine: ["exception", "list", "mine"] } as const;

/** Whether a key is this one or longer than it. */
export function startsWith(key: QueryKey, prefix: QueryKey): boolean {
  return prefix.every((part, index) => key[index] === part);
}
