import { z } from "zod";
import type { ConnectionTest } from "@/lib/erp/port";
import {
  ATTENDANCE,
  COMPANY,
  LEAVE,
  RESOURCE_CALENDAR,
  WORKED_CENTER,
  moveLineType,
  moveType,
  namedType,
  productionType,
  PRODUCTIVITY,
  PURCHASE,
  PURCHASE_LINE,
  SCRAP,
  WORK_ORDER,
} from "./api-types";
import { verdictOfRead } from "./classify";
import type { OdooClient } from "./client";
import { fieldNames } from "./field-names";
import { findAll, findOne, parse } from "./records";
import type { OdooSettings } from "./settings";

/** Proves address, key, company and the fields that are needed; nothing is changed. */
export async function testConnection(client: OdooClient, settings: OdooSettings): Promise<ConnectionTest> {
  try {
    const company = await findOne(client, COMPANY, [["id", "=", settings.companyId]]);
    if (company === undefined) return { kind: "broken", code: "COMPANY", reason: `The account may not see the company with the id ${settings.companyId}.` };
    const orders = parse("mrp.production.search_count", z.number(), await client.call("mrp.production", "search_count", { named: { domain: [["company_id", "=", company.id]] } }));
    // Fields that this version does not have are refused even where no record matches.
    const names = fieldNames(settings.version);
    for (const type of [
      productionType(names),
      WORK_ORDER,
      moveType(names),
      moveLineType(names),
      ...(settings.purchases ? [PURCHASE, PURCHASE_LINE] : []),
      ...(settings.calendars ? [RESOURCE_CALENDAR, ATTENDANCE, LEAVE, WORKED_CENTER] : []),
    ])
      await findOne<unknown>(client, type, [["id", "=", 0]]);
    if (settings.keyField !== null) {
      const models = [PRODUCTIVITY.model, SCRAP.model];
      const fields = await findAll(client, namedType("ir.model.fields"), [
        ["name", "=", settings.keyField],
        ["model", "in", models],
      ]);
      if (fields.length < models.length) {
        return {
          kind: "broken",
          code: "KEY_FIELD",
          reason: `Odoo has no field ${settings.keyField} on time entries and scrap (${models.join(", ")}): add it there, or leave the key field of this connection empty.`,
        };
      }
    }
    return { kind: "ok", system: `Odoo ${settings.version}`, detail: `Company ${company.name}, ${company.currency_id.name}, ${orders} production orders.` };
  } catch (error) {
    return verdictOfRead(error);
  }
}
