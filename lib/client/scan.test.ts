import { describe, expect, it } from "vitest";
import { lotOfScan, readScan } from "./scan";

const FNC1 = "\u001d";

describe("UI-07 a scan is read by its content", () => {
  it.each<[string, Partial<ReturnType<typeof readScan>>]>([
    ["LID-7732", { text: "LID-7732" }],
    ["0417", { text: "0417" }],
    [`]C10104012345678901${"10"}LID-7732${FNC1}17260503`, { gtin: "04012345678901", lot: "LID-7732", expires: "2026-05-03" }],
    [`]d201040123456789011726050010OAT-1`, { expires: "2026-05-31", lot: "OAT-1" }],
    [`010401234567890137250${FNC1}10A1${FNC1}21S9`, { gtin: "04012345678901", quantity: "250", lot: "A1", serial: "S9" }],
    ["003401234500000000015", { text: "003401234500000000015" }],
    ["00340123450000000012", { sscc: "340123450000000012" }],
    [`]C13103001250${"10"}L7`, { quantity: "1.25", lot: "L7" }],
    ["(01)04012345678901(10)LID-7732(17)260503", { lot: "LID-7732", expires: "2026-05-03" }],
  ])("%j", (code, expected) => {
    expect(readScan(code)).toMatchObject(expected);
  });

  it("takes the lot of a label, and what was typed as it stands", () => {
    expect(lotOfScan(`]C10104012345678901${"10"}LID-7732${FNC1}17260503`)).toBe("LID-7732");
    expect(lotOfScan("(01)04012345678901(10)LID-7732(17)260503")).toBe("LID-7732");
    expect(lotOfScan("  OAT-2612 ")).toBe("OAT-2612");
  });

  it("says what was read when it does not understand it", () => {
    expect(readScan(`]C199${FNC1}xyz`)).toEqual({ text: "99 xyz" });
    expect(readScan("21-0008")).toEqual({ text: "21-0008" });
  });
});
