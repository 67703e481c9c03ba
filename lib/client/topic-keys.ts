import type { LiveTopic, QueryKey } from "./query-keys";

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
