import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isControl } from "@/lib/domain/materials/gs1";

const POINTS_PER_MM = 72 / 25.4;
/** Points of a length in millimetres. */
export const mm = (length: number) => length * POINTS_PER_MM;

/** Our own typeface comes in pieces by script; each character is written with the piece that has it. */
const SCRIPTS = [
  { name: "latin", has: /[\u0020-\u00ff\u0131\u0152\u0153\u02bb\u02bc\u02c6\u02da\u02dc\u2000-\u206f\u20ac\u2122\u2191\u2193\u2212\u2215]/ },
  { name: "latin-ext", has: /[\u0100-\u02ba\u1e00-\u1eff\u20a0-\u20c0]/ },
  { name: "cyrillic", has: /[\u0400-\u045f\u0490\u0491\u04b0\u04b1\u2116]/ },
  { name: "greek", has: /[\u0370-\u03ff]/ },
] as const;
type Script = (typeof SCRIPTS)[number]["name"];
export type Weight = 400 | 600;

type Line = { readonly x: number; readonly y: number; readonly size: number; readonly weight: Weight; readonly room: number };

/** Writes one line, smaller where it would be longer than its room, and measures in millimetres. Fonts are read once for a document. */
export function pdfWriter(document: PDFKit.PDFDocument): { write(text: string, line: Line): void; width(text: string, size: number, weight: Weight): number } {
  const known = new Set<string>();
  const font = (script: Script, weight: Weight) => {
    const name = `${script}-${weight}`;
    if (!known.has(name)) document.registerFont(name, readFont(script, weight));
    known.add(name);
    return document.font(name);
  };
  const points = (runs: ReturnType<typeof runsOf>, size: number, weight: Weight) =>
    runs.reduce((total, run) => total + font(run.script, weight).fontSize(size).widthOfString(run.text), 0);
  return {
    width: (text, size, weight) => points(runsOf(text), size, weight) / POINTS_PER_MM,
    write(text, { x, y, size, weight, room }) {
      const runs = runsOf(text);
      const fitted = Math.min(size, (size * mm(room)) / Math.max(points(runs, size, weight), 1));
      let at = mm(x);
      for (const run of runs) {
        font(run.script, weight).fontSize(fitted).text(run.text, at, mm(y), { lineBreak: false });
        at += document.widthOfString(run.text);
      }
    },
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

/** The bytes of a document that is being written, once it is ended. */
export async function bytesOf(document: PDFKit.PDFDocument, fill: () => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    document.on("end", resolve);
    document.on("error", reject);
  });
  fill();
  document.end();
  await done;
  return Buffer.concat(chunks);
}
