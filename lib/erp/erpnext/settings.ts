import { z } from "zod";
import { Code, NonNegativeText } from "@/lib/messages/primitives";

const zones = new Set(Intl.supportedValuesOf("timeZone")).add("UTC");

/** How an ERPNext site is reached, and what it does not say by itself. */
export const ErpnextSettings = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .meta({ title: "Address", description: "Address of the ERPNext site, before /api." }),
  siteName: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .meta({ title: "Site name", description: "Only where several sites share one address: the name of the site, sent as X-Frappe-Site-Name." }),
  timeoutSeconds: z.number().int().min(1).max(120).default(30).meta({ title: "Time limit in seconds", description: "How long one call may take." }),
  site: Code.meta({ title: "Site", description: "The site of Millrace that this company's orders and stock belong to." }),
  company: Code.meta({ title: "Company", description: "Name of the company in ERPNext, as its documents carry it." }),
  timeZone: z
    .string()
    .refine((zone) => zones.has(zone), "must be a time zone name such as Europe/Berlin")
    .meta({ title: "Time zone of the site", description: "The one in ERPNext's System Settings: dates and times of its documents carry no zone of their own." }),
  cards: z.enum(["OPERATION", "CONFIRMATION"]).default("CONFIRMATION").meta({
    title: "Job cards",
    description:
      "OPERATION: confirmations are rows of the operation's one card, which the last one submits. CONFIRMATION: each confirmed quantity is a submitted card of its own, so that receipts may be booked and the next operation may start before the operation ends.",
  }),
  consumption: z.enum(["Material Consumption for Manufacture", "Material Issue"]).default("Material Issue").meta({
    title: "Consumption",
    description:
      "Purpose of the stock entries that take components. ERPNext lets a consumption for manufacture through only for quantities whose operations are all completed; an issue may be booked at any time and names the order in its remarks.",
  }),
  bookedTime: z.enum(["LABOUR", "MACHINE"]).default("LABOUR").meta({
    title: "Booked time",
    description: "ERPNext knows one kind of time. LABOUR: a row per person, or the machine's time where nobody is named. MACHINE: the machine's time only.",
  }),
  employees: z
    .record(z.string(), z.string().min(1))
    .default({})
    .meta({ title: "Employees", description: "Person codes of Millrace and the employees of ERPNext, where the two differ." }),
  rateClass: Code.nullable().default(null).meta({
    title: "Rate class of people",
    description:
      "Employees of the company are read as people of this rate class, since ERPNext keeps none. Empty: people are not read. The user of the API key must be allowed to read employees.",
  }),
  downtimeOperator: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .meta({ title: "Operator of downtime entries", description: "Employee that downtime entries name, which ERPNext insists on. Without one a stop is an issue only." }),
  quarantineWarehouse: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .meta({ title: "Quarantine warehouse", description: "Where receipts go that quality has yet to release. Without one they go to the order's own warehouse." }),
  issueMode: z
    .enum(["MANUAL_QTY", "BACKFLUSH"])
    .default("BACKFLUSH")
    .meta({ title: "Components without batches", description: "How they leave stock in Millrace; those with batches are scanned." }),
  calendars: z.boolean().default(false).meta({
    title: "Read working hours",
    description: "Working hours of workstations and their holiday lists become their calendars. The user of the API key must be allowed to read holiday lists.",
  }),
  purchases: z
    .boolean()
    .default(false)
    .meta({ title: "Read purchases", description: "Rows of purchase orders come as deliveries on their way. The user of the API key must be allowed to read purchase orders." }),
  stockMinutes: z.number().int().min(5).max(1440).nullable().default(null).meta({
    title: "Minutes between snapshots of stock",
    description: "How often all stock with batches is read and compared with what lies here: ERPNext is asked once for each item and warehouse. Empty: never.",
  }),
  decimals: z.number().int().min(0).max(6).default(3).meta({ title: "Decimals", description: "Decimals of quantities in units that ERPNext does not keep whole." }),
  overPct: NonNegativeText.default("0").meta({ title: "Overproduction in percent", description: "The one in ERPNext's Manufacturing Settings: orders do not carry it." }),
  underPct: NonNegativeText.default("0").meta({ title: "Underproduction in percent", description: "How much less than ordered is still complete." }),
  priority: z.number().int().min(1).max(999).default(500).meta({ title: "Priority of orders", description: "ERPNext has none; 1 is the most urgent." }),
  unitSuffix: z
    .string()
    .regex(/^[A-Z0-9-]{1,20}$/)
    .default("UNIT")
    .meta({ title: "Suffix of work units", description: "A workstation MILL-01 becomes the work centre MILL-01 with the work unit MILL-01.UNIT." }),
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
    .meta({ title: "Overlap in seconds", description: "How far polling looks back: a transaction may commit that long after the time it writes." }),
});
export type ErpnextSettings = z.infer<typeof ErpnextSettings>;

export const ErpnextSecrets = z.object({
  apiKey: z.string().min(1).meta({ title: "API key", description: "Of the user that Millrace works as." }),
  apiSecret: z.string().min(1).meta({ title: "API secret", description: "Shown once when the key is made." }),
  webhookSecrets: z
    .array(z.string().min(16, "needs at least 16 characters"))
    .max(3)
    .default([])
    .meta({ title: "Webhook secrets", description: "Those of the webhooks in ERPNext that count now; without one webhooks are refused." }),
});
export type ErpnextSecrets = z.infer<typeof ErpnextSecrets>;
