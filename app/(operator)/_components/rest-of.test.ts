import { describe, expect, it } from "vitest";
import { restOf } from "./rest-of";

const first = { target: "40", good: "12.5", openRework: "0", arrived: null };

describe("the rest of an operation", () => {
  it.each([
    ["is what is missing to the target", first, { quantity: "27.5", whole: true, completes: true }],
    ["leaves out what goes round in rework, and all is not made with it", { ...first, openRework: "2.5" }, { quantity: "25", whole: true, completes: false }],
    ["is all of it where enough has arrived", { ...first, arrived: "30" }, { quantity: "27.5", whole: true, completes: true }],
    ["EX-06 is never more than what has arrived", { ...first, arrived: "20" }, { quantity: "20", whole: false, completes: false }],
    ["is nothing where nothing has arrived", { ...first, arrived: "0" }, null],
    ["is nothing where all is made", { ...first, good: "40" }, null],
    ["is nothing above the target", { ...first, good: "41" }, null],
    ["is nothing where what is missing is in rework", { ...first, openRework: "27.5" }, null],
  ])("%s", (_, operation, rest) => expect(restOf(operation)).toEqual(rest));
});
