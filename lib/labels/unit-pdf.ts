import PDFDocument from "pdfkit";
import { drawCode } from "./draw-code";
import { bytesOf, mm, pdfWriter } from "./pdf-text";
import { unitCodes, type UnitLabel } from "./unit-label";

const WIDTH_MM = 100;
const HEIGHT_MM = 150;
/** GS1 wants bars of 32 mm on a logistic label, and room beside them that stays white. */
const BARS = { left: 9, width: WIDTH_MM - 18, height: 32 } as const;

/** The logistic label of a handling unit as PDF, one page of 100 × 150 mm a copy, to be printed at actual size. */
export async function unitPdfOf(label: UnitLabel, { copies }: { readonly copies: number }): Promise<Uint8Array> {
  const document = new PDFDocument({ size: [mm(WIDTH_MM), mm(HEIGHT_MM)], margin: 0, autoFirstPage: false, info: { Title: label.sscc } });
  const { content, number } = unitCodes(label);
  const [above, below] = [await drawCode(content, "GS1_128"), await drawCode(number, "GS1_128")];
  const { write } = pdfWriter(document);
  const room = WIDTH_MM - 8;
  const line = (text: string | null, y: number, size: number, weight: 400 | 600) => write(text ?? "", { x: 4, y, size, weight, room });
  const bars = (picture: Buffer | null, text: string, y: number) => {
    if (picture !== null) document.image(picture, mm(BARS.left), mm(y), { width: mm(BARS.width), height: mm(BARS.height) });
    write(text, { x: BARS.left, y: y + BARS.height + 1, size: 9, weight: 400, room: BARS.width });
  };
  return bytesOf(document, () => {
    for (let copy = 0; copy < copies; copy += 1) {
      document.addPage();
      line(label.site, 4, 10, 400);
      line(label.itemText === label.item ? label.item : `${label.item}  ${label.itemText}`, 11, 14, 600);
      line(label.quantityText, 20, 28, 600);
      line(label.lot, 34, 18, 600);
      line([label.order, label.madeOn, label.expiresOn === null ? null : `EXP ${label.expiresOn}`].filter((part) => part !== null).join("   "), 43, 11, 400);
      line(`SSCC ${label.sscc}`, 50, 14, 600);
      bars(above, content.text, 62);
      bars(below, number.text, 106);
    }
  });
}
