import { describe, expect, it } from "vitest";
import { whenWords } from "./when-words";

describe("§8.1 when a message travels", () => {
  it.each([
    ["at once", { direction: "OUT", mode: "EVENT", schedule: null }],
    ["in batches, 0 22 * * *", { direction: "OUT", mode: "BATCH", schedule: "0 22 * * *" }],
    ["in batches, * * * * *, or as soon as 50 wait", { direction: "OUT", mode: "BATCH", schedule: "* * * * *", bundle: 50 }],
    ["as it comes, read every 15\u00a0s", { direction: "IN", mode: "EVENT", schedule: null }],
  ] as const)("%s", (words, line) => expect(whenWords({ bundle: null, ...line, pollSeconds: 15 })).toBe(words));
});
