import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";

/** How long a person may take back own results without a lead (UI-10, domain §10.1). */
const UNDO_SECONDS = 30;

/** EX-19: results are taken back once, by whoever recorded them within 30 s, or by a lead. */
export function decideCheckReversal(context: {
  readonly state: "DUE" | "RECORDED" | "REVERSED" | "MISSED";
  readonly own: boolean;
  /** Seconds since it was recorded. */
  readonly ageSeconds: number;
  readonly mayReverseAny: boolean;
}): Decision<true, "NOT_REVERSIBLE" | "ALREADY_REVERSED" | "UNDO_EXPIRED"> {
  if (context.state === "REVERSED") return refuse("ALREADY_REVERSED", { by: null });
  if (context.state !== "RECORDED") return refuse("NOT_REVERSIBLE");
  if (!context.mayReverseAny && !(context.own && context.ageSeconds <= UNDO_SECONDS)) return refuse("UNDO_EXPIRED", { seconds: UNDO_SECONDS });
  return accept(true);
}
