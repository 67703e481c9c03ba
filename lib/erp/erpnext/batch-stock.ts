import { z } from "zod";
import { sum, ZERO } from "@/lib/domain/shared/decimal";
import { type Batch, BatchStock, Bin, BIN_FIELDS } from "./api-types";
import { type FrappeClient, parse } from "./client";
import type { BatchPlaces } from "./from-batch";

/** More warehouses than an item lies in. */
const MOST_BINS = 500;

/** What lies where of a batch, or of all batches of an item in a warehouse. Expired ones count as well: what lies there lies there. */
export async function batchStock(client: FrappeClient, of: { readonly [name: string]: string }): Promise<readonly z.infer<typeof BatchStock>[]> {
  const answer = await client.ask("erpnext.stock.doctype.batch.batch.get_batch_qty", { ...of, for_stock_levels: "1" });
  return Array.isArray(answer) ? parse(z.array(BatchStock), answer, "get_batch_qty") : [];
}

/** Where a disabled batch may lie. `certain`: that adds up to what the batch says of itself, or there is one place only. */
type Hidden = { readonly places: BatchPlaces; readonly certain: boolean };

/**
 * What lies where of a batch that is disabled. From version 15 on ERPNext leaves such a batch out of its stock, although it lies there still: it is what the bins of the
 * item have beyond its other batches. Null where its places are not certain.
 */
export async function stockOfDisabled(client: FrappeClient, batch: Batch): Promise<BatchPlaces | null> {
  const told = await batchStock(client, { batch_no: batch.name });
  if (told.length > 0) return told;
  const { places, certain } = await hiddenStock(client, batch);
  return certain ? places : null;
}

/** The same of a batch that ERPNext certainly leaves out. */
export async function hiddenStock(client: FrappeClient, batch: Pick<Batch, "item" | "batch_qty">): Promise<Hidden> {
  const filters = [["item_code", "=", batch.item] as const, ["actual_qty", ">", 0] as const];
  const bins = parse(z.array(Bin), await client.list("Bin", { fields: BIN_FIELDS, filters, orderBy: "name asc", length: MOST_BINS }), "Bin");
  const beyond = [];
  for (const { warehouse, actual_qty } of bins) {
    const others = await batchStock(client, { item_code: batch.item, warehouse });
    const qty = actual_qty.minus(sum(others.map((other) => other.qty)));
    if (qty.gt(ZERO)) beyond.push({ warehouse, qty });
  }
  const [only] = beyond;
  if (only === undefined) return { places: [], certain: true };
  if (beyond.length === 1) return { places: [{ warehouse: only.warehouse, qty: batch.batch_qty }], certain: true };
  return { places: beyond, certain: sum(beyond.map((place) => place.qty)).eq(batch.batch_qty) };
}
