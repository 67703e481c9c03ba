import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { netMoved } from "@/db/net-moved";
import type { Convert, OurOrder } from "@/lib/domain/reconciliation/figures";
import { ACTIVITIES } from "@/lib/domain/reconciliation/measure";
import { type Decimal, decimal, r6, sum } from "@/lib/domain/shared/decimal";
import { groupBy } from "@/lib/domain/shared/group-by";
import type { OrderNumber } from "./run-store";

/** An order as the plant knows it, with what a unit of each measure is worth. */
export type OurBooks = OurOrder & {
  readonly id: string;
  readonly number: string;
  readonly lastOperation: number | null;
  /** Standard cost of one unit of the product; null when the ERP has sent none. */
  readonly unitValue: Decimal | null;
  /** What a second cost, on average of what was booked; null where nothing was. */
  readonly machineRate: Decimal | null;
  readonly labourRate: Decimal | null;
};

const DecimalText = z.string().transform((text) => decimal(text));
const OrderRow = z.object({
  id: z.string(),
  number: z.string(),
  item: z.string(),
  uom: z.string(),
  decimals: z.number(),
  erpUnit: z.object({ uom: z.string(), numerator: DecimalText, denominator: DecimalText }).nullable(),
  state: z.enum(["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "CLOSED", "CANCELLED", "ABORTED"]),
  good: DecimalText,
  scrap: DecimalText,
  received: DecimalText,
  unitValue: DecimalText.nullable(),
  lastOperation: z.number().nullable(),
});
const ComponentRow = z.object({ orderId: z.string(), item: z.string(), lot: z.string().nullable(), uom: z.string(), qty: DecimalText });
const TimeRow = z.object({ orderId: z.string(), element: z.enum(["MACHINE", "LABOUR"]), activity: z.enum(ACTIVITIES), seconds: DecimalText, amount: DecimalText });

/** The books of these orders on our side, four statements for all of them. Call it in the snapshot in which their messages are read. */
export async function ourBooks(tx: Tx, orders: readonly OrderNumber[]): Promise<OurBooks[]> {
  const ids = idList(orders.map(({ id }) => id));
  const heads = await rowsOf(
    tx,
    OrderRow,
    sql`
    select o.id, o.number, i.code as item, o.uom, o.decimals, o.erp_unit as "erpUnit", o.state, o.good::text, o.scrap::text, o.received::text, o.snapshot->'standardCost'->>'total' as "unitValue",
      (select max(p.op_no) from execution.order_operation p where p.order_id = o.id and p.is_last) as "lastOperation"
    from execution.production_order o join reference.item i on i.id = o.item_id
    where o.id = any (${ids})`,
  );
  const components = await rowsOf(
    tx,
    ComponentRow,
    sql`
    select m.order_id as "orderId", i.code as item, l.number as lot, m.uom, sum(${netMoved(sql`m`)})::text as qty
    from materials.material_move m
    join reference.item i on i.id = m.item_id
    left join materials.lot l on l.id = m.lot_id
    where m.order_id = any (${ids}) and m.type in ('ISSUE','BACKFLUSH','SCRAP','RETURN')
    group by m.order_id, i.code, l.number, m.uom`,
  );
  const times = await rowsOf(
    tx,
    TimeRow,
    sql`
    select order_id as "orderId", element, activity, sum(seconds)::text as seconds, sum(amount)::text as amount
    from costing.cost_line where order_id = any (${ids}) and element in ('MACHINE','LABOUR') and seconds is not null
    group by order_id, element, activity`,
  );
  const [lines, spentOn] = [groupBy(components, (line) => line.orderId), groupBy(times, (row) => row.orderId)];
  return heads.map((head) => {
    const spent = spentOn.get(head.id) ?? [];
    return {
      ...head,
      components: lines.get(head.id) ?? [],
      time: spent.map(({ element, activity, seconds }) => ({ measure: MEASURE_OF[element], activity, seconds })),
      machineRate: rateOf(spent, "MACHINE"),
      labourRate: rateOf(spent, "LABOUR"),
    };
  });
}

const MEASURE_OF = { MACHINE: "MACHINE_TIME", LABOUR: "LABOUR_TIME" } as const;

/** Cost of a second, on average of all activities; null where no time was booked. */
function rateOf(rows: readonly z.infer<typeof TimeRow>[], element: "MACHINE" | "LABOUR"): Decimal | null {
  const own = rows.filter((row) => row.element === element);
  const seconds = sum(own.map((row) => row.seconds));
  return seconds.isZero() ? null : r6(sum(own.map((row) => row.amount)).div(seconds));
}

/** What items and lots of a site are worth, and how their units relate. */
export type ItemValues = {
  /** Cost of the lot, else the standard of its item as it is now; null when nobody has told one. */
  unitValue(item: string, lot: string | null): Decimal | null;
  readonly convert: Convert;
};

const ValueRow = z.object({ item: z.string(), standard: DecimalText.nullable() });
const LotRow = z.object({ item: z.string(), lot: z.string(), unitCost: DecimalText });
const FactorRow = z.object({ item: z.string(), from: z.string(), to: z.string(), numerator: DecimalText, denominator: DecimalText });

/** Reads values and units of these items and lots at an instant, three statements for all of them. */
export async function itemValues(tx: Tx, siteId: string, items: readonly string[], lots: readonly string[], at: Date): Promise<ItemValues> {
  const codes = textList(items);
  const standards = await rowsOf(
    tx,
    ValueRow,
    sql`
    select i.code as item, c.total::text as standard
    from reference.item i
    left join lateral (select total from reference.standard_cost s where s.item_id = i.id and s.valid_from <= ${at.toISOString()}::timestamptz
      and (s.valid_to is null or s.valid_to > ${at.toISOString()}::timestamptz) order by s.valid_from desc limit 1) c on true
    where i.site_id = ${siteId}::uuid and i.code = any (${codes})`,
  );
  const costs = await rowsOf(
    tx,
    LotRow,
    sql`
    select i.code as item, l.number as lot, l.unit_cost::text as "unitCost"
    from materials.lot l join reference.item i on i.id = l.item_id
    where l.site_id = ${siteId}::uuid and l.number = any (${textList(lots)}) and i.code = any (${codes}) and l.unit_cost is not null`,
  );
  const factors = await rowsOf(
    tx,
    FactorRow,
    sql`
    select i.code as item, u.from_uom as "from", u.to_uom as "to", u.numerator::text, u.denominator::text
    from reference.uom_conversion u join reference.item i on i.id = u.item_id
    where i.site_id = ${siteId}::uuid and i.code = any (${codes}) and u.valid_from <= ${at.toISOString()}::timestamptz
      and (u.valid_to is null or u.valid_to > ${at.toISOString()}::timestamptz)`,
  );
  const costOf = new Map(costs.map((row) => [JSON.stringify([row.item, row.lot]), row.unitCost]));
  const standardOf = new Map(standards.map((row) => [row.item, row.standard]));
  const factorsOf = groupBy(factors, (row) => row.item);
  return {
    unitValue: (item, lot) => costOf.get(JSON.stringify([item, lot])) ?? standardOf.get(item) ?? null,
    convert(item, qty, from, to) {
      if (from === to) return qty;
      const own = factorsOf.get(item) ?? [];
      const there = own.find((row) => row.from === from && row.to === to);
      if (there !== undefined) return qty.times(there.numerator).div(there.denominator);
      const back = own.find((row) => row.from === to && row.to === from);
      return back === undefined ? null : qty.times(back.denominator).div(back.numerator);
    },
  };
}

/** Runs a statement and checks its rows at this door. */
export async function rowsOf<Row>(tx: Pick<Tx, "execute">, row: z.ZodType<Row>, statement: SQL): Promise<Row[]> {
  const rows: unknown = await tx.execute(statement);
  return row.array().parse(rows);
}

/** Ids as one parameter. */
export function idList(values: readonly string[]): SQL {
  return sql`${`{${values.join(",")}}`}::uuid[]`;
}

/** Texts as one parameter, whatever characters they have: for `= any (…)`. */
function textList(values: readonly string[]): SQL {
  return sql`select t.value from jsonb_array_elements_text(${JSON.stringify([...new Set(values)])}::jsonb) as t (value)`;
}
