import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { lot } from "@/db/schema/materials";
import { nonconformance } from "@/db/schema/quality";
import type { NonconformanceState } from "@/lib/domain/quality/nonconformance";

export type NonconformanceRow = typeof nonconformance.$inferSelect;

/** Site of a nonconformance, or null when there is no such one. */
export async function siteOfNonconformance(tx: Tx, id: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: nonconformance.siteId }).from(nonconformance).where(eq(nonconformance.id, id));
  return row?.siteId ?? null;
}

/** A nonconformance, locked: two decisions over it come one after the other. `purchased`: it is about a lot that a supplier delivered. */
export async function lockNonconformance(tx: Tx, id: string): Promise<NonconformanceRow & { readonly purchased: boolean }> {
  const [row] = await tx.select().from(nonconformance).where(eq(nonconformance.id, id)).for("no key update");
  if (row === undefined) throw new Error(`nonconformance ${id} vanished after its site was found`);
  const [about] = row.lotId === null ? [] : await tx.select({ origin: lot.origin }).from(lot).where(eq(lot.id, row.lotId));
  return { ...row, purchased: about?.origin === "PURCHASED" };
}

/** Head of a fact about it. */
export function aboutNonconformance({ id, orderId }: Pick<NonconformanceRow, "id" | "orderId">) {
  return { aggregate: "nonconformance" as const, aggregateId: id, orderId };
}

/** What its commands answer. */
export function answerOf({ id, number }: NonconformanceRow, state: NonconformanceState) {
  return { nonconformanceId: id, number, state };
}
