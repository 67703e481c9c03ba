import { z } from "zod";
import { InboundMessage } from "./inbound";
import { Code, CurrencyCode, DecimalText, OperationNumber } from "./primitives";

/** Answer to `POST /v1/messages` and `GET /v1/messages/{id}`: the message is booked under this document. */
export const MessageReceipt = z.object({
  id: z.uuid(),
  /** Number that a person finds it by in the ERP. */
  document: z.string().min(1),
  /** Further documents that the message became: goods movements, reversals. */
  parts: z.array(z.object({ kind: z.string().min(1), number: z.string().min(1) })).default([]),
});
export type MessageReceipt = z.infer<typeof MessageReceipt>;

/** RFC 9457 problem details; `code` names the business reason and is what programs go by. */
export const ContractProblem = z.object({
  type: z.string().default("about:blank"),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.string().min(1),
});
export type ContractProblem = z.infer<typeof ContractProblem>;

/** Most messages of one bundle. */
export const BUNDLE_MOST = 50;

/** What became of one message of a bundle. */
const BundleOutcome = z.discriminatedUnion("status", [
  MessageReceipt.extend({ status: z.literal("BOOKED") }),
  /** Refused for a business reason, as by 4xx. */
  z.object({ status: z.literal("REFUSED"), id: z.uuid(), problem: ContractProblem }),
  /** Nothing was booked; the same may be sent again later, as by 423 or 425. */
  z.object({ status: z.literal("LATER"), id: z.uuid(), problem: ContractProblem, retryAfterSeconds: z.number().int().nonnegative().optional() }),
  /** Left alone, because a message of the same subject before it was not booked. */
  z.object({ status: z.literal("NOT_TAKEN"), id: z.uuid() }),
]);

/** Answer to `POST /v1/message-bundles`: one outcome for each message. */
export const BundleReceipt = z.object({ outcomes: z.array(BundleOutcome) });
export type BundleReceipt = z.infer<typeof BundleReceipt>;

/** Answer to `GET /v1/changes`. The entry that the cursor names comes again as the first of the next page. */
export const ChangesPage = z.object({ changes: z.array(InboundMessage), cursor: z.string().min(1), more: z.boolean() });
export type ChangesPage = z.infer<typeof ChangesPage>;

const Seconds = DecimalText.nullable().default(null).meta({ description: "Seconds; null where the ERP cannot say" });
const Kept = DecimalText.nullable().default(null).meta({ description: "Decimal number as text; null where the ERP does not keep it, which is not the same as zero" });

const Amount = DecimalText.meta({ description: "Money as decimal text; what takes cost off the order again, a receipt or a return, is negative" });
const Activity = z.enum(["SETUP", "RUN", "REWORK", "DELAY"]);

/** An amount that the ERP posted to an order, or several that are alike. Each further field is one that Millrace can compare by; null where the ERP does not say it. */
const ContractCost = z.object({
  amount: Amount,
  /** Of material and of receipts. */
  item: Code.nullable().default(null),
  lot: Code.nullable().default(null),
  qty: DecimalText.nullable().default(null),
  uom: Code.nullable().default(null),
  /** Of labour, machine and overhead. */
  operation: OperationNumber.nullable().default(null),
  activity: Activity.nullable().default(null),
  seconds: DecimalText.nullable().default(null).meta({ description: "Seconds that were charged, of overhead those of its driver" }),
  rate: DecimalText.nullable().default(null).meta({ description: "Money per unit of the quantity, of times per hour" }),
  postedOn: z.iso.date().nullable().default(null).meta({ description: "The day of the site on which it was posted" }),
});

const ContractCosts = z.object({
  currency: CurrencyCode,
  elements: z
    .array(z.object({ element: z.enum(["MATERIAL", "LABOUR", "MACHINE", "OVERHEAD", "CREDIT"]), postings: z.array(ContractCost) }))
    .refine((elements) => new Set(elements.map(({ element }) => element)).size === elements.length, "each element stands once")
    .meta({ description: "Elements that the ERP keeps. One without postings is zero; one that is not named is not compared. CREDIT is what receipts take off the order." }),
});

/** What the ERP holds of one order: one entry of the answer to `GET /v1/orders`. All of it is net of reversals. */
export const ContractOrderBooks = z.object({
  order: Code,
  state: z.enum(["PLANNED", "RELEASED", "IN_PROGRESS", "COMPLETED", "CLOSED", "CANCELLED"]).nullable().default(null),
  uom: Code,
  /** Confirmed at the last operation, in the order's unit. */
  good: Kept,
  /** Of all operations, in the order's unit. */
  scrap: Kept,
  /** Taken into stock, in the order's unit. */
  received: Kept,
  /** In the unit of the item; lot null where the ERP does not track it. */
  components: z.array(z.object({ item: Code, lot: Code.nullable().default(null), qty: DecimalText, uom: Code })).default([]),
  time: z
    .object({
      machineSeconds: Seconds,
      labourSeconds: Seconds,
      activities: z
        .array(z.object({ activity: Activity, machineSeconds: Seconds, labourSeconds: Seconds }))
        .nullable()
        .default(null)
        .meta({ description: "The same by activity; null where the ERP does not tell all four apart. An activity that is not named has no time." }),
    })
    .default({ machineSeconds: null, labourSeconds: null, activities: null }),
  costs: ContractCosts.nullable().default(null).meta({ description: "What the order cost in the ERP's books; null where it does not say it" }),
});
export type ContractOrderBooks = z.infer<typeof ContractOrderBooks>;

/** Answer to `GET /v1/orders`: an order that the ERP does not know is missing. */
export const OrdersAnswer = z.object({ orders: z.array(ContractOrderBooks) });

/** An order of the answer to `GET /v1/order-list`. */
export const ContractListedOrder = z.object({
  order: Code,
  site: Code,
  state: ContractOrderBooks.shape.state,
  changedAt: z.iso.datetime({ offset: true }).nullable().default(null).meta({ description: "When it was last changed or booked on; null where the ERP cannot say" }),
});
export type ContractListedOrder = z.infer<typeof ContractListedOrder>;

/** A page of the answer to `GET /v1/order-list`; cursor null on the last one. */
export const OrderListAnswer = z.object({ orders: z.array(ContractListedOrder), cursor: z.string().min(1).nullable() });

/** What the ERP has on hand of one lot at one location, in the base unit of the item. */
export const ContractStockBooks = z.object({ site: Code, item: Code, lot: Code.nullable().default(null), location: Code, qty: DecimalText, uom: Code });
export type ContractStockBooks = z.infer<typeof ContractStockBooks>;

/** A page of the answer to `GET /v1/stock`; cursor null on the last one. */
export const StockAnswer = z.object({ stock: z.array(ContractStockBooks), cursor: z.string().min(1).nullable() });

/** Body of a webhook. */
export const WebhookBody = z.object({ messages: z.array(InboundMessage).min(1).max(100) });
export type WebhookBody = z.infer<typeof WebhookBody>;

/** Answer to a webhook: how many of its messages are new here, were here before, cannot be read, and contradict one of the same id. */
export const WebhookReceipt = z.object({
  received: z.number().int().nonnegative(),
  repeated: z.number().int().nonnegative(),
  unreadable: z.number().int().nonnegative(),
  conflicts: z.number().int().nonnegative(),
});

/** Answer to `GET /v1`. */
export const SystemInfo = z.object({ system: z.string(), version: z.string(), contract: z.literal("millrace-rest-v1") });
export type SystemInfo = z.infer<typeof SystemInfo>;

/** Headers of a signed webhook: Unix seconds, and `v1=` + hex HMAC-SHA256 of `<timestamp>.<raw body>`; several, comma separated, while a secret is rotated. */
export const WEBHOOK_TIMESTAMP_HEADER = "millrace-timestamp";
export const WEBHOOK_SIGNATURE_HEADER = "millrace-signature";
/** Carries the id of the message: a repeat with the same key is answered with the first document. */
export const IDEMPOTENCY_HEADER = "idempotency-key";
