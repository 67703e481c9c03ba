import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { orderCostView } from "@/lib/queries/finance/order-cost";
import type { Reader } from "@/lib/queries/reader";

const Amount = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .meta({ id: "Amount", description: "Money as text, in the order's `currency`", examples: ["11466.75"] });

const Element = z.object({
  element: z.enum(["MATERIAL", "LABOUR", "MACHINE", "OVERHEAD", "SALVAGE", "ROUNDING", "TOTAL"]),
  standard: Amount.meta({
    description: "What the good quantity may cost. A made component is MATERIAL at its full standard, as it is issued; ROUNDING is what the elements leave of the credit",
  }),
  actual: Amount,
  difference: Amount,
  percent: z.string().nullable(),
});

/** What an order cost, against its standard. */
export const ApiOrderCost = z
  .object({
    site: z.string(),
    order: z.string(),
    item: z.string(),
    state: z.string(),
    currency: z.string(),
    good: z.string(),
    uom: z.string(),
    provisional: z.boolean().meta({ description: "True until the order is completed: cost still comes in" }),
    elements: z.array(Element),
    total: Amount,
    salvage: Amount,
    credited: Amount.meta({ description: "Standard value of what went into stock" }),
    balance: Amount.meta({ description: "Charged and not credited" }),
    unit: z.object({ standard: Amount.nullable(), actual: Amount.nullable() }),
    variance: z
      .object({ total: Amount, categories: z.record(z.string(), Amount) })
      .nullable()
      .meta({ description: "Null without a standard to compare with" }),
    abnormal: Amount.meta({ description: "Of the total: delay, rework and scrap above plan" }),
  })
  .meta({ id: "OrderCost" });

export const OrderCostQuery = z.object({ site: z.string().optional().meta({ description: "Site code, when the number exists at several" }) });

/** Cost of an order; null when there is none at the sites where the actor may read cost. */
export async function apiOrderCost(reader: Reader, actor: Actor, number: string, site: string | undefined): Promise<z.infer<typeof ApiOrderCost> | null> {
  const view = await orderCostView(reader, actor, number, site ?? null);
  if (view === null) return null;
  const { order, elements, variance, provisional, total, salvage, credited, balance, unit } = view;
  return {
    site: order.site,
    order: order.number,
    item: order.item,
    state: order.state,
    currency: order.currency,
    good: order.good,
    uom: order.uom,
    provisional,
    total,
    salvage,
    credited,
    balance,
    unit,
    elements: elements.map(({ key, standard, actual, difference, percent }) => ({ element: key, standard, actual, difference, percent })),
    variance: variance === null ? null : { total: variance.total, categories: variance.categories },
    abnormal: view.abnormal.total,
  };
}
