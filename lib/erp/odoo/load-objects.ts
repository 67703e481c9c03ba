import {
  ATTENDANCE,
  BOM,
  BOM_LINE,
  LEAVE,
  type Leave,
  RESOURCE_CALENDAR,
  type ResourceCalendar,
  WORKED_CENTER,
  lotType,
  type Lot,
  type MoveLine,
  OPERATION,
  PRODUCT,
  type Product,
  productionType,
  PURCHASE,
  PURCHASE_LINE,
  QUANT,
  type Quant,
} from "./api-types";
import type { OdooClient } from "./client";
import { calendarVersion, type WholeCalendar } from "./from-calendar";
import type { WholeBom } from "./from-bom";
import type { Roles } from "./from-item";
import type { WholeOrder } from "./from-order";
import type { WholePurchase } from "./from-purchase";
import { openLines } from "./open-lines";
import { chainsOf, rawMovesOf, workOrdersOf } from "./orders";
import type { PlantData } from "./plant-data";
import { ALSO_ARCHIVED, type Domain, findAll, newestStamp } from "./records";
import { toOdooTime } from "./values";

/** Which of these products bills of materials make, and which they take in. */
export async function loadRoles(client: OdooClient, products: readonly Product[]): Promise<Roles> {
  if (products.length === 0) return { made: new Set(), components: new Set() };
  const made = await findAll(client, BOM, [["product_tmpl_id", "in", products.map((product) => product.product_tmpl_id.id)]]);
  const lines = await findAll(client, BOM_LINE, [["product_id", "in", products.map((product) => product.id)]]);
  return { made: new Set(made.map((bom) => bom.product_tmpl_id.id)), components: new Set(lines.map((line) => line.product_id.id)) };
}

/** Bills of materials with their lines, operations and products. */
export async function loadBoms(client: OdooClient, ids: readonly number[]): Promise<WholeBom[]> {
  const boms = await findAll(client, BOM, [["id", "in", ids]], ALSO_ARCHIVED);
  if (boms.length === 0) return [];
  const [lines, operations] = [
    await findAll(client, BOM_LINE, [["bom_id", "in", boms.map((bom) => bom.id)]]),
    await findAll(client, OPERATION, [["bom_id", "in", boms.map((bom) => bom.id)]], ALSO_ARCHIVED),
  ];
  const templates = [...new Set(boms.map((bom) => bom.product_tmpl_id.id))];
  const products = await findAll(client, PRODUCT, [["product_tmpl_id", "in", templates]]);
  const rivals = (await findAll(client, BOM, [["product_tmpl_id", "in", templates]])).toSorted((a, b) => a.sequence - b.sequence || a.id - b.id);
  const components = await productsOf(
    client,
    lines.map((line) => line.product_id.id),
  );
  return boms.map((bom) => {
    const makes = (other: (typeof boms)[number], product: Product) =>
      other.product_id === null ? other.product_tmpl_id.id === product.product_tmpl_id.id : other.product_id.id === product.id;
    const made = products.filter((product) => makes(bom, product));
    return {
      bom,
      lines: lines.filter((line) => line.bom_id.id === bom.id),
      operations: operations.filter((operation) => operation.bom_id.id === bom.id),
      products: made,
      components,
      firstOf: new Set(made.filter((product) => rivals.find((rival) => makes(rival, product))?.id === bom.id).map((product) => product.id)),
    };
  });
}

/** A lot with its product and what lies of it in the company's own places. `taken`: of open orders, not yet posted. `moved`: when it last moved, where nothing lies there any more. */
export type WholeLot = {
  readonly lot: Lot;
  readonly product: Product;
  readonly quants: readonly Quant[];
  readonly taken: readonly MoveLine[];
  readonly moved: string | null;
  readonly made: boolean;
};

/** Lots with all that belongs to them. */
export async function loadLots(client: OdooClient, ids: readonly number[], { settings, names }: PlantData): Promise<WholeLot[]> {
  const lots = await findAll(client, lotType(settings.expiryDates), [["id", "in", ids]]);
  if (lots.length === 0) return [];
  const known = lots.map((lot) => lot.id);
  const products = await productsOf(
    client,
    lots.map((lot) => lot.product_id.id),
  );
  const quants = await findAll(client, QUANT, [
    ["lot_id", "in", known],
    ["location_id.usage", "=", "internal"],
  ]);
  const taken = await openLines(client, names, [["lot_id", "in", known]]);
  const made = new Set((await findAll(client, productionType(names), [[names.outputLot, "in", known]])).flatMap((order) => order.outputLots));
  const wholes: WholeLot[] = [];
  for (const lot of lots) {
    const product = products.find((one) => one.id === lot.product_id.id);
    if (product === undefined) continue;
    const own = quants.filter((quant) => quant.lot_id?.id === lot.id);
    // Odoo deletes the stock record of what is used up: then only the movement says when.
    const moved = own.length > 0 ? null : await newestStamp(client, "stock.move.line", [["lot_id", "=", lot.id]]);
    wholes.push({ lot, product, quants: own, taken: taken.filter((line) => line.lot_id?.id === lot.id), moved, made: made.has(lot.id) });
  }
  return wholes;
}

/** Orders as whole chains, whichever part was named, with work orders, movements, products and lots. */
export async function loadOrders(client: OdooClient, ids: readonly number[], data: Pick<PlantData, "settings" | "names">): Promise<WholeOrder[]> {
  const { settings, names } = data;
  const found = await findAll(client, productionType(names), [["id", "in", ids]]);
  if (found.length === 0) return [];
  const chains = await chainsOf(client, names, settings.companyId, found);
  const members = chains.flatMap((chain) => chain.members);
  const [workOrders, moves] = [
    await workOrdersOf(
      client,
      members.map((member) => member.id),
    ),
    await rawMovesOf(
      client,
      names,
      members.map((member) => member.id),
    ),
  ];
  const products = await productsOf(client, [...members.map((member) => member.product_id.id), ...moves.map((move) => move.product_id.id)]);
  const lotIds = members.flatMap((member) => member.outputLots);
  const lots = lotIds.length === 0 ? [] : await findAll(client, lotType(false), [["id", "in", lotIds]]);
  return chains.map((chain) => {
    const own = new Set(chain.members.map((member) => member.id));
    return {
      chain,
      workOrders: workOrders.filter((one) => own.has(one.production_id.id)),
      moves: moves.filter((move) => move.raw_material_production_id !== null && own.has(move.raw_material_production_id.id)),
      products,
      lots,
    };
  });
}

/** Purchase orders that were placed, for the company's own places: what a supplier ships to a customer never comes here. */
export function placedPurchases({ settings }: Pick<PlantData, "settings">, order = ""): Domain {
  return [
    [`${order}company_id`, "=", settings.companyId],
    [`${order}state`, "not in", ["draft", "sent", "to approve"]],
    [`${order}picking_type_id.default_location_dest_id.usage`, "=", "internal"],
  ];
}

/** Lines that name goods: headings and notes name nothing, and services are not delivered. */
export const GOODS: Domain = [
  ["product_id", "!=", false],
  ["product_id.type", "!=", "service"],
];

/** Purchase orders with their lines of goods. */
export async function loadPurchases(client: OdooClient, ids: readonly number[], data: PlantData): Promise<WholePurchase[]> {
  const orders = await findAll(client, PURCHASE, [["id", "in", ids], ...placedPurchases(data)]);
  if (orders.length === 0) return [];
  const lines = await findAll(client, PURCHASE_LINE, [["order_id", "in", orders.map((order) => order.id)], ...GOODS]);
  const products = await productsOf(
    client,
    lines.flatMap((line) => line.product_id?.id ?? []),
  );
  return orders.map((order) => ({ order, lines: lines.filter((line) => line.order_id.id === order.id), products }));
}

/** Time off of people is none of the plant's hours: only that of everybody and of work centres counts. */
const AWAY: Domain = [["time_type", "=", "leave"]];

/** Working hours with their lines, their time off and the work centres of the company that keep them; those that none keeps are left out. */
export async function loadCalendars(client: OdooClient, ids: readonly number[], { settings, workCenters }: PlantData): Promise<WholeCalendar[]> {
  const kept = await findAll(client, WORKED_CENTER, [
    ["resource_calendar_id", "in", ids],
    ["id", "in", workCenters.map((center) => center.id)],
  ]);
  const used = [...new Set(kept.flatMap((center) => center.resource_calendar_id?.id ?? []))];
  if (used.length === 0) return [];
  const [found, attendances] = [await findAll(client, RESOURCE_CALENDAR, [["id", "in", used]], ALSO_ARCHIVED), await findAll(client, ATTENDANCE, [["calendar_id", "in", used]])];
  const centersOf = (calendar: ResourceCalendar) =>
    kept.flatMap((one) => {
      const center = workCenters.find(({ id }) => id === one.id);
      return one.resource_calendar_id?.id === calendar.id && center !== undefined ? [{ ...one, center }] : [];
    });
  const wholes: WholeCalendar[] = found.map((calendar) => ({
    calendar,
    attendances: attendances.filter((line) => line.calendar_id.id === calendar.id),
    leaves: [],
    centers: centersOf(calendar),
  }));
  // What was over and written before the oldest of these is in no version of them, whatever the clock says: one version always says the same.
  const oldest = Math.min(...wholes.flatMap((whole) => whole.centers.map(({ id }) => calendarVersion(whole, id))));
  if (!Number.isFinite(oldest)) return [];
  const since = toOdooTime(new Date(oldest * 1000));
  const leaves = await findAll(client, LEAVE, [
    ...AWAY,
    ["company_id", "in", [settings.companyId, false]],
    ["calendar_id", "in", [...used, false]],
    ["resource_id", "in", [...kept.flatMap((center) => center.resource_id?.id ?? []), false]],
    "|",
    ["date_to", ">=", since],
    ["write_date", ">=", since],
  ]);
  return wholes.map((whole) => ({ ...whole, leaves: leaves.filter((leave) => touches(leave, whole)) }));
}

/** Time off of these hours, of everybody, or of a work centre that keeps them: the same whatever else is loaded with them. */
function touches({ calendar_id, resource_id }: Leave, { calendar, centers }: WholeCalendar): boolean {
  return calendar_id === null ? resource_id === null || centers.some((center) => center.resource_id?.id === resource_id.id) : calendar_id.id === calendar.id;
}

/** The working hours that time off touches: its own, or all of the work centres. */
export async function calendarsOfLeaves(client: OdooClient, ids: readonly number[], { workCenters }: Pick<PlantData, "workCenters">): Promise<number[]> {
  const leaves = await findAll(client, LEAVE, [["id", "in", ids], ...AWAY]);
  const own = leaves.flatMap((leave) => leave.calendar_id?.id ?? []);
  if (leaves.every((leave) => leave.calendar_id !== null)) return own;
  const centers = await findAll(client, WORKED_CENTER, [["id", "in", workCenters.map((center) => center.id)]]);
  return [...new Set([...own, ...centers.flatMap((center) => center.resource_calendar_id?.id ?? [])])];
}

/** Products by id, archived ones too. */
export async function productsOf(client: OdooClient, ids: readonly number[]): Promise<Product[]> {
  return ids.length === 0 ? [] : findAll(client, PRODUCT, [["id", "in", [...new Set(ids)]]], ALSO_ARCHIVED);
}
