import { z } from "zod";
import { Code, CurrencyCode, NonNegativeText } from "@/lib/messages/primitives";

const zones = new Set(Intl.supportedValuesOf("timeZone")).add("UTC");

const Slot = z.number().int().min(1).max(6).nullable();

/** Which of SAP's six work quantities holds which time. Null: that time has no place of its own and is added to the machine's, or left out. */
const Slots = z.strictObject({
  setup: Slot.default(1).meta({ title: "Set-up", description: "Work quantity 1 to 6 that holds the set-up time of the machine; empty adds it to the machine time." }),
  machine: Slot.default(2).meta({ title: "Machine", description: "Work quantity 1 to 6 that holds the machine time; empty leaves it out." }),
  labour: Slot.default(3).meta({ title: "Labour", description: "Work quantity 1 to 6 that holds the time of people, added up; empty leaves it out." }),
});
export type Slots = z.infer<typeof Slots>;

const TechnicalObject = z.strictObject({
  object: z.string().min(1).max(40),
  kind: z.enum(["EAMS_EQUI", "EAMS_FL"]).default("EAMS_EQUI"),
});

const ActivityType = z.strictObject({
  element: z.enum(["LABOUR", "MACHINE", "OVERHEAD"]),
  basis: z.enum(["LABOUR_H", "MACHINE_H"]),
});

const StorageLocation = z
  .string()
  .regex(/^[A-Z0-9]{1,4}$/, "must be a storage location of SAP: up to four letters and digits")
  .nullable()
  .default(null);

/** How an S/4HANA is reached, and how its ways map to ours. One connection speaks for one plant. */
export const SapSettings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .meta({ title: "Address", description: "Address of the system before /sap/opu/odata, for example https://s4.example.com:44300." }),
  client: z
    .string()
    .regex(/^\d{3}$/, "must be three digits")
    .nullable()
    .default(null)
    .meta({ title: "Client", description: "Three digits, sent as sap-client; empty takes the default client of the system." }),
  auth: z
    .enum(["BASIC", "OAUTH", "API_KEY"])
    .default("BASIC")
    .meta({ title: "Sign-in", description: "BASIC: user and password. OAUTH: client credentials for a bearer token. API_KEY: a key in the header APIKey, as gateways ask for." }),
  user: z.string().default("").meta({ title: "User or client id", description: "Communication user for BASIC, client id for OAUTH." }),
  tokenUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .meta({ title: "Token address", description: "Where OAUTH gets its token." }),
  timeoutSeconds: z.number().int().min(1).max(120).default(30).meta({ title: "Time limit", description: "Seconds to wait for an answer." }),
  plant: z
    .string()
    .regex(/^[A-Z0-9]{1,4}$/, "must be a plant of SAP: up to four letters and digits")
    .meta({ title: "Plant", description: "The plant in SAP, for example 1010." }),
  site: Code.meta({ title: "Site", description: "The site that this plant is, by the name that the connection gives it." }),
  timeZone: z
    .string()
    .refine((zone) => zones.has(zone), "must be a time zone name such as Europe/Berlin")
    .default("UTC")
    .meta({ title: "Time zone", description: "Zone of the plant: SAP's dates and clock times are meant in it." }),
  language: z.string().length(2).default("EN").meta({ title: "Language", description: "Language of item texts, two letters." }),
  currency: CurrencyCode.default("EUR").meta({ title: "Currency", description: "Currency of the company code, for prices that come without one." }),
  workQuantities: Slots.prefault({}).meta({
    title: "Work quantities",
    description: "Which of the six work quantities holds which time, as the standard value key of the work centres says.",
  }),
  workQuantitiesOf: z
    .record(z.string(), Slots)
    .default({})
    .meta({ title: "Work quantities by work centre", description: "Work centres whose standard value key differs from the one above." }),
  bookedActivities: z
    .array(z.enum(["SETUP", "RUN", "REWORK", "DELAY"]))
    .default(["SETUP", "RUN", "REWORK", "DELAY"])
    .meta({ title: "Booked activities", description: "Activities whose time is confirmed to SAP." }),
  clearReservations: z
    .boolean()
    .default(true)
    .meta({ title: "Clear reservations", description: "The final confirmation of an operation writes off what is still reserved for it." }),
  receiptWith: z.enum(["RECEIPT", "CONFIRMATION"]).default("RECEIPT").meta({
    title: "Goods receipt",
    description: "RECEIPT: each receipt is a material document of its own. CONFIRMATION: the confirmation of the last operation receives the lots that it made.",
  }),
  issueStorageLocation: StorageLocation.meta({ title: "Issue from", description: "Storage location for components that the order does not plan and the message does not place." }),
  receiptStorageLocation: StorageLocation.meta({ title: "Receive at", description: "Storage location for receipts where neither message nor order names one." }),
  scrapMovementType: z
    .string()
    .regex(/^\d{3}$/, "must be three digits")
    .default("551")
    .meta({ title: "Scrap movement", description: "Movement type for scrapped material that belongs to no order." }),
  scrapCostCentre: z.string().max(10).nullable().default(null).meta({ title: "Scrap cost centre", description: "Cost centre that scrap without an order is charged to." }),
  technicallyCompleteOn: z
    .enum(["COMPLETED", "CLOSED", "NEVER"])
    .default("CLOSED")
    .meta({ title: "Technically complete", description: "When an order gets the status TECO. SAP takes nothing more of it afterwards. NEVER: order status is not sent." }),
  notifications: z.boolean().default(true).meta({ title: "Maintenance notifications", description: "Stopped lines and severe exceptions become maintenance notifications." }),
  notificationType: z.string().length(2).default("M2").meta({ title: "Notification type", description: "Type of those notifications." }),
  notificationWorkCentre: z.string().max(8).nullable().default(null).meta({ title: "Responsible work centre", description: "Maintenance work centre that notifications go to." }),
  technicalObjects: z
    .record(z.string(), TechnicalObject)
    .default({})
    .meta({ title: "Technical objects", description: "Our work units or work centres and the equipment or functional location in SAP that each one is." }),
  quality: z.boolean().default(true).meta({ title: "Quality results", description: "Recorded checks become results of the inspection lot of their order." }),
  lotHold: z.boolean().default(false).meta({ title: "Blocked stock", description: "A held lot is moved to blocked stock, a released one back." }),
  exceptionSeverity: z.number().int().min(1).max(3).default(1).meta({ title: "Least severe exception", description: "1 sends the most severe only." }),
  retryableCodes: z
    .array(z.string().min(1))
    .default(["56/393"])
    .meta({ title: "Codes that mean locked", description: "Message codes of SAP that say that an object is locked: sent again later instead of asking a person." }),
  movementReads: z
    .number()
    .int()
    .min(0)
    .max(10)
    .default(3)
    .meta({ title: "Reads for movements", description: "How often to look for the material documents of a confirmation, which SAP may post a moment later." }),
  movementPauseMs: z.number().int().min(0).max(30_000).default(2000).meta({ title: "Pause between those", description: "Milliseconds." }),
  postPauseMs: z
    .number()
    .int()
    .min(0)
    .max(30_000)
    .default(0)
    .meta({ title: "Pause between posts", description: "Milliseconds between two documents of one message; fast bursts end in SAP's list of failed movements." }),
  stock: z.boolean().default(true).meta({ title: "Read stock", description: "Batches come with their stock, and stock is compared each day." }),
  stockMinutes: z.number().int().min(5).max(1440).nullable().default(null).meta({
    title: "Minutes between snapshots of stock",
    description: "How often all stock with batches is read and compared with what lies here, with Read stock. Empty: never.",
  }),
  purchases: z
    .boolean()
    .default(false)
    .meta({ title: "Read purchases", description: "Schedule lines of purchase orders come as deliveries on their way. Needs the service API_PURCHASEORDER_PROCESS_SRV." }),
  activityTypes: z
    .record(z.string(), ActivityType)
    .default({})
    .meta({ title: "Activity types", description: "SAP's activity types and the cost element and hours that each one is. None: no rates are read." }),
  costCentres: z
    .record(z.string(), z.string())
    .default({})
    .meta({ title: "Cost centres", description: "Work centres whose cost centre SAP's service does not tell, and that cost centre." }),
  unitSuffix: z
    .string()
    .regex(/^[A-Z0-9-]{1,20}$/)
    .default("UNIT")
    .meta({ title: "Work unit suffix", description: "A work centre MILL-01 becomes the work unit MILL-01.UNIT." }),
  issueMode: z
    .enum(["MANUAL_QTY", "BACKFLUSH"])
    .default("MANUAL_QTY")
    .meta({ title: "Issue of components", description: "How components without batches leave stock in Millrace; those with batches are scanned." }),
  overPct: NonNegativeText.default("0").meta({ title: "Over-delivery", description: "Percent more than ordered that is allowed." }),
  underPct: NonNegativeText.default("0").meta({ title: "Under-delivery", description: "Percent less than ordered that is allowed." }),
  priority: z.number().int().min(1).max(999).default(500).meta({ title: "Priority", description: "Priority of orders; 1 is the most urgent." }),
  fullReadHours: z.number().int().min(1).max(720).nullable().default(24).meta({
    title: "Hours between full reads",
    description: "How often everything is read anew, a little at a time: a record whose time of change was set back or lost is found only so. Empty: never.",
  }),
  overlapSeconds: z
    .number()
    .int()
    .min(1)
    .max(3600)
    .default(300)
    .meta({ title: "Overlap", description: "Seconds that polling looks back, because SAP stamps a change before it commits it." }),
  fullReadMinutes: z
    .number()
    .int()
    .min(1)
    .max(10_080)
    .default(60)
    .meta({ title: "Full read", description: "Minutes between two reads of what SAP does not stamp: routings, rates, some BOMs, stock, purchases." }),
});
export type SapSettings = z.infer<typeof SapSettings>;

export const SapSecrets = z.object({
  secret: z.string().min(1).meta({ title: "Password or key", description: "Password for BASIC, client secret for OAUTH, key for API_KEY." }),
  webhookSecrets: z
    .array(z.string().min(16, "needs at least 16 characters"))
    .max(3)
    .default([])
    .meta({ title: "Event secrets", description: "What events carry in the header Authorization (Bearer) or X-Millrace-Secret; several while one is rotated, none: no events." }),
});
export type SapSecrets = z.infer<typeof SapSecrets>;

/** The slots that count for a work centre. */
export function slotsOf(settings: Pick<SapSettings, "workQuantities" | "workQuantitiesOf">, workCentre: string): Slots {
  return settings.workQuantitiesOf[workCentre] ?? settings.workQuantities;
}
