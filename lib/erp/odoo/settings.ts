import { z } from "zod";
import { Code, NonNegativeText } from "@/lib/messages/primitives";

const Id = z.number().int().positive();

/** Loss records that time is booked on; what is not given is looked up by the type that Odoo ships. */
const Losses = z
  .strictObject({
    productive: Id.nullable()
      .default(null)
      .meta({ title: "Productive loss", description: "Id of the loss record for running and setting up. Empty: the first one of type productive." }),
    performance: Id.nullable().default(null).meta({ title: "Performance loss", description: "Id of the loss record for delays. Empty: the first one of type performance." }),
    quality: Id.nullable().default(null).meta({ title: "Quality loss", description: "Id of the loss record for rework. Empty: the first one of type quality." }),
    availability: Id.nullable().default(null).meta({ title: "Availability loss", description: "Id of the loss record for stops. Empty: the first one of type availability." }),
  })
  .prefault({});

/** How an Odoo is reached, and what it cannot say of its orders. */
export const OdooSettings = z
  .object({
    url: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ""))
      .meta({ title: "Address", description: "Address of Odoo, without a path." }),
    protocol: z.enum(["JSON2", "JSONRPC"]).default("JSON2").meta({ title: "Protocol", description: "JSON-2 from Odoo 19 on, JSON-RPC before." }),
    version: z.number().int().min(16).max(19).default(19).meta({ title: "Version", description: "Major version of Odoo: 16 to 19. Some of its fields have other names in each." }),
    database: z.string().default("").meta({ title: "Database", description: "Needed for JSON-RPC, and for JSON-2 when the server has several." }),
    login: z.string().default("").meta({ title: "Login", description: "User that the key belongs to. Needed for JSON-RPC." }),
    timeoutSeconds: z.number().int().min(1).max(120).default(30).meta({ title: "Time limit", description: "Seconds to wait for an answer." }),
    companyId: Id.default(1).meta({ title: "Company", description: "Id of the company in Odoo whose orders are exchanged." }),
    site: Code.meta({ title: "Site", description: "The site that this company's orders and stock belong to." }),
    keyField: z
      .string()
      .regex(/^x_[a-z0-9_]{1,60}$/, "must be the name of a custom field, such as x_mes_ref")
      .nullable()
      .default("x_mes_ref")
      .meta({
        title: "Key field",
        description: "Custom text field on time entries and scrap that holds our key. Empty: the key goes into the description and the source document.",
      }),
    consumption: z.enum(["MES", "ERP"]).default("MES").meta({
      title: "Who books components",
      description: "MES: what the floor took is booked lot by lot. ERP: Odoo consumes by its bill of materials and nothing is issued from here.",
    }),
    bookedTime: z
      .enum(["MACHINE", "LABOUR"])
      .default("MACHINE")
      .meta({ title: "Time that is booked", description: "Odoo keeps one kind of time: that of the machine, or one entry per person. Its cost per hour counts as the same." }),
    users: z.record(Code, Id).default({}).meta({ title: "Users", description: "Our people and their user ids in Odoo, where labour is booked." }),
    losses: Losses.meta({ title: "Losses", description: "Records that time is booked on." }),
    crew: NonNegativeText.default("1").meta({ title: "Crew", description: "People planned on each operation, which Odoo does not know." }),
    issueMode: z
      .enum(["MANUAL_QTY", "BACKFLUSH"])
      .default("BACKFLUSH")
      .meta({ title: "Components without lots", description: "How they leave stock in Millrace. Those with lots are scanned." }),
    overPct: NonNegativeText.default("0").meta({ title: "Tolerance above", description: "Percent that an order may be exceeded by." }),
    underPct: NonNegativeText.default("0").meta({ title: "Tolerance below", description: "Percent that an order may fall short by." }),
    priority: z.number().int().min(1).max(999).default(500).meta({ title: "Priority", description: "Priority of orders that are not marked urgent; 1 is the most urgent." }),
    unitSuffix: z
      .string()
      .regex(/^[A-Z0-9-]{1,20}$/)
      .default("UNIT")
      .meta({ title: "Work unit", description: "Part of a work unit's code after its work centre: MILL-01 becomes MILL-01.UNIT." }),
    expiryDates: z.boolean().default(false).meta({ title: "Expiry dates", description: "Whether the app for expiry dates is installed, so that lots have one." }),
    calendars: z.boolean().default(false).meta({
      title: "Read working hours",
      description: "Working hours of work centres and time off become their calendars. The zone of the hours in Odoo must be that of the site.",
    }),
    purchases: z.boolean().default(false).meta({
      title: "Read purchases",
      description: "Lines of purchase orders come as deliveries on their way. The Purchase app must be installed, and the account allowed to read its orders.",
    }),
    stockMinutes: z.number().int().min(5).max(1440).nullable().default(null).meta({
      title: "Minutes between snapshots of stock",
      description: "How often all stock with lots is read and compared with what lies here. Empty: never. Never, too, where Odoo itself consumes components.",
    }),
    fullReadHours: z.number().int().min(1).max(720).nullable().default(24).meta({
      title: "Hours between full reads",
      description: "How often everything is read anew, a little at a time: a record whose time of change was set back or lost is found only so. Empty: never.",
    }),
    overlapSeconds: z
      .number()
      .int()
      .min(1)
      .max(3600)
      .default(60)
      .meta({ title: "Look back", description: "A change may be stored that long after the time it is stamped with: polling looks back that far." }),
  })
  .superRefine((settings, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (settings.protocol === "JSON2" && settings.version < 19) wrong("protocol", "JSON-2 needs Odoo 19");
    if (settings.protocol === "JSONRPC" && settings.database === "") wrong("database", "is needed for JSON-RPC");
    if (settings.protocol === "JSONRPC" && settings.login === "") wrong("login", "is needed for JSON-RPC");
  });
export type OdooSettings = z.infer<typeof OdooSettings>;

export const OdooSecrets = z.object({
  apiKey: z
    .string()
    .min(1)
    .meta({ title: "API key", description: "Made in Odoo under the user's account security. Odoo lets keys live three months at most: change it here before." }),
});
export type OdooSecrets = z.infer<typeof OdooSecrets>;

/** Minutes between two snapshots of stock; null: none. Where Odoo consumes by itself no issue is sent there, so each lot that moved would differ. */
export function snapshotMinutes({ consumption, stockMinutes }: OdooSettings): number | null {
  return consumption === "ERP" ? null : stockMinutes;
}
