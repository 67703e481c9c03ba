import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { reasonCode } from "@/db/schema/reference";

/** The site's active reason for stops with this code, or null. */
export async function stopReason(tx: Tx, siteId: string, code: string): Promise<typeof reasonCode.$inferSelect | null> {
  const [row] = await tx
    .select()
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.use, "STOP"), eq(reasonCode.code, code), eq(reasonCode.active, true)));
  return row ?? null;
}
