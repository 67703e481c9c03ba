import "server-only";
import { and, asc, eq, isNotNull, lte, or, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { productionOrder } from "@/db/schema/execution";
import { site } from "@/db/schema/reference";
import { systemActor } from "@/lib/auth/system-actor";
import { eachApart } from "@/lib/commands/each-apart";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { decideClosing, REOPEN_HOURS } from "@/lib/domain/execution/order-close";
import { newId } from "@/lib/platform/ids";
import { closeContext } from "./close-guards";
import { closeOrder } from "./close-order";
import type { OrderRow } from "./store";

/** Orders that are read at once. The round ends with the page that brings it to so many closed ones; what is left is closed by the next. */
const MOST = 200;

type Due = { readonly order: OrderRow; readonly siteCode: string };

/**
 * Closes the completed orders whose time has come and of which nothing is open: those that the ERP has closed, at once; the others when a lead has
 * had a day to reopen them. Answers how many. What something keeps open is left as it is and looked at again in the next round, and keeps none of those
 * behind it from theirs: the round goes on page by page until it has closed enough.
 */
export async function closeDue(services: Services, most = MOST): Promise<number> {
  const { db, clock } = services;
  const quietSince = new Date(clock.now().getTime() - REOPEN_HOURS * 3_600_000);
  let closed = 0;
  for (let page = await dueOrders(db, quietSince, null, most); page.length > 0 && closed < most; page = await dueOrders(db, quietSince, page.at(-1) ?? null, most))
    closed += await eachApart(
      page,
      "an order could not be closed",
      ({ order }) => ({ order: order.number }),
      (due) => close(services, due),
    );
  return closed;
}

/** The next orders behind one whose time has come, in the order in which they were completed. */
function dueOrders(db: Database, quietSince: Date, behind: Due | null, most: number): Promise<Due[]> {
  const { state, erpClosedAt, completedAt, id } = productionOrder;
  const next = behind === null ? undefined : sql`(${completedAt}, ${id}) > (${behind.order.completedAt?.toISOString() ?? null}::timestamptz, ${behind.order.id}::uuid)`;
  return db
    .select({ order: productionOrder, siteCode: site.code })
    .from(productionOrder)
    .innerJoin(site, eq(site.id, productionOrder.siteId))
    .where(and(eq(state, "COMPLETED"), or(isNotNull(erpClosedAt), lte(completedAt, quietSince)), next))
    .orderBy(asc(completedAt), asc(id))
    .limit(most);
}

/** Answers how many it closed: one, or none. */
async function close(services: Services, { order, siteCode }: Due): Promise<number> {
  const worker = systemActor("worker", ["plan.write"], [{ siteId: order.siteId, code: siteCode }]);
  const ready = await services.db.transaction(async (tx) => decideClosing(await closeContext(tx, order)).ok);
  if (!ready) return 0;
  const result = await execute(services, worker, closeOrder, { commandId: newId(), orderId: order.id });
  // Somebody may have been faster, or something came in between: then it is for the next round.
  return result.ok ? 1 : 0;
}
