import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareZXingModule } from "zxing-wasm/reader";
import { codeIn } from "@/lib/client/barcode-decoder";
import { readCode } from "@/lib/domain/materials/gs1";
import { drawCode } from "./draw-code";
import { labelCode, type LabelSymbol, type LotLabel } from "./lot-label";
import { pdfOf } from "./pdf";
import { runsOf } from "./pdf-text";
import { EXAMPLE_LABEL } from "./testing/example-label";

// Without it the decoder would look for its other half on the network.
beforeAll(() =>
  prepareZXingModule({
    overrides: { wasmBinary: readFileSync(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm")).buffer as ArrayBuffer },
    fireImmediately: true,
  }),
);

/** What a camera reads from the picture of a label's code. */
async function seen(label: LotLabel, symbol: LabelSymbol): Promise<string | null> {
  const picture = await drawCode(labelCode(label, symbol), symbol);
  return picture === null ? null : codeIn(new Blob([new Uint8Array(picture)], { type: "image/png" }));
}

describe("a label that was drawn is read again", () => {
  it.each<[string, LotLabel, LabelSymbol, string, object]>([
    ["square", EXAMPLE_LABEL, "DATAMATRIX", "]d2", { item: "FG-200", lot: "PO-1001-260331", made: "2026-03-31", expires: "2026-09-30", count: "40" }],
    [
      "square with the trade item",
      { ...EXAMPLE_LABEL, gtin: "09521234543213" },
      "DATAMATRIX",
      "]d2",
      { gtin: "09521234543213", item: "FG-200", lot: "PO-1001-260331", made: "2026-03-31", expires: "2026-09-30", count: "40" },
    ],
    ["bars with the trade item", { ...EXAMPLE_LABEL, gtin: "09521234543213" }, "GS1_128", "]C1", { gtin: "09521234543213", lot: "PO-1001-260331", expires: "2026-09-30" }],
    ["bars", EXAMPLE_LABEL, "GS1_128", "]C1", { lot: "PO-1001-260331", expires: "2026-09-30", count: "40" }],
    [
      "a weight",
      { ...EXAMPLE_LABEL, quantity: "12.5", uom: "KGM" },
      "DATAMATRIX",
      "]d2",
      { item: "FG-200", lot: "PO-1001-260331", made: "2026-03-31", expires: "2026-09-30", weightKg: "12.5" },
    ],
    [
      "signs that drawing could take for its own",
      { ...EXAMPLE_LABEL, lot: "A(10)_<>/%*;" },
      "DATAMATRIX",
      "]d2",
      { item: "FG-200", lot: "A(10)_<>/%*;", made: "2026-03-31", expires: "2026-09-30", count: "40" },
    ],
    ["in bars as well", { ...EXAMPLE_LABEL, lot: "A(10)_<>/%*;" }, "GS1_128", "]C1", { lot: "A(10)_<>/%*;", expires: "2026-09-30", count: "40" }],
  ])("%s", async (_, label, symbol, carrier, elements) => {
    const code = await seen(label, symbol);
    expect(code?.slice(0, 3)).toBe(carrier);
    expect(readCode(code ?? "", { year: 2026 })).toMatchObject({ kind: "GS1", elements, others: [] });
  });

  it.each(["DATAMATRIX", "GS1_128"] as const)("a lot number that is too long for GS1 is a plain code: %s", async (symbol) => {
    const lot = "LOT^095-2026/03/31-LINE~7";
    expect(readCode((await seen({ ...EXAMPLE_LABEL, lot }, symbol)) ?? "", { year: 2026 })).toEqual({ kind: "PLAIN", text: lot });
  });

  it("a lot number that bars cannot say has none; in a square it has", async () => {
    expect(await seen({ ...EXAMPLE_LABEL, lot: "Früh-1" }, "GS1_128")).toBeNull();
    expect(readCode((await seen({ ...EXAMPLE_LABEL, lot: "Früh-1" }, "DATAMATRIX")) ?? "", { year: 2026 })).toEqual({ kind: "PLAIN", text: "Früh-1" });
  });
});

describe("the PDF", () => {
  it("has a page of 100 × 50 mm for each copy", async () => {
    const text = Buffer.from(await pdfOf(EXAMPLE_LABEL, { symbol: "DATAMATRIX", copies: 3 })).toString("latin1");
    expect(text.startsWith("%PDF-1.")).toBe(true);
    expect(text.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(3);
    expect(text.match(/\/MediaBox \[0 0 283\.46\d* 141\.73\d*\]/g)).toHaveLength(3);
  });

  // Each name takes several scripts of the typeface apart.
  it("is made for any name that an item or a lot may have", { timeout: 60_000 }, async () => {
    const names = ["Łódź żółć", "Гранола", "Δείγμα", "包装箱", "A".repeat(200), "a\nb", ""];
    for (const itemText of names)
      expect((await pdfOf({ ...EXAMPLE_LABEL, itemText, lot: itemText === "" ? "L" : itemText }, { symbol: "GS1_128", copies: 1 })).length).toBeGreaterThan(1000);
  });

  it.each([
    [
      "Łódź",
      [
        ["latin-ext", "Ł"],
        ["latin", "ód"],
        ["latin-ext", "ź"],
      ],
    ],
    [
      "Kakao Гр 1",
      [
        ["latin", "Kakao "],
        ["cyrillic", "Гр"],
        ["latin", " 1"],
      ],
    ],
    ["包 1", [["latin", "? 1"]]],
    ["", []],
  ])("%s is written piece by piece", (text, runs) => {
    expect(runsOf(text).map((run) => [run.script, run.text])).toEqual(runs);
  });
});
