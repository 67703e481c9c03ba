import type { Actor } from "@/lib/auth/actor";
import type { CommitmentOutlook } from "@/lib/domain/planning/commitments";
import type { Projection } from "@/lib/domain/planning/projection";
import { secondsBetween } from "@/lib/domain/shared/interval";
import type { OpenCommitment } from "./demand-facts";
import { commitmentKey, outlooksByKey } from "./projection";
import { seesPenalty } from "./sites";

/** One of the two futures of a commitment. `projectedAt` null: nothing within the calendar covers it. */
export type Promised = { readonly short: string; readonly projectedAt: string | null; readonly lateSeconds: number | null };

/** A promise with what becomes of it. */
export type CommitmentRow = {
  readonly id: string;
  readonly siteId: string;
  /** Sales order and its line. */
  readonly number: string;
  readonly line: number;
  readonly customer: string;
  readonly item: string;
  readonly itemText: string;
  readonly quantity: string;
  readonly uom: string;
  readonly decimals: number;
  readonly dueAt: string;
  /** As if the line, or any line, had not stopped. */
  readonly plan: Promised;
  /** As things stand. */
  readonly now: Promised;
  /** Null where the delay has no end within the calendar, and for who may not see it. */
  readonly penalty: string | null;
  readonly currency: string;
  /** Whether this person may see penalties at that site. */
  readonly penaltyShown: boolean;
};

/** Every commitment with its two futures, in the order in which supply is used. */
export function commitmentRows(actor: Actor, commitments: readonly OpenCommitment[], plan: Projection | null, now: Projection | null): CommitmentRow[] {
  const [planned, projected] = [outlooksByKey(plan), outlooksByKey(now)];
  return commitments.flatMap((commitment): CommitmentRow[] => {
    const key = commitmentKey(commitment);
    const [before, after] = [planned.get(key), projected.get(key)];
    if (before === undefined || after === undefined) return [];
    const { id, siteId, number, line, customer, item, itemText, quantity, uom, decimals, dueAt, currency } = commitment;
    const penaltyShown = seesPenalty(actor, siteId);
    return [
      {
        id,
        siteId,
        number,
        line,
        customer,
        item,
        itemText,
        quantity,
        uom,
        decimals,
        dueAt,
        currency,
        penaltyShown,
        plan: promised(before),
        now: promised(after),
        penalty: penaltyShown ? (after.penalty?.toFixed(2) ?? null) : null,
      },
    ];
  });
}

function promised({ commitment, short, projected }: CommitmentOutlook): Promised {
  return { short: short.toFixed(), projectedAt: projected?.toISOString() ?? null, lateSeconds: projected === null ? null : secondsBetween(commitment.due, projected) };
}

/** True when it will not be delivered in full on time, as things stand. */
export function willNotMakeIt(row: CommitmentRow): boolean {
  return row.now.short !== "0";
}
