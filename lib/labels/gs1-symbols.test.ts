import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import bwipjs, { type RenderOptions } from "bwip-js/node";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareZXingModule } from "zxing-wasm/reader";
import { codeIn } from "@/lib/client/barcode-decoder";
import { readCode } from "@/lib/domain/materials/gs1";

beforeAll(() =>
  prepareZXingModule({
    overrides: { wasmBinary: readFileSync(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm")).buffer as ArrayBuffer },
    fireImmediately: true,
  }),
);

/** What the camera's decoder reads from a picture that another library drew. */
async function seen(bcid: string, text: string, more: Partial<RenderOptions> = {}): Promise<string | null> {
  const picture = await bwipjs.toBuffer({ bcid, text, scale: 4, paddingwidth: 12, paddingheight: 12, backgroundcolor: "FFFFFF", ...more });
  return codeIn(new Blob([new Uint8Array(picture)], { type: "image/png" }));
}

const LABEL = "(01)09521234543213(17)260930(10)PO-1001(21)77";
const SAID = { gtin: "09521234543213", expires: "2026-09-30", lot: "PO-1001", serial: "77" };

describe("UI-07 what the camera reads is known for GS1 by its symbol", () => {
  it.each<[string, string, string, string, object]>([
    ["GS1-128", "gs1-128", LABEL, "]C1", SAID],
    ["GS1 DataMatrix", "gs1datamatrix", LABEL, "]d2", SAID],
    ["GS1 QR", "gs1qrcode", LABEL, "]Q3", SAID],
    ["DataBar Expanded", "databarexpanded", LABEL, "]e0", SAID],
    ["DataBar Expanded, stacked", "databarexpandedstacked", LABEL, "]e0", SAID],
    ["DataBar", "databaromni", "(01)09521234543213", "]e0", { gtin: "09521234543213" }],
    ["DataBar, stacked", "databarstackedomni", "(01)09521234543213", "]e0", { gtin: "09521234543213" }],
    ["DataBar Limited", "databarlimited", "(01)09521234543213", "]e0", { gtin: "09521234543213" }],
  ])("%s", async (_, bcid, text, identifier, elements) => {
    const code = await seen(bcid, text);
    expect(code?.slice(0, 3)).toBe(identifier);
    expect(readCode(code ?? "", { year: 2026 })).toMatchObject({ kind: "GS1", elements });
  });

  // The same characters, which begin like elements and are none.
  it.each([
    ["Code 128", "code128", "]C0"],
    ["DataMatrix", "datamatrix", "]d1"],
    ["QR", "qrcode", "]Q1"],
    ["Code 39", "code39", "]A0"],
  ])("an ordinary %s stays what it is", async (_, bcid, identifier) => {
    const code = await seen(bcid, "1012345");
    expect(code).toBe(`${identifier}1012345`);
    expect(readCode(code ?? "", { year: 2026 })).toEqual({ kind: "PLAIN", text: "1012345" });
  });
});
