/** What is open when a crew goes, as the tablet showed it or as a person wrote it; in no language but what somebody typed (EX-16). */
export type OpenPoint =
  /** A stop that nobody has given a reason; `to` null: it lasts. */
  | { readonly kind: "STOP"; readonly from: string; readonly to: string | null }
  /** A check that is due. */
  | { readonly kind: "CHECK"; readonly plan: string; readonly dueAt: string }
  /** Somebody was called and the call is not over. */
  | { readonly kind: "CALL"; readonly call: "LEAD" | "MAINTENANCE" | "MATERIAL" | "QUALITY" | "SAFETY"; readonly raisedAt: string }
  | { readonly kind: "NOTE"; readonly text: string };

/** What an operation in hand had made when the crew went; decimals as text, in its unit. */
export type HandoverCount = {
  readonly order: string;
  readonly opNo: number;
  readonly name: string;
  readonly item: string;
  readonly uom: string;
  readonly good: string;
  readonly scrap: string;
  readonly rework: string;
};
