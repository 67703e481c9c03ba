import type { Json } from "@/lib/erp/json";
import { inOurWords, type Words } from "@/lib/erp/words";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { readInbound } from "@/lib/messages/inbound-subject";
import { COMPANY, WORK_CENTER, type WorkCenter } from "./api-types";
import type { OdooClient } from "./client";
import { OdooError } from "./failure";
import { type FieldNames, fieldNames } from "./field-names";
import { ALSO_ARCHIVED, findAll, findOne } from "./records";
import type { OdooSettings } from "./settings";

/** What the mappings of single records need to know of the rest. */
export type PlantData = {
  readonly settings: OdooSettings;
  readonly names: FieldNames;
  readonly words: Words;
  /** Name of the system in messages. */
  readonly source: string;
  readonly currency: string;
  readonly workCenters: readonly WorkCenter[];
};

/** Thrown by a mapping that would have to guess; the record is kept as unreadable with this reason. */
export class Unmappable extends Error {}

/** Reads the company and its work centres, which every poll needs. @throws OdooError. */
export async function loadPlantData(client: OdooClient, settings: OdooSettings, words: Words): Promise<PlantData> {
  const company = await findOne(client, COMPANY, [["id", "=", settings.companyId]]);
  if (company === undefined)
    throw new OdooError(
      { kind: "error", name: "odoo.exceptions.AccessDenied", message: `The account may not see the company with the id ${settings.companyId}.`, status: null },
      "res.company",
    );
  const workCenters = await findAll(client, WORK_CENTER, [["company_id", "in", [settings.companyId, false]]], ALSO_ARCHIVED);
  return { settings, names: fieldNames(settings.version), words, source: `odoo/${settings.database || "main"}`, currency: company.currency_id.name, workCenters };
}

/** A message in our words. A unit that no line of the words maps is no code of ours, and says so. @throws Unmappable, ZodError. */
export function messageOf(type: InboundType, fields: Readonly<Record<string, Json>>, at: number, data: Pick<PlantData, "words" | "source">): InboundMessage {
  return readInbound(type, inOurWords(fields, data.words), data.source, timeOf(at));
}

/** Fails on a unit that has no UN/ECE code in the words of the connection. @throws Unmappable. */
export function mapped(uom: string, words: Words): string {
  const ours = words.ours("UOM", uom);
  if (!/^[A-Z0-9]{1,8}$/.test(ours)) throw new Unmappable(`The unit "${uom}" has no UN/ECE code: map it in the words of the connection.`);
  return ours;
}

/** Seconds since 1970 as an instant. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** The code of an item; Odoo allows products without. @throws Unmappable. */
export function itemCode(product: { readonly id: number; readonly default_code: string | null }): string {
  if (product.default_code === null) throw new Unmappable(`Product ${product.id} has no internal reference.`);
  return product.default_code;
}

/** The code of a work centre: its own, else its name. */
export function workCentreCode(center: { readonly code: string | null; readonly name: string }): string {
  return center.code ?? center.name.trim();
}

/** The work centre with this id. @throws Unmappable. */
export function centerOf(id: number, data: Pick<PlantData, "workCenters">): WorkCenter {
  const center = data.workCenters.find((one) => one.id === id);
  if (center === undefined) throw new Unmappable(`The work centre with the id ${id} cannot be read.`);
  return center;
}
