import { z } from "zod";
import type { Decimal } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { TrytonClient } from "./client";
import { fromLot } from "./from-lot";
import { type PlantData, versionOf } from "./plant-data";
import { LOT, WAREHOUSE } from "./record-types";
import { findRecords, parse } from "./records";
import { decimalOf } from "./values";

const Place = z.object({ id: z.number(), code: z.string().nullable(), name: z.string() });
const Quantity = z.object({ id: z.number(), quantity: z.number().transform(decimalOf) });
const Stamped = z.array(z.object({ _timestamp: z.string() }));

/** The places that hold usable stock: storage and production picking of each warehouse. Quarantine stands outside of them. */
export async function stockPlaces(client: TrytonClient): Promise<{ id: number; code: string }[]> {
  const warehouses = await findRecords(client, WAREHOUSE, [["type", "=", "warehouse"]]);
  const ids = new Set(warehouses.flatMap((one) => [one.storage_location, one.production_picking_location, one.production_output_location]).filter((id) => id !== null));
  const places = await findRecords(client, { model: "stock.location", fields: ["code", "name"], schema: Place }, [["id", "in", [...ids]]]);
  return places.map((place) => ({ id: place.id, code: (place.code ?? place.name).trim() }));
}

/** Messages of the lots named, found by what `lotOf` says of a row; a lot is spoken of once, however many rows name it. */
export async function lotMessages<Row>(client: TrytonClient, ids: readonly number[], data: PlantData, lotOf: (row: Row) => number): Promise<(row: Row) => InboundMessage[]> {
  const places = await stockPlaces(client);
  const everywhere = { locations: places.map((place) => place.id), skip_lot_sled: true };
  const lots = new Map((await findRecords(client, LOT, [["id", "in", ids]], everywhere)).map((lot) => [lot.id, lot]));
  const stock = new Map<number, { location: string; quantity: Decimal }[]>();
  for (const place of places) {
    const held = await findRecords(client, { model: "stock.lot", fields: ["quantity"], schema: Quantity }, [["id", "in", ids]], { ...everywhere, locations: [place.id] });
    for (const { id, quantity } of held) {
      if (!quantity.isZero()) stock.set(id, [...(stock.get(id) ?? []), { location: place.code, quantity }]);
    }
  }
  const newest = new Map<number, string>();
  for (const id of lots.keys()) newest.set(id, await newestMove(client, id));
  const made = new Set(data.uses.flatMap((use) => use["product."]?.id ?? []));
  const said = new Set<number>();
  return (row) => {
    const lot = lots.get(lotOf(row));
    if (lot === undefined || said.has(lot.id)) return [];
    said.add(lot.id);
    const stamps = [lot._timestamp, newest.get(lot.id) ?? lot._timestamp];
    return [fromLot(lot, versionOf(stamps), stock.get(lot.id) ?? [], made.has(lot["product."].id), data)];
  };
}

/** Stamp of the lot's latest movement: the version of its stock. */
async function newestMove(client: TrytonClient, lotId: number): Promise<string> {
  const method = "model.stock.move.search_read";
  const latest = (order: string) => client.call(method, [[["lot", "=", lotId]], 0, 1, [[order, "DESC NULLS LAST"]], ["_timestamp"]]);
  const stamps = [...parse(method, Stamped, await latest("write_date")), ...parse(method, Stamped, await latest("create_date"))].map((row) => row._timestamp);
  return stamps.length === 0 ? "0.000000" : stamps.reduce((a, b) => (versionOf([a]) >= versionOf([b]) ? a : b));
}
