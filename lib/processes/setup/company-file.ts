import { z } from "zod";
import { PERMISSIONS, ROLES } from "@/lib/auth/permissions";

const Code = z.string().trim().min(1).max(80);
const zones = new Set(Intl.supportedValuesOf("timeZone")).add("UTC");

const Names = z.strictObject({ de: z.string().trim().min(1).optional(), es: z.string().trim().min(1).optional() }).default({});
const ReasonClass = z.enum(["FAILURE", "CHANGEOVER", "MATERIAL", "QUALITY", "OPERATOR", "PLANNED", "EXTERNAL", "OTHER"]);
const Valuation = z.enum(["NORMAL", "ABNORMAL"]);

/** A reason, or with `reasons` a group of them. What a group says of class, valuation and comment its reasons need not repeat (ST-03). */
const Reason = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^[A-Z0-9][A-Z0-9._-]{0,39}$/, "must be 1 to 40 capital letters, digits, dots, dashes or underlines"),
  /** In English, and wherever a language has none of its own. */
  name: z.string().trim().min(1).max(80),
  names: Names,
  class: ReasonClass.optional(),
  valuation: Valuation.optional(),
  /** Whoever picks it adds a few words. */
  comment: z.boolean().optional(),
  get reasons() {
    return z.array(Reason).min(1, "a group needs reasons").optional();
  },
});
export type CompanyReason = z.infer<typeof Reason>;

/** How many groups a tablet opens one after the other. */
const MOST_GROUPS = 2;

/** A whole list: who is not in it is offered no longer. */
const ReasonList = z
  .array(Reason)
  .min(1, "a list needs reasons; left out, the list stays as it is")
  .superRefine((list, context) => {
    for (const { code, groups } of reasonsIn(list)) {
      if (groups.length > MOST_GROUPS) context.addIssue({ code: "custom", message: `${code} lies below ${groups.length} groups: a tablet opens ${MOST_GROUPS}` });
    }
    for (const kind of [reasonsIn(list).map(({ code }) => code), groupsIn(list)]) {
      const twice = kind.find((code, index) => kind.indexOf(code) !== index);
      if (twice !== undefined) context.addIssue({ code: "custom", message: `${twice} is there twice` });
    }
  });

/** A list whose reasons say where the time of a stop is lost: nothing may guess that. */
const ClassedList = ReasonList.superRefine((list, context) => {
  for (const one of reasonsIn(list)) {
    if (one.class === undefined || one.valuation === undefined)
      context.addIssue({ code: "custom", message: `${one.code} needs class and valuation, its own or of its group (ST-03)` });
  }
});

/** A reason out of its groups, from the outermost in, with what they say for it. */
type Leaf = Omit<CompanyReason, "reasons"> & { readonly groups: readonly Pick<CompanyReason, "code" | "name" | "names">[] };

/** The reasons of a list in their order, each with the groups that it lies in. */
export function reasonsIn(list: readonly CompanyReason[], above: Leaf["groups"] = [], said: Pick<CompanyReason, "class" | "valuation" | "comment"> = {}): readonly Leaf[] {
  return list.flatMap(({ reasons, class: kind = said.class, valuation = said.valuation, comment = said.comment, ...one }) =>
    reasons === undefined
      ? [{ ...one, class: kind, valuation, comment, groups: above }]
      : reasonsIn(reasons, [...above, { code: one.code, name: one.name, names: one.names }], { class: kind, valuation, comment }),
  );
}

function groupsIn(list: readonly CompanyReason[]): readonly string[] {
  return list.flatMap(({ code, reasons }) => (reasons === undefined ? [] : [code, ...groupsIn(reasons)]));
}

/** The site's own reasons, list by list (§2.5). Left out: what is known stays, the shipped ones at first. */
const Reasons = z.strictObject({
  /** Why a machine stands, and why an operation is paused or an order held. */
  stop: ClassedList.optional(),
  /** Why something is scrap, and goes to rework where `rework` is left out. */
  scrap: ReasonList.optional(),
  rework: ReasonList.optional(),
  /** Why an entry is taken back or corrected (EX-19). */
  correction: ReasonList.optional(),
  /** What people do on no order (EX-17). */
  indirect: ReasonList.optional(),
  /** Why less was issued of a material than went in, where a lead completes it all the same (EX-03). */
  issuedShort: ReasonList.optional(),
  /** What the ERP's inspection plans call a defect by its code alone. */
  defect: ReasonList.optional(),
});

/** One plant. */
const Site = z.strictObject({
  code: Code,
  name: z.string().min(1),
  timeZone: z.string().refine((zone) => zones.has(zone), "must be a time zone name such as Europe/Berlin"),
  currency: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code"),
  /** How far above the ordered quantity a lead may go, in percent (EX-07). */
  overrideCapPct: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,4})?$/)
    .default("10"),
  /** A single entry of more scrap than this percentage of what the operation is to make is read once more before it is saved (UI-11). Left out: what is known stays, 10 at first. */
  scrapQuestionPct: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,4})?$/)
    .optional(),
  /** How often a piece may go to rework before quality decides (EX-13). Left out: what is known stays, 3 at first. */
  reworkRounds: z.number().int().min(1).max(99).optional(),
  /** A lead may let an operation start although a tool is not at hand or not valid (EX-01). Left out: what is known stays, false at first. */
  toolOverride: z.boolean().optional(),
  /** Who overrides a limit signs with badge and PIN, also a lead who is signed on at the tablet (SEC-12). Left out: what is known stays, true at first. */
  signedOverrides: z.boolean().optional(),
  /** What GS1 numbers the company by: handling units get their SSCC from it. Left out: what is known stays; without it no unit is made. */
  gs1CompanyPrefix: z
    .string()
    .regex(/^\d{6,12}$/, "must be the 6 to 12 digits of the GS1 company prefix")
    .optional(),
  /** Of several lots of an item the one that expires first goes first, or the one that came first (EX-10). Left out: what is known stays, FEFO at first. */
  issueOrder: z.enum(["FEFO", "FIFO"]).optional(),
  reasons: Reasons.default({}),
});

/** A desk or floor person. Floor people have a number, a badge and a PIN; desk people an e-mail and a password. */
const Person = z
  .strictObject({
    name: z.string().min(1),
    email: z.email().optional(),
    password: z.string().min(12, "needs at least 12 characters").optional(),
    number: Code.optional(),
    rateClass: Code.default("A1"),
    badge: Code.optional(),
    pin: z
      .string()
      .regex(/^\d{6}$/, "must be six digits")
      .optional(),
    roles: z.array(z.enum(ROLES)).min(1),
    sites: z.array(Code).min(1),
    /** `false` closes the account and ends its sessions, `true` opens it again (SEC-07). Left out: what is known stays, open at first. */
    active: z.boolean().optional(),
    /** What a floor person may work with, until a day where it lapses (EX-01). Left out: what is known stays. */
    qualifications: z.array(z.strictObject({ capability: Code, validTo: z.iso.datetime({ offset: true }).optional() })).optional(),
  })
  .refine((one) => one.qualifications === undefined || one.number !== undefined, { message: "qualifications need a person number" })
  .refine((one) => (one.email === undefined) === (one.password === undefined), { message: "e-mail and password go together" })
  .refine((one) => (one.badge === undefined) === (one.pin === undefined) && (one.badge === undefined || one.number !== undefined), {
    message: "a badge needs a PIN and a person number",
  })
  .refine((one) => !(one.roles.includes("SYSTEM_ADMIN") && one.roles.length > 1), { message: "a user administrator has no business roles (SEC-01)" });

const Tag = z.strictObject({
  address: z.string().min(1),
  name: z.string().default(""),
  workUnit: Code,
  kind: z.enum(["STATE", "COUNTER", "PARAMETER"]),
  counter: z.enum(["GOOD", "TOTAL", "SCRAP"]).optional(),
  counterModulus: z.number().int().positive().optional(),
  low: z.string().optional(),
  high: z.string().optional(),
  /** How often a parameter is told at least; without it as often as its work unit, or on change only over Sparkplug. */
  sampleIntervalSeconds: z.number().int().min(1).max(86_400).optional(),
});

/** A topic filter and what arrives on it. */
const Source = z.strictObject({ code: Code, site: Code, kind: z.enum(["PLAIN_JSON", "SPARKPLUG", "HTTP"]), topicFilter: z.string().min(1), tags: z.array(Tag).default([]) });

const Connection = z.strictObject({
  code: z.string().regex(/^[a-z0-9-]{1,40}$/, "lower-case letters, digits and dashes"),
  name: z.string().min(1),
  adapter: Code,
  settings: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.unknown()).default({}),
  pollSeconds: z.number().int().min(1).default(15),
  /** Our site code → what the ERP calls it. */
  sites: z.record(z.string(), z.string()),
});

/** What a machine asks of whoever works at it, and for which other lines' operations it may be used (EX-01). Machines themselves come from the ERP. */
const WorkUnit = z.strictObject({
  site: Code,
  code: Code,
  /** Left out: what is known stays. */
  capabilities: z.array(Code).optional(),
  parallelOperations: z.boolean().optional(),
  /** A stop from this on asks for its reason and costs delay; a shorter one is a micro-stop (KP-01, S10). Left out: what is known stays, 120 at first. */
  microStopSeconds: z.number().int().min(1).max(3_600).optional(),
  /** Whether micro-stops count as lost speed or as lost time (KP-01). Left out: what is known stays, PERFORMANCE_LOSS at first. */
  microStopMode: z.enum(["PERFORMANCE_LOSS", "AVAILABILITY_LOSS"]).optional(),
  /** How often the machine is heard from; three times as long without a word, and its state is UNKNOWN. Left out: what is known stays, 5 at first. */
  sampleIntervalSeconds: z.number().int().min(1).max(3_600).optional(),
  /** It decides over its line, which stands when it stands (ST-06). Without it the first machine that the ERP names for a line does. */
  constraint: z.literal(true).optional(),
  /** What it makes of an item in an hour where nothing holds it up, by which its speed is judged (KP-01); what was made before keeps the rate of its time. Left out: what is known stays. */
  idealRates: z
    .array(
      z.strictObject({
        item: Code,
        unitsPerHour: z
          .string()
          .regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be a decimal number as text, such as "4800"')
          .refine((text) => Number(text) > 0, "must be more than 0"),
        /** Since when it is so, where it was so before it is written here: what was made since is judged anew. Left out: from now on, or ever since where the item had none. */
        from: z.iso.datetime({ offset: true }).optional(),
      }),
    )
    .refine((rates) => new Set(rates.map(({ item }) => item)).size === rates.length, "an item has one rate: what it was before is kept")
    .optional(),
  /** Besides its own line's operations; without an item for all of them. */
  qualifiedFor: z.array(z.strictObject({ workCentre: Code, item: Code.optional() })).optional(),
});

const Tablet = z.strictObject({ site: Code, workCentre: Code.optional(), name: z.string().min(1) });
const MachineKey = z.strictObject({ name: z.string().min(1), scopes: z.array(z.enum(PERMISSIONS)).min(1), sites: z.array(Code).min(1) });

/** What a company says of itself before the first start; see `company.example.json`. Orders, items and rates come from its ERP. */
export const CompanyFile = z.strictObject({
  sites: z.array(Site).default([]),
  people: z.array(Person).default([]),
  connections: z.array(Connection).default([]),
  workUnits: z.array(WorkUnit).default([]),
  sources: z.array(Source).default([]),
  tablets: z.array(Tablet).default([]),
  machineKeys: z.array(MachineKey).default([]),
});
export type CompanyFile = z.infer<typeof CompanyFile>;
