import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { checkDigit, elementPairs, elementString, elementText, FNC1, type Gs1Elements, gtin14, quantityElements, quantityIn, readCode } from "./gs1";

const YEAR = 2026;
const read = (code: string, standIns?: readonly string[]) => readCode(code, { year: YEAR, standIns });
const elements = (code: string, standIns?: readonly string[]) => {
  const reading = read(code, standIns);
  return reading.kind === "GS1" ? reading.elements : reading.kind;
};

describe("UI-07 a code is read by its content", () => {
  it.each<[string, string, Gs1Elements]>([
    ["GS1-128 with its symbology", `]C10104012345678901${"10"}LID-7732${FNC1}17260503`, { gtin: "04012345678901", lot: "LID-7732", expires: "2026-05-03" }],
    ["DataMatrix, fixed elements before the lot", "]d201040123456789011726050310OAT-1", { gtin: "04012345678901", expires: "2026-05-03", lot: "OAT-1" }],
    ["QR with day of production and a serial", `]Q311260102${"21"}S9${FNC1}10A1`, { made: "2026-01-02", serial: "S9", lot: "A1" }],
    ["a leading FNC1 is sent as well", `${FNC1}10A1${FNC1}3725`, { lot: "A1", count: "25" }],
    ["no symbology but a separator", `10A1${FNC1}17260503`, { lot: "A1", expires: "2026-05-03" }],
    ["no symbology but a whole GTIN", "010401234567890110A1", { gtin: "04012345678901", lot: "A1" }],
    ["an SSCC alone", "00340123450000000017", { sscc: "340123450000000017" }],
    ["net weight with three places", `]C13103001250${"10"}L7`, { weightKg: "1.25", lot: "L7" }],
    ["a count with leading zeros", `]C110L7${FNC1}3700000250`, { lot: "L7", count: "250" }],
    ["as printed, in brackets", "(01)04012345678901(10)LID-7732(17)260503", { gtin: "04012345678901", lot: "LID-7732", expires: "2026-05-03" }],
    ["a lot with brackets in it, as printed", "(10)A(1)B(37)5", { lot: "A(1)B", count: "5" }],
    [
      "our own label",
      `]d2240FG-200${FNC1}10FG-0331-2${FNC1}1126033117260503${"37"}40`,
      { item: "FG-200", lot: "FG-0331-2", made: "2026-03-31", expires: "2026-05-03", count: "40" },
    ],
  ])("%s", (_, code, expected) => {
    expect(elements(code)).toEqual(expected);
  });

  it.each(["LID-7732", "0417", "21-0008", "4711-0081", "MIX-2.MIXER", "003401234500000000015", "0104012345678902", "17260503", ""])(
    "%j is plain: it is told as it stands",
    (code) => {
      expect(read(code)).toEqual({ kind: "PLAIN", text: code });
    },
  );

  it("leaves out the symbology of other barcodes", () => {
    expect(read("]C0LID-7732")).toEqual({ kind: "PLAIN", text: "LID-7732" });
  });

  it.each(["<GS>", "{GS}", "[GS]", "\u241d"])("%s stands for FNC1 whatever the scanner is", (sign) => {
    expect(elements(`]C110A1${sign}3725`)).toEqual({ lot: "A1", count: "25" });
  });

  it("takes a printable character for FNC1 only where the scanner sends it so", () => {
    expect(elements("]C110A1~3725", ["~"])).toEqual({ lot: "A1", count: "25" });
    expect(read("]C110A1~3725")).toMatchObject({ kind: "BROKEN", problem: "BAD_VALUE", at: "(10)A1~3725" });
    expect(elements("]C110A1?3725")).toEqual({ lot: "A1?3725" });
  });

  it("passes over what it has no use for and tells it", () => {
    expect(read(`]C1422276${FNC1}10A1${FNC1}99abc`)).toEqual({ kind: "GS1", text: "422276 10A1 99abc", elements: { lot: "A1" }, others: ["(42)2276", "(99)abc"] });
    expect(read("]C10204012345678901410401234567890910A1")).toMatchObject({ elements: { lot: "A1" } });
  });

  it.each([
    ["]C10104012345678902", "BAD_CHECK_DIGIT", "(01)04012345678902"],
    ["]C100340123450000000012", "BAD_CHECK_DIGIT", "(00)340123450000000012"],
    ["(17)260231(10)A1", "BAD_DATE", "(17)260231"],
    ["(17)261301", "BAD_DATE", "(17)261301"],
    ["]C1172605", "BAD_VALUE", "(17)2605"],
    ["]C110", "BAD_VALUE", "(10)"],
    [`]C110${"A".repeat(21)}`, "BAD_VALUE", `(10)${"A".repeat(21)}`],
    ["]C1310900125010A1", "GS1", ""],
  ])("%j is %s", (code, problem, at) => {
    const reading = read(code);
    // 3109 has no meaning to us: weights have at most five places.
    if (problem === "GS1") expect(reading).toMatchObject({ kind: "GS1", elements: { lot: "A1" }, others: ["(3109)001250"] });
    else expect(reading).toMatchObject({ kind: "BROKEN", problem, at });
  });

  it.each([
    ["260500", "2026-05-31"],
    ["280200", "2028-02-29"],
    ["760101", "2076-01-01"],
    ["770101", "1977-01-01"],
    ["991231", "1999-12-31"],
  ])("day %s is %s", (text, day) => {
    expect(elements(`(17)${text}`)).toEqual({ expires: day });
  });

  it("the century turns with the year that it is read in", () => {
    expect(readCode("(17)030101", { year: 2098 })).toMatchObject({ elements: { expires: "2103-01-01" } });
  });
});

describe("quantities of a label", () => {
  it("count for pieces and weigh for kilograms, and are silent on anything else", () => {
    const both = { count: "25", weightKg: "12.5" };
    expect([quantityIn(both, "EA"), quantityIn(both, "KGM"), quantityIn(both, "LTR")]).toEqual(["25", "12.5", undefined]);
  });

  it.each([
    ["40", "EA", { count: "40" }],
    ["12.5", "KGM", { weightKg: "12.5" }],
    ["0.00125", "KGM", { weightKg: "0.00125" }],
    ["1234567", "KGM", {}],
    ["0.000001", "KGM", {}],
    ["1.5", "EA", {}],
    ["-4", "EA", {}],
    ["40", "LTR", {}],
  ])("%s %s", (amount, uom, expected) => {
    expect(quantityElements(amount, uom)).toEqual(expected);
  });
});

const SET = [..."!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"];
const text = (most: number) => fc.array(fc.constantFrom(...SET), { minLength: 1, maxLength: most }).map((all) => all.join(""));
const digits = (count: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((all) => all.join(""));
const checked = (count: number) => digits(count - 1).map((number) => number + checkDigit(number));
const day = fc.date({ min: new Date(`${YEAR - 49}-01-01`), max: new Date(`${YEAR + 50}-12-31`), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
const label = fc
  .record(
    {
      sscc: checked(18),
      gtin: checked(14),
      content: checked(14),
      item: text(30),
      lot: text(20),
      serial: text(20),
      made: day,
      expires: day,
      weightKg: fc
        .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 99_999 }))
        .map(([whole, part]) => `${whole}.${String(part).padStart(5, "0")}`.replace(/\.?0+$/, "")),
      count: fc.integer({ min: 0, max: 99_999_999 }).map(String),
    },
    { requiredKeys: [] },
  )
  .filter((one) => Object.keys(one).length > 0);

it.each([
  ["4012345678901", "04012345678901"],
  ["96385074", "00000096385074"],
  ["614141999996", "00614141999996"],
  ["4012345678902", null],
])("a GTIN %s is %s on a label", (digits, expected) => {
  expect(gtin14(digits)).toBe(expected);
});

describe("what is written is read again", () => {
  it("every element string comes back as it was", () => {
    fc.assert(
      fc.property(label, fc.constantFrom("]C1", "]d2", "]Q3"), (one, symbology) => {
        expect(elements(symbology + (elementString(one) ?? ""))).toEqual(one);
      }),
    );
  });

  it("so does the printed form, as long as no value looks like an identifier", () => {
    const plain = label.filter((one) => !Object.values(one).some((value) => /[()]/.test(value)));
    fc.assert(
      fc.property(plain, (one) => {
        expect(elements(elementText(one) ?? "")).toEqual(one);
      }),
    );
  });

  it("the label of a lot is understood without its symbology: FNC1 follows the lot", () => {
    fc.assert(
      fc.property(text(30), text(20), day, (item, lot, made) => {
        expect(elements(elementString({ item, lot, made }) ?? "")).toEqual({ item, lot, made });
        expect(elements(elementString({ lot, made }) ?? "")).toEqual({ lot, made });
      }),
    );
  });

  it("never throws, whatever comes", () => {
    const anything = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((all) => String.fromCharCode(...all)),
      fc.string(),
      fc.array(fc.constantFrom("]C1", "(10)", "(", ")", FNC1, "01", "17", "310", "99", "é")).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(anything, fc.array(fc.string(), { maxLength: 3 }), (code, standIns) => {
        expect(["PLAIN", "GS1", "BROKEN"]).toContain(read(code, standIns).kind);
      }),
    );
  });

  it("what does not fit its identifier is not written", () => {
    expect(elementPairs({ lot: "A".repeat(21) })).toBeNull();
    expect(elementString({ lot: "Ä1" })).toBeNull();
    expect(elementText({ weightKg: "0.000001" })).toBeNull();
  });
});
