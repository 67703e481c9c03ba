import { labelCode, type LabelCode, type LotLabel } from "./lot-label";

/** What the logistic label of a handling unit says: the label of the lot that it holds, with the unit's quantity, and its number. */
export type UnitLabel = LotLabel & { readonly sscc: string };

/** The bars of a logistic label from top to bottom: what the unit holds, then its number, which GS1 wants at the bottom and by itself. */
export function unitCodes(label: UnitLabel): { readonly content: LabelCode; readonly number: LabelCode } {
  return { content: labelCode(label, "GS1_128"), number: { gs1: true, data: `00${label.sscc}`, text: `(00)${label.sscc}` } };
}
