import { readFileSync } from "node:fs";
import { join } from "node:path";
import PDFDocument from "pdfkit";
import { isControl } from "@/lib/domain/materials/gs1";
import { drawCode } from "./draw-code";
import { labelCode, type LabelSymbol, type LotLabel } from "./lot-label";

const POINTS_PER_MM = 72 / 25.4;
const mm = (length: number) => length * POINTS_PER_MM;
const WIDTH_MM = 100;
const HEIGHT_MM = 50;

/** Our own typeface comes in pieces by script; each character is written with the piece that has it. */
const SCRIPTS = [
  { name: "latin", has: /[\u0020-\u00ff\u0131\u0152\u0153\u02bb\u02bc\u02c6\u02da\u02dc\u2000-\u206f\u20ac\u2122\u2191\u2193\u2212\u2215]/ },
  { name: "latin-ext", has: /[\u0100-\u02ba\u1e00-\u1eff\u20a0-\u20c0]/ },
  { name: "cyrillic", has: /[\u0400-\u045f\u0490\u0491\u04b0\u04b1\u2116]/ },
  { name: "greek", has: /[\u0370-\u03ff]/ },
] as const;
type Script = (typeof SCRIPTS)[number]["name"];
type Weight = 400 | 600;

/** The label of a lot as PDF, one page of 100 × 50 mm a copy, to be printed at actual size. */
export async function pdfOf(label: LotLabel, { symbol, copies }: { readonly symbol: LabelSymbol; readonly copies: number }): Promise<Uint8Array> {
  const document = new PDFDocument({ size: [mm(WIDTH_MM), mm(HEIGHT_MM)], margin: 0, autoFirstPage: false, info: { Title: label.lot } });
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    document.on("end", resolve);
    document.on("error", reject);
  });
  const code = labelCode(label, symbol);
  const picture = await drawCode(code, symbol);
  const write = writer(document);
  const square = symbol === "DATAMATRIX";
  const left = square ? 36 : 4;
  const room = WIDTH_MM - left - 4;
  const facts = [label.quantityText, label.expiresOn === null ? null : `EXP ${label.expiresOn}`].filter((part) => part !== null).join("   ");
  for (let copy = 0; copy < copies; copy += 1) {
    document.addPage();
    if (picture !== null) {
      if (square) document.image(picture, mm(4), mm(4), { fit: [mm(29), mm(29)] });
      else document.image(picture, mm(4), mm(28), { fit: [mm(WIDTH_MM - 8), mm(13)], align: "center", valign: "center" });
    }
    write(label.lot, { x: left, y: 3.5, size: 18, weight: 600, room });
    write(label.item, { x: left, y: 11.5, size: 10, weight: 600, room });
    write(label.itemText === label.item ? "" : label.itemText, { x: left, y: 16, size: 9, weight: 400, room });
    write(facts, { x: left, y: 21, size: 11, weight: 600, room });
    if (square) {
      write([label.order, label.madeOn].filter((part) => part !== null).join("   "), { x: left, y: 26.5, size: 9, weight: 400, room });
      write(label.site, { x: left, y: 31, size: 9, weight: 400, room });
    }
    write(code.text, { x: 4, y: 43, size: 7, weight: 400, room: WIDTH_MM - 8 });
  }
  document.end();
  await done;
  return Buffer.concat(chunks);
}

type Line = { readonly x: number; readonly y: number; readonly size: number; readonly weight: Weight; readonly room: number };

/** Writes one line, smaller where it would be longer than its room. Fonts are read once for a document. */
function writer(document: PDFKit.PDFDocument): (text: string, line: Line) => void {
  const known = new Set<string>();
  const use = (script: Script, weight: Weight) => {
    const name = `${script}-${weight}`;
    if (!known.has(name)) document.registerFont(name, readFont(script, weight));
    known.add(name);
    return document.font(name);
  };
  return (text, { x, y, size, weight, room }) => {
    const runs = runsOf(text);
    const width = (at: number) => runs.reduce((total, run) => total + use(run.script, weight).fontSize(at).widthOfString(run.text), 0);
    const fitted = Math.min(size, (size * mm(room)) / Math.max(width(size), 1));
    let at = mm(x);
    for (const run of runs) {
      use(run.script, weight).fontSize(fitted).text(run.text, at, mm(y), { lineBreak: false });
      at += document.widthOfString(run.text);
    }
  };
}

/** Parts of a text that one piece of the typeface can write. What no piece has is written as a question mark: the code says it. */
export function runsOf(text: string): readonly { readonly script: Script; readonly text: string }[] {
  const runs: { script: Script; text: string }[] = [];
  for (const char of Array.from(text.normalize("NFC")).map((each) => (isControl(each) ? " " : each))) {
    const last = runs.at(-1);
    const script = SCRIPTS.find((one) => one.has.test(char))?.name;
    const name = script ?? last?.script ?? "latin";
    const written = script === undefined ? "?" : char;
    if (last?.script === name) last.text += written;
    else runs.push({ script: name, text: written });
  }
  return runs;
}

function readFont(script: Script, weight: Weight): Buffer {
  return readFileSync(join(process.cwd(), `node_modules/@fontsource/ibm-plex-sans/files/ibm-plex-sans-${script}-${weight}-normal.woff`));
}
