import { type Decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { OrderData } from "@/lib/messages/erp-order.v1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import type { Bom, Move, Production } from "./api-types";
import { component } from "./from-bom";
import { centreOf, planned } from "./from-routing";
import { workCentreCode } from "./from-work-center";
import { numbered } from "./operation-number";
import { itemCode, type PlantData, text, timeOf, unitCode, Unmappable, versionWith } from "./plant-data";
import { ceilToUom } from "@/lib/domain/shared/quantity";
import { endOfDay, startOfDay } from "./zone";
import type { Day } from "./values";

/** Tryton's states of an order as ours. Assigned only says that material is reserved. */
const STATUS: Readonly<Record<string, OrderData["status"]>> = {
  request: "CREATED",
  draft: "CREATED",
  waiting: "RELEASED",
  assigned: "RELEASED",
  running: "RELEASED",
  done: "CLOSED",
  cancelled: "CANCELLED",
};

/** A production order as it now is. `bom` is its own BOM: once the order runs, its plan is in there only. */
export function fromProduction(order: Production, bom: Bom | null, data: PlantData): InboundMessage {
  const { settings, source } = data;
  const [product, uom, quantity] = [order["product."], order["uom."], order.quantity];
  const status = STATUS[order.state];
  if (order.number === null) throw new Unmappable(`Production ${order.id} has no number.`);
  if (product === null || uom === null || quantity === null) throw new Unmappable(`Production ${order.number} names no product.`);
  // Tryton rounds what it is told to the digits of its unit, and of a box of twelve it keeps no piece.
  if (uom.id !== product.default_uom)
    throw new Unmappable(
      `Production ${order.number} is in ${uom.symbol}, which is not the default unit of its product. Make it in the default unit: Tryton keeps no parts of another one.`,
    );
  if (status === undefined) throw new Unmappable(`Production ${order.number} is in the unknown state "${order.state}".`);
  const works = numbered(order["works."]);
  const erpVersion = versionWith(
    data,
    [order, ...order["inputs."], ...order["outputs."], ...order["works."], ...order["works."].flatMap((work) => work["cycles."])].map((record) => record._timestamp),
  );
  const start = order.planned_start_date;
  const due = order.planned_date ?? start;
  if (due === null) throw new Unmappable(`Production ${order.number} has no planned date.`);
  const day = (at: Day | null) => (at === null ? null : startOfDay(settings.timeZone, at).toISOString());
  const operations = works.map(({ step, operation }) =>
    planned(
      { routing: order["routing."]?.name ?? null, operation, name: step["operation."].name },
      step["work_center."] === null ? centreOf(step["work_center_category."], data) : workCentreCode(step["work_center."]),
      data,
    ),
  );
  return inboundMessage(
    "erp.order.v1",
    {
      order: order.number.trim(),
      erpVersion,
      site: settings.site,
      type: "STANDARD",
      status,
      item: itemCode(product),
      qty: text(quantity),
      uom: unitCode(data, uom.symbol),
      plannedStart: day(start),
      due: endOfDay(settings.timeZone, due).toISOString(),
      priority: settings.priority,
      overPct: settings.overPct,
      underPct: settings.underPct,
      bomVersion: order["bom."]?.name.trim() ?? null,
      routingVersion: order["routing."]?.name.trim() ?? null,
      components: components(order, quantity, bom, works[0]?.operation ?? 10, data),
      // Works appear when the order is released; until then its routing speaks.
      operations: operations.length === 0 ? null : operations,
      outputLot: plannedOutput(order)?.["lot."]?.number ?? null,
      customer: null,
    },
    source,
    timeOf(erpVersion),
  );
}

/** The lines that stand for what is still to be received of the order's product, oldest first. */
export function plannedOutputs(order: Production): Move[] {
  return order["outputs."].filter((move) => move["product."].id === order["product."]?.id && move.state !== "done" && move.state !== "cancelled").toSorted((a, b) => a.id - b.id);
}

/** The first line that still plans something; the first of all when none does. */
export function plannedOutput(order: Production): Move | undefined {
  const lines = plannedOutputs(order);
  return lines.find((move) => move.quantity.gt(0)) ?? lines[0];
}

function components(order: Production, quantity: Decimal, bom: Bom | null, operation: number, data: PlantData): OrderData["components"] {
  const exploded = ["request", "draft", "waiting", "assigned"].includes(order.state) ? order["inputs."].filter((move) => move.state !== "cancelled" && move.quantity.gt(0)) : [];
  // Reserving splits a line by lot: same item and unit are one component.
  const groups = new Map<string, { line: Move; required: Decimal }>();
  for (const move of exploded.toSorted((a, b) => a.id - b.id)) {
    const key = `${move["product."].id}/${move["uom."].id}`;
    const group = groups.get(key);
    groups.set(key, { line: group?.line ?? move, required: move.quantity.plus(group?.required ?? ZERO) });
  }
  const lines = [...groups.values()];
  const plan = lines.length > 0 ? lines : ofBom(order, quantity, bom);
  if (plan.length === 0) return null;
  return plan.map(({ line, required }, index) => ({ ...component(line, required.div(quantity), (index + 1) * 10, operation, data), required: text(required) }));
}

function ofBom(order: Production, quantity: Decimal, bom: Bom | null): { line: Bom["inputs."][number]; required: Decimal }[] {
  const output = bom?.["outputs."].find((line) => line["product."].id === order["product."]?.id);
  if (bom === null || output === undefined || output.quantity.eq(ZERO)) return [];
  // Inputs are rounded up to the unit's digits, as Tryton explodes them.
  return bom["inputs."]
    .filter((line) => line.quantity.gt(0))
    .map((line) => ({ line, required: ceilToUom(line.quantity.times(quantity).div(output.quantity), { code: "", decimals: line["uom."].digits }) }));
}
