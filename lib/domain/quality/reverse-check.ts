import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { refuseLateUndo } from "@/lib/domain/shared/undo";

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
  const late = refuseLateUndo(context);
  if (late !== null) return late;
  return accept(true);
}
