import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { reasonCode, site } from "@/db/schema/reference";
import type { CommandFrame } from "@/lib/commands/define-command";
import { refuseReserved } from "@/lib/commands/planning/reserved";
import { type Confirmed, decideConfirmation } from "@/lib/domain/execution/confirm-production";
import type { OperationState } from "@/lib/domain/execution/operation-state";
import { maxGood } from "@/lib/domain/execution/tolerance";
import { goodOf, type QuantityEntry } from "@/lib/domain/execution/totals";
import { decimal, type Decimal, max } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { mayOverride, refuseUnsigned } from "./approval";
import type { ConfirmProductionInput } from "./confirm-production.schema";
import type { AcceptedEntry } from "./confirmation";
import { predecessorHeld } from "./predecessor-held";
import { NO_REWORK, reworkLimit } from "./rework-limit";
import type { LockedOperation } from "./store";

type Asked = Pick<ConfirmProductionInput, "activity" | "good" | "scrap" | "scrapReason" | "rework" | "reworkReason" | "expectedTotal" | "overrideReason"> & {
  /** It waited on its device and was not sent at once: it adds to whatever is there by now (EX-05, EX-06). */
  readonly waited?: boolean;
  /** EX-19: the reason is that of the entry which is corrected, and was signed with that. */
  readonly overrideKept?: boolean;
  /** §2.1: quality carries out what it has signed. It takes good away and adds none, so that no tolerance is asked for it, nor a lead; nor how often it goes to rework. */
  readonly byQuality?: boolean;
};

/** What may be recorded of what was asked, and what that makes of the operation. */
export type Acceptable = Confirmed & { readonly entry: QuantityEntry & Pick<AcceptedEntry, "scrapReason" | "reworkReason" | "override"> };

/**
 * EX-05…EX-07, EX-13: whether these quantities may be recorded on the operation as it is now, in `state`: its own, or the one that it was in when it made
 * what a correction enters anew.
 */
export async function acceptEntry(frame: CommandFrame, locked: LockedOperation, input: Asked, state: OperationState): Promise<Decision<Acceptable>> {
  const { tx, siteId, at, actor } = frame;
  const { operation, previous } = locked;
  const entry = { activity: input.activity, good: decimal(input.good), scrap: decimal(input.scrap), rework: decimal(input.rework) };
  const missing = await missingReason(tx, siteId, input);
  if (missing !== null) return missing;
  const byQuality = input.byQuality === true;
  if (input.overrideReason !== undefined && !byQuality && !mayOverride(actor, siteId)) return refuse("LEAD_REQUIRED", { for: "TOLERANCE" });
  const limit = await limits(tx, locked);
  const decision = decideConfirmation(
    {
      state,
      totals: operation,
      uom: locked.uom,
      predecessorGood: previous === null ? null : goodOf(previous),
      predecessorHeld: await predecessorHeld(tx, locked),
      maxGood: limit.max,
      overrideGood: byQuality ? max(limit.max, goodOf(operation).plus(entry.good)) : input.overrideReason === undefined ? null : max(limit.max, limit.cap),
      expectedTotal: input.expectedTotal === undefined || input.waited === true ? null : decimal(input.expectedTotal),
      rework: (entry.activity === "REWORK" || entry.rework.gt(0)) && !byQuality ? await reworkLimit(tx, operation) : NO_REWORK,
      waited: input.waited === true,
    },
    entry,
  );
  if (!decision.ok) return decision;
  const kept = await refuseReserved(tx, locked, decision.value.totals, at);
  if (kept !== null) return kept;
  const unsigned = decision.value.overridden && !byQuality && input.overrideKept !== true ? await refuseUnsigned(frame) : null;
  if (unsigned !== null) return unsigned;
  // A reason that was not needed is no override.
  const override = decision.value.overridden && input.overrideReason !== undefined ? { reason: input.overrideReason, max: limit.max.toFixed() } : null;
  return accept({ ...decision.value, entry: { ...entry, scrapReason: input.scrapReason ?? null, reworkReason: input.reworkReason ?? null, override } });
}

/** EX-07: at the last operation what the order allows; before it, what the next operation may need for that. The cap is the site's, for leads. */
async function limits(tx: Tx, { order, operation, next, uom }: LockedOperation): Promise<{ max: Decimal; cap: Decimal }> {
  const quantity = operation.isLast || next === null ? order.quantity : next.required;
  const [row] = await tx.select({ cap: site.overrideCapPct }).from(site).where(eq(site.id, order.siteId));
  const tolerance = { quantity, overPct: order.overPct, underPct: order.underPct, uom };
  const allowed = maxGood(tolerance);
  return { max: allowed, cap: row === undefined ? allowed : maxGood({ ...tolerance, overPct: row.cap }) };
}

async function missingReason(tx: Tx, siteId: string, input: Asked) {
  const wanted = [
    ...(decimal(input.scrap).gt(0) ? [{ use: "SCRAP", code: input.scrapReason }] : []),
    ...(decimal(input.rework).gt(0) ? [{ use: "REWORK", code: input.reworkReason }] : []),
  ] as const;
  for (const { use, code } of wanted) {
    if (code === undefined) return refuse("REASON_REQUIRED", { use });
    // Scrap and rework share one list of causes (§2.5).
    const [row] = await tx
      .select({ id: reasonCode.id })
      .from(reasonCode)
      .where(and(eq(reasonCode.siteId, siteId), inArray(reasonCode.use, ["SCRAP", "REWORK"]), eq(reasonCode.code, code), eq(reasonCode.active, true)));
    if (row === undefined) return refuse("REASON_UNKNOWN", { reason: code });
  }
  return null;
}
