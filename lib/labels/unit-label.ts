import { codeOf, labelCode, type LabelCode, type LotLabel } from "./lot-label";
import { elementString, elementText, quantityElements } from "@/lib/domain/materials/gs1";

/** What the logistic label of a handling unit says: the label of the lot that it holds, with the unit's quantity, and its number. */
export type UnitLabel = LotLabel & { readonly sscc: string };

/**
 * The bars of a logistic label from top to bottom: (02) trade item and (37) how many, where both are known; the lot with its day, and with the quantity
 * where no bars above say it; and the number of the unit, which GS1 wants at the bottom and by itself.
 */
export function unitCodes(label: UnitLabel): { readonly goods: LabelCode | null; readonly lot: LabelCode; readonly number: LabelCode } {
  const goods = goodsOf(label);
  const day = label.expiresOn === null ? (label.madeOn === null ? {} : { made: label.madeOn }) : { expires: label.expiresOn };
  return {
    goods,
    lot: goods === null ? labelCode({ ...label, gtin: null }, "GS1_128") : codeOf(label.lot, { lot: label.lot, ...day }),
    number: { gs1: true, data: `00${label.sscc}`, text: `(00)${label.sscc}` },
  };
}

function goodsOf({ gtin, quantity, uom }: UnitLabel): LabelCode | null {
  const { count } = quantity === null ? {} : quantityElements(quantity, uom);
  if (gtin === null || count === undefined) return null;
  const elements = { content: gtin, count };
  const [data, text] = [elementString(elements), elementText(elements)];
  return data === null || text === null ? null : { gs1: true, data, text };
}
