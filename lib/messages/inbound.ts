import { z } from "zod";
import { ErpBomV1 } from "./erp-bom.v1";
import { ErpCalendarV1 } from "./erp-calendar.v1";
import { ErpCommitmentV1 } from "./erp-commitment.v1";
import { ErpDeliveryV1 } from "./erp-delivery.v1";
import { ErpInspectionPlanV1 } from "./erp-inspection-plan.v1";
import { ErpItemV1 } from "./erp-item.v1";
import { ErpLotV1 } from "./erp-lot.v1";
import { ErpOrderV1 } from "./erp-order.v1";
import { ErpPersonV1 } from "./erp-person.v1";
import { ErpPriceV1 } from "./erp-price.v1";
import { ErpRateV1 } from "./erp-rate.v1";
import { ErpRoutingV1 } from "./erp-routing.v1";
import { ErpSalvageV1 } from "./erp-salvage.v1";
import { ErpStandardCostV1 } from "./erp-standard-cost.v1";
import { ErpStockV1 } from "./erp-stock.v1";
import { ErpWorkCentreV1 } from "./erp-work-centre.v1";

/** Everything that an ERP says to Millrace, told apart by `type`. Unknown fields are ignored (IN-08). */
export const InboundMessage = z.discriminatedUnion("type", [
  ErpItemV1,
  ErpWorkCentreV1,
  ErpCalendarV1,
  ErpPersonV1,
  ErpRateV1,
  ErpBomV1,
  ErpRoutingV1,
  ErpInspectionPlanV1,
  ErpStandardCostV1,
  ErpPriceV1,
  ErpLotV1,
  ErpStockV1,
  ErpDeliveryV1,
  ErpCommitmentV1,
  ErpOrderV1,
  ErpSalvageV1,
]);
export type InboundMessage = z.infer<typeof InboundMessage>;
export type InboundType = InboundMessage["type"];

/** The types of `InboundMessage`, in the order in which they refer to each other: an order comes after what it is made of, and its salvage after it. */
export const INBOUND_TYPES: readonly InboundType[] = InboundMessage.options.map((option) => option.shape.type.value);
