import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { reasonCode, site } from "@/db/schema/reference";
import { authorise } from "@/lib/auth/authorise";
import { decideConfirmation } from "@/lib/domain/execution/confirm-production";
import { maxGood } from "@/lib/domain/execution/tolerance";
import { decimal, type Decimal, max } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { defineCommand } from "@/lib/commands/define-command";
import { refuseReserved } from "@/lib/commands/planning/reserved";
import { ConfirmedAnswer } from "./answers.schema";
import { ConfirmProductionInput } from "./confirm-production.schema";
import { recordConfirmation } from "./confirmation";
import { raise } from "./facts";
import { nextSscc } from "./handling-unit";
import { refuseHeld } from "./held";
import { predecessorHeld } from "./predecessor-held";
import { goodOfRow, lockOperation, type LockedOperation, siteOfOperation } from "./store";

/** EX-05…EX-07, EX-13, EX-15: records good, scrap and rework of an operation, with the time it used. */
export const confirmProduction = defineCommand({
  name: "confirm-production",
  permission: "operation.execute",
  input: ConfirmProductionInput,
  answer: ConfirmedAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run(frame, input) {
    const { tx, siteId, at, actor } = frame;
    const locked = await lockOperation(tx, input.operationId);
    const { operation, previous } = locked;
    const held = refuseHeld(locked, at);
    if (held !== null) return held;
    if (operation.actualStartAt !== null && at.getTime() < operation.actualStartAt.getTime()) return refuse("OUT_OF_ORDER", { since: operation.actualStartAt.toISOString() });
    const entry = { activity: input.activity, good: decimal(input.good), scrap: decimal(input.scrap), rework: decimal(input.rework) };
    const missing = await missingReason(tx, siteId, input);
    if (missing !== null) return missing;
    if (input.overrideReason !== undefined && !authorise(actor, "override.approve", siteId)) return refuse("LEAD_REQUIRED", { for: "TOLERANCE" });
    const limit = await limits(tx, locked);
    const decision = decideConfirmation(
      {
        state: operation.state,
        totals: operation,
        uom: locked.uom,
        predecessorGood: previous === null ? null : goodOfRow(previous),
        predecessorHeld: await predecessorHeld(tx, locked),
        maxGood: limit.max,
        overrideGood: input.overrideReason === undefined ? null : max(limit.max, limit.cap),
        expectedTotal: input.expectedTotal === undefined ? null : decimal(input.expectedTotal),
        offline: input.offline === true,
      },
      entry,
    );
    if (!decision.ok) return decision;
    const kept = await refuseReserved(tx, locked, decision.value.totals, at);
    if (kept !== null) return kept;
    const unit = input.handlingUnit === true ? await nextSscc(tx, locked, entry.good) : accept(null);
    if (!unit.ok) return unit;

    const recorded = await recordConfirmation(frame, locked, {
      ...entry,
      scrapReason: input.scrapReason ?? null,
      reworkReason: input.reworkReason ?? null,
      origin: input.origin,
      final: false,
      sscc: unit.value,
      // A reason that was not needed is no override.
      override: decision.value.overridden && input.overrideReason !== undefined ? { reason: input.overrideReason, max: limit.max.toFixed() } : null,
    });
    const suspect: NewEvent[] = decision.value.flowSuspect
      ? [
          raise({
            class: "FLOW_SUSPECT",
            severity: 3,
            subject: operation.id,
            workUnitId: operation.workUnitId,
            orderId: locked.order.id,
            owner: "LEAD",
            detail: { entryId: recorded.entryId },
          }),
        ]
      : [];
    const { totals } = decision.value;
    return accept({
      events: [...recorded.events, ...suspect],
      messages: recorded.messages,
      output: {
        entryId: recorded.entryId,
        lot: recorded.lotNumber,
        sscc: unit.value,
        processed: totals.processed.toFixed(),
        good: totals.goodFirst.plus(totals.reworkedGood).toFixed(),
        scrap: totals.scrapFirst.plus(totals.reworkScrap).toFixed(),
        rework: totals.reworkIn.toFixed(),
      },
    });
  },
});

/** EX-07: at the last operation what the order allows; before it, what the next operation may need for that. The cap is the site's, for leads. */
async function limits(tx: Tx, { order, operation, next, uom }: LockedOperation): Promise<{ max: Decimal; cap: Decimal }> {
  const quantity = operation.isLast || next === null ? order.quantity : next.required;
  const [row] = await tx.select({ cap: site.overrideCapPct }).from(site).where(eq(site.id, order.siteId));
  const tolerance = { quantity, overPct: order.overPct, underPct: order.underPct, uom };
  const allowed = maxGood(tolerance);
  return { max: allowed, cap: row === undefined ? allowed : maxGood({ ...tolerance, overPct: row.cap }) };
}

async function missingReason(tx: Tx, siteId: string, input: ConfirmProductionInput) {
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
