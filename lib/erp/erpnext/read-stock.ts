import { z } from "zod";
import type { StockBooks } from "@/lib/erp/read-back";
import type { Words } from "@/lib/erp/words";
import { Batch } from "./api-types";
import { batchStock, hiddenStock } from "./batch-stock";
import type { BatchPlaces } from "./from-batch";
import { type FrappeClient, parse } from "./client";
import { loadItems, Unmappable } from "./plant-data";
import type { ErpnextSettings } from "./settings";
import { text } from "./values";

/** Bins, or disabled batches, of one page: each is a question of its own. */
const PAGE = 50;
const BinRow = z.object({ name: z.string(), item_code: z.string(), warehouse: z.string() });
const DISABLED_FIELDS = ["name", "modified", "item", "disabled", "batch_qty"];

type StockPage = { readonly stock: readonly StockBooks[]; readonly cursor: string | null };

/**
 * A page of what ERPNext has of batches: bin by bin, then the disabled ones, which no question for a bin names from version 15 on. Where a
 * disabled batch may lie in several warehouses its whole quantity is told at one of them, which a comparison over all places does not mind.
 * @param exact such a batch throws instead
 * @throws FrappeError, Unmappable
 */
export async function readStock(client: FrappeClient, settings: ErpnextSettings, words: Words, cursor: string | null, exact = false): Promise<StockPage> {
  const [, phase = "bins", after = ""] = /^(bins|disabled):(.*)$/s.exec(cursor ?? "") ?? [];
  return phase === "bins" ? readBins(client, settings, words, after) : readDisabled(client, settings, words, after, exact);
}

async function readBins(client: FrappeClient, settings: ErpnextSettings, words: Words, after: string): Promise<StockPage> {
  const filters = [["actual_qty", ">", 0] as const, ["name", ">", after] as const];
  const bins = parse(z.array(BinRow), await client.list("Bin", { fields: ["name", "item_code", "warehouse"], filters, orderBy: "name asc", length: PAGE }), "Bin");
  const items = await loadItems(
    client,
    bins.map((bin) => bin.item_code),
  );
  const stock: StockBooks[] = [];
  for (const { item_code, warehouse } of bins) {
    const item = items.get(item_code);
    if (item === undefined || !item.has_batch_no) continue;
    for (const { batch_no, qty } of await batchStock(client, { item_code, warehouse })) {
      if (batch_no !== null) stock.push(...linesOf({ name: batch_no, item: item_code, uom: item.stock_uom }, [{ warehouse, qty }], settings, words));
    }
  }
  return { stock, cursor: bins.length < PAGE ? "disabled:" : `bins:${bins.at(-1)?.name ?? after}` };
}

async function readDisabled(client: FrappeClient, settings: ErpnextSettings, words: Words, after: string, exact: boolean): Promise<StockPage> {
  const filters = [["disabled", "=", 1] as const, ["batch_qty", ">", 0] as const, ["name", ">", after] as const];
  const batches = parse(z.array(Batch), await client.list("Batch", { fields: DISABLED_FIELDS, filters, orderBy: "name asc", length: PAGE }), "Batch");
  const items = await loadItems(
    client,
    batches.map((batch) => batch.item),
  );
  const stock: StockBooks[] = [];
  for (const batch of batches) {
    // Before version 15 the bins have named it.
    if ((await batchStock(client, { batch_no: batch.name })).length > 0) continue;
    const { places, certain } = await hiddenStock(client, batch);
    if (exact && !certain) throw new Unmappable(`The stock cannot be told: batch ${batch.name} is disabled and may lie in several warehouses.`);
    const lines = certain ? places : places.slice(0, 1).map(({ warehouse }) => ({ warehouse, qty: batch.batch_qty }));
    stock.push(...linesOf({ name: batch.name, item: batch.item, uom: items.get(batch.item)?.stock_uom ?? "" }, lines, settings, words));
  }
  return { stock, cursor: batches.length < PAGE ? null : `disabled:${batches.at(-1)?.name ?? after}` };
}

function linesOf(batch: { readonly name: string; readonly item: string; readonly uom: string }, places: BatchPlaces, { site }: ErpnextSettings, words: Words): StockBooks[] {
  const common = { site, item: batch.item, lot: batch.name, uom: words.ours("UOM", batch.uom) };
  return places.flatMap(({ warehouse, qty }) => (warehouse === null || qty.isZero() ? [] : [{ ...common, location: words.ours("LOCATION", warehouse), qty: text(qty) }]));
}
