import { type Decimal, decimal, max, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { Json } from "@/lib/erp/json";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Lot, Move, Product, Production, WorkOrder } from "./api-types";
import { componentFields, operationFields, setupHours } from "./from-bom";
import { numbered } from "./operation-number";
import { type Chain, isOver } from "./orders";
import { centerOf, itemCode, messageOf, type PlantData, Unmappable } from "./plant-data";
import { fromOdooTime, newest, text } from "./values";

/** An order of ours with all that belongs to its parts. */
export type WholeOrder = {
  readonly chain: Chain;
  readonly workOrders: readonly WorkOrder[];
  readonly moves: readonly Move[];
  readonly products: readonly Product[];
  readonly lots: readonly Lot[];
};

/** Odoo's urgent orders have the priority "1". */
const URGENT = 100;

/** Odoo's states of one order as ours. */
const STATUS: Readonly<Record<string, "CREATED" | "RELEASED" | "CLOSED" | "CANCELLED">> = {
  draft: "CREATED",
  confirmed: "RELEASED",
  progress: "RELEASED",
  to_close: "RELEASED",
  done: "CLOSED",
  cancel: "CANCELLED",
};

/** The newest stamp of an order's parts, their work orders and movements, in seconds: any change makes it grow. */
export function orderVersion({ chain, workOrders, moves }: Pick<WholeOrder, "chain" | "workOrders" | "moves">): number {
  return newest([...chain.members, ...workOrders, ...moves].map((record) => record.write_date));
}

/** A production order with its backorders as one: what all of them plan together, under the id of the first. */
export function fromOrder(whole: WholeOrder, data: PlantData): InboundMessage {
  const { chain, products } = whole;
  const { settings } = data;
  const first = chain.members[0];
  const status = chainStatus(chain);
  if (first === undefined || status === null)
    throw new Unmappable(`Order ${chain.key} is in a state that is not known: ${chain.members.map((member) => member.state).join(", ")}.`);
  const product = products.find((one) => one.id === first.product_id.id);
  if (product === undefined) throw new Unmappable(`The product of order ${first.name} cannot be read.`);
  // What was cancelled beside finished parts is not made; where all is cancelled it still says what was asked for.
  const counted = status === "CANCELLED" ? chain.members : chain.members.filter((member) => member.state !== "cancel");
  const quantity = sum(counted.map((member) => member.product_qty));
  const due = first.date_deadline ?? counted.at(-1)?.finish ?? first.finish ?? first.start;
  if (due === null) throw new Unmappable(`Order ${first.name} has no date.`);
  const current = counted.find((member) => !isOver(member)) ?? counted.at(-1) ?? first;
  const steps = numbered(whole.workOrders.filter((one) => one.production_id.id === current.id && one.state !== "cancel"));
  const operations = steps.map(({ step, operation }) => planned(step, operation, data));
  const erpVersion = orderVersion(whole);
  return messageOf(
    "erp.order.v1",
    {
      order: chain.key,
      erpVersion,
      site: settings.site,
      type: "STANDARD",
      status,
      item: itemCode(product),
      qty: text(quantity),
      uom: first.product_uom_id.name,
      plannedStart: first.start === null ? null : fromOdooTime(first.start).toISOString(),
      due: fromOdooTime(due).toISOString(),
      priority: first.priority === "1" ? Math.min(URGENT, settings.priority) : settings.priority,
      overPct: settings.overPct,
      underPct: settings.underPct,
      bomVersion: first.bom_id === null ? null : String(first.bom_id.id),
      routingVersion: first.bom_id === null || operations.length === 0 ? null : String(first.bom_id.id),
      components: components(whole, counted, quantity, data),
      operations: operations.length === 0 ? null : operations,
      outputLot: plannedLot(whole, first),
      customer: null,
    },
    erpVersion,
    data,
  );
}

/** Null for a state that Odoo did not have when this was written. */
export function chainStatus(chain: Chain): "CREATED" | "RELEASED" | "CLOSED" | "CANCELLED" | null {
  const states = chain.members.map((member) => STATUS[member.state]);
  if (states.includes(undefined)) return null;
  return (["RELEASED", "CREATED", "CLOSED", "CANCELLED"] as const).find((status) => states.includes(status)) ?? null;
}

function planned(step: WorkOrder, operation: number, data: PlantData): Record<string, Json> {
  const center = centerOf(step.workcenter_id.id, data);
  const expected = step.duration_expected.div(60);
  const setup = expected.lt(setupHours(center)) ? expected : setupHours(center);
  const run = step.qty_production.gt(ZERO) ? expected.minus(setup).div(step.qty_production) : ZERO;
  return operationFields(operation, step.name, center, setup, max(run, ZERO), data);
}

/** The components of all parts together, per product and operation: reserving and splitting makes several movements of one. */
function components({ workOrders, moves, products }: WholeOrder, members: readonly Production[], quantity: Decimal, data: PlantData): Record<string, Json>[] | null {
  const groups = new Map<string, { move: Move; operation: number; required: Decimal }>();
  for (const member of members) {
    const steps = numbered(workOrders.filter((one) => one.production_id.id === member.id && one.state !== "cancel"));
    // What a finished part did not take it cancelled; it was planned all the same.
    const counts = (move: Move) => move.product_uom_qty.gt(ZERO) && (member.state === "done" || move.state !== "cancel");
    const planned = moves.filter((move) => move.raw_material_production_id?.id === member.id && counts(move));
    for (const move of planned.toSorted((a, b) => a.id - b.id)) {
      const operation = steps.find(({ step }) => step.id === move.workorder_id?.id)?.operation ?? steps.at(-1)?.operation ?? 10;
      const key = `${move.product_id.id}/${move.product_uom.id}/${operation}`;
      const known = groups.get(key);
      groups.set(key, { move: known?.move ?? move, operation, required: (known?.required ?? decimal(0)).plus(move.product_uom_qty) });
    }
  }
  if (groups.size === 0) return null;
  return [...groups.values()].map(({ move, operation, required }, index) => ({
    ...componentFields({ product_id: move.product_id, product_uom_id: move.product_uom }, required.div(quantity), (index + 1) * 10, operation, products, data),
    required: text(required),
  }));
}

/** The lot that Odoo gave an order that nobody has begun. Later ones are ours. */
function plannedLot({ chain, lots }: WholeOrder, first: Production): string | null {
  if (chain.members.length > 1 || first.state !== "confirmed" || first.qty_producing.gt(ZERO)) return null;
  return lots.find((lot) => lot.id === first.outputLots[0])?.name ?? null;
}
