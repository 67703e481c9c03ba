import PDFDocument from "pdfkit";
import { drawCode } from "./draw-code";
import { bytesOf, mm, pdfWriter } from "./pdf-text";
import { labelCode, type LabelSymbol, type LotLabel } from "./lot-label";

const WIDTH_MM = 100;
const HEIGHT_MM = 50;

/** The label of a lot as PDF, one page of 100 × 50 mm a copy, to be printed at actual size. */
export async function pdfOf(label: LotLabel, { symbol, copies }: { readonly symbol: LabelSymbol; readonly copies: number }): Promise<Uint8Array> {
  const document = new PDFDocument({ size: [mm(WIDTH_MM), mm(HEIGHT_MM)], margin: 0, autoFirstPage: false, info: { Title: label.lot } });
  const code = labelCode(label, symbol);
  const picture = await drawCode(code, symbol);
  const { write } = pdfWriter(document);
  const square = symbol === "DATAMATRIX";
  const left = square ? 36 : 4;
  const room = WIDTH_MM - left - 4;
  const facts = [label.quantityText, label.expiresOn === null ? null : `EXP ${label.expiresOn}`].filter((part) => part !== null).join("   ");
  return bytesOf(document, () => {
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
  });
}
