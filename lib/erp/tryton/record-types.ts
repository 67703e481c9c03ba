import * as api from "./api-types";
import type { RecordType } from "./records";

/** Tryton's models that we read, each with its fields and shape. */
export const PRODUCT: RecordType<api.Product> = { model: "product.product", fields: api.PRODUCT_FIELDS, schema: api.Product };
export const WORK_CENTER: RecordType<api.WorkCenter> = { model: "production.work.center", fields: api.WORK_CENTER_FIELDS, schema: api.WorkCenter };
export const BOM: RecordType<api.Bom> = { model: "production.bom", fields: api.BOM_FIELDS, schema: api.Bom };
export const BOM_USE: RecordType<api.BomUse> = { model: "product.product-production.bom", fields: api.BOM_USE_FIELDS, schema: api.BomUse };
export const ROUTING: RecordType<api.Routing> = { model: "production.routing", fields: api.ROUTING_FIELDS, schema: api.Routing };
export const LOT: RecordType<api.Lot> = { model: "stock.lot", fields: api.LOT_FIELDS, schema: api.Lot };
export const PRODUCTION: RecordType<api.Production> = { model: "production", fields: api.PRODUCTION_FIELDS, schema: api.Production };
export const WAREHOUSE: RecordType<api.Warehouse> = { model: "stock.location", fields: api.WAREHOUSE_FIELDS, schema: api.Warehouse };
export const UNIT: RecordType<api.UnitOfMeasure> = { model: "product.uom", fields: api.UNIT_FIELDS, schema: api.UnitOfMeasure };
export const SALE_LINE: RecordType<api.SaleLine> = { model: "sale.line", fields: api.SALE_LINE_FIELDS, schema: api.SaleLine };
