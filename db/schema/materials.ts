import { sql } from "drizzle-orm";
import { type AnyPgColumn, bigint, check, index, pgSchema, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, primaryId, quantity, unitCost } from "./columns";
import { orderComponent, orderOperation, productionEntry, productionOrder } from "./execution";
import { equipment, item, person, site, uom } from "./reference";

/** Lots, where they are, and every move between places, orders and lots; what was made when, of what, stands in `genealogy`. */
export const materials = pgSchema("materials");

export const qualityStatuses = ["PENDING", "RELEASED", "ON_HOLD", "REJECTED", "RECALLED"] as const;

export const lot = materials.table(
  "lot",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    number: text("number").notNull(),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    uom: text("uom")
      .notNull()
      .references(() => uom.code),
    origin: text("origin", { enum: ["PURCHASED", "PRODUCED"] }).notNull(),
    supplier: text("supplier"),
    supplierLot: text("supplier_lot"),
    madeAt: instant("made_at"),
    receivedAt: instant("received_at"),
    expiresAt: instant("expires_at"),
    /** Purchased: valuation at receipt from the ERP; produced: frozen standard (C-03). Null until known. */
    unitCost: unitCost("unit_cost"),
    /** Status that each side gave it; the most restrictive applies (ownership matrix). */
    erpStatus: text("erp_status", { enum: qualityStatuses }).notNull(),
    mesStatus: text("mes_status", { enum: qualityStatuses }).notNull(),
    erpVersion: bigint("erp_version", { mode: "number" }),
    orderId: uuid("order_id").references(() => productionOrder.id),
  },
  (t) => [
    ...knownValues(t),
    check("lot_unit_cost_ck", sql`${t.unitCost} >= 0`),
    unique("lot_number_uq").on(t.siteId, t.itemId, t.number),
    // A scan knows the number only.
    index("lot_scan_ix").on(t.siteId, t.number),
    index("lot_supplier_ix")
      .on(t.siteId, t.supplierLot)
      .where(sql`supplier_lot is not null`),
    // The quality desk lists what waits for its release.
    index("lot_pending_ix")
      .on(t.siteId, t.madeAt)
      .where(sql`mes_status = 'PENDING'`),
    // What an order made is held, released and looked at as a whole.
    index("lot_order_ix")
      .on(t.orderId)
      .where(sql`order_id is not null`),
  ],
);

/** A serial is a lot of quantity 1; this table names the unit. */
export const serial = materials.table(
  "serial",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    lotId: uuid("lot_id")
      .notNull()
      .references(() => lot.id),
    number: text("number").notNull(),
  },
  (t) => [unique("serial_number_uq").on(t.siteId, t.lotId, t.number)],
);

/** Quantity of a lot at a place. A place is a storage zone or unit of the equipment tree. */
export const lotStock = materials.table(
  "lot_stock",
  {
    lotId: uuid("lot_id")
      .notNull()
      .references(() => lot.id),
    locationId: uuid("location_id")
      .notNull()
      .references(() => equipment.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    onHand: quantity("on_hand").notNull(),
    reserved: quantity("reserved").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lotId, t.locationId] }),
    // EX-09: stock never goes negative.
    check("lot_stock_on_hand_ck", sql`${t.onHand} >= 0`),
    // EX-11: no more is promised than is there.
    check("lot_stock_reserved_ck", sql`${t.reserved} >= 0 and ${t.reserved} <= ${t.onHand}`),
    // The lot that goes first is looked for among those that have stock, not among all that ever had.
    index("lot_stock_on_hand_ix")
      .on(t.siteId, t.lotId)
      .where(sql`on_hand > 0`),
  ],
);

/** A lot that is fed into a work unit, from scan on to scan off (TR-01). Never two lots of one item on one unit at a time. */
export const lotMount = materials.table(
  "lot_mount",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workUnitId: uuid("work_unit_id")
      .notNull()
      .references(() => equipment.id),
    lotId: uuid("lot_id")
      .notNull()
      .references(() => lot.id),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    operationId: uuid("operation_id").references(() => orderOperation.id),
    mountedAt: instant("mounted_at").notNull(),
    unmountedAt: instant("unmounted_at"),
    mountedBy: uuid("mounted_by").references(() => person.id),
    /** Why it was taken although another lot should have gone first (EX-10). */
    reason: text("reason"),
  },
  (t) => [check("lot_mount_span_ck", sql`${t.unmountedAt} is null or ${t.unmountedAt} >= ${t.mountedAt}`), index("lot_mount_unit_ix").on(t.workUnitId, t.mountedAt)],
);

/** The serial numbers of a GS1 company prefix, whichever sites bear it: the last one that a handling unit was given. It only grows, so that none comes twice. */
export const ssccSeries = materials.table(
  "sscc_series",
  { companyPrefix: text("company_prefix").primaryKey(), lastSerial: bigint("last_serial", { mode: "bigint" }).notNull() },
  (t) => [check("sscc_series_company_prefix_ck", sql`${t.companyPrefix} ~ '^[0-9]{6,12}$'`), check("sscc_series_last_serial_ck", sql`${t.lastSerial} > 0`)],
);

/** A pallet, tote or box with an SSCC of its own, and what was put on it. */
export const handlingUnit = materials.table(
  "handling_unit",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    sscc: text("sscc").notNull(),
    lotId: uuid("lot_id").references(() => lot.id),
    /** What it was closed with, in the lot's unit: what is taken off it later is the lot's to say. */
    quantity: quantity("quantity").notNull(),
    locationId: uuid("location_id").references(() => equipment.id),
    closedAt: instant("closed_at"),
    /** The entry of production that filled it. */
    entryId: uuid("entry_id").references(() => productionEntry.id),
    /** That entry was taken back: nothing stands on it, and its number is not given again. */
    takenBackAt: instant("taken_back_at"),
  },
  (t) => [
    check("handling_unit_sscc_ck", sql`${t.sscc} ~ '^[0-9]{18}$'`),
    check("handling_unit_quantity_ck", sql`${t.quantity} > 0`),
    unique("handling_unit_sscc_uq").on(t.siteId, t.sscc),
    // The page of a lot names its units, and a reversal finds the unit of its entry.
    index("handling_unit_lot_ix").on(t.lotId),
    uniqueIndex("handling_unit_entry_uq").on(t.entryId),
  ],
);

/** EX-12: something else than planned, that planner and quality let an operation use. Its state follows from who approved, its time and what was issued by it. */
export const deviation = materials.table(
  "deviation",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    number: text("number").notNull(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => productionOrder.id),
    /** It outlives operation and line, which go when the ERP plans the order anew before it begins: neither is a foreign key. */
    operationId: uuid("operation_id").notNull(),
    /** The line whose planned item it stands in for, one for one. */
    componentId: uuid("component_id").notNull(),
    lotId: uuid("lot_id")
      .notNull()
      .references(() => lot.id),
    quantity: quantity("quantity").notNull(),
    uom: text("uom")
      .notNull()
      .references(() => uom.code),
    reason: text("reason").notNull(),
    askedBy: uuid("asked_by").notNull(),
    askedName: text("asked_name").notNull(),
    askedAt: instant("asked_at").notNull(),
    validUntil: instant("valid_until").notNull(),
    plannedBy: uuid("planned_by"),
    plannedName: text("planned_name"),
    plannedAt: instant("planned_at"),
    qualityBy: uuid("quality_by"),
    qualityName: text("quality_name"),
    qualityAt: instant("quality_at"),
    refusedBy: uuid("refused_by"),
    refusedName: text("refused_name"),
    refusedAt: instant("refused_at"),
    refusal: text("refusal"),
  },
  (t) => [
    check(
      "deviation_approved_ck",
      sql`num_nulls(${t.plannedBy}, ${t.plannedName}, ${t.plannedAt}) in (0, 3) and num_nulls(${t.qualityBy}, ${t.qualityName}, ${t.qualityAt}) in (0, 3)`,
    ),
    // What ended with its line was refused by nobody.
    check(
      "deviation_refused_ck",
      sql`num_nulls(${t.refusedAt}, ${t.refusal}) in (0, 2) and num_nulls(${t.refusedBy}, ${t.refusedName}) in (0, 2) and (${t.refusedBy} is null or ${t.refusedAt} is not null)`,
    ),
    unique("deviation_number_uq").on(t.siteId, t.number),
    check("deviation_quantity_ck", sql`${t.quantity} > 0`),
    // SEC-01: who asked approves nothing, and both approvals are of two people.
    check(
      "deviation_people_ck",
      sql`${t.plannedBy} is distinct from ${t.askedBy} and ${t.qualityBy} is distinct from ${t.askedBy} and (${t.plannedBy} is null or ${t.plannedBy} is distinct from ${t.qualityBy})`,
    ),
    // A scan asks for those of its operation, a desk for the youngest of a site.
    index("deviation_operation_ix").on(t.operationId),
    index("deviation_site_ix").on(t.siteId, t.askedAt),
  ],
);

export const moveTypes = ["ISSUE", "RETURN", "BACKFLUSH", "RECEIPT", "TRANSFER", "SCRAP", "ADJUST", "SPLIT", "MERGE", "SHIP"] as const;

/** Append-only: a reversal has a negative quantity and names what it reverses (EX-19). */
export const materialMove = materials.table(
  "material_move",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    type: text("type", { enum: moveTypes }).notNull(),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    lotId: uuid("lot_id").references(() => lot.id),
    quantity: quantity("quantity").notNull(),
    uom: text("uom")
      .notNull()
      .references(() => uom.code),
    fromLocationId: uuid("from_location_id").references(() => equipment.id),
    toLocationId: uuid("to_location_id").references(() => equipment.id),
    orderId: uuid("order_id").references(() => productionOrder.id),
    operationId: uuid("operation_id").references(() => orderOperation.id),
    componentId: uuid("component_id").references(() => orderComponent.id),
    entryId: uuid("entry_id").references(() => productionEntry.id),
    activity: text("activity", { enum: ["RUN", "REWORK"] }).notNull(),
    unitCost: unitCost("unit_cost"),
    reversesId: uuid("reverses_id").references((): AnyPgColumn => materialMove.id),
    /** Of a return: the issue whose quantity came back, at its cost (C-03). */
    returnsId: uuid("returns_id").references((): AnyPgColumn => materialMove.id),
    /** EX-12: the deviation by which it was issued; its return and its reversal name it as well. */
    deviationId: uuid("deviation_id").references(() => deviation.id),
    reason: text("reason"),
    personId: uuid("person_id").references(() => person.id),
    eventTime: instant("event_time").notNull(),
    recordTime: instant("record_time").notNull(),
  },
  (t) => [
    ...knownValues(t),
    check("material_move_unit_cost_ck", sql`${t.unitCost} >= 0`),
    // What was used of a deviation.
    index("material_move_deviation_ix")
      .on(t.deviationId)
      .where(sql`deviation_id is not null`),
    uniqueIndex("material_move_reverses_uq")
      .on(t.reversesId)
      .where(sql`reverses_id is not null`),
    check("material_move_reversal_ck", sql`(${t.reversesId} is null and ${t.quantity} > 0) or (${t.reversesId} is not null and ${t.quantity} < 0) or ${t.type} = 'ADJUST'`),
    // What is left of an issue is the issue less what came back of it.
    index("material_move_returns_ix")
      .on(t.returnsId)
      .where(sql`returns_id is not null`),
    check("material_move_return_ck", sql`(${t.type} = 'RETURN') = (${t.returnsId} is not null)`),
    index("material_move_lot_ix").on(t.lotId, t.eventTime),
    index("material_move_order_ix").on(t.orderId, t.eventTime),
    // A reversal takes the moves of its entry back with it.
    index("material_move_entry_ix")
      .on(t.entryId)
      .where(sql`entry_id is not null`),
    // A plan that loses a component asks whether any of it was moved.
    index("material_move_component_ix")
      .on(t.componentId)
      .where(sql`component_id is not null`),
  ],
);
