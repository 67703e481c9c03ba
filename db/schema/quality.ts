import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, jsonb, pgSchema, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { factor, instant, knownValues, primaryId, quantity } from "./columns";
import { orderOperation, productionOrder } from "./execution";
import { outputSegment } from "./genealogy";
import { lot, qualityStatuses } from "./materials";
import { item, person, site, uom } from "./reference";

/** Plans, checks, nonconformances and holds; instructions stand in a file of their own. */
export const quality = pgSchema("quality");

export const inspectionPlan = quality.table(
  "inspection_plan",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    code: text("code").notNull(),
    version: text("version").notNull(),
    erpVersion: bigint("erp_version", { mode: "number" }),
    itemId: uuid("item_id").references(() => item.id),
    opNo: integer("op_no"),
    trigger: text("trigger", { enum: ["TIME", "COUNT", "EVENT"] }).notNull(),
    everySeconds: integer("every_seconds"),
    everyCount: quantity("every_count"),
    event: text("event"),
    sampleSize: integer("sample_size").notNull().default(1),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
  },
  (t) => [
    ...knownValues(t),
    check("inspection_plan_sample_ck", sql`${t.sampleSize} > 0`),
    unique("inspection_plan_uq").on(t.siteId, t.code, t.version),
    check(
      "inspection_plan_trigger_ck",
      sql`(${t.trigger} = 'TIME' and ${t.everySeconds} > 0) or (${t.trigger} = 'COUNT' and ${t.everyCount} > 0) or (${t.trigger} = 'EVENT' and ${t.event} is not null)`,
    ),
  ],
);

export const characteristic = quality.table(
  "characteristic",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    planId: uuid("plan_id")
      .notNull()
      .references(() => inspectionPlan.id),
    position: integer("position").notNull(),
    name: text("name").notNull(),
    kind: text("kind", { enum: ["VARIABLE", "ATTRIBUTE"] }).notNull(),
    lowerLimit: factor("lsl"),
    upperLimit: factor("usl"),
    target: factor("target"),
    uom: text("uom").references(() => uom.code),
    acceptNumber: integer("accept_number"),
    rejectNumber: integer("reject_number"),
    defectCodes: text("defect_codes")
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
  },
  (t) => [
    ...knownValues(t),
    check("characteristic_place_ck", sql`${t.position} >= 0`),
    check(
      "characteristic_kind_ck",
      sql`case ${t.kind} when 'VARIABLE' then num_nonnulls(${t.acceptNumber}, ${t.rejectNumber}) = 0 else num_nonnulls(${t.acceptNumber}, ${t.rejectNumber}) = 2 and ${t.acceptNumber} >= 0 and ${t.rejectNumber} > ${t.acceptNumber} and num_nonnulls(${t.lowerLimit}, ${t.upperLimit}, ${t.target}) = 0 end`,
    ),
    unique("characteristic_position_uq").on(t.planId, t.position),
    check("characteristic_limits_ck", sql`${t.lowerLimit} is null or ${t.upperLimit} is null or ${t.lowerLimit} <= ${t.upperLimit}`),
  ],
);

/** One due or done inspection; limits are the plan's at its creation. */
export const qualityCheck = quality.table(
  "check",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    planId: uuid("plan_id")
      .notNull()
      .references(() => inspectionPlan.id),
    operationId: uuid("operation_id").references(() => orderOperation.id),
    lotId: uuid("lot_id").references(() => lot.id),
    snapshot: jsonb("snapshot").notNull(),
    /** REVERSED: its results were mistyped and count no more; the same check is due again as another row (EX-19). */
    state: text("state", { enum: ["DUE", "RECORDED", "MISSED", "REVERSED"] }).notNull(),
    verdict: text("verdict", { enum: ["PASS", "FAIL"] }),
    dueAt: instant("due_at").notNull(),
    recordedAt: instant("recorded_at"),
    recordedBy: uuid("recorded_by").references(() => person.id),
    /** Who answers for it (SEC-01), with a name: the person, or the account or the key of whoever is nobody of the plant. Null in what is older, where the person is meant. */
    recordedSigner: uuid("recorded_signer"),
    recordedName: text("recorded_name"),
    /** When the server stored its results: an undo counts from here. */
    keptAt: instant("kept_at"),
    /** Positions of the characteristics that failed; null while it is due. */
    failed: integer("failed").array(),
    reversedAt: instant("reversed_at"),
    reversedBy: uuid("reversed_by").references(() => person.id),
    reversalReason: text("reversal_reason"),
  },
  (t) => [
    ...knownValues(t),
    check("check_recorded_ck", sql`${t.state} not in ('RECORDED', 'REVERSED') or ${t.recordedAt} is not null`),
    check("check_reversed_ck", sql`(${t.state} = 'REVERSED') = (${t.reversedAt} is not null)`),
    // A missing result is not a pass.
    check("check_verdict_ck", sql`(${t.state} in ('RECORDED', 'REVERSED')) = (${t.verdict} is not null)`),
    index("check_due_ix")
      .on(t.operationId, t.dueAt)
      .where(sql`state = 'DUE'`),
    // When the last one of an operation was made, and whether one is due: asked with every confirmation.
    index("check_operation_ix").on(t.operationId, t.recordedAt),
    index("check_lot_ix")
      .on(t.lotId)
      .where(sql`lot_id is not null`),
    // The trend of a plan reads its last results.
    index("check_plan_ix").on(t.planId, t.recordedAt),
  ],
);

export const result = quality.table(
  "result",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    checkId: uuid("check_id")
      .notNull()
      .references(() => qualityCheck.id),
    characteristicId: uuid("characteristic_id")
      .notNull()
      .references(() => characteristic.id),
    sample: integer("sample").notNull(),
    value: factor("value"),
    accepted: boolean("accepted"),
    defectCode: text("defect_code"),
  },
  (t) => [
    check("result_place_ck", sql`${t.sample} > 0`),
    unique("result_sample_uq").on(t.checkId, t.characteristicId, t.sample),
    check("result_value_ck", sql`(${t.value} is null) <> (${t.accepted} is null)`),
  ],
);

export const nonconformance = quality.table(
  "nonconformance",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    number: text("number").notNull(),
    orderId: uuid("order_id").references(() => productionOrder.id),
    operationId: uuid("operation_id").references(() => orderOperation.id),
    lotId: uuid("lot_id").references(() => lot.id),
    checkId: uuid("check_id").references(() => qualityCheck.id),
    /** CHECK: one that failed; REWORK: what an operation rejected and did not scrap (EX-13). */
    cause: text("cause", { enum: ["CHECK", "REWORK"] })
      .notNull()
      .default("CHECK"),
    /** EX-13: how often quality lets its pieces go to rework; null while the site's own limit counts. */
    reworkRounds: integer("rework_rounds"),
    quantity: quantity("quantity").notNull(),
    uom: text("uom")
      .notNull()
      .references(() => uom.code),
    defectCode: text("defect_code").notNull(),
    /** What is wrong, in words. */
    what: text("what").notNull(),
    state: text("state", { enum: ["OPEN", "IN_REVIEW", "DISPOSITIONED", "ACTION", "CLOSED", "VOID"] }).notNull(),
    /** Person, account or machine key (SEC-01), and the name by which the screens say it. */
    raisedBy: uuid("raised_by").notNull(),
    raisedName: text("raised_name").notNull(),
    raisedAt: instant("raised_at").notNull(),
    /** The last thing that was said of it: what is done, how it ended, why it is none. */
    said: text("said"),
    /** Under its disposition (SEC-12). */
    signatureId: uuid("signature_id"),
    closedAt: instant("closed_at"),
  },
  (t) => [
    ...knownValues(t),
    check("nonconformance_rounds_ck", sql`${t.reworkRounds} > 0`),
    check("nonconformance_closed_ck", sql`(${t.state} in ('CLOSED', 'VOID')) = (${t.closedAt} is not null)`),
    unique("nonconformance_number_uq").on(t.siteId, t.number),
    // Zero: nothing had been recorded since the last check that passed.
    check("nonconformance_quantity_ck", sql`${t.quantity} >= 0`),
    check("nonconformance_rework_ck", sql`${t.cause} <> 'REWORK' or ${t.operationId} is not null`),
    // What keeps an order from closing, and what is confirmed from joining it.
    index("nonconformance_order_ix").on(t.orderId, t.state),
    index("nonconformance_operation_ix")
      .on(t.operationId)
      .where(sql`state in ('OPEN', 'IN_REVIEW')`),
  ],
);

export const disposition = quality.table(
  "disposition",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    nonconformanceId: uuid("nonconformance_id")
      .notNull()
      .references(() => nonconformance.id),
    decision: text("decision", { enum: ["SCRAP", "REWORK", "USE_AS_IS", "REGRADE", "RETURN_TO_VENDOR"] }).notNull(),
    quantity: quantity("quantity").notNull(),
    decidedBy: uuid("decided_by").notNull(),
    decidedName: text("decided_name").notNull(),
    decidedAt: instant("decided_at").notNull(),
    reason: text("reason").notNull(),
  },
  (t) => [...knownValues(t), check("disposition_quantity_ck", sql`${t.quantity} > 0`)],
);

/** Output segments that a nonconformance covers. */
export const nonconformanceSegment = quality.table(
  "nonconformance_segment",
  {
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    nonconformanceId: uuid("nonconformance_id")
      .notNull()
      .references(() => nonconformance.id),
    segmentId: uuid("segment_id")
      .notNull()
      .references(() => outputSegment.id),
  },
  (t) => [
    primaryKey({ columns: [t.nonconformanceId, t.segmentId] }),
    // Whether a piece of output is in doubt already.
    index("nonconformance_segment_ix").on(t.segmentId),
  ],
);

export const hold = quality.table(
  "hold",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    lotId: uuid("lot_id").references(() => lot.id),
    orderId: uuid("order_id").references(() => productionOrder.id),
    reason: text("reason").notNull(),
    /** Person, account or machine key (SEC-01), and the name by which the screens say it. */
    placedBy: uuid("placed_by").notNull(),
    placedName: text("placed_name").notNull(),
    placedAt: instant("placed_at").notNull(),
    /** The plant's status of the lot when it was placed; where that was ON_HOLD, what those that stood then give back. The last release gives it back. */
    found: text("found", { enum: qualityStatuses }).notNull(),
    releasedBy: uuid("released_by"),
    releasedName: text("released_name"),
    releasedAt: instant("released_at"),
    releaseReason: text("release_reason"),
    /** The nonconformance because of which it was placed. */
    nonconformanceId: uuid("nonconformance_id").references(() => nonconformance.id),
    /** EX-14: of the lot it holds the pieces that its nonconformance covers, however many join it; else the lot. */
    part: boolean("part").notNull().default(false),
    /** Under its release (SEC-12); releases of before signatures have none. */
    signatureId: uuid("signature_id"),
  },
  (t) => [
    ...knownValues(t),
    check("hold_released_ck", sql`num_nulls(${t.releasedBy}, ${t.releasedName}, ${t.releasedAt}) in (0, 3)`),
    check("hold_part_ck", sql`not ${t.part} or num_nulls(${t.lotId}, ${t.nonconformanceId}) = 0`),
    check("hold_target_ck", sql`(${t.lotId} is null) <> (${t.orderId} is null)`),
    // SEC-01: who placed it does not lift it.
    check("hold_two_people_ck", sql`${t.releasedBy} is null or ${t.releasedBy} <> ${t.placedBy}`),
    // A lot is held while one of its holds stands.
    index("hold_lot_ix")
      .on(t.lotId, t.placedAt)
      .where(sql`lot_id is not null`),
    index("hold_open_ix")
      .on(t.siteId, t.placedAt)
      .where(sql`released_at is null`),
  ],
);

export const recallCase = quality.table(
  "recall_case",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    number: text("number").notNull(),
    query: jsonb("query").notNull(),
    /** TR-11: data as known at this instant; the same query on it gives the same result. */
    knownAt: instant("known_at").notNull(),
    result: jsonb("result").notNull(),
    state: text("state", { enum: ["OPEN", "CONTAINED", "NARROWED", "CLOSED"] }).notNull(),
    openedBy: uuid("opened_by").notNull(),
    openedAt: instant("opened_at").notNull(),
  },
  (t) => [...knownValues(t), unique("recall_case_number_uq").on(t.siteId, t.number)],
);
