import { type Decimal, decimal, ONE, ZERO } from "@/lib/domain/shared/decimal";
import type { Json } from "@/lib/erp/port";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Bom, BomOperation, ItemHead } from "./api-types";
import { operationNumber } from "./orders";
import { type PlantData, timeOf, toMessage, unit, Unmappable, versionOf } from "./plant-data";
import { text } from "./values";

const MINUTES = decimal(60);

/** A BOM is both: the inputs of an item, and its steps. Both carry the BOM's name as their version. */
export function fromBom(bom: Bom, items: ReadonlyMap<string, ItemHead>, data: PlantData): InboundMessage[] {
  const { settings } = data;
  if (!bom.quantity.gt(0)) throw new Unmappable(`BOM ${bom.name} is for no quantity.`);
  const erpVersion = versionOf([bom.modified], settings);
  const head = { site: settings.site, item: bom.item, version: bom.name, erpVersion, status: statusOf(bom), validFrom: timeOf(erpVersion), validTo: null };
  const components = bom.items
    .filter((line) => line.qty.gt(0))
    .map((line) =>
      component({ pos: line.idx, item: line.item_code, qty: line.qty.div(bom.quantity), uom: line.uom, operation: numberOf(bom.operations, line.operation) }, items, data),
    );
  const steps = bom.operations.map((row) => {
    const minutes = row.fixed_time
      ? { setup: row.time_in_mins, run: ZERO }
      : { setup: ZERO, run: row.time_in_mins.div(bom.quantity.times(row.batch_size.gt(0) ? row.batch_size : ONE)) };
    return operationLine({ operation: operationNumber(row), text: row.operation, workstation: row.workstation }, minutes, bom.name);
  });
  return [toMessage("erp.bom.v1", { ...head, components }, data), ...(steps.length === 0 ? [] : [toMessage("erp.routing.v1", { ...head, operations: steps }, data)])];
}

/** Only the default of an item is what it is planned with; others are there for orders that name them. */
function statusOf(bom: Bom): "ACTIVE" | "DRAFT" | "RETIRED" {
  if (bom.docstatus === 2 || (bom.docstatus === 1 && !bom.is_active)) return "RETIRED";
  return bom.docstatus === 1 && bom.is_default ? "ACTIVE" : "DRAFT";
}

/** Number of the operation of that name; of the first where a component names none. */
export function numberOf(operations: readonly { readonly idx: number; readonly operation: string }[], name: string | null): number {
  const row = operations.find((one) => one.operation === name) ?? operations[0];
  return row === undefined ? 10 : operationNumber(row);
}

type Component = { readonly pos: number; readonly item: string; readonly qty: Decimal; readonly uom: string; readonly operation: number };

/** A component line, of a BOM or of an order, with its quantity per unit made. Those with batches are scanned; for others the settings decide. */
export function component({ pos, item, qty, uom, operation }: Component, items: ReadonlyMap<string, ItemHead>, data: PlantData): { readonly [field: string]: Json } {
  return {
    pos,
    item,
    qty: text(qty),
    uom: unit(uom, data),
    scrapFactor: "0",
    operation,
    issueMode: items.get(item)?.has_batch_no === true ? "MANUAL_SCAN" : data.settings.issueMode,
    mixGroup: null,
    substitutes: [],
  };
}

type Step = { readonly operation: number; readonly text: string; readonly workstation: string | null };

/** A step with its times: minutes per order and per unit. ERPNext knows one kind of time, which is the machine's and that of one person. */
export function operationLine(step: Step, minutes: { readonly setup: Decimal; readonly run: Decimal }, of: string): { readonly [field: string]: Json } {
  if (step.workstation === null) throw new Unmappable(`Operation "${step.text}" of ${of} names no workstation.`);
  const [setup, run] = [text(minutes.setup.div(MINUTES)), text(minutes.run.div(MINUTES))];
  return {
    operation: step.operation,
    text: step.text,
    workCentre: step.workstation,
    setupMachineHours: setup,
    setupLabourHours: setup,
    runMachineHours: run,
    runLabourHours: run,
    yield: "1",
    crew: "1",
    milestone: true,
    overlapMinutes: null,
    optional: false,
    inspectionPlan: null,
  };
}

/** Whether a step of a BOM takes its time once per order, whatever the quantity. */
export function isFixed(operations: readonly BomOperation[], row: { readonly idx: number; readonly operation: string }): boolean {
  return operations.some((one) => one.idx === row.idx && one.operation === row.operation && one.fixed_time);
}
