import { sql } from "drizzle-orm";
import { bigint, boolean, check, date, index, integer, jsonb, pgSchema, primaryKey, text, unique, uniqueIndex, uuid, type AnyPgColumn } from "drizzle-orm/pg-core";
import { factor, instant, knownValues, primaryId, quantity, unitCost } from "./columns";

/** What the ERP governs and the plant's fixed structure: copies with validity, never edited here (OWN-01). */
export const reference = pgSchema("reference");

export const site = reference.table(
  "site",
  {
    id: primaryId(),
    code: text("code").notNull().unique(),
    name: text("name").notNull(),
    timeZone: text("time_zone").notNull(),
    currency: text("currency").notNull(),
    /** Lets a lead confirm above the order's tolerance up to this share (EX-07). */
    overrideCapPct: factor("override_cap_pct").notNull(),
    /** An entry of more scrap than this share of what the operation is to make is read once more before it is saved (UI-11). */
    scrapQuestionPct: factor("scrap_question_pct")
      .notNull()
      .default(sql`0.1`),
    /** How often a piece may go to rework before quality decides (EX-13). */
    reworkRounds: integer("rework_rounds").notNull().default(3),
    /** A lead may let an operation start although a tool is not at hand or not valid (EX-01). */
    toolOverride: boolean("tool_override").notNull().default(false),
    /** SEC-12: who overrides a limit states both components again, also a lead who is signed on. */
    signedOverrides: boolean("signed_overrides").notNull().default(true),
    /** How much faster than the clock this site's machines work, and count: 1 of every real one; a simulated one may let an hour pass in a minute. */
    timeFactor: factor("time_factor")
      .notNull()
      .default(sql`1`),
    /** What GS1 numbers the company by, from which handling units get their SSCC; null where the plant labels none. */
    gs1CompanyPrefix: text("gs1_company_prefix"),
    /** Which of several lots of an item goes first (EX-10): what expires first, or what came first. */
    issueOrder: text("issue_order", { enum: ["FEFO", "FIFO"] })
      .notNull()
      .default("FEFO"),
  },
  (t) => [
    ...knownValues(t),
    check("site_override_cap_pct_ck", sql`${t.overrideCapPct} >= 0`),
    check("site_currency_ck", sql`${t.currency} ~ '^[A-Z]{3}$'`),
    check("site_time_factor_ck", sql`${t.timeFactor} > 0`),
    check("site_rework_rounds_ck", sql`${t.reworkRounds} > 0`),
    check("site_scrap_question_pct_ck", sql`${t.scrapQuestionPct} >= 0`),
    check("site_gs1_company_prefix_ck", sql`${t.gs1CompanyPrefix} ~ '^[0-9]{6,12}$'`),
  ],
);

export const uom = reference.table(
  "uom",
  {
    code: text("code").primaryKey(),
    name: text("name").notNull(),
    symbol: text("symbol").notNull(),
    decimals: integer("decimals").notNull(),
  },
  (t) => [check("uom_decimals_ck", sql`${t.decimals} between 0 and 6`)],
);

export const equipment = reference.table(
  "equipment",
  {
    id: primaryId(),
    // Telemetry rows name equipment by this number: 4 bytes instead of 16 in the largest tables.
    number: integer("number").generatedAlwaysAsIdentity().unique(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    parentId: uuid("parent_id").references((): AnyPgColumn => equipment.id),
    code: text("code").notNull(),
    name: text("name").notNull(),
    level: text("level", { enum: ["ENTERPRISE", "SITE", "AREA", "WORK_CENTRE", "WORK_UNIT"] }).notNull(),
    type: text("type", { enum: ["AREA", "PRODUCTION_LINE", "WORK_CELL", "PROCESS_CELL", "UNIT", "PRODUCTION_UNIT", "STORAGE_ZONE", "STORAGE_UNIT"] }).notNull(),
    capabilities: text("capabilities")
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
    /** A shorter unplanned stop between two producing spans is a micro-stop (glossary; default 120 s). */
    microStopSeconds: integer("micro_stop_seconds").notNull().default(120),
    microStopMode: text("micro_stop_mode", { enum: ["PERFORMANCE_LOSS", "AVAILABILITY_LOSS"] })
      .notNull()
      .default("PERFORMANCE_LOSS"),
    /** On a work centre: its constraint unit, whose state is the line's (ST-06). */
    constraintUnitId: uuid("constraint_unit_id").references((): AnyPgColumn => equipment.id),
    sampleIntervalSeconds: integer("sample_interval_seconds").notNull().default(5),
    parallelOperations: boolean("parallel_operations").notNull().default(false),
    position: integer("position").notNull().default(0),
    /** Asset number and cost centre belong to the ERP. */
    assetNumber: text("asset_number"),
    costCentre: text("cost_centre"),
    erpVersion: bigint("erp_version", { mode: "number" }),
    active: boolean("active").notNull().default(true),
  },
  (t) => [
    ...knownValues(t),
    check("equipment_sample_interval_ck", sql`${t.sampleIntervalSeconds} > 0`),
    unique("equipment_site_code_uq").on(t.siteId, t.code),
    // The tree is walked from the top on every board.
    index("equipment_parent_ix").on(t.parentId),
    check("equipment_micro_stop_ck", sql`${t.microStopSeconds} > 0`),
    check("equipment_not_own_parent_ck", sql`${t.parentId} is distinct from ${t.id}`),
  ],
);

export const item = reference.table(
  "item",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    code: text("code").notNull(),
  },
  (t) => [unique("item_site_code_uq").on(t.siteId, t.code)],
);

/** What the ERP said of an item from an instant on. Exactly one version of an item is open. */
export const itemVersion = reference.table(
  "item_version",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    erpVersion: bigint("erp_version", { mode: "number" }).notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
    description: text("description").notNull(),
    kind: text("kind", { enum: ["RAW", "PACKAGING", "INTERMEDIATE", "FINISHED", "OTHER"] }).notNull(),
    baseUom: text("base_uom")
      .notNull()
      .references(() => uom.code),
    /** Decimals that a quantity of this item may have in its base unit. */
    decimals: integer("decimals").notNull(),
    tracking: text("tracking", { enum: ["NONE", "LOT", "SERIAL"] }).notNull(),
    shelfLifeDays: integer("shelf_life_days"),
    minRemainingLifeDays: integer("min_remaining_life_days").notNull().default(0),
    needsRelease: boolean("needs_release").notNull().default(false),
    active: boolean("active").notNull().default(true),
    /** GS1 number of the trade item, 14 digits; null where the ERP tells none. */
    gtin: text("gtin"),
  },
  (t) => [
    ...knownValues(t),
    check("item_version_decimals_ck", sql`${t.decimals} between 0 and 6`),
    check("item_version_life_ck", sql`${t.shelfLifeDays} > 0 and ${t.minRemainingLifeDays} >= 0`),
    check("item_version_gtin_ck", sql`${t.gtin} ~ '^[0-9]{14}$'`),
    unique("item_version_uq").on(t.itemId, t.erpVersion),
    uniqueIndex("item_version_open_uq")
      .on(t.itemId)
      .where(sql`valid_to is null`),
    check("item_version_span_ck", sql`${t.validTo} is null or ${t.validTo} > ${t.validFrom}`),
  ],
);

export const uomConversion = reference.table(
  "uom_conversion",
  {
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    fromUom: text("from_uom")
      .notNull()
      .references(() => uom.code),
    toUom: text("to_uom")
      .notNull()
      .references(() => uom.code),
    numerator: bigint("numerator", { mode: "bigint" }).notNull(),
    denominator: bigint("denominator", { mode: "bigint" }).notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
  },
  (t) => [primaryKey({ columns: [t.itemId, t.fromUom, t.toUom, t.validFrom] }), check("uom_conversion_ck", sql`${t.numerator} > 0 and ${t.denominator} > 0`)],
);

/** Predetermined hourly rates, never changed: one ends and another begins. Validity of one work centre, element and rate class never overlaps (exclusion in the migration). */
export const workCentreRate = reference.table(
  "work_centre_rate",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workCentreId: uuid("work_centre_id")
      .notNull()
      .references(() => equipment.id),
    element: text("element", { enum: ["LABOUR", "MACHINE", "OVERHEAD"] }).notNull(),
    basis: text("basis", { enum: ["LABOUR_H", "MACHINE_H"] }).notNull(),
    /** Rate class of the person (LABOUR only); '' is the work centre's standard class. */
    rateClass: text("rate_class").notNull().default(""),
    rate: unitCost("rate").notNull(),
    currency: text("currency").notNull(),
    erpVersion: bigint("erp_version", { mode: "number" }).notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
  },
  (t) => [...knownValues(t), check("work_centre_rate_ck", sql`${t.rate} >= 0`), index("work_centre_rate_ix").on(t.workCentreId, t.element, t.validFrom)],
);

export const standardCost = reference.table(
  "standard_cost",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    version: text("version").notNull(),
    erpVersion: bigint("erp_version", { mode: "number" }).notNull(),
    costingLotSize: quantity("costing_lot_size").notNull(),
    material: unitCost("material").notNull(),
    labour: unitCost("labour").notNull(),
    machine: unitCost("machine").notNull(),
    overhead: unitCost("overhead").notNull(),
    total: unitCost("total").notNull(),
    currency: text("currency").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
  },
  (t) => [
    check("standard_cost_elements_ck", sql`${t.material} >= 0 and ${t.labour} >= 0 and ${t.machine} >= 0 and ${t.overhead} >= 0`),
    unique("standard_cost_uq").on(t.itemId, t.version),
    check("standard_cost_total_ck", sql`${t.total} = ${t.material} + ${t.labour} + ${t.machine} + ${t.overhead}`),
    check("standard_cost_lot_ck", sql`${t.costingLotSize} > 0`),
  ],
);

export const price = reference.table(
  "price",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    /** '' is the list price. */
    customer: text("customer").notNull().default(""),
    price: unitCost("price").notNull(),
    currency: text("currency").notNull(),
    erpVersion: bigint("erp_version", { mode: "number" }).notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
  },
  (t) => [check("price_ck", sql`${t.price} >= 0`), index("price_item_ix").on(t.itemId, t.validFrom)],
);

export const exchangeRate = reference.table(
  "exchange_rate",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    fromCurrency: text("from_currency").notNull(),
    toCurrency: text("to_currency").notNull(),
    kind: text("kind", { enum: ["AVERAGE", "CLOSING", "SPOT"] }).notNull(),
    onDate: date("on_date").notNull(),
    rate: factor("rate").notNull(),
  },
  (t) => [...knownValues(t), unique("exchange_rate_uq").on(t.siteId, t.fromCurrency, t.toCurrency, t.kind, t.onDate), check("exchange_rate_ck", sql`${t.rate} > 0`)],
);

/** A name in the languages that have one of their own. */
export type Names = Readonly<Record<string, string>>;
/** What reasons stand under on a tablet, such as a part of the machine. */
export type ReasonGroup = { readonly code: string; readonly name: string; readonly names: Names };

export const reasonCode = reference.table(
  "reason_code",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    code: text("code").notNull(),
    name: text("name").notNull(),
    /** By language, besides the name that stands where a language has none. */
    names: jsonb("names").$type<Names>().notNull().default({}),
    use: text("use", { enum: ["STOP", "SCRAP", "REWORK", "CORRECTION", "ORDER", "INDIRECT", "DEFECT", "ISSUED_SHORT"] }).notNull(),
    class: text("class", { enum: ["FAILURE", "CHANGEOVER", "MATERIAL", "QUALITY", "OPERATOR", "PLANNED", "EXTERNAL", "OTHER"] }).notNull(),
    valuation: text("valuation", { enum: ["NORMAL", "ABNORMAL"] }).notNull(),
    requiresComment: boolean("requires_comment").notNull().default(false),
    position: integer("position").notNull().default(0),
    /** From the outermost in; none where a reason stands under its class alone. */
    groups: jsonb("groups").$type<readonly ReasonGroup[]>().notNull().default([]),
    active: boolean("active").notNull().default(true),
  },
  (t) => [...knownValues(t), unique("reason_code_uq").on(t.siteId, t.use, t.code)],
);

/** How long material entering one unit may take to leave another (TR-02). */
export const processLag = reference.table(
  "process_lag",
  {
    fromUnitId: uuid("from_unit_id")
      .notNull()
      .references(() => equipment.id),
    toUnitId: uuid("to_unit_id")
      .notNull()
      .references(() => equipment.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    minSeconds: integer("min_seconds").notNull(),
    maxSeconds: integer("max_seconds").notNull(),
  },
  (t) => [primaryKey({ columns: [t.fromUnitId, t.toUnitId] }), check("process_lag_ck", sql`0 <= ${t.minSeconds} and ${t.minSeconds} <= ${t.maxSeconds}`)],
);

export const person = reference.table(
  "person",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    number: text("number").notNull(),
    name: text("name").notNull(),
    rateClass: text("rate_class").notNull(),
    active: boolean("active").notNull().default(true),
    erpVersion: bigint("erp_version", { mode: "number" }).notNull(),
  },
  (t) => [unique("person_number_uq").on(t.siteId, t.number)],
);

/** A capability that a person may work with until it lapses (EX-01). */
export const personQualification = reference.table(
  "person_qualification",
  {
    personId: uuid("person_id")
      .notNull()
      .references(() => person.id),
    capability: text("capability").notNull(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    validTo: instant("valid_to"),
  },
  (t) => [primaryKey({ columns: [t.personId, t.capability] })],
);

/** Machines on which an operation of a work centre may run besides its own units, and what they need. */
export const workUnitQualification = reference.table(
  "work_unit_qualification",
  {
    workCentreId: uuid("work_centre_id")
      .notNull()
      .references(() => equipment.id),
    workUnitId: uuid("work_unit_id")
      .notNull()
      .references(() => equipment.id),
    itemId: uuid("item_id").references(() => item.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    settings: jsonb("settings").notNull().default({}),
  },
  (t) => [unique("work_unit_qualification_uq").on(t.workCentreId, t.workUnitId, t.itemId).nullsNotDistinct()],
);
