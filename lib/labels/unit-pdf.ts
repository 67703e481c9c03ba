import PDFDocument from "pdfkit";
import { drawCode } from "./draw-code";
import { bytesOf, mm, pdfWriter } from "./pdf-text";
import type { LabelCode } from "./lot-label";
import { unitCodes, type UnitLabel } from "./unit-label";

const WIDTH_MM = 100;
const HEIGHT_MM = 150;
/** Room beside the bars stays white. GS1 wants those of the number 32 mm high. */
const BARS = { left: 9, width: WIDTH_MM - 18 } as const;

/** The logistic label of a handling unit as PDF, one page of 100 × 150 mm a copy, to be printed at actual size. */
export async function unitPdfOf(label: UnitLabel, { copies }: { readonly copies: number }): Promise<Uint8Array> {
  const document = new PDFDocument({ size: [mm(WIDTH_MM), mm(HEIGHT_MM)], margin: 0, autoFirstPage: false, info: { Title: label.sscc } });
  const codes = unitCodes(label);
  const drawn = async (code: LabelCode | null) => (code === null ? null : { text: code.text, picture: await drawCode(code, "GS1_128") });
  const [goods, lot, number] = [await drawn(codes.goods), await drawn(codes.lot), await drawn(codes.number)];
  const { write } = pdfWriter(document);
  const room = WIDTH_MM - 8;
  const line = (text: string | null, y: number, size: number, weight: 400 | 600) => write(text ?? "", { x: 4, y, size, weight, room });
  const bars = (code: Awaited<ReturnType<typeof drawn>>, y: number, height: number) => {
    if (code === null) return;
    if (code.picture !== null) document.image(code.picture, mm(BARS.left), mm(y), { width: mm(BARS.width), height: mm(height) });
    write(code.text, { x: BARS.left, y: y + height + 0.5, size: 9, weight: 400, room: BARS.width });
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
      bars(goods, 58, 17);
      bars(lot, 81, 17);
      bars(number, 106, 32);
    }
  });
}
