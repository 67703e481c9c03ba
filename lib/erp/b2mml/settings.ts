import { z } from "zod";
import type { WordPair } from "@/lib/erp/words";
import { Code, NonNegativeText } from "@/lib/messages/primitives";

/** What every partner is asked for, in the order in which the objects refer to each other. */
const USUAL = ["MATERIALS", "EQUIPMENT", "DEFINITIONS", "LOTS", "ORDERS"] as const;
/** What a partner can be asked for. A cursor counts along it: what is new comes at the end. */
export const NOUNS = [...USUAL, "PEOPLE"] as const;

/** How the partner is reached, who is who in the messages, and what the standard has no place for. */
export const B2mmlSettings = z
  .object({
    transport: z
      .enum(["http", "folder"])
      .default("http")
      .meta({ title: "Transport", description: "Documents go to an address over HTTP, or to a folder that the partner watches." }),
    form: z.enum(["xml", "json"]).default("xml").meta({ title: "Form", description: "XML by the B2MML schema, or the JSON form of it. Either is read." }),
    url: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null)
      .meta({ title: "Address", description: "Where documents are posted. HTTP only." }),
    user: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .meta({ title: "User", description: "OutboundMessage with the password as basic authentication; without a user the password is sent as a bearer token. HTTP only." }),
    timeoutSeconds: z.number().int().min(1).max(120).default(20).meta({ title: "Time limit", description: "Seconds to wait for an answer over HTTP." }),
    outbox: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .meta({ title: "Folder to the partner", description: "Where our documents are put: its path in the exchange folder of this installation (MILLRACE_EXCHANGE). Folder only." }),
    inbox: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .meta({ title: "Folder from the partner", description: "Where the partner puts its documents and answers, in the exchange folder too. Folder only." }),
    answerSeconds: z
      .number()
      .int()
      .min(1)
      .max(120)
      .default(20)
      .meta({ title: "Wait for an answer", description: "Seconds to wait for the partner's answer to a file before it is looked for again later. Folder only." }),
    site: Code.meta({ title: "Site", description: "The site that this partner's orders and stock belong to." }),
    plant: Code.nullable().default(null).meta({ title: "Plant", description: "What the partner calls the site; the same as the site unless given." }),
    us: Code.default("MES").meta({ title: "Our name", description: "Logical id that we sign our documents with." }),
    partner: Code.default("ERP").meta({ title: "Partner's name", description: "Logical id of the partner." }),
    polled: z
      .array(z.enum(NOUNS))
      .default([...USUAL])
      .meta({ title: "Asked for", description: "What the partner is asked to show over HTTP. Leave out what it only pushes; people only where it has them." }),
    fullReadHours: z.number().int().min(1).max(720).nullable().default(24).meta({
      title: "Hours between full reads",
      description: "How often the partner is asked for everything anew, for what it does not show as changed. Empty: never. HTTP only.",
    }),
    overlapSeconds: z.number().int().min(0).max(3600).default(300).meta({ title: "Look back", description: "Seconds that each question reaches back before the last answer." }),
    stockMinutes: z.number().int().min(5).max(1440).nullable().default(null).meta({
      title: "Minutes between snapshots of stock",
      description: "How often the partner is asked for all lots that it has, to compare them with what lies here. It must then show all of them. Empty: never. HTTP only.",
    }),
    issueMode: z
      .enum(["MANUAL_SCAN", "MANUAL_QTY", "BACKFLUSH"])
      .default("MANUAL_SCAN")
      .meta({ title: "Issue mode", description: "How components are taken where the partner does not say." }),
    overPct: NonNegativeText.default("0").meta({ title: "Over-delivery", description: "Percent more than ordered that an order allows." }),
    underPct: NonNegativeText.default("0").meta({ title: "Under-delivery", description: "Percent less than ordered that an order allows." }),
    priority: z.number().int().min(1).max(999).default(500).meta({ title: "Priority", description: "Of an order that comes without one; 1 is the most urgent." }),
  })
  .superRefine((settings, context) => {
    const needed = settings.transport === "http" ? (["url"] as const) : (["outbox", "inbox"] as const);
    for (const name of needed) if (settings[name] === null) context.addIssue({ code: "custom", path: [name], message: `is needed for the transport "${settings.transport}"` });
    if (settings.outbox !== null && settings.outbox === settings.inbox)
      context.addIssue({ code: "custom", path: ["inbox"], message: "must be another folder than the one to the partner" });
  });
export type B2mmlSettings = z.infer<typeof B2mmlSettings>;

export const B2mmlSecrets = z.object({
  password: z.string().default("").meta({ title: "Password", description: "Of the user, or the bearer token where there is no user. HTTP only." }),
  webhookSecrets: z
    .array(z.string().min(16, "needs at least 16 characters"))
    .max(3)
    .default([])
    .meta({ title: "Webhook secrets", description: "Sign what the partner sends us; several while one is replaced. Without any, nothing is taken from a webhook." }),
});
export type B2mmlSecrets = z.infer<typeof B2mmlSecrets>;

/** Pieces have two codes in UN/ECE Recommendation 20: B2MML partners mostly say PCE, we say EA. */
export const DELIVERED_WORDS: readonly WordPair[] = [
  { kind: "UOM", ours: "EA", theirs: "PCE" },
  { kind: "UOM", ours: "EA", theirs: "C62" },
  { kind: "UOM", ours: "EA", theirs: "H87" },
];
