import { z } from "zod";
import type { Broken, ConnectionTest } from "@/lib/erp/port";
import { type FrappeClient, parse } from "./client";
import { FrappeError } from "./failure";
import { loadCompany } from "./plant-data";
import type { ErpnextSettings } from "./settings";

const READ = ["Work Order", "Job Card", "BOM", "Item", "Batch", "Workstation", "Bin", "Warehouse", "Issue"];

/** Proves the key, the company, the right to read, and that the field for our key is where documents can be found by it. Changes nothing. */
export async function testConnection(client: FrappeClient, settings: ErpnextSettings): Promise<ConnectionTest> {
  const user = parse(z.string(), await client.ask("frappe.auth.get_logged_user", {}), "get_logged_user");
  const { name, default_currency } = await loadCompany(client, settings);
  for (const doctype of [
    ...READ,
    ...(settings.purchases ? ["Purchase Order"] : []),
    ...(settings.calendars ? ["Holiday List"] : []),
    ...(settings.rateClass === null ? [] : ["Employee"]),
  ])
    await client.list(doctype, { fields: ["name"], filters: [], length: 1 });
  const keyed = ["Stock Entry", "Quality Inspection", "Downtime Entry", "Issue", ...(settings.cards === "CONFIRMATION" ? ["Job Card"] : [])];
  for (const doctype of keyed) {
    const missing = await lacksKey(client, doctype);
    if (missing !== null) return missing;
  }
  return { kind: "ok", system: "ERPNext", detail: `Company ${name}, ${default_currency}, as user ${user}.` };
}

/** Frappe refuses a question for a field that it does not have. */
async function lacksKey(client: FrappeClient, doctype: string): Promise<Broken | null> {
  try {
    await client.list(doctype, { fields: ["name", "mes_ref"], filters: [], length: 1 });
    return null;
  } catch (error) {
    const failure = error instanceof FrappeError ? error.failure : null;
    if (failure?.kind !== "answer" || failure.exception === "PermissionError" || ![417, 500].includes(failure.status)) throw error;
    return { kind: "broken", code: "KEY_FIELD_MISSING", reason: `The custom field mes_ref is missing on ${doctype}, or cannot be read: ${failure.reason}` };
  }
}
