import { Bod, Frame, Receipt } from "./api-types";
import { type ReadDocument } from "./document";
import { many } from "./fields";

/** What the partner says to a document of ours. */
export type PartnerAnswer = {
  /** BODID of the answer itself. */
  readonly bodId: string | null;
  /** BODID of ours that it answers. */
  readonly original: string | null;
  /** Rejected as soon as one part is; null when it says nothing of the kind. */
  readonly verdict: "Accepted" | "Modified" | "Rejected" | null;
  readonly code: string | null;
  readonly reasonCode: string | null;
  /** In plain words, as far as it gives any. */
  readonly words: readonly string[];
};

const RECEIPT = /^(?:(Acknowledge|Respond)[A-Z]\w*|(Confirm)BOD)$/;

/** The answer in a document; null when it is none. */
export function readAnswer(document: ReadDocument): PartnerAnswer | null {
  const [, answer, confirm] = RECEIPT.exec(document.root) ?? [];
  const verb = answer ?? confirm;
  const frame = Frame.safeParse(document.body).data;
  const data = frame?.DataArea;
  if (verb === undefined || data === undefined) return null;
  const found = Array.isArray(data[verb]) ? (data[verb] as unknown[])[0] : data[verb];
  const receipt = Receipt.safeParse(found).data;
  if (receipt === undefined) return null;
  const bods = many(Bod).safeParse(data.BOD).data ?? [];
  const verdicts = receipt.ResponseCriteria.map((criteria) => criteria.ResponseExpression?.["@actionCode"]);
  const states = receipt.ResponseCriteria.flatMap((criteria) => criteria.ChangeStatus ?? []);
  return {
    bodId: frame?.ApplicationArea?.BODID ?? null,
    original: receipt.OriginalApplicationArea?.BODID ?? bods[0]?.OriginalApplicationArea?.BODID ?? null,
    verdict: (["Rejected", "Modified", "Accepted"] as const).find((one) => verdicts.includes(one)) ?? null,
    code: states.find((state) => state.Code !== undefined)?.Code ?? null,
    reasonCode: states.find((state) => state.ReasonCode !== undefined)?.ReasonCode ?? null,
    words: [...states.flatMap((state) => [...state.Description, ...state.Reason]), ...bods.flatMap((bod) => bod.Description)],
  };
}
