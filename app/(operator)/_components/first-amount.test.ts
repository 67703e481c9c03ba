import { describe, expect, it } from "vitest";
import { firstAmount } from "./first-amount";

const pieces = { decimals: 0, proposal: null };
const counted = { decimals: 0, proposal: { good: "48", scrap: "3", since: "2026-01-05T06:00:00Z" } };
const scrap = { kind: "SCRAP", reworked: false, packing: false } as const;

describe("UI-05 the amount before anything is typed", () => {
  it.each([
    ["is one piece of scrap", pieces, scrap, "1"],
    ["is one piece of rework", pieces, { ...scrap, kind: "REWORK" }, "1"],
    ["is one piece of good", pieces, { ...scrap, kind: "GOOD" }, "1"],
    ["is the scrap that the line counted", counted, scrap, "3"],
    ["is one piece where the line counted none as scrap", { ...counted, proposal: { ...counted.proposal, scrap: "0" } }, scrap, "1"],
    ["is not the line's scrap for what is no scrap", counted, { ...scrap, kind: "GOOD" }, "1"],
    ["is not the line's scrap for what comes out of rework", counted, { ...scrap, reworked: true }, "1"],
    ["is none where parts of a unit are counted", { ...pieces, decimals: 1 }, scrap, ""],
    ["is none for a pallet", pieces, { ...scrap, kind: "GOOD", packing: true }, ""],
  ] as const)("%s", (_, operation, made, amount) => expect(firstAmount(operation, made)).toBe(amount));
});
