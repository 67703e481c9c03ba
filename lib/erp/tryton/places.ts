import { z } from "zod";
import type { TrytonClient } from "./client";
import type { Production } from "./api-types";
import { WAREHOUSE } from "./record-types";
import { findRecords } from "./records";
import { Refused } from "./refused";
import type { TrytonSettings } from "./settings";

/** Where goods of an order come from and go to. */
export type Places = {
  readonly production: number;
  readonly picking: number;
  readonly output: number;
  readonly quarantine: number | null;
  /** A storage place by our code; null when the code says nothing to Tryton, which then means the order's own places. */
  at(code: string | null): number | null;
  /** @throws Refused NO_WASTE_PLACE when the warehouse has none. */
  waste(): number;
  isWaste(id: number): boolean;
};

const Place = z.object({ id: z.number(), code: z.string().nullable(), type: z.string() });
const ProductionPlace = z.object({ id: z.number(), production_location: z.number().nullable() });

/** Reads the places of the order's warehouse; without an order those of the first warehouse. */
export async function loadPlaces(client: TrytonClient, order: Pick<Production, "warehouse" | "location"> | null, settings: TrytonSettings): Promise<Places> {
  const warehouses = await findRecords(client, WAREHOUSE, order === null ? [["type", "=", "warehouse"]] : [["id", "=", order.warehouse]]);
  const warehouse = warehouses[0];
  const storage = warehouse?.storage_location ?? null;
  if (warehouse === undefined || storage === null) throw new Refused("NO_WAREHOUSE", "The ERP shows us no warehouse with a storage place.");
  const all = await findRecords(client, { model: "stock.location", fields: ["code", "type"], schema: Place }, [["type", "in", ["storage", "lost_found"]]]);
  const byCode = (code: string) => all.find((place) => place.type === "storage" && place.code === code)?.id ?? null;
  return {
    production: order?.location ?? (await productionPlace(client, warehouse.id)),
    picking: warehouse.production_picking_location ?? storage,
    output: warehouse.production_output_location ?? storage,
    quarantine: settings.quarantine === null ? null : byCode(settings.quarantine),
    at: (code) => (code === null ? null : byCode(settings.locations[code] ?? code)),
    waste() {
      const place = warehouse.waste_locations[0];
      if (place === undefined) throw new Refused("NO_WASTE_PLACE", "The warehouse has no waste location in the ERP: scrap cannot be booked.");
      return place;
    },
    isWaste: (id) => warehouse.waste_locations.includes(id),
  };
}

async function productionPlace(client: TrytonClient, warehouseId: number): Promise<number> {
  const found = await findRecords(client, { model: "stock.location", fields: ["production_location"], schema: ProductionPlace }, [["id", "=", warehouseId]]);
  return found[0]?.production_location ?? 0;
}
