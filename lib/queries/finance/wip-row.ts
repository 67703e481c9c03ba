import { z } from "zod";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

/** Money as PostgreSQL sums it: two decimals always. */
export const MoneyColumn = z.string();

/** One order in WIP. Amounts in the site's currency; `salvage` and `received` are what the order gave back, as negative amounts. */
export const WipRow = z.object({
  orderId: z.string(),
  number: z.string(),
  site: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  item: z.string(),
  itemText: z.string(),
  quantity: DecimalColumn,
  uom: z.string(),
  state: z.string(),
  opNo: z.number().nullable(),
  opState: z.string().nullable(),
  startedAt: InstantColumn.nullable(),
  charged: MoneyColumn,
  received: MoneyColumn,
  salvage: MoneyColumn,
  wip: MoneyColumn,
  /** Of it what inventory may carry: without lines valued ABNORMAL (C-11). */
  inventoriable: MoneyColumn,
});
export type WipRow = z.infer<typeof WipRow>;

/** Sums over all open orders of a site, not only over those listed. */
export const SiteTotal = z.object({
  site: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  orders: z.number(),
  charged: MoneyColumn,
  received: MoneyColumn,
  salvage: MoneyColumn,
  wip: MoneyColumn,
  inventoriable: MoneyColumn,
  reserves: z.number(),
});
export type SiteTotal = z.infer<typeof SiteTotal>;

/** WIP by how long ago the order began, oldest last. `to` in days is open at the end. */
export const AGES = [
  { from: 0, to: 1 },
  { from: 1, to: 3 },
  { from: 3, to: 7 },
  { from: 7, to: 30 },
  { from: 30, to: null },
] as const;

export const AgeTotal = z.object({ site: z.string(), bucket: z.number(), orders: z.number(), wip: MoneyColumn });
export type AgeTotal = z.infer<typeof AgeTotal>;

/** Most orders that a list shows; the sums are over all, and the export has more. */
export const WIP_ROWS = 200;

/** An order whose WIP is below zero: more was received at standard than was charged. */
export const Reserve = z.object({ orderId: z.string(), number: z.string(), site: z.string(), currency: z.string(), wip: MoneyColumn });
export type Reserve = z.infer<typeof Reserve>;

/** As many reserves as are named; the rest is counted. */
export const RESERVES_NAMED = 5;

/** WIP of the actor's sites at one instant. */
export type Wip = {
  readonly rows: readonly WipRow[];
  readonly reserves: readonly Reserve[];
  readonly sites: readonly SiteTotal[];
  readonly ages: readonly AgeTotal[];
  readonly orders: number;
};
