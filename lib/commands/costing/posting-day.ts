import "server-only";
import { and, desc, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { costPeriod } from "@/db/schema/costing";
import { postingDate } from "@/lib/domain/costing/posting-date";
import { wallClockAt } from "@/lib/domain/shared/wall-clock";

/** EX-24: the accounting day of a fact: its own day at the site, or the first day after the last closed period. */
export async function postingDay(tx: Tx, siteId: string, timeZone: string, at: Date): Promise<string> {
  const [closed] = await tx
    .select({ toAt: costPeriod.toAt })
    .from(costPeriod)
    .where(and(eq(costPeriod.siteId, siteId), eq(costPeriod.state, "CLOSED")))
    .orderBy(desc(costPeriod.toAt))
    .limit(1);
  const day = localDay(at, timeZone);
  return closed === undefined ? day : postingDate(day, localDay(closed.toAt, timeZone));
}

/** The calendar day of an instant in a zone, `YYYY-MM-DD`. */
export function localDay(at: Date, timeZone: string): string {
  const { year, month, day } = wallClockAt(timeZone, at);
  return `${year}-${month}-${day}`;
}
