import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { yieldFrom } from "@/lib/domain/execution/order-plan";
import { startedQuantity, unstartedRemaining } from "@/lib/domain/planning/shift-proposal";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn } from "@/lib/queries/row-types";
import { type ShiftTarget, shiftTargets } from "./shift-targets";

const OrderRow = z.object({
  id: z.string(),
  number: z.string(),
  site: z.string(),
  item: z.string(),
  quantity: DecimalColumn,
  received: DecimalColumn,
  uom: z.string(),
  decimals: z.number(),
  open: z.boolean(),
  reserved: DecimalColumn,
});
const StepRow = z.object({ opNo: z.number(), yield: z.string(), processed: DecimalColumn, skipped: z.boolean() });

/** What the dialog that moves production of an order asks with. Quantities in the order's unit. */
export type MoveScreen = {
  readonly orderId: string;
  readonly number: string;
  readonly site: string;
  readonly item: string;
  readonly uom: string;
  readonly decimals: number;
  readonly quantity: string;
  /** What is begun, what other proposals keep, and what is left to move (PL-01). */
  readonly started: string;
  readonly reserved: string;
  readonly unstarted: string;
  readonly targets: readonly ShiftTarget[];
};

/** What of an order may be moved, and to which lines of the planner's sites. Null when the planner's sites have no such order. */
export async function moveScreen(reader: Reader, actor: Actor, number: string, siteCode: string | null): Promise<MoveScreen | null> {
  const [order] = await readRows(
    reader.db,
    OrderRow,
    sql`select o.id, o.number, s.code as site, i.code as item, o.quantity::text, o.received::text, o.uom, o.decimals, o.state in ('CREATED','RELEASED','IN_PROGRESS','ON_HOLD') as open,
        coalesce((select sum(p.quantity) from execution.shift_proposal p
          where p.order_id = o.id and p.state in ('PROPOSED','APPROVED','SENT','ERP_ACCEPTED') and p.original_arrived_at is null), 0)::text as reserved
      from execution.production_order o
      join reference.site s on s.id = o.site_id
      join reference.item i on i.id = o.item_id
      where o.site_id = any (${ids(sitesWith(actor, "plan.write"))}) and o.number = ${number} and (${siteCode}::text is null or s.code = ${siteCode})
      order by s.code limit 1`,
  );
  if (order === undefined) return null;
  const [steps, targets] = await Promise.all([
    readRows(
      reader.db,
      StepRow,
      sql`select p.op_no as "opNo", p.yield::text as yield, p.processed::text, p.state = 'SKIPPED' as skipped from execution.order_operation p where p.order_id = ${order.id}::uuid order by p.op_no`,
    ),
    shiftTargets(
      reader,
      actor.sites.map((site) => site.siteId),
      order.id,
    ),
  ]);
  const plan = steps.map((step) => ({ opNo: step.opNo, yield: decimal(step.yield) }));
  const movable = {
    open: order.open,
    quantity: decimal(order.quantity),
    received: decimal(order.received),
    operations: steps.filter((step) => !step.skipped).map((step) => ({ processed: decimal(step.processed), yieldToEnd: yieldFrom(step.opNo, plan) })),
    uom: { code: order.uom, decimals: order.decimals },
  };
  return {
    orderId: order.id,
    number: order.number,
    site: order.site,
    item: order.item,
    uom: order.uom,
    decimals: order.decimals,
    quantity: order.quantity,
    started: (order.open ? startedQuantity(movable) : ZERO).toFixed(),
    reserved: order.reserved,
    unstarted: unstartedRemaining(movable, decimal(order.reserved)).toFixed(),
    targets,
  };
}
