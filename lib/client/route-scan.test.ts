import { describe, expect, it } from "vitest";
import { FNC1, readCode } from "@/lib/domain/materials/gs1";
import { expiryGap, isOnLabel, labelQuantity, routeScan, shownLots } from "./route-scan";
import { runComponent, runLot } from "./testing/run-component";

const line = (uom: string, number: string) => runComponent(number, { uom, decimals: 3, lots: [runLot(number)] });
const shown = { components: [line("EA", "LID-7732"), line("KGM", "OAT-1"), line("LTR", "OIL-2")] };
const route = (code: string, run: typeof shown | null = shown) => routeScan(readCode(code, { year: 2026 }), run);

describe("UI-07 a scan is routed by its content", () => {
  it.each([
    ["a lot that the run shows, typed", "LID-7732", { to: "LOT", lot: "LID-7732", label: null }],
    ["a badge, an order or another lot", "0417", { to: "ASK", code: "0417" }],
    ["a label with a lot, whatever it is of", `]C110NEW-1${FNC1}17260503`, { to: "LOT", lot: "NEW-1", label: { lot: "NEW-1", expires: "2026-05-03" } }],
    ["a serial number without a lot", `]C10104012345678901${"21"}SN-1`, { to: "LOT", lot: "SN-1", label: { serial: "SN-1" } }],
    ["a lot with a serial number", `]C110A1${FNC1}21SN-1`, { to: "LOT", lot: "A1" }],
    ["a pallet", "00340123450000000017", { to: "PALLET", sscc: "340123450000000017" }],
    ["a pallet with its lot", `]C100340123450000000017${"10"}OAT-1`, { to: "LOT", lot: "OAT-1" }],
    ["an item without a lot", "]d20104012345678901", { to: "TELL", why: "NO_LOT", text: "0104012345678901" }],
    ["a damaged label", "]C10104012345678902", { to: "TELL", why: "DAMAGED", text: "0104012345678902", at: "(01)04012345678902" }],
  ])("%s", (_, code, expected) => {
    expect(route(code)).toMatchObject(expected);
  });

  it("asks about a lot where no run shows it", () => {
    expect(route("LID-7732", null)).toEqual({ to: "ASK", code: "LID-7732" });
    expect(shownLots(null, "LID-7732")).toEqual([]);
  });
});

describe("the quantity of a label", () => {
  it("is taken in the unit of the line alone", () => {
    const label = { lot: "", count: "25", weightKg: "12.5" };
    expect(shown.components.map((of) => labelQuantity(label, of)?.quantity)).toEqual(["25", "12.5", undefined]);
    expect(labelQuantity(null, line("EA", "LID-7732"))).toBeUndefined();
  });

  it("is rounded to the unit of the line, and says so", () => {
    const oats = { uom: "KGM", decimals: 2 };
    expect(["12.345", "12.3", "12.300"].map((weightKg) => labelQuantity({ weightKg }, oats))).toEqual([
      { quantity: "12.35", exact: false },
      { quantity: "12.3", exact: true },
      { quantity: "12.3", exact: true },
    ]);
  });
});

describe("EX-11 whether a lot is of the material of its label", () => {
  const cast = { item: "CAST-01", gtin: "09521234543213" };
  it.each([
    ["a number alone", null, true],
    ["its item number", { item: "CAST-01" }, true],
    ["another item number", { item: "SEAL-02" }, false],
    ["its trade item", { gtin: "09521234543213" }, true],
    ["a carton of its trade item", { gtin: "19521234543210" }, true],
    ["another trade item", { gtin: "04012345678901" }, false],
    ["a pallet of another trade item", { content: "04012345678901" }, false],
  ] as const)("%s", (_, label, expected) => expect(isOnLabel(label, cast)).toBe(expected));

  it("a trade item rules nothing out where the books know none", () => {
    expect([isOnLabel({ gtin: "04012345678901" }, { item: "CAST-01", gtin: null }), isOnLabel({ gtin: "04012345678901" }, { item: "CAST-01" })]).toEqual([true, true]);
  });
});

describe("an expiry on the label that is not the one in the books", () => {
  it.each([
    ["both agree on the site's day", "2026-05-03", "2026-05-02T22:30:00Z", null],
    ["the ERP sends the day as midnight UTC, west of Greenwich", "2026-05-03", "2026-05-03T00:00:00Z", null],
    ["they differ", "2026-05-10", "2026-05-03T00:00:00Z", { label: "2026-05-10", books: "2026-05-02" }],
    ["the books know none", "2026-05-10", null, { label: "2026-05-10", books: null }],
  ])("%s", (_, expires, books, gap) => {
    expect(expiryGap({ lot: "A", expires }, books, gap === null && books?.endsWith("22:30:00Z") === true ? "Europe/Berlin" : "America/Chicago")).toEqual(gap);
  });

  it("a label that is silent differs from nothing", () => {
    expect(expiryGap({ lot: "A" }, "2026-05-03T00:00:00Z", "UTC")).toBeNull();
    expect(expiryGap(null, "2026-05-03T00:00:00Z", "UTC")).toBeNull();
  });
});
