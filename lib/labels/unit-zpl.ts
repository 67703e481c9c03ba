import { unitCodes, type UnitLabel } from "./unit-label";
import { code128 } from "./code128";
import { fitsBars, type LabelCode } from "./lot-label";
import { type PrinterDpi, zplPen } from "./zpl";

const WIDTH_MM = 100;
const HEIGHT_MM = 150;

/** The logistic label of a handling unit of 100 × 150 mm as ZPL II, ready to be sent to the printer as it stands. */
export function unitZplOf(label: UnitLabel, { dpi, copies }: { readonly dpi: PrinterDpi; readonly copies: number }): string {
  const { dots, at, line, page } = zplPen(dpi);
  const { goods, lot, number } = unitCodes(label);
  const room = WIDTH_MM - 8;
  /** Bars and what they say below; `thin`: dots of the thinnest one. What bars cannot say stands on the label in words alone. */
  const bars = (code: LabelCode, x: number, y: number, height: number, thin: number) => [
    ...(fitsBars(code) ? [`${at(x, y)}^BY${thin}^BCN,${dots(height)},N,N,N,N^FD${code128(code.data, code.gs1)}^FS`] : []),
    line(x, y + height + 1, 3, WIDTH_MM - x - 9, code.text),
  ];
  const fine = dpi === 203 ? 2 : 3;
  return page({ width: WIDTH_MM, height: HEIGHT_MM, copies }, [
    line(4, 4, 4, room, label.site),
    line(4, 11, 6, room, label.itemText === label.item ? label.item : `${label.item}  ${label.itemText}`),
    line(4, 20, 11, room, label.quantityText ?? ""),
    line(4, 34, 7, room, label.lot),
    line(4, 43, 4, room, [label.order, label.madeOn, label.expiresOn === null ? null : `EXP ${label.expiresOn}`].filter((part) => part !== null).join("   ")),
    line(4, 50, 6, room, `SSCC ${label.sscc}`),
    ...(goods === null ? [] : bars(goods, 4, 58, 17, fine)),
    ...bars(lot, 4, 81, 17, fine),
    // Half a millimetre a bar, as GS1 wants it for what is read from a truck.
    ...bars(number, 9, 106, 32, 2 * fine),
  ]);
}
