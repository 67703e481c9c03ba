import { type Decimal, decimal, ONE, ZERO } from "@/lib/domain/shared/decimal";
import type { Json } from "@/lib/erp/json";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Bom, BomLine, Operation, Product, WorkCenter } from "./api-types";
import { numbered } from "./operation-number";
import { centerOf, itemCode, mapped, messageOf, type PlantData, timeOf, Unmappable, workCentreCode } from "./plant-data";
import { newest, text } from "./values";

/** A bill of materials with all that belongs to it. */
export type WholeBom = {
  readonly bom: Bom;
  readonly lines: readonly BomLine[];
  readonly operations: readonly Operation[];
  /** The products that it makes: one, or every variant of its template. */
  readonly products: readonly Product[];
  /** Products of its lines. */
  readonly components: readonly Product[];
  /** Products that it is the first of: Odoo takes the first by sequence. */
  readonly firstOf: ReadonlySet<number>;
};

/** The list of inputs and the steps of each product that the BOM makes, both under its id as their version. */
export function fromBom(whole: WholeBom, data: PlantData): InboundMessage[] {
  const { bom, lines, products, firstOf } = whole;
  if (bom.product_qty.lte(ZERO)) throw new Unmappable(`BOM ${bom.id} makes nothing.`);
  const erpVersion = bomVersion(whole);
  const operations = numbered(whole.operations.filter((operation) => operation.active));
  return products.flatMap((product) => {
    if (bom.product_uom_id.id !== product.uom_id.id)
      throw new Unmappable(`BOM ${bom.id} is in ${bom.product_uom_id.name}, its product in ${product.uom_id.name}: one unit is needed.`);
    const status = !bom.active ? "RETIRED" : firstOf.has(product.id) ? "ACTIVE" : "DRAFT";
    const head = { site: data.settings.site, item: itemCode(product), version: String(bom.id), erpVersion, status, validFrom: timeOf(erpVersion), validTo: null };
    const components = lines
      .filter((line) => line.product_qty.gt(ZERO))
      .map((line, index) => {
        const operation = operations.find(({ step }) => step.id === line.operation_id?.id)?.operation ?? operations.at(-1)?.operation ?? 10;
        return componentFields(line, line.product_qty.div(bom.product_qty), (index + 1) * 10, operation, whole.components, data);
      });
    const messages = [messageOf("erp.bom.v1", { ...head, components }, erpVersion, data)];
    if (operations.length === 0) return messages;
    const steps = operations.map(({ step, operation }) => {
      const center = centerOf(step.workcenter_id.id, data);
      // One cycle makes as many as the work centre's capacity.
      const perUnit = step.time_cycle.div(capacityOf(center)).div(60);
      return operationFields(operation, step.name, center, setupHours(center), perUnit, data);
    });
    return [...messages, messageOf("erp.routing.v1", { ...head, operations: steps }, erpVersion, data)];
  });
}

/** The newest stamp of the BOM, its lines and its operations, in seconds. */
export function bomVersion({ bom, lines, operations }: Pick<WholeBom, "bom" | "lines" | "operations">): number {
  return newest([bom, ...lines, ...operations].map((record) => record.write_date));
}

/** A component line, of a BOM or of an order. Those with lots are scanned; for the others the settings decide. @throws Unmappable. */
export function componentFields(
  line: { readonly product_id: { readonly id: number; readonly name: string }; readonly product_uom_id: { readonly name: string } },
  perUnit: Decimal,
  pos: number,
  operation: number,
  products: readonly Product[],
  data: PlantData,
): Record<string, Json> {
  const product = products.find((one) => one.id === line.product_id.id);
  if (product === undefined) throw new Unmappable(`The component ${line.product_id.name} cannot be read.`);
  const issueMode = product.tracking === "none" ? data.settings.issueMode : "MANUAL_SCAN";
  mapped(line.product_uom_id.name, data.words);
  return { pos, item: itemCode(product), qty: text(perUnit), uom: line.product_uom_id.name, scrapFactor: "0", operation, issueMode, mixGroup: null, substitutes: [] };
}

/** An operation as we know it: hours of the machine, and of people by the crew of the settings. */
export function operationFields(operation: number, name: string, center: WorkCenter, setup: Decimal, run: Decimal, data: PlantData): Record<string, Json> {
  const crew = decimal(data.settings.crew);
  return {
    operation,
    text: name,
    workCentre: workCentreCode(center),
    setupMachineHours: text(setup),
    setupLabourHours: text(setup.times(crew)),
    runMachineHours: text(run),
    runLabourHours: text(run.times(crew)),
    yield: "1",
    crew: data.settings.crew,
    milestone: true,
    overlapMinutes: null,
    optional: false,
    inspectionPlan: null,
  };
}

/** Hours that a work centre takes before and after each order. */
export function setupHours(center: WorkCenter): Decimal {
  return center.time_start.plus(center.time_stop).div(60);
}

function capacityOf(center: WorkCenter): Decimal {
  return center.default_capacity.gt(ZERO) ? center.default_capacity : ONE;
}
