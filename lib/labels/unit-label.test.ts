import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareZXingModule } from "zxing-wasm/reader";
import { codeIn } from "@/lib/client/barcode-decoder";
import { readCode } from "@/lib/domain/materials/gs1";
import { drawCode } from "./draw-code";
import { EXAMPLE_LABEL } from "./testing/example-label";
import { textOfPdf } from "./testing/text-of-pdf";
import { unitCodes } from "./unit-label";
import { unitPdfOf } from "./unit-pdf";
import { unitZplOf } from "./unit-zpl";

// Without it the decoder would look for its other half on the network.
beforeAll(() =>
  prepareZXingModule({
    overrides: { wasmBinary: readFileSync(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm")).buffer as ArrayBuffer },
    fireImmediately: true,
  }),
);

const GTIN = "09521234543213";
const SSCC = "095212340000000174";
const LABEL = { ...EXAMPLE_LABEL, sscc: SSCC };

describe("the logistic label of a handling unit", () => {
  it("says its number by itself, and what it holds in bars of their own", async () => {
    const { goods, lot, number } = unitCodes(LABEL);
    const seen = async (code: typeof number) => {
      const picture = await drawCode(code, "GS1_128");
      return readCode((picture === null ? null : await codeIn(new Blob([new Uint8Array(picture)], { type: "image/png" }))) ?? "", { year: 2026 });
    };
    expect(await seen(number)).toMatchObject({ kind: "GS1", elements: { sscc: SSCC }, others: [] });
    expect(await seen(lot)).toMatchObject({ kind: "GS1", elements: { lot: EXAMPLE_LABEL.lot, expires: "2026-09-30", count: "40" } });
    expect(goods).toBeNull();
    const traded = unitCodes({ ...LABEL, gtin: GTIN });
    expect(traded.goods === null ? null : await seen(traded.goods)).toMatchObject({ kind: "GS1", elements: { content: GTIN, count: "40" }, others: [] });
    expect(await seen(traded.lot)).toMatchObject({ elements: { lot: EXAMPLE_LABEL.lot, expires: "2026-09-30" } });
  });

  it("as PDF has a page of 100 × 150 mm for each copy, and everything in words", async () => {
    const bytes = await unitPdfOf(LABEL, { copies: 2 });
    expect(
      Buffer.from(bytes)
        .toString("latin1")
        .match(/\/MediaBox \[0 0 283\.46\d* 425\.19\d*\]/g),
    ).toHaveLength(2);
    const [page] = textOfPdf(bytes);
    expect(page?.join(" ")).toContain(`(00)${SSCC}`);
    for (const words of ["PO-1001-260331", "40 EA", "FG-200"]) expect(page?.join(" ")).toContain(words);
  });

  it.each([203, 300] as const)("as ZPL for %s dots an inch has both bars, the number two digits a sign", (dpi) => {
    const zpl = unitZplOf(LABEL, { dpi, copies: 3 });
    expect(zpl).toContain(`^FD>;>800${SSCC}^FS`);
    expect(zpl.match(/\^BCN,/g)).toHaveLength(2);
    expect(unitZplOf({ ...LABEL, gtin: GTIN }, { dpi, copies: 1 }).match(/\^BCN,/g)).toHaveLength(3);
    expect(zpl).toContain("^PQ3");
    expect(zpl.match(/\^XZ/g)).toHaveLength(1);
  });

  it("a lot number that bars cannot say leaves the number of the unit on it", async () => {
    const zpl = unitZplOf({ ...LABEL, lot: "Früh-1" }, { dpi: 203, copies: 1 });
    expect(zpl.match(/\^BCN,/g)).toHaveLength(1);
    expect((await unitPdfOf({ ...LABEL, lot: "Früh-1" }, { copies: 1 })).length).toBeGreaterThan(1000);
  });
});
