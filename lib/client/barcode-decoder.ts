import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";

/** Looks at the present picture of a camera; the code in it, with its symbology identifier where the decoder tells it, or null. */
export type Decode = (video: HTMLVideoElement) => Promise<string | null>;

/** What stands on labels of lots, orders, machines and badges. */
export const READER_OPTIONS = {
  formats: ["DataMatrix", "Code128", "QRCode", "DataBar", "DataBarExpanded", "EAN13", "EAN8", "ITF", "Code39"],
  tryHarder: true,
  maxNumberOfSymbols: 1,
  // FNC1 as ASCII 29, and nothing else put in or left out.
  textMode: "Plain",
} as const satisfies ReaderOptions;

const NATIVE_FORMATS = ["data_matrix", "code_128", "qr_code", "ean_13", "ean_8", "itf", "code_39"];

/** The part of the Shape Detection API that is used; only some browsers have it. */
type NativeDetector = { detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]> };
type NativeDetectorClass = { new (options: { formats: readonly string[] }): NativeDetector; getSupportedFormats(): Promise<readonly string[]> };

/** The browser's own decoder where it reads all that we print, else ZXing compiled to WebAssembly, from our own server. */
export async function openDecoder(): Promise<Decode> {
  const native = await nativeDetector();
  if (native !== null) return async (video) => (await native.detect(video))[0]?.rawValue ?? null;
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

async function nativeDetector(): Promise<NativeDetector | null> {
  if (!("BarcodeDetector" in globalThis)) return null;
  // TypeScript's DOM has no such class; its two members are called as the specification says.
  const Detector = (globalThis as unknown as { BarcodeDetector: NativeDetectorClass }).BarcodeDetector;
  const supported = await Detector.getSupportedFormats();
  return NATIVE_FORMATS.slice(0, 2).every((format) => supported.includes(format)) ? new Detector({ formats: NATIVE_FORMATS.filter((format) => supported.includes(format)) }) : null;
}
