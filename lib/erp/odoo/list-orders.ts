import type { OrderListOutcome } from "@/lib/erp/port";
import type { ListedOrder } from "@/lib/erp/read-back";
import { type Production, productionType } from "./api-types";
import type { OdooClient } from "./client";
import { fieldNames } from "./field-names";
import { type Chain, chainsOf, workOrdersOf } from "./orders";
import { stateOf } from "./read-back";
import { type Domain, findAll, findSome, PAGE } from "./records";
import type { OdooSettings } from "./settings";
import { newest, toOdooTime } from "./values";

type OrderPage = Extract<OrderListOutcome, { kind: "order-list" }>;

/** Where a booking leaves its stamp, if not at the order itself. */
const BOOKED = ["workorder_ids", "move_raw_ids", "move_raw_ids.move_line_ids", "move_finished_ids", "scrap_ids"];

/** Orders of Odoo's that are open, or were changed or booked on since; drafts are not polled either. */
function domainOf({ companyId }: OdooSettings, since: Date): Domain {
  const stamp = toOdooTime(since);
  const touched = ["write_date", ...BOOKED.map((path) => `${path}.write_date`)].map((field) => [field, ">=", stamp]);
  return [["company_id", "=", companyId], ["state", "!=", "draft"], ...touched.map(() => "|"), ["state", "in", ["confirmed", "progress", "to_close"]], ...touched];
}

/** A page of these orders, each with its backorders as the one order that we know; by the id of Odoo's orders. @throws OdooError. */
export async function listOrders(client: OdooClient, settings: OdooSettings, since: Date, cursor: string | null): Promise<OrderPage> {
  const names = fieldNames(settings.version);
  const domain = domainOf(settings, since);
  const rows = await findSome(client, productionType(names), [...domain, ["id", ">", cursor === null ? 0 : Number(cursor)]], PAGE);
  const chains = await chainsOf(client, names, settings.companyId, rows);
  const split = chains.filter((chain) => chain.members.length > 1).flatMap((chain) => chain.members.map((member) => member.id));
  const parts = split.length === 0 ? [] : await findAll(client, productionType(names), [...domain, ["id", "in", split]]);
  const listed = chains.filter((chain) => standsOn(chain, rows, parts));
  const members = listed.flatMap((chain) => chain.members.map((member) => member.id));
  const workOrders = members.length === 0 ? [] : await workOrdersOf(client, members);
  const orders = listed.map((chain): ListedOrder => {
    const own = workOrders.filter((one) => chain.members.some((member) => member.id === one.production_id.id));
    const changed = newest([...chain.members, ...own].map((record) => record.write_date));
    return { order: chain.key, site: settings.site, state: stateOf({ chain, workOrders: own }), changedAt: new Date(changed * 1000).toISOString() };
  });
  return { kind: "order-list", orders, cursor: rows.length < PAGE ? null : String(rows.at(-1)?.id ?? 0) };
}

/** Several parts of an order may be found, on several pages: the first one counts. */
function standsOn({ members }: Chain, rows: readonly Production[], parts: readonly Production[]): boolean {
  if (members.length === 1) return true;
  const first = parts.find((part) => members.some((member) => member.id === part.id));
  return rows.some((row) => row.id === first?.id);
}
