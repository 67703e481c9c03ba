import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { BomComponent } from "./erp-bom.v1";
import { RoutingOperation } from "./erp-routing.v1";
import { Code, ErpVersion, InstantText, NonNegativeText, PercentText, PositiveText, UomCode } from "./primitives";

/** A component line of this very order. */
const OrderComponentLine = BomComponent.extend({
  /** Total that the ERP reserved for the order; null: order quantity × q × (1 + s). */
  required: NonNegativeText.nullable().default(null),
});

/** Twelve digits before the point: as many as a quantity has here. */
const TWELVE_DIGITS = /^\d{1,12}(\.|$)/;
const TOO_MANY_DIGITS = "must have at most twelve digits before the point";

/** A production order as it now is in the ERP. Created, changed, released, revoked and cancelled all send it whole, with a higher version. */
export const OrderData = z.object({
  order: Code,
  erpVersion: ErpVersion,
  site: Code,
  type: z.enum(["STANDARD", "REWORK", "TRANSFER"]).default("STANDARD"),
  /** CREATED is planned, RELEASED may start, CANCELLED is withdrawn, CLOSED is finished for the ERP. */
  status: z.enum(["CREATED", "RELEASED", "CANCELLED", "CLOSED"]),
  item: Code,
  /** What can be made to the last decimal of the item, in its base unit; another order is refused (INVALID_QUANTITY). */
  qty: PositiveText.regex(TWELVE_DIGITS, TOO_MANY_DIGITS),
  uom: UomCode.meta({
    description:
      "UN/ECE Recommendation 20 code: the base unit of the item, or a unit that the item has a conversion for. Quantities per unit in the order's own lines are for one of it, and all that is told of the order comes in it. Another one is refused (UOM_NOT_BASE).",
  }),
  plannedStart: InstantText.nullable().default(null),
  due: InstantText,
  /** 1 is the most urgent. */
  priority: z.number().int().min(1).max(999),
  /** Percent: "5" allows 5 % more than ordered (EX-07). */
  overPct: NonNegativeText.regex(TWELVE_DIGITS, TOO_MANY_DIGITS),
  underPct: PercentText,
  /** Version of the item's BOM and routing; null when the order brings its own lines only. */
  bomVersion: Code.nullable(),
  routingVersion: Code.nullable(),
  /** The order's own lines; null: as in the version named above. */
  components: z.array(OrderComponentLine).nullable().default(null),
  operations: z.array(RoutingOperation).nullable().default(null),
  /** Lot number given by the ERP for what this order makes; null: Millrace takes one from the site's range. */
  outputLot: Code.nullable().default(null),
  customer: z.object({ customer: Code, commitment: Code, line: z.number().int().positive() }).nullable().default(null),
});
export type OrderData = z.infer<typeof OrderData>;

export const ErpOrderV1 = InboundEnvelope.extend({ type: z.literal("erp.order.v1"), data: OrderData });
export type ErpOrderV1 = z.infer<typeof ErpOrderV1>;
