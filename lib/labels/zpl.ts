import { FNC1, isControl } from "@/lib/domain/materials/gs1";
import { code128 } from "./code128";
import { fitsBars, labelCode, type LabelSymbol, type LotLabel } from "./lot-label";

/** Dots a millimetre of the two print heads that label printers have: 203 and 300 dots an inch. */
const DOTS_PER_MM = { 203: 8, 300: 12 } as const;
export type PrinterDpi = keyof typeof DOTS_PER_MM;

const WIDTH_MM = 100;
const HEIGHT_MM = 50;

/** A label of 100 × 50 mm as ZPL II, ready to be sent to the printer as it stands; `copies` are printed by the printer itself. */
export function zplOf(label: LotLabel, { symbol, dpi, copies }: { readonly symbol: LabelSymbol; readonly dpi: PrinterDpi; readonly copies: number }): string {
  const { dots, at, line, page } = zplPen(dpi);
  const code = labelCode(label, symbol);
  const left = symbol === "DATAMATRIX" ? 34 : 4;
  const room = WIDTH_MM - left - 4;
  const bars =
    symbol === "DATAMATRIX"
      ? `${at(4, 4)}^BXN,${dots(0.75)},200,,,,_^FD${dataMatrix(code.data, code.gs1)}^FS`
      : // What bars cannot say, or not within the width, stands on the label in words alone.
        fitsBars(code)
        ? `${at(4, 29)}^BY${dpi === 203 ? 2 : 3}^BCN,${dots(12)},N,N,N,N^FD${code128(code.data, code.gs1)}^FS`
        : "";
  return page({ width: WIDTH_MM, height: HEIGHT_MM, copies }, [
    bars,
    line(left, 4, 7, room, label.lot),
    line(left, 12.5, 4, room, label.item),
    line(left, 17, 4, room, label.itemText === label.item ? "" : label.itemText),
    line(left, 22, 4, room, [label.quantityText, label.expiresOn === null ? null : `EXP ${label.expiresOn}`].filter((part) => part !== null).join("   ")),
    ...(symbol === "DATAMATRIX" ? [line(left, 26.5, 4, room, [label.order, label.madeOn].filter((part) => part !== null).join("   ")), line(left, 31, 4, room, label.site)] : []),
    line(4, 43, 3, WIDTH_MM - 8, code.text),
  ]);
}

/** What writes on a label in millimetres. */
export function zplPen(dpi: PrinterDpi) {
  const dots = (mm: number) => Math.round(mm * DOTS_PER_MM[dpi]);
  const at = (x: number, y: number) => `^FO${dots(x)},${dots(y)}`;
  /** One line in the printer's own scalable font, cut to the room it has. */
  const line = (x: number, y: number, height: number, width: number, text: string) => `${at(x, y)}^A0N,${dots(height)}^FB${dots(width)},1,0,L,0${field(text)}`;
  /** The whole label of so many millimetres around what is written on it. */
  const page = ({ width, height, copies }: { readonly width: number; readonly height: number; readonly copies: number }, written: readonly string[]) =>
    [
      "^XA",
      // UTF-8, so that names in any script of the printer's font come out as they are.
      "^CI28",
      `^PW${dots(width)}`,
      `^LL${dots(height)}`,
      "^LH0,0",
      ...written,
      `^PQ${copies}`,
      "^XZ",
      "",
    ].join("\n");
  return { dots, at, line, page };
}

/** Field data with what ZPL would take for a command, and its own escape, as hexadecimal. */
export function field(text: string): string {
  // One line: a line break would end the field's line, and other control characters print as nothing.
  const clean = Array.from(text.replaceAll("\r\n", "\n"))
    .map((char) => (isControl(char) ? " " : char))
    .join("");
  return `^FH\\^FD${clean.replaceAll(/[\\^~]/g, (sign) => `\\${sign.charCodeAt(0).toString(16).toUpperCase()}`)}^FS`;
}

/** Data of a ^BX field whose escape is `_`: `_1` is FNC1; the sign itself and what ZPL would take for a command are given by their number. */
export function dataMatrix(data: string, gs1: boolean): string {
  const escaped = Array.from(data).map((char) => (char === FNC1 ? "_1" : /[_^~]/.test(char) ? `_d${String(char.charCodeAt(0)).padStart(3, "0")}` : char));
  return `${gs1 ? "_1" : ""}${escaped.join("")}`;
}
