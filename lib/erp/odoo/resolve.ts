import type { Json } from "@/lib/erp/json";
import { lotType, namedType, PRODUCT, type Product, WORK_CENTER, type WorkCenter } from "./api-types";
import type { OdooClient } from "./client";
import { createOne, findOne } from "./records";
import { Refused } from "./refused";
import type { OdooSettings } from "./settings";

/** The product with this code. @throws Refused UNKNOWN_ITEM. */
export async function findProduct(client: OdooClient, item: string): Promise<Product> {
  const found = await findOne(client, PRODUCT, [["default_code", "=", item]]);
  if (found === undefined) throw new Refused("UNKNOWN_ITEM", `Odoo has no active product with the internal reference ${item}.`);
  return found;
}

/** The unit that Odoo calls so. @throws Refused UNKNOWN_UNIT. */
export async function findUnit(client: OdooClient, uom: string): Promise<number> {
  const found = await findOne(client, namedType("uom.uom"), [["name", "=", uom]]);
  if (found === undefined) throw new Refused("UNKNOWN_UNIT", `Odoo has no unit named ${uom}. Map the unit in the words of the connection.`);
  return found.id;
}

/** A place by its full name, such as WH/Stock. @throws Refused UNKNOWN_LOCATION. */
export async function findLocation(client: OdooClient, location: string): Promise<number> {
  const found = await findOne(client, namedType("stock.location"), [["complete_name", "=", location]]);
  if (found === undefined) throw new Refused("UNKNOWN_LOCATION", `Odoo has no location ${location}. Map the location in the words of the connection.`);
  return found.id;
}

/** A reason for scrap by its unique name. @throws Refused UNKNOWN_REASON. */
export async function findReason(client: OdooClient, reason: string): Promise<number> {
  const found = await findOne(client, namedType("stock.scrap.reason.tag"), [["name", "=", reason]]);
  if (found === undefined) throw new Refused("UNKNOWN_REASON", `Odoo has no scrap reason ${reason}. Make the tag there, or map the reason in the words of the connection.`);
  return found.id;
}

/** The loss that time is booked on: that of the settings, else the first of its type. @throws Refused UNKNOWN_LOSS. */
export async function findLoss(client: OdooClient, settings: OdooSettings, type: keyof OdooSettings["losses"]): Promise<number> {
  const given = settings.losses[type];
  if (given !== null) return given;
  const found = await findOne(client, namedType("mrp.workcenter.productivity.loss"), [["loss_type", "=", type]]);
  if (found === undefined) throw new Refused("UNKNOWN_LOSS", `Odoo has no loss of the type ${type} to book time on.`);
  return found.id;
}

/** A lot that must be there already; null where the product has none. @throws Refused UNKNOWN_LOT, LOT_MISSING. */
export async function findLot(client: OdooClient, product: Product, lot: string | null): Promise<number | null> {
  if (product.tracking === "none") return null;
  const item = product.default_code ?? product.name;
  if (lot === null) throw new Refused("LOT_MISSING", `Odoo asks for a lot of ${item}, and the message names none.`);
  const found = await lotId(client, product.id, lot);
  if (found === undefined) throw new Refused("UNKNOWN_LOT", `Odoo has no lot ${lot} of ${item}.`);
  return found;
}

/** The id of a lot by name and product. */
export async function lotId(client: OdooClient, productId: number, lot: string): Promise<number | undefined> {
  return (
    await findOne(client, lotType(false), [
      ["name", "=", lot],
      ["product_id", "=", productId],
    ])
  )?.id;
}

/** Makes a lot. Odoo refuses a second one of the same name and product. */
export async function makeLot(client: OdooClient, settings: OdooSettings, productId: number, lot: string, expiresAt: string | null = null): Promise<number> {
  const expiry: Record<string, Json> = settings.expiryDates && expiresAt !== null ? { expiration_date: expiresAt } : {};
  return createOne(client, "stock.lot", { name: lot, product_id: productId, company_id: settings.companyId, ...expiry });
}

/** The work centre of a line or of one of its work units; undefined where Odoo has none of that code or name. */
export async function findWorkCenter(client: OdooClient, code: string, unitSuffix: string): Promise<WorkCenter | undefined> {
  const name = code.endsWith(`.${unitSuffix}`) ? code.slice(0, -unitSuffix.length - 1) : code;
  return findOne(client, WORK_CENTER, ["|", ["code", "=", name], ["name", "=", name]]);
}
