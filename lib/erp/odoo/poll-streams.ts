import { z } from "zod";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { BOM, BOM_LINE, OPERATION, PRODUCT, PURCHASE, PURCHASE_LINE, QUANT, ATTENDANCE, LEAVE, RESOURCE_CALENDAR, type RecordType, WORK_CENTER, WORK_ORDER } from "./api-types";
import type { OdooClient } from "./client";
import { bomVersion, fromBom } from "./from-bom";
import { calendarVersion, fromCalendar } from "./from-calendar";
import { fromLot, lotVersion } from "./from-lot";
import { fromOrder, orderVersion } from "./from-order";
import { fromProduct } from "./from-item";
import { fromPurchaseLine, purchaseVersion } from "./from-purchase";
import { fromWorkCenter } from "./from-work-center";
import { GOODS, calendarsOfLeaves, loadBoms, loadCalendars, loadLots, loadOrders, loadPurchases, loadRoles, placedPurchases } from "./load-objects";
import type { PlantData } from "./plant-data";
import { ALSO_ARCHIVED, type Domain, findAll } from "./records";
import type { OdooSettings } from "./settings";
import { secondsOf } from "./values";

/** One object of ours that a stream brings: its newest stamp, and its messages, made when they are asked for. */
export type Found = { readonly id: string; readonly version: number; messages(): InboundMessage[] };

/** One model whose changes are changes of an object; several streams may bring the same object. */
export type Stream = {
  readonly name: string;
  readonly model: string;
  /** The field that names the object's record; "id" is the record itself. */
  readonly owner: string;
  /** Whether a connection reads it; absent: always. */
  readonly wanted?: (settings: OdooSettings) => boolean;
  /** Type of its messages, for objects that cannot be read. */
  readonly says: InboundType;
  readonly always: (data: PlantData) => Domain;
  /** What the very first read is limited to; null: parts of objects need no first read, the objects are read themselves. */
  readonly first: Domain | null;
  load(client: OdooClient, ids: readonly number[], data: PlantData): Promise<Found[]>;
};

const company = ({ settings }: PlantData): Domain => [["company_id", "in", [settings.companyId, false]]];
const byId = <Row extends { readonly id: number }>(client: OdooClient, type: RecordType<Row>, ids: readonly number[]) => findAll(client, type, [["id", "in", ids]], ALSO_ARCHIVED);

async function items(client: OdooClient, ids: readonly number[], data: PlantData): Promise<Found[]> {
  const products = await byId(client, PRODUCT, ids);
  const roles = await loadRoles(client, products);
  return products.map((product) => ({ id: String(product.id), version: secondsOf(product.write_date), messages: () => fromProduct(product, roles, data) }));
}

async function workCenters(client: OdooClient, ids: readonly number[], data: PlantData): Promise<Found[]> {
  const centers = await byId(client, WORK_CENTER, ids);
  return centers.map((center) => ({ id: String(center.id), version: secondsOf(center.write_date), messages: () => fromWorkCenter(center, data) }));
}

async function boms(client: OdooClient, ids: readonly number[], data: PlantData): Promise<Found[]> {
  return (await loadBoms(client, ids)).map((whole) => ({ id: String(whole.bom.id), version: bomVersion(whole), messages: () => fromBom(whole, data) }));
}

async function lots(client: OdooClient, ids: readonly number[], data: PlantData): Promise<Found[]> {
  return (await loadLots(client, ids, data)).map((whole) => ({ id: String(whole.lot.id), version: lotVersion(whole), messages: () => [fromLot(whole, data)] }));
}

async function orders(client: OdooClient, ids: readonly number[], data: PlantData): Promise<Found[]> {
  return (await loadOrders(client, ids, data)).map((whole) => ({ id: whole.chain.key, version: orderVersion(whole), messages: () => [fromOrder(whole, data)] }));
}

async function purchases(client: OdooClient, ids: readonly number[], data: PlantData): Promise<Found[]> {
  return (await loadPurchases(client, ids, data)).flatMap((whole) =>
    whole.lines.map((line) => ({ id: `${whole.order.id}/${line.id}`, version: purchaseVersion(whole), messages: () => [fromPurchaseLine(line, whole, data)] })),
  );
}

async function calendars(client: OdooClient, ids: readonly number[], data: PlantData): Promise<Found[]> {
  return (await loadCalendars(client, ids, data)).flatMap((whole) =>
    whole.centers.map((center) => ({ id: String(center.id), version: calendarVersion(whole, center.id), messages: () => fromCalendar(whole, center, data) })),
  );
}

/** A model that says something of working hours. */
function hours(name: string, model: string, owner: string): Stream {
  return { name, model, owner, says: "erp.calendar.v1", wanted: (settings) => settings.calendars, always: () => [], first: null, load: calendars };
}

/** In the order in which they refer to each other. A cursor counts along it: what is new comes at the end. */
export const STREAMS: readonly Stream[] = [
  { name: "items", model: PRODUCT.model, owner: "id", says: "erp.item.v1", always: company, first: [["active", "=", true]], load: items },
  { name: "workCenters", model: WORK_CENTER.model, owner: "id", says: "erp.work-centre.v1", always: company, first: [["active", "=", true]], load: workCenters },
  { name: "boms", model: BOM.model, owner: "id", says: "erp.bom.v1", always: company, first: [["active", "=", true]], load: boms },
  { name: "bomLines", model: BOM_LINE.model, owner: "bom_id", says: "erp.bom.v1", always: () => [], first: null, load: boms },
  { name: "operations", model: OPERATION.model, owner: "bom_id", says: "erp.routing.v1", always: () => [], first: null, load: boms },
  { name: "lots", model: "stock.lot", owner: "id", says: "erp.lot.v1", always: company, first: null, load: lots },
  {
    name: "quants",
    model: QUANT.model,
    owner: "lot_id",
    says: "erp.lot.v1",
    always: () => [
      ["lot_id", "!=", false],
      ["location_id.usage", "=", "internal"],
    ],
    first: [["quantity", ">", 0]],
    load: lots,
  },
  { name: "lotLines", model: "stock.move.line", owner: "lot_id", says: "erp.lot.v1", always: () => [["lot_id", "!=", false]], first: null, load: lots },
  {
    name: "orders",
    model: "mrp.production",
    owner: "id",
    says: "erp.order.v1",
    always: (data) => [...company(data), ["state", "!=", "draft"]],
    first: [["state", "in", ["confirmed", "progress", "to_close"]]],
    load: orders,
  },
  { name: "workOrders", model: WORK_ORDER.model, owner: "production_id", says: "erp.order.v1", always: () => [["production_id.state", "!=", "draft"]], first: null, load: orders },
  {
    name: "moves",
    model: "stock.move",
    owner: "raw_material_production_id",
    says: "erp.order.v1",
    always: () => [
      ["raw_material_production_id", "!=", false],
      ["raw_material_production_id.state", "!=", "draft"],
    ],
    first: null,
    load: orders,
  },
  {
    name: "purchases",
    model: PURCHASE.model,
    owner: "id",
    says: "erp.delivery.v1",
    wanted: (settings) => settings.purchases,
    always: placedPurchases,
    first: [["receipt_status", "in", ["pending", "partial"]]],
    load: purchases,
  },
  {
    name: "purchaseLines",
    model: PURCHASE_LINE.model,
    owner: "order_id",
    says: "erp.delivery.v1",
    wanted: (settings) => settings.purchases,
    always: (data) => [...placedPurchases(data, "order_id."), ...GOODS],
    first: null,
    load: purchases,
  },
  { ...hours("calendars", RESOURCE_CALENDAR.model, "id"), first: [["active", "=", true]] },
  hours("attendances", ATTENDANCE.model, "calendar_id"),
  { ...hours("leaves", LEAVE.model, "id"), load: async (client, ids, data) => calendars(client, await calendarsOfLeaves(client, ids, data), data) },
  hours("calendarCenters", WORK_CENTER.model, "resource_calendar_id"),
];

/** A row of a stream: its stamp, and the record that it belongs to. */
export function rowType(stream: Stream): RecordType<{ readonly id: number; readonly stamp: number; readonly owner: number | null }> {
  const Row = z.record(z.string(), z.unknown()).transform((row) => ({ id: row["id"], stamp: row["write_date"], owner: ownerOf(row[stream.owner]) }));
  const Shape = z.object({ id: z.number(), stamp: z.string().transform(secondsOf), owner: z.number().nullable() });
  return { model: stream.model, fields: [...new Set(["id", "write_date", stream.owner])], schema: Row.pipe(Shape) };
}

function ownerOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value === false ? null : value;
}
