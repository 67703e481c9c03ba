import { z } from "zod";
import type { TrytonClient } from "./client";
import type { PlantData } from "./plant-data";
import { BOM_USE, ROUTING, UNIT, WORK_CENTER } from "./record-types";
import { findRecords, parse } from "./records";
import type { TrytonSettings } from "./settings";

const Company = z.array(z.object({ "currency.": z.object({ id: z.number(), code: z.string() }), "party.": z.object({ name: z.string() }) })).min(1);
const BomInput = z.object({ id: z.number(), product: z.number() });

/** The company that we work for: its name and its currency. */
export async function loadCompany(client: TrytonClient): Promise<{ name: string; currency: string; currencyId: number }> {
  const method = "model.company.company.search_read";
  const companies = parse(method, Company, await client.call(method, [[["id", "=", await client.companyId()]], 0, 1, [["id", "ASC"]], ["currency.code", "party.name"]]));
  const currency = companies[0]?.["currency."];
  return { name: companies[0]?.["party."].name ?? "", currency: currency?.code ?? "", currencyId: currency?.id ?? 0 };
}

/** Reads the small tables that the mappings refer to: units, who uses which BOM, routings, work centres. */
export async function loadPlantData(client: TrytonClient, settings: TrytonSettings, mapping: PlantData["mapping"]): Promise<PlantData> {
  const { currency } = await loadCompany(client);
  const units = await findRecords(client, UNIT, []);
  const uses = await findRecords(client, BOM_USE, []);
  const routings = await findRecords(client, ROUTING, []);
  const workCenters = await findRecords(client, WORK_CENTER, []);
  const inputs = await findRecords(client, { model: "production.bom.input", fields: ["product"], schema: BomInput }, []);
  const components = new Set(inputs.map((input) => input.product));
  return { settings, source: `tryton/${settings.database}`, currency, units, uses, routings, workCenters, mapping, components };
}
