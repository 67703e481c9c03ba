import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { holdClasses } from "@/lib/auth/hold-classes";
import { decideHold, decideResume } from "@/lib/domain/execution/order-hold";
import { closesFrom } from "@/lib/domain/execution/order-close";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const OrderRow = z.object({
  siteId: z.string(),
  state: z.enum(["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "CLOSED", "CANCELLED", "ABORTED"]),
  heldFrom: z.enum(["RELEASED", "IN_PROGRESS"]).nullable(),
  holdClass: z.enum(["LEAD", "QUALITY", "PLANNER"]).nullable(),
  completedAt: InstantColumn.nullable(),
  erpClosedAt: InstantColumn.nullable(),
});

const ReasonRow = z.object({ code: z.string(), name: z.string(), stop: z.boolean(), comment: z.boolean() });

/** A reason of the site; with those for stops an order is held. */
export type OrderReason = z.infer<typeof ReasonRow>;

/** What the reader may do with the order as it is now, and what its page says about that. */
export type OrderActions = {
  readonly hold: boolean;
  readonly resume: boolean;
  readonly reopen: boolean;
  readonly close: boolean;
  /** Propose to make a part of it elsewhere (§6.4). */
  readonly move: boolean;
  /** Who placed the hold; null when there is none. */
  readonly heldBy: "LEAD" | "QUALITY" | "PLANNER" | null;
  /** Since when a completed order closes as soon as nothing of it is open; null in every other state. */
  readonly closesFrom: string | null;
  readonly closedInErp: boolean;
  readonly reasons: readonly OrderReason[];
};

/** §2.2 for one order and one person. Null when the order is not the actor's to see. */
export async function orderActions({ db }: Reader, actor: Actor, orderId: string): Promise<OrderActions | null> {
  const [order] = await readRows(
    db,
    OrderRow,
    sql`select site_id as "siteId", state, held_from as "heldFrom", hold_class as "holdClass", completed_at as "completedAt", erp_closed_at as "erpClosedAt"
      from execution.production_order where id = ${orderId}::uuid and site_id = any (${ids(sitesWith(actor, "plan.read"))})`,
  );
  if (order === undefined) return null;
  const { siteId, state, completedAt, erpClosedAt } = order;
  const mine = holdClasses(actor, siteId);
  const mayPlace = authorise(actor, "hold.place", siteId);
  const hold = mayPlace && decideHold(order, mine, null).ok;
  const reopen = state === "COMPLETED" && erpClosedAt === null && authorise(actor, "override.approve", siteId);
  const reasons =
    hold || reopen
      ? await readRows(
          db,
          ReasonRow,
          sql`select code, min(name) as name, bool_or("use" = 'STOP') as stop, bool_or("use" = 'STOP' and requires_comment) as comment from reference.reason_code
            where site_id = ${siteId}::uuid and active group by code order by 2 limit 200`,
        )
      : [];
  const closing = state === "COMPLETED" && completedAt !== null;
  return {
    hold,
    resume: mayPlace && decideResume(order, mine, authorise(actor, "hold.release", siteId)).ok,
    reopen,
    close: state === "COMPLETED" && authorise(actor, "plan.write", siteId),
    move: ["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD"].includes(state) && authorise(actor, "plan.write", siteId),
    heldBy: state === "ON_HOLD" ? order.holdClass : null,
    closesFrom: closing ? closesFrom({ completedAt: new Date(completedAt), erpClosedAt: erpClosedAt === null ? null : new Date(erpClosedAt) }).toISOString() : null,
    closedInErp: erpClosedAt !== null,
    reasons,
  };
}
