import { describe, expect, it } from "vitest";
import { FNC1 } from "@/lib/domain/materials/gs1";
import { lotOfScan, printedElements, readScan, visibleCode } from "./scan";
import { parseFnc1Signs } from "./scanner-setting";

describe("UI-07 what a person is told of a scan", () => {
  it("takes the lot of a label, and what was typed as it stands", () => {
    expect(lotOfScan(`]C10104012345678901${"10"}LID-7732${FNC1}17260503`)).toBe("LID-7732");
    expect(lotOfScan("(01)04012345678901(10)LID-7732(17)260503")).toBe("LID-7732");
    expect(lotOfScan("(01)04012345678901(21)SN-1")).toBe("SN-1");
    expect(lotOfScan("  OAT-2612 ")).toBe("OAT-2612");
  });

  it.each([
    ["LID-7732", "LID-7732"],
    [`]C110A1${FNC1}99xyz`, "(10)A1(99)xyz"],
    ["]C10104012345678902", "(01)04012345678902"],
  ])("%j is shown as %s", (code, shown) => {
    expect(printedElements(readScan(code))).toBe(shown);
  });

  it("control characters can be seen", () => {
    expect(visibleCode(`]C110A1${FNC1}37\u00025`)).toBe("]C110A1<GS>37<2>5");
  });

  it.each([
    ["millrace-hand=left; millrace-fnc1=%7C; other=1", ["|"]],
    ["millrace-fnc1=~", ["~"]],
    ["millrace-fnc1=A", []],
    ["xmillrace-fnc1=~", []],
    ["", []],
  ])("the sign for FNC1 in %j", (cookies, signs) => {
    expect(parseFnc1Signs(cookies)).toEqual(signs);
  });
});
