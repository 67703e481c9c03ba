import { z } from "zod";
import { decimal } from "@/lib/domain/shared/decimal";
import { InboundEnvelope } from "./envelope";
import { Code, CurrencyCode, ErpVersion, NonNegativeMoneyText, PositiveText, Validity } from "./primitives";

/** Frozen planned unit cost in the base unit of the item. A bought item has material only. */
export const StandardCostData = z
  .object({
    site: Code,
    item: Code,
    version: Code,
    erpVersion: ErpVersion,
    /** `L`: lot size that setup was spread over. */
    costingLotSize: PositiveText,
    material: NonNegativeMoneyText,
    labour: NonNegativeMoneyText,
    machine: NonNegativeMoneyText,
    overhead: NonNegativeMoneyText,
    total: NonNegativeMoneyText,
    currency: CurrencyCode,
    ...Validity,
  })
  .refine((cost) => decimal(cost.material).plus(cost.labour).plus(cost.machine).plus(cost.overhead).eq(cost.total), {
    path: ["total"],
    message: "must be the sum of the four elements",
  });
export type StandardCostData = z.infer<typeof StandardCostData>;

export const ErpStandardCostV1 = InboundEnvelope.extend({ type: z.literal("erp.standard-cost.v1"), data: StandardCostData });
export type ErpStandardCostV1 = z.infer<typeof ErpStandardCostV1>;
