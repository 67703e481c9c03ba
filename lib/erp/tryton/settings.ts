import { z } from "zod";
import { Code, NonNegativeText, UomCode } from "@/lib/messages/primitives";
import { RateTable, RoutingTable } from "./plan-settings";

const zones = new Set(Intl.supportedValuesOf("timeZone")).add("UTC");

/** How a Tryton is reached, and how its words map to ours. */
export const TrytonSettings = z.object({
  /** Address of trytond, before the database name. */
  url: z.url({ protocol: /^https?$/ }),
  database: z.string().min(1),
  user: z.string().min(1),
  timeoutSeconds: z.number().int().min(1).max(120).default(30),
  /** The site that this company's orders and stock belong to. */
  site: Code,
  /** Zone in which the ERP's calendar days are meant: planned dates, expiry, effective dates. */
  timeZone: z
    .string()
    .refine((zone) => zones.has(zone), "must be a time zone name such as Europe/Berlin")
    .default("UTC"),
  /** Tryton's unit symbols and our UN/ECE codes. Given ones are added to these. */
  units: z
    .record(z.string(), UomCode)
    .default({})
    .transform((more): Readonly<Record<string, string>> => ({ ...UNITS, ...more })),
  /** Tryton has one price per hour and work centre: the cost element that it stands for, and so the hours that are booked. */
  rateElement: z.enum(["MACHINE", "LABOUR"]).default("MACHINE"),
  /** Standard times per routing, which Tryton does not know: without them operations take no time in Millrace. */
  routings: RoutingTable.default({}),
  /** Hourly rates that Tryton does not know. Its own price per hour counts before one of these. */
  rates: RateTable.default([]),
  /** Whether sales are read as commitments, and what Tryton does not know of a promise. */
  commitments: z
    .strictObject({
      read: z.boolean().default(true),
      /** A is served before B. */
      priorityClass: z
        .string()
        .regex(/^[A-Z]$/, "must be one letter, A is served first")
        .default("B"),
      /** Money per unit and day late, in the currency of the sale. */
      penaltyPerUnitDay: NonNegativeText.default("0"),
    })
    .prefault({}),
  /** Activities whose time is booked on the work of the order. */
  bookedActivities: z.array(z.enum(["SETUP", "RUN", "REWORK", "DELAY"])).default(["SETUP", "RUN", "REWORK", "DELAY"]),
  /** How components without lots leave stock in Millrace; those with lots are scanned. */
  issueMode: z.enum(["MANUAL_QTY", "BACKFLUSH"]).default("BACKFLUSH"),
  /** Tolerances and priority of orders, which Tryton does not know. */
  overPct: NonNegativeText.default("0"),
  underPct: NonNegativeText.default("0"),
  priority: z.number().int().min(1).max(999).default(500),
  /** Part of a work unit's code after its work centre: Tryton's work centres are machines already. */
  unitSuffix: z
    .string()
    .regex(/^[A-Z0-9-]{1,20}$/)
    .default("UNIT"),
  /** Our location codes where they differ from Tryton's. Codes that neither knows mean the order's own places. */
  locations: z.record(z.string(), z.string()).default({}),
  /** Code of the place for receipts that quality has yet to release; null: they go to stock. */
  quarantine: z.string().nullable().default(null),
  /** When the order is finished in Tryton, which takes no more of it afterwards. */
  finishOn: z.enum(["COMPLETED", "CLOSED"]).default("COMPLETED"),
  /** A transaction may commit that long after the time it writes: polling looks back that far. */
  overlapSeconds: z.number().int().min(1).max(3600).default(300),
});
export type TrytonSettings = z.infer<typeof TrytonSettings>;

export const TrytonSecrets = z.object({ password: z.string().min(1) });
export type TrytonSecrets = z.infer<typeof TrytonSecrets>;

/** The units that Tryton ships and a shop floor uses. */
const UNITS: Readonly<Record<string, string>> = {
  u: "EA",
  kg: "KGM",
  g: "GRM",
  lb: "LBR",
  oz: "ONZ",
  l: "LTR",
  "m³": "MTQ",
  "cm³": "CMQ",
  gal: "GLL",
  m: "MTR",
  km: "KMT",
  cm: "CMT",
  mm: "MMT",
  ft: "FOT",
  in: "INH",
  "m²": "MTK",
  "cm²": "CMK",
  h: "HUR",
  min: "MIN",
  s: "SEC",
  d: "DAY",
};
