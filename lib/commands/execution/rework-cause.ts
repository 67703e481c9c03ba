import "server-only";
import { and, desc, eq, gt, inArray, isNotNull, notInArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { productionEntry } from "@/db/schema/execution";
import { reasonCode } from "@/db/schema/reference";
import { ZERO } from "@/lib/domain/shared/decimal";

/** Why units are reworked, and whether inventory may carry what that costs (C-09). */
export type ReworkCause = { readonly reasonCode: string | null; readonly valuation: "NORMAL" | "ABNORMAL" };

/**
 * C-07, C-09: the cause of rework at an operation: the reason that is given, else that of the last entry which sent units there and still
 * stands. Its code says how it is valued; rework that nobody gave a reason for is abnormal until somebody does: it must not hide in inventory.
 */
export async function reworkCause(tx: Tx, siteId: string, operationId: string, given: string | null): Promise<ReworkCause> {
  const code = given ?? (await lastReason(tx, operationId));
  return { reasonCode: code, valuation: code === null ? "ABNORMAL" : ((await reworkValuation(tx, siteId, code)) ?? "ABNORMAL") };
}

/** How the site values a cause of rework; null when it has no such code. Scrap and rework share one list of causes (§2.5). */
export async function reworkValuation(tx: Tx, siteId: string, code: string): Promise<"NORMAL" | "ABNORMAL" | null> {
  const [row] = await tx
    .select({ valuation: reasonCode.valuation })
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), inArray(reasonCode.use, ["REWORK", "SCRAP"]), eq(reasonCode.code, code)))
    // REWORK sorts before SCRAP: a code that is both is valued as rework.
    .orderBy(reasonCode.use)
    .limit(1);
  return row?.valuation ?? null;
}

/** Why units were sent to rework at an operation last, by an entry that still stands; null where none was. */
export async function lastReason(tx: Tx, operationId: string): Promise<string | null> {
  const reversed = tx
    .select({ id: productionEntry.reversesId })
    .from(productionEntry)
    .where(and(eq(productionEntry.operationId, operationId), isNotNull(productionEntry.reversesId)));
  const [row] = await tx
    .select({ reason: productionEntry.reworkReason })
    .from(productionEntry)
    .where(and(eq(productionEntry.operationId, operationId), gt(productionEntry.rework, ZERO), isNotNull(productionEntry.reworkReason), notInArray(productionEntry.id, reversed)))
    .orderBy(desc(productionEntry.eventTime), desc(productionEntry.id))
    .limit(1);
  return row?.reason ?? null;
}
