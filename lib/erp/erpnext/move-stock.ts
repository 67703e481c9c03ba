import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { MaterialIssuedV1 } from "@/lib/messages/material-issued.v1";
import type { MaterialScrappedV1 } from "@/lib/messages/material-scrapped.v1";
import type { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import type { ProductionReceivedV1 } from "@/lib/messages/production-received.v1";
import { Batch } from "./api-types";
import { parse } from "./client";
import type { Context } from "./context";
import { isDuplicate } from "./documents";
import { findItem, inOrderUnit } from "./items";
import { partKey } from "./keys";
import { findOpenOrder } from "./orders";
import type { Part } from "./part";
import { Refused } from "./refused";
import { stockPart } from "./stock-part";
import { remarksOfOrder, toConsumption, toReceipt } from "./to-stock-entry";
import { sourceOf, targetOf, warehouseAt } from "./warehouses";
import { localDay } from "./zone";

/** What a confirmation itself takes: one stock entry for all of it, which ERPNext books whole or not at all. Null when it takes nothing. */
export function consumptionPart({ client, settings }: Context, message: ProductionConfirmedV1): Part | null {
  const { order: name, operation, consumption, quantity, genealogyRun, confirmationId } = message.data;
  if (consumption.length === 0) return null;
  return stockPart(client, partKey(message.id, "consumption"), async () => {
    const order = await findOpenOrder(client, name);
    const lines = [];
    for (const { item: code, lot, qty, uom } of consumption) lines.push({ item: await findItem(client, code), lot, qty, uom, warehouse: sourceOf(order, code) });
    const made = await inOrderUnit(client, order, decimal(quantity.good).plus(quantity.scrap), quantity.uom);
    const run = genealogyRun === null ? "" : `, run ${genealogyRun}`;
    return toConsumption({ order, lines, time: message.time, made, remarks: `${remarksOfOrder(name)}operation ${operation}, confirmation ${confirmationId}${run}` }, settings);
  });
}

/** A component that was taken for an order. */
export function issuePart({ client, settings }: Context, message: MaterialIssuedV1): Part {
  const { order: name, operation, item: code, lot, qty, uom, location, substituteFor, issueId } = message.data;
  return stockPart(client, message.id, async () => {
    const order = await findOpenOrder(client, name);
    const line = { item: await findItem(client, code), lot, qty, uom, warehouse: (await warehouseAt(client, location)) ?? sourceOf(order, substituteFor ?? code) };
    const instead = substituteFor === null ? "" : `, instead of ${substituteFor}`;
    return toConsumption({ order, lines: [line], time: message.time, made: ZERO, remarks: `${remarksOfOrder(name)}operation ${operation}, issue ${issueId}${instead}` }, settings);
  });
}

/** A component that was scrapped: charged to its order where it has one. @throws Refused NO_WAREHOUSE where nobody says where it lay. */
export function scrapPart({ client, settings }: Context, message: MaterialScrappedV1): Part {
  const { order: name, item: code, lot, qty, uom, location, reason, scrapId } = message.data;
  return stockPart(client, message.id, async () => {
    const order = name === null ? null : await findOpenOrder(client, name);
    const warehouse = (await warehouseAt(client, location)) ?? (order === null ? null : sourceOf(order, code));
    if (warehouse === null) throw new Refused("NO_WAREHOUSE", `ERPNext has no warehouse ${location ?? "for it"}: map the location that ${code} was scrapped at.`);
    const line = { item: await findItem(client, code), lot, qty, uom, warehouse };
    return toConsumption({ order, lines: [line], time: message.time, made: ZERO, remarks: `${name === null ? "" : remarksOfOrder(name)}scrap ${scrapId}: ${reason}` }, settings);
  });
}

/** What an order made goes into stock; its batch is made first where it is new. */
export function receiptPart(context: Context, message: ProductionReceivedV1): Part {
  const { client, settings } = context;
  const { order: name, item: code, lot, qty, uom, location, qualityStatus, receiptId, hu } = message.data;
  return stockPart(client, message.id, async () => {
    const order = await findOpenOrder(client, name);
    const item = await findItem(client, code);
    if (item.has_batch_no) await ensureBatch(context, message);
    const quarantine = qualityStatus === "RELEASED" ? null : settings.quarantineWarehouse;
    const warehouse = quarantine ?? (await warehouseAt(client, location)) ?? targetOf(order);
    return toReceipt(order, { item, lot, qty, uom, warehouse }, message.time, `Receipt ${receiptId}${hu === null ? "" : `, handling unit ${hu}`}`, settings);
  });
}

/** Batches of ERPNext are named by their number, whatever the item. @throws Refused LOT_OF_ANOTHER_ITEM. */
async function ensureBatch({ client, settings }: Context, { data }: ProductionReceivedV1): Promise<void> {
  const { lot, item, madeAt, expiresAt } = data;
  const known = await client.read("Batch", lot);
  if (known !== null) {
    const of = parse(Batch, known, `Batch ${lot}`).item;
    if (of !== item) throw new Refused("LOT_OF_ANOTHER_ITEM", `Batch ${lot} belongs to ${of} in ERPNext, not to ${item}.`);
    return;
  }
  try {
    await client.insert("Batch", {
      batch_id: lot,
      item,
      manufacturing_date: localDay(settings.timeZone, new Date(madeAt)),
      // Usable through its last day: the day before one that ends at midnight.
      ...(expiresAt === null ? {} : { expiry_date: localDay(settings.timeZone, new Date(Date.parse(expiresAt) - 1)) }),
    });
  } catch (error) {
    // Made by somebody else in between, or by us in an attempt whose answer was lost.
    if (!isDuplicate(error)) throw error;
  }
}
