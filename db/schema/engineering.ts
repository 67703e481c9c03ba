import { sql } from "drizzle-orm";
import { bigint, boolean, check, integer, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { factor, instant, knownValues, primaryId } from "./columns";
import { equipment, item, reference, site, uom } from "./reference";

export const bomVersion = reference.table(
  "bom_version",
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
    status: text("status", { enum: ["DRAFT", "ACTIVE", "RETIRED"] }).notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
  },
  (t) => [...knownValues(t), unique("bom_version_uq").on(t.itemId, t.version)],
);

export const bomLine = reference.table(
  "bom_line",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    bomVersionId: uuid("bom_version_id")
      .notNull()
      .references(() => bomVersion.id),
    position: integer("position").notNull(),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    uom: text("uom")
      .notNull()
      .references(() => uom.code),
    /** `q`: per processed unit of the parent. */
    quantityPer: factor("quantity_per").notNull(),
    /** `s`: adds, `1 + s`. */
    scrapFactor: factor("scrap_factor").notNull(),
    opNo: integer("op_no").notNull(),
    issueMode: text("issue_mode", { enum: ["MANUAL_SCAN", "MANUAL_QTY", "BACKFLUSH"] }).notNull(),
    mixGroup: text("mix_group"),
  },
  (t) => [
    ...knownValues(t),
    check("bom_line_place_ck", sql`${t.position} > 0 and ${t.opNo} > 0`),
    unique("bom_line_position_uq").on(t.bomVersionId, t.position),
    check("bom_line_quantity_ck", sql`${t.quantityPer} > 0`),
    check("bom_line_scrap_ck", sql`${t.scrapFactor} >= 0 and ${t.scrapFactor} < 1`),
  ],
);

export const bomLineSubstitute = reference.table(
  "bom_line_substitute",
  {
    bomLineId: uuid("bom_line_id")
      .notNull()
      .references(() => bomLine.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    priority: integer("priority").notNull(),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    factor: factor("factor").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
  },
  (t) => [
    check("bom_line_substitute_priority_ck", sql`${t.priority} > 0`),
    primaryKey({ columns: [t.bomLineId, t.priority] }),
    check("bom_line_substitute_factor_ck", sql`${t.factor} > 0`),
  ],
);

export const routingVersion = reference.table(
  "routing_version",
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
    status: text("status", { enum: ["DRAFT", "ACTIVE", "RETIRED"] }).notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
  },
  (t) => [...knownValues(t), unique("routing_version_uq").on(t.itemId, t.version)],
);

export const routingOperation = reference.table(
  "routing_operation",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    routingVersionId: uuid("routing_version_id")
      .notNull()
      .references(() => routingVersion.id),
    opNo: integer("op_no").notNull(),
    name: text("name").notNull(),
    workCentreId: uuid("work_centre_id")
      .notNull()
      .references(() => equipment.id),
    setupMachineHours: factor("setup_machine_h").notNull(),
    setupLabourHours: factor("setup_labour_h").notNull(),
    runMachineHours: factor("run_machine_h").notNull(),
    runLabourHours: factor("run_labour_h").notNull(),
    yield: factor("yield").notNull(),
    crew: factor("crew").notNull(),
    /** A lead may skip it. */
    optional: boolean("optional").notNull().default(false),
    milestone: boolean("milestone").notNull().default(false),
    overlapMinutes: integer("overlap_minutes"),
    inspectionPlan: text("inspection_plan"),
    /** Codes of the tools that it needs (EX-01). */
    tools: text("tools")
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
  },
  (t) => [
    check("routing_operation_op_no_ck", sql`${t.opNo} > 0`),
    check(
      "routing_operation_standards_ck",
      sql`${t.setupMachineHours} >= 0 and ${t.setupLabourHours} >= 0 and ${t.runMachineHours} >= 0 and ${t.runLabourHours} >= 0 and ${t.crew} >= 0 and ${t.overlapMinutes} >= 0`,
    ),
    unique("routing_operation_no_uq").on(t.routingVersionId, t.opNo),
    check("routing_operation_yield_ck", sql`${t.yield} > 0 and ${t.yield} <= 1`),
  ],
);
