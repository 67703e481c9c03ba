import { describe, expect, it } from "vitest";
import { rightQuantity, scrapToAsk } from "./right-quantity";

const was = { good: "190", scrap: "12", rework: "0", activity: "RUN" } as const;
const surface = { scrapReason: "SURFACE", reworkReason: null };

describe("EX-19 the right quantity", () => {
  it("is none while nothing is another", () => {
    expect(rightQuantity(was, surface, {}, "SURFACE")).toBeNull();
    expect(rightQuantity(was, surface, { SCRAP: "12" }, "SURFACE")).toBeNull();
  });
  it("EX-21 is the same again where its lots were told late", () =>
    expect(rightQuantity({ ...was, lotsLate: true }, surface, {}, "SURFACE")?.input).toEqual({ good: "190", scrap: "12", scrapReason: "SURFACE", rework: "0" }));
  it("keeps what was not typed anew, with its reason", () => {
    expect(rightQuantity(was, surface, { SCRAP: "2." }, "SURFACE")).toEqual({
      input: { good: "190", scrap: "2", scrapReason: "SURFACE", rework: "0" },
      entry: { good: "190", scrap: "2", rework: "0", reason: "SURFACE" },
    });
  });
  it("may be the reason alone", () => expect(rightQuantity(was, surface, {}, "DIM")?.input).toMatchObject({ good: "190", scrap: "12", scrapReason: "DIM" }));
  it("gives no reason where nothing is rejected any more", () =>
    expect(rightQuantity(was, surface, { SCRAP: "" }, "SURFACE")?.input).toEqual({ good: "190", scrap: "0", rework: "0" }));
  it("is none without a reason for a reject, nor where nothing is left", () => {
    expect(rightQuantity({ ...was, scrap: "0" }, { scrapReason: null, reworkReason: null }, { SCRAP: "3" }, undefined)).toBeNull();
    expect(rightQuantity(was, surface, { GOOD: "0", SCRAP: "0" }, "SURFACE")).toBeNull();
  });
  it("keeps two reasons apart until one is picked for both", () => {
    const two = { scrapReason: "SURFACE", reworkReason: "DIM" };
    const both = { ...was, rework: "4" };
    expect(rightQuantity(both, two, { GOOD: "189" }, "SURFACE")?.input).toMatchObject({ scrapReason: "SURFACE", reworkReason: "DIM" });
    expect(rightQuantity(both, two, { GOOD: "189" }, "FILL")?.input).toMatchObject({ scrapReason: "FILL", reworkReason: "FILL" });
  });
});

it.each([
  ["12", "120", "120"],
  ["12", "21", "21"],
  ["12", "20", undefined],
  ["120", "12", undefined],
  ["120", "100", undefined],
  ["120", "120", undefined],
])("UI-11 scrap %s that becomes %s, where more than 20 is much, is read once more: %s", (scrap, becomes, asked) => {
  expect(scrapToAsk({ scrap }, { scrapQuestion: "20" }, { entry: { good: "0", scrap: becomes, rework: "0", reason: null } })).toBe(asked);
});
