import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, CurrencyCode, MoneyText, PositiveText, UomCode } from "./primitives";
import { TotalsHead } from "./totals";

const amounts = {
  /** Material, labour, machine and overhead. */
  charged: MoneyText,
  /** What receipts credited, and scrap that was sold: not above zero. */
  received: MoneyText,
  salvage: MoneyText,
  /** charged + received + salvage. Below zero is a reserve. */
  wip: MoneyText,
  /** Of it what inventory may carry: without what is valued abnormal. */
  inventoriable: MoneyText,
} as const;

const OrderWip = z.object({ order: Code, item: Code, qty: PositiveText, uom: UomCode, state: z.enum(["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD"]), ...amounts });

/**
 * Work in process and its cost at the end of an hour: everything that had happened by then and is known now. In the site's currency. `total` is over all
 * open orders with a cost, `count` of them; `orders` are the largest where there are more than a message should carry.
 */
export const WipSnapshotV1 = OutboundEnvelope.extend({
  type: z.literal("mes.wip.snapshot.v1"),
  data: z.object({ ...TotalsHead, currency: CurrencyCode, count: z.number().int().nonnegative(), total: z.object(amounts), orders: z.array(OrderWip) }),
});
export type WipSnapshotV1 = z.infer<typeof WipSnapshotV1>;
