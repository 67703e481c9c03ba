import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { reasonCode } from "@/db/schema/reference";

export type ReasonRow = typeof reasonCode.$inferSelect;

/** A reason of the site that is in use, or null. Without `use` of whatever list: what a lead decides has causes of every kind. */
export async function activeReason(tx: Tx, siteId: string, code: string, use?: ReasonRow["use"]): Promise<ReasonRow | null> {
  const [row] = await tx
    .select()
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.code, code), eq(reasonCode.active, true), use === undefined ? undefined : eq(reasonCode.use, use)))
    .limit(1);
  return row ?? null;
}
