import { describe, expect, it } from "vitest";
import { FNC1, readCode } from "@/lib/domain/materials/gs1";
import { expiryGap, labelQuantity, routeScan, shownLot } from "./route-scan";
import { runComponent, runLot } from "./testing/run-component";

const line = (uom: string, number: string) => runComponent(number, { uom, decimals: 3, lots: [runLot(number)] });
const shown = { components: [line("EA", "LID-7732"), line("KGM", "OAT-1"), line("LTR", "OIL-2")] };
const route = (code: string, run: typeof shown | null = shown) => routeScan(readCode(code, { year: 2026 }), run);

describe("UI-07 a scan is routed by its content", () => {
  it.each([
    ["a lot that the run shows, typed", "LID-7732", { to: "LOT", lot: "LID-7732", label: null }],
    ["a badge, an order or another lot", "0417", { to: "ASK", code: "0417" }],
    ["a label with a lot, whatever it is of", `]C110NEW-1${FNC1}17260503`, { to: "LOT", lot: "NEW-1", label: { lot: "NEW-1", expires: "2026-05-03" } }],
    ["a pallet", "00340123450000000017", { to: "PALLET", sscc: "340123450000000017" }],
    ["a pallet with its lot", `]C100340123450000000017${"10"}OAT-1`, { to: "LOT", lot: "OAT-1" }],
    ["an item without a lot", "]d20104012345678901", { to: "TELL", why: "NO_LOT", text: "0104012345678901" }],
    ["a damaged label", "]C10104012345678902", { to: "TELL", why: "DAMAGED", text: "0104012345678902", at: "(01)04012345678902" }],
  ])("%s", (_, code, expected) => {
    expect(route(code)).toMatchObject(expected);
  });

  it("asks about a lot where no run shows it", () => {
    expect(route("LID-7732", null)).toEqual({ to: "ASK", code: "LID-7732" });
    expect(shownLot(null, "LID-7732")).toBeUndefined();
  });
});

describe("the quantity of a label", () => {
  it("is taken in the unit of the line alone", () => {
    const label = { lot: "", count: "25", weightKg: "12.5" };
    expect(["LID-7732", "OAT-1", "OIL-2", "ELSE"].map((number) => labelQuantity(label, number, shown))).toEqual(["25", "12.5", undefined, undefined]);
    expect(labelQuantity(null, "LID-7732", shown)).toBeUndefined();
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
