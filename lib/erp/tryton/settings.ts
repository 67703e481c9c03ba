import { z } from "zod";
import { Code, NonNegativeText, UomCode } from "@/lib/messages/primitives";
import type { Words } from "@/lib/erp/words";
import { RateTable, RoutingTable } from "./plan-settings";

const zones = new Set(Intl.supportedValuesOf("timeZone")).add("UTC");

/** How a Tryton is reached, and how its words map to ours. */
export const TrytonSettings = z.object({
  url: z
    .url({ protocol: /^https?$/, error: "must be an address that begins with http:// or https://" })
    .meta({ title: "Address", description: "Of trytond, before the name of the database." }),
  database: z.string().min(1).meta({ title: "Database", description: "Its name in trytond." }),
  user: z.string().min(1).meta({ title: "User", description: "The user in Tryton that Millrace works as." }),
  timeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(120)
    .default(30)
    .meta({ title: "Wait for an answer, seconds", description: "Longer, and the call counts as lost and is looked up before it is tried again." }),
  site: Code.meta({ title: "Site", description: "The name under which this company's orders and stock come; the same as for the site above." }),
  timeZone: z
    .string()
    .refine((zone) => zones.has(zone), "must be a time zone name such as Europe/Berlin")
    .default("UTC")
    .meta({ title: "Time zone", description: "In which Tryton's calendar days are meant: planned dates, expiry, effective dates." }),
  units: z
    .record(z.string(), UomCode)
    .default({})
    .transform((more): Readonly<Record<string, string>> => ({ ...UNITS, ...more }))
    .meta({ title: "Units", description: 'Unit symbols of Tryton and their UN/ECE codes, beyond those that it ships: {"pal": "XPX"}.' }),
  rateElement: z.enum(["MACHINE", "LABOUR"]).default("MACHINE").meta({
    title: "What a price per hour pays for",
    description: "Tryton has one price per hour and work centre: the cost element that it stands for, and so the hours that are booked.",
  }),
  routings: RoutingTable.default({}).meta({
    title: "Standard times",
    description:
      'By name of the routing, which Tryton has no times for: {"Chair": {"steps": [{"operation": "Assemble", "runHours": "0.25"}]}}. Without them operations take no time.',
  }),
  rates: RateTable.default([]).meta({
    title: "Hourly rates",
    description: 'Rates that Tryton has no field for: [{"workCentres": ["Bench"], "element": "OVERHEAD", "rate": "6"}]. Its own price per hour counts before one of these.',
  }),
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
    .prefault({})
    .meta({
      title: "Sales as promises",
      description: 'Whether sales are read, and what Tryton does not know of a promise: {"read": true, "priorityClass": "B", "penaltyPerUnitDay": "0"}.',
    }),
  bookedActivities: z
    .array(z.enum(["SETUP", "RUN", "REWORK", "DELAY"]))
    .default(["SETUP", "RUN", "REWORK", "DELAY"])
    .meta({ title: "Booked time", description: "Activities whose time is booked on the work of the order." }),
  issueMode: z
    .enum(["MANUAL_QTY", "BACKFLUSH"])
    .default("BACKFLUSH")
    .meta({ title: "Components without lots", description: "How they leave stock in Millrace; those with lots are scanned." }),
  overPct: NonNegativeText.default("0").meta({ title: "More than ordered, percent", description: "How far an order may go over; Tryton does not know." }),
  underPct: NonNegativeText.default("0").meta({ title: "Less than ordered, percent", description: "How far an order may stay under; Tryton does not know." }),
  priority: z.number().int().min(1).max(999).default(500).meta({ title: "Priority of orders", description: "1 is the most urgent; Tryton has none." }),
  unitSuffix: z
    .string()
    .regex(/^[A-Z0-9-]{1,20}$/, "must be capitals, digits and dashes")
    .default("UNIT")
    .meta({ title: "Machine suffix", description: "Part of a machine's code after its work centre: Tryton's work centres are machines already." }),
  locations: z
    .record(z.string(), z.string())
    .default({})
    .meta({ title: "Places", description: 'Our location codes where they differ from Tryton\'s: {"MAIN": "STO"}. Codes that neither knows mean the order\'s own places.' }),
  quarantine: z
    .string()
    .nullable()
    .default(null)
    .meta({ title: "Quarantine place", description: "Code of the place for receipts that quality has yet to release; empty: they go to stock." }),
  finishOn: z.enum(["COMPLETED", "CLOSED"]).default("COMPLETED").meta({ title: "Order is finished in Tryton once it is", description: "Tryton takes no more of it afterwards." }),
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
    .meta({ title: "Look back, seconds", description: "A transaction may commit that long after the time that it writes: reading looks back that far." }),
});
/** With the connection's own words, which count before what the settings say of units. */
export type TrytonSettings = z.infer<typeof TrytonSettings> & { readonly words?: Words };

export const TrytonSecrets = z.object({ password: z.string().min(1).meta({ title: "Password", description: "Of the user in Tryton." }) });
export type TrytonSecrets = z.infer<typeof TrytonSecrets>;

/** Our code of a unit of Tryton, or undefined when neither the connection's words nor its settings name one. */
export function ourUnit({ units, words }: Pick<TrytonSettings, "units" | "words">, symbol: string): string | undefined {
  const word = words?.ours("UOM", symbol);
  return word === undefined || word === symbol ? units[symbol] : word;
}

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
