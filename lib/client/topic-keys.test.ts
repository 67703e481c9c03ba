import { describe, expect, it } from "vitest";
import { lineKeys, type QueryKey, unitKeys } from "./query-keys";
import { costKeys, wipKeys } from "./office-keys";
import { keysOf } from "./topic-keys";

const touches = (key: QueryKey, topic: Parameters<typeof keysOf>[0]) => keysOf(topic).some((changed) => changed.every((part, index) => key[index] === part));

describe("the keys of a topic", () => {
  it.each<[string, QueryKey, Parameters<typeof keysOf>[0], boolean]>([
    ["the board hears of its site", wipKeys.board("site=A"), ["wip", "s", null], true],
    ["a line hears of itself", lineKeys.detail("l1"), ["line", "s", "l1"], true],
    ["and of no other", lineKeys.detail("l1"), ["line", "s", "l2"], false],
    ["a list hears of each of its kind", lineKeys.list("site=A"), ["line", "s", "l1"], true],
    ["cost moves the value of WIP", wipKeys.value("K=now"), ["cost", "s", "o1"], true],
    ["but not its board", wipKeys.board(""), ["cost", "s", "o1"], false],
    ["a change without an id reaches all of its kind", costKeys.order("o1"), ["cost", "s", null], true],
    ["a station hears of its unit", unitKeys.station("u1"), ["unit", "s", "u1"], true],
  ])("%s", (_, key, topic, expected) => {
    expect(touches(key, topic)).toBe(expected);
  });
});
