import type { OperatorCommand } from "@/lib/client/operator-command";
import { isPositive, lessUntilZero } from "@/lib/client/pace";
import type { ShiftEntry } from "@/lib/queries/operator/shift-entries";
import { isLargeScrap } from "./scrap-question";

export type Kind = "GOOD" | "SCRAP" | "REWORK";
/** What was typed instead of what was entered, by kind. */
export type Typed = Readonly<Partial<Record<Kind, string>>>;

type CorrectInput = Omit<Extract<OperatorCommand, { name: "correct-entry" }>["input"], "entryId" | "reason">;

/** What is to stand in the place of an entry: as a command says it, and as the list would. */
export type RightQuantity = {
  readonly input: CorrectInput;
  readonly entry: { readonly good: string; readonly scrap: string; readonly rework: string; readonly reason: string | null };
};

type Entered = Pick<Extract<ShiftEntry, { kind: "PRODUCTION" }>, "good" | "scrap" | "rework" | "activity" | "lotsLate">;

/** What an entry may be of. */
export const KINDS: readonly Kind[] = ["GOOD", "SCRAP", "REWORK"];

/** The right quantity, or null while it is none yet: nothing has changed and its lots are the same, nothing is left of it, or a reject has no reason. `reason`: the one that is picked. */
export function rightQuantity(
  was: Entered,
  reasons: { readonly scrapReason: string | null; readonly reworkReason: string | null },
  typed: Typed,
  reason: string | undefined,
): RightQuantity | null {
  const of = (kind: Kind, before: string) => (typed[kind] ?? before).replace(/\.$/, "") || "0";
  const [good, scrap, rework] = [of("GOOD", was.good), of("SCRAP", was.scrap), of("REWORK", was.rework)];
  const [scraps, reworks] = [isPositive(scrap), isPositive(rework)];
  const before = reasons.scrapReason ?? reasons.reworkReason ?? undefined;
  // A reason that was not picked anew stays as it was, also where scrap and rework had two.
  const [scrapReason, reworkReason] = reason === before ? [reasons.scrapReason ?? reason, reasons.reworkReason ?? reason] : [reason, reason];
  if ((scraps && scrapReason === undefined) || (reworks && reworkReason === undefined)) return null;
  if (!isPositive(good) && !scraps && !reworks) return null;
  const same = good === was.good && scrap === was.scrap && rework === was.rework;
  if (same && was.lotsLate !== true && (reason === before || (!scraps && !reworks))) return null;
  return {
    input: { good, scrap, ...(scraps ? { scrapReason } : {}), rework, ...(reworks ? { reworkReason } : {}) },
    entry: { good, scrap, rework, reason: scraps ? (scrapReason ?? null) : reworks ? (reworkReason ?? null) : null },
  };
}

/** UI-11: the scrap that is read once more before it stands there instead: more than was entered, and much for one entry. Undefined where there is none. */
export function scrapToAsk(was: Pick<Entered, "scrap">, limit: Parameters<typeof isLargeScrap>[0], { entry }: Pick<RightQuantity, "entry">): string | undefined {
  return isPositive(lessUntilZero(entry.scrap, was.scrap)) && isLargeScrap(limit, entry.scrap) ? entry.scrap : undefined;
}
