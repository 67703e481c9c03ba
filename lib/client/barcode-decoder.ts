import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";

/** Looks at the present picture of a camera; the code in it after its symbology identifier, or null. */
export type Decode = (video: HTMLVideoElement) => Promise<string | null>;

/** What stands on labels of lots, orders, machines and badges. */
export const READER_OPTIONS = {
  formats: ["DataMatrix", "Code128", "QRCode", "DataBar", "DataBarExpanded", "EAN13", "EAN8", "ITF", "Code39"],
  tryHarder: true,
  maxNumberOfSymbols: 1,
  // FNC1 as ASCII 29, and nothing else put in or left out.
  textMode: "Plain",
} as const satisfies ReaderOptions;

/**
 * ZXing compiled to WebAssembly, from our own server. Browsers with a decoder of their own (Shape Detection API) read no DataBar and tell neither FNC1 at the
 * head of a code nor its symbology: a GS1 label would be taken for any other.
 */
export async function openDecoder(): Promise<Decode> {
  await prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? "/api/decoder" : prefix + path) }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("the browser draws nothing");
  return async (video) => {
    if (video.videoWidth === 0) return null;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    context.drawImage(video, 0, 0);
    return codeIn(context.getImageData(0, 0, canvas.width, canvas.height));
  };
}

/** The first code in a picture, after its symbology identifier. */
export async function codeIn(picture: ImageData | Blob): Promise<string | null> {
  const [found] = await readBarcodes(picture, { ...READER_OPTIONS, formats: [...READER_OPTIONS.formats] });
  return found?.isValid === true ? `${found.symbologyIdentifier}${found.text}` : null;
}
