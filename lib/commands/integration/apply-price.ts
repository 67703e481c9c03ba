import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";
import { price } from "@/db/schema/reference";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { makeRoom } from "./make-room";
import { findItems, known, missingItems } from "./references";

/** A sales price from an instant on, in the base unit of the item. */
export const applyPrice: Applier<"erp.price.v1"> = async ({ tx, siteId }, data) => {
  const items = await findItems(tx, siteId, [data.item]);
  const missing = missingItems(data.site, [data.item], items);
  if (missing.length > 0) return { outcome: "PARKED", missing };
  const { id: itemId, baseUom } = known(items, data.item);
  if (data.uom !== baseUom) return { outcome: "REFUSED", code: "UOM_NOT_BASE", reason: `The price is per ${data.uom}, the item is kept in ${baseUom}.` };
  const customer = data.customer ?? "";
  const from = new Date(data.validFrom);
  const [stored] = await tx
    .select({ erpVersion: price.erpVersion })
    .from(price)
    .where(and(eq(price.itemId, itemId), eq(price.customer, customer), eq(price.validFrom, from)))
    .orderBy(desc(price.erpVersion))
    .limit(1);
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  const validTo = await makeRoom(tx, price, sql`item_id = ${itemId} and customer = ${customer}`, from, data.validTo === null ? null : new Date(data.validTo));
  await tx
    .insert(price)
    .values({ id: newId(), siteId, itemId, customer, price: decimal(data.price), currency: data.currency, erpVersion: data.erpVersion, validFrom: from, validTo });
  return DONE;
};
