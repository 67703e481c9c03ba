import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { FNC1, readCode } from "@/lib/domain/materials/gs1";
import { labelOfLot } from "./label-of-lot";
import { labelCode } from "./lot-label";
import { code128, code128Modules } from "./code128";
import { dataMatrix, field, zplOf } from "./zpl";
import { EXAMPLE_LABEL } from "./testing/example-label";

describe("what a label of a lot carries", () => {
  it("in a square: item, lot, both days and the quantity", () => {
    expect(labelCode(EXAMPLE_LABEL, "DATAMATRIX")).toEqual({
      gs1: true,
      data: `240FG-200${FNC1}10PO-1001-260331${FNC1}11260331172609303740`,
      text: "(240)FG-200(10)PO-1001-260331(11)260331(17)260930(37)40",
    });
  });

  it("in bars: the lot, its last day of use and the quantity, as long as they fit the width", () => {
    expect(labelCode(EXAMPLE_LABEL, "GS1_128").text).toBe("(10)PO-1001-260331(17)260930(37)40");
    expect(labelCode({ ...EXAMPLE_LABEL, expiresOn: null }, "GS1_128").text).toBe("(10)PO-1001-260331(11)260331(37)40");
    expect(labelCode({ ...EXAMPLE_LABEL, lot: "A".repeat(20), quantity: "12345" }, "GS1_128").text).toBe(`(10)${"A".repeat(20)}(17)260930`);
  });

  it("days of the site's calendar, and a quantity as short as it can be written", () => {
    const { lot, item, itemText, site, order, uom } = EXAMPLE_LABEL;
    const head = {
      number: lot,
      item,
      itemText,
      gtin: null,
      site,
      timeZone: "Europe/Berlin",
      order,
      madeAt: "2026-03-30T22:30:00Z",
      expiresAt: "2026-09-30T10:00:00Z",
      onHand: "41",
      uom,
    };
    expect(labelOfLot(head, "en-GB", "040.000")).toEqual({ ...EXAMPLE_LABEL, quantityText: "40\u00a0EA" });
    expect(labelOfLot({ ...head, onHand: "0", madeAt: null, expiresAt: null }, "en-GB")).toMatchObject({ quantity: null, quantityText: null, madeOn: null, expiresOn: null });
  });

  it("figures as the language of whoever prints it writes them: 1.25 and 1,250 are not the same everywhere", () => {
    const { lot, item, itemText, site, order } = EXAMPLE_LABEL;
    const head = { number: lot, item, itemText, gtin: null, site, timeZone: "Europe/Berlin", order, madeAt: null, expiresAt: null, onHand: "1250.5", uom: "KGM" };
    expect(["en-GB", "de-DE", "es-ES"].map((locale) => labelOfLot(head, locale).quantityText)).toEqual(["1,250.5\u00a0kg", "1.250,5\u00a0kg", "1.250,5\u00a0kg"]);
    expect(labelOfLot(head, "de-DE").quantity).toBe("1250.5");
  });

  it("no bars that run off the paper: first the day goes, then (01), never the lot", () => {
    const gtin = "09521234543213";
    expect(labelCode({ ...EXAMPLE_LABEL, gtin, expiresOn: null, lot: "PO-1" }, "GS1_128").text).toBe("(01)09521234543213(10)PO-1(11)260331");
    expect(labelCode({ ...EXAMPLE_LABEL, gtin, expiresOn: null, lot: "WH/MO/00012-261130" }, "GS1_128").text).toBe("(01)09521234543213(10)WH/MO/00012-261130");
    const anyLot = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(anyLot, fc.boolean(), fc.boolean(), (lot, traded, expires) => {
        const code = labelCode({ ...EXAMPLE_LABEL, lot, gtin: traded ? gtin : null, expiresOn: expires ? "2026-09-30" : null }, "GS1_128");
        const zpl = zplOf({ ...EXAMPLE_LABEL, lot, gtin: traded ? gtin : null, expiresOn: expires ? "2026-09-30" : null }, { symbol: "GS1_128", dpi: 203, copies: 1 });
        // Two dots a module from dot 32 on, and ten modules to the edge at 800.
        if (zpl.includes("^BCN")) expect(32 + 2 * (code128Modules(code.data, code.gs1) + 10)).toBeLessThanOrEqual(800);
        else expect(code.gs1).toBe(false);
        if (code.gs1) expect(readCode(code.data, { year: 2026 })).toMatchObject({ elements: { lot } });
      }),
    );
  });

  it("kilograms as a weight, and no quantity that GS1 has no place for", () => {
    expect(labelCode({ ...EXAMPLE_LABEL, quantity: "12.5", uom: "KGM" }, "GS1_128").text).toBe("(10)PO-1001-260331(17)260930(3101)000125");
    expect(labelCode({ ...EXAMPLE_LABEL, quantity: "12.5", uom: "LTR" }, "GS1_128").text).toBe("(10)PO-1001-260331(17)260930");
    expect(labelCode({ ...EXAMPLE_LABEL, quantity: null }, "GS1_128").text).toBe("(10)PO-1001-260331(17)260930");
  });

  it("leaves out an item number that does not fit, and falls back to the plain lot number when that does not", () => {
    expect(labelCode({ ...EXAMPLE_LABEL, item: "GEHÄUSE" }, "DATAMATRIX").text).toBe("(10)PO-1001-260331(11)260331(17)260930(37)40");
    const long = "A".repeat(21);
    expect(labelCode({ ...EXAMPLE_LABEL, lot: long }, "DATAMATRIX")).toEqual({ gs1: false, data: long, text: long });
  });
});

/** Any text at all, control characters and halves of characters among it. */
const raw = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((all) => String.fromCharCode(...all));

describe("ZPL", () => {
  it("a label with a square code at 203 dots an inch, byte by byte", () => {
    expect(zplOf(EXAMPLE_LABEL, { symbol: "DATAMATRIX", dpi: 203, copies: 2 })).toBe(`^XA
^CI28
^PW800
^LL400
^LH0,0
^FO32,32^BXN,6,200,,,,_^FD_1240FG-200_110PO-1001-260331_111260331172609303740^FS
^FO272,32^A0N,56^FB496,1,0,L,0^FH\\^FDPO-1001-260331^FS
^FO272,100^A0N,32^FB496,1,0,L,0^FH\\^FDFG-200^FS
^FO272,136^A0N,32^FB496,1,0,L,0^FH\\^FDGehäuse 20 l^FS
^FO272,176^A0N,32^FB496,1,0,L,0^FH\\^FD40 EA   EXP 2026-09-30^FS
^FO272,212^A0N,32^FB496,1,0,L,0^FH\\^FDPO-1001   2026-03-31^FS
^FO272,248^A0N,32^FB496,1,0,L,0^FH\\^FDSite A^FS
^FO32,344^A0N,24^FB736,1,0,L,0^FH\\^FD(240)FG-200(10)PO-1001-260331(11)260331(17)260930(37)40^FS
^PQ2
^XZ
`);
  });

  it("bars at 300 dots an inch, byte by byte", () => {
    expect(zplOf(EXAMPLE_LABEL, { symbol: "GS1_128", dpi: 300, copies: 1 })).toBe(`^XA
^CI28
^PW1200
^LL600
^LH0,0
^FO48,348^BY3^BCN,144,N,N,N,N^FD>:>810PO-1001->5260331>8172609303740^FS
^FO48,48^A0N,84^FB1104,1,0,L,0^FH\\^FDPO-1001-260331^FS
^FO48,150^A0N,48^FB1104,1,0,L,0^FH\\^FDFG-200^FS
^FO48,204^A0N,48^FB1104,1,0,L,0^FH\\^FDGehäuse 20 l^FS
^FO48,264^A0N,48^FB1104,1,0,L,0^FH\\^FD40 EA   EXP 2026-09-30^FS
^FO48,516^A0N,36^FB1104,1,0,L,0^FH\\^FD(10)PO-1001-260331(17)260930(37)40^FS
^PQ1
^XZ
`);
  });

  it.each([
    ["plain", "A1", "^FH\\^FDA1^FS"],
    ["what would be a command", "^XZ~JA", "^FH\\^FD\\5EXZ\\7EJA^FS"],
    ["the escape itself", "a\\b", "^FH\\^FDa\\5Cb^FS"],
    ["a line break", "a\r\nb", "^FH\\^FDa b^FS"],
  ])("text: %s", (_, text, expected) => {
    expect(field(text)).toBe(expected);
  });

  it("no text can end the label or begin a command", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), raw), (itemText) => {
        const zpl = zplOf({ ...EXAMPLE_LABEL, itemText, site: itemText, lot: itemText }, { symbol: "DATAMATRIX", dpi: 203, copies: 1 });
        expect(zpl.match(/\^XZ/g)).toHaveLength(1);
        expect(zpl).not.toContain("~");
        expect(zpl.match(/\^FS/g)?.length).toBe(zpl.match(/\^FD/g)?.length);
      }),
    );
  });

  it.each([
    ["FNC1 first, and between two elements", `10A1${FNC1}1726`, true, "_110A1_11726"],
    ["a plain number has none", "LID-7732", false, "LID-7732"],
    ["the escape itself and commands", "a_b^c~d", false, "a_d095b_d094c_d126d"],
  ])("DataMatrix: %s", (_, data, gs1, expected) => {
    expect(dataMatrix(data, gs1)).toBe(expected);
  });

  it.each([
    ["digits go two by two", "10123456", true, ">;>810123456"],
    ["letters in subset B", "10AB", true, ">:>810AB"],
    ["back to B after digits, an odd digit before C", "1012345A1234567", true, ">;>8101234>65A1>5234567"],
    ["the sign > and what ZPL takes for commands", "a>^~", false, ">:a>0><>="],
    ["FNC1 between elements", `10A${FNC1}17260930`, true, ">:>810A>8>517260930"],
  ])("Code 128: %s", (_, data, gs1, expected) => {
    expect(code128(data, gs1)).toBe(expected);
  });

  it("Code 128 says what it was given, whatever it is", () => {
    const chars = fc.array(fc.constantFrom(..."0123456789ABCxyz>-_^~", FNC1), { maxLength: 40 }).map((all) => all.join(""));
    fc.assert(
      fc.property(chars, fc.boolean(), (data, gs1) => {
        expect(spoken(code128(data, gs1))).toBe(gs1 ? FNC1 + data : data);
      }),
    );
  });

  it("what the label carries is read again as the same lot", () => {
    const reading = readCode(`]d2${labelCode(EXAMPLE_LABEL, "DATAMATRIX").data}`, { year: 2026 });
    expect(reading).toMatchObject({ kind: "GS1", elements: { item: "FG-200", lot: "PO-1001-260331", made: "2026-03-31", expires: "2026-09-30", count: "40" } });
  });
});

/** What a printer makes of ^BC data in mode N. */
function spoken(written: string): string {
  let subset = "";
  let said = "";
  for (let at = 0; at < written.length;) {
    const two = written.slice(at, at + 2);
    const meaning: Readonly<Record<string, string>> = { ">8": FNC1, ">0": ">", "><": "^", ">=": "~" };
    if (two === ">:" || two === ">6") subset = "B";
    else if (two === ">;" || two === ">5") subset = "C";
    else if (two in meaning) said += meaning[two] ?? "";
    else if (subset === "C") {
      if (!/^\d\d$/.test(two)) throw new Error(`${two} in subset C`);
      said += two;
    } else {
      said += written.charAt(at);
      at -= 1;
    }
    at += 2;
  }
  return said;
}
