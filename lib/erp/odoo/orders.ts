import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import { type Move, moveType, type Production, productionType, WORK_ORDER, type WorkOrder } from "./api-types";
import type { OdooClient } from "./client";
import type { FieldNames } from "./field-names";
import { numbered } from "./operation-number";
import { type Domain, findAll, findOne } from "./records";
import { Refused } from "./refused";

/**
 * One order of ours: an order in Odoo with the backorders that were split off it, oldest first. Our number is the id of the first,
 * which stays when its name changes.
 */
export type Chain = { readonly key: string; readonly members: readonly Production[] };

/** Name of an order without the number of its part: WH/MO/00217-002 is a part of WH/MO/00217. */
export function baseName(order: Pick<Production, "name" | "backorder_sequence">): string {
  return order.backorder_sequence > 0 ? order.name.replace(/-\d{3,}$/, "") : order.name;
}

/** The chains of some orders of Odoo's. */
export async function chainsOf(client: OdooClient, names: FieldNames, companyId: number, orders: readonly Production[]): Promise<Chain[]> {
  const split = [...new Set(orders.filter((order) => order.backorder_sequence > 0).map(baseName))];
  const parts = new Map<string, Production[]>();
  for (const base of split) {
    const domain: Domain = [
      ["company_id", "=", companyId],
      ["backorder_sequence", ">", 0],
      ["name", "=like", `${likeText(base)}-%`],
    ];
    const found = (await findAll(client, productionType(names), domain)).filter((order) => baseName(order) === base);
    parts.set(base, found);
  }
  const chains = new Map<string, Chain>();
  for (const order of orders) {
    const members = (parts.get(baseName(order)) ?? []).some((part) => part.id === order.id) ? (parts.get(baseName(order)) ?? [order]) : [order];
    const key = String(Math.min(...members.map((member) => member.id)));
    chains.set(key, { key, members: members.toSorted((a, b) => a.id - b.id) });
  }
  return [...chains.values()];
}

/** The chain that an order number of ours means. @throws Refused UNKNOWN_ORDER. */
export async function findChain(client: OdooClient, names: FieldNames, companyId: number, order: string): Promise<Chain> {
  const root = /^\d{1,15}$/.test(order)
    ? await findOne(client, productionType(names), [
        ["id", "=", Number(order)],
        ["company_id", "=", companyId],
      ])
    : undefined;
  const [chain] = root === undefined ? [] : await chainsOf(client, names, companyId, [root]);
  if (chain === undefined) throw new Refused("UNKNOWN_ORDER", `Odoo has no production order with the id ${order}.`);
  return chain;
}

/** The part of the chain that still takes bookings; undefined when all of it is done or cancelled. */
export function openMember(chain: Chain): Production | undefined {
  return chain.members.find((member) => !isOver(member));
}

export function isOver(order: Pick<Production, "state">): boolean {
  return order.state === "done" || order.state === "cancel";
}

/** What the finished parts of a chain took into stock. */
export function producedBefore(chain: Chain, member: Production): Decimal {
  return sum(chain.members.filter((other) => other.id !== member.id && other.state === "done").map((other) => other.qty_produced));
}

/** Work orders of some orders. */
export async function workOrdersOf(client: OdooClient, orders: readonly number[]): Promise<WorkOrder[]> {
  return findAll(client, WORK_ORDER, [["production_id", "in", orders]]);
}

/** The work order of one of our operations. @throws Refused UNKNOWN_OPERATION. */
export async function findWorkOrder(client: OdooClient, order: Production, operation: number): Promise<WorkOrder> {
  const found = numbered(await workOrdersOf(client, [order.id])).find((one) => one.operation === operation)?.step;
  if (found === undefined) throw new Refused("UNKNOWN_OPERATION", `Order ${order.name} has no operation ${operation} in Odoo.`);
  return found;
}

/** Movements of the components of some orders, cancelled ones too: a finished order cancels what it did not take. */
export async function rawMovesOf(client: OdooClient, names: FieldNames, orders: readonly number[]): Promise<Move[]> {
  return findAll(client, moveType(names), [["raw_material_production_id", "in", orders]]);
}

/** Signs that a pattern would take for any text. */
function likeText(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
