import "server-only";
import { and, asc, eq, isNotNull, lte, or } from "drizzle-orm";
import { productionOrder } from "@/db/schema/execution";
import { site } from "@/db/schema/reference";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { decideClosing, REOPEN_HOURS } from "@/lib/domain/execution/order-close";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { closeContext } from "./close-guards";
import { closeOrder } from "./close-order";

/** Orders of one round; what is left is closed by the next. */
const MOST = 200;

/**
 * Closes the completed orders whose time has come and of which nothing is open: those that the ERP has closed, at once; the others when a lead has
 * had a day to reopen them. Answers how many. What something keeps open is left as it is and looked at again in the next round.
 */
export async function closeDue(services: Services): Promise<number> {
  const { db, clock } = services;
  const quietSince = new Date(clock.now().getTime() - REOPEN_HOURS * 3_600_000);
  const due = await db
    .select({ order: productionOrder, siteCode: site.code })
    .from(productionOrder)
    .innerJoin(site, eq(site.id, productionOrder.siteId))
    .where(and(eq(productionOrder.state, "COMPLETED"), or(isNotNull(productionOrder.erpClosedAt), lte(productionOrder.completedAt, quietSince))))
    .orderBy(asc(productionOrder.completedAt));
  let closed = 0;
  for (const { order, siteCode } of due) {
    if (closed >= MOST) break;
    const worker = systemActor("worker", ["plan.write"], [{ siteId: order.siteId, code: siteCode }]);
    try {
      const ready = await db.transaction(async (tx) => decideClosing(await closeContext(tx, order)).ok);
      if (!ready) continue;
      const result = await execute(services, worker, closeOrder, { commandId: newId(), orderId: order.id });
      // Somebody may have been faster, or something came in between: then it is for the next round.
      if (result.ok) closed += 1;
    } catch (fault) {
      // One that cannot be closed must not keep the others open; it is tried again in the next round.
      log.error({ err: fault, order: order.number }, "an order could not be closed");
    }
  }
  return closed;
}
