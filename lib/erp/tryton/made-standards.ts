import { z } from "zod";
import { allocate } from "@/lib/domain/shared/allocate";
import { COST_ELEMENTS, type CostElement } from "@/lib/domain/costing/cost-line";
import type { StandardCost } from "@/lib/domain/costing/roll-up";
import { rollUpLevels, type UncostedProduct } from "@/lib/domain/costing/roll-up-levels";
import type { StandardOperation } from "@/lib/domain/costing/standard";
import { type Decimal, decimal, isDecimal, ONE, r6, ZERO } from "@/lib/domain/shared/decimal";
import type { Bom, Routing } from "./api-types";
import type { TrytonClient } from "./client";
import { firstOperation, productsOf } from "./from-bom";
import { centreOf } from "./from-routing";
import { ratesOf, workCentreCode } from "./from-work-center";
import { numbered } from "./operation-number";
import { type PlantData, Unmappable } from "./plant-data";
import { BOM } from "./record-types";
import { findRecords } from "./records";
import { lineOf, timesOf } from "./standard-times";
import { decimalOf } from "./values";

const Priced = z.object({
  id: z.number().int(),
  cost_price: z.custom<Decimal>(isDecimal, "a decimal").nullable(),
  "default_uom.": z.object({ factor: z.number().transform(decimalOf) }),
});
/** A product with its cost in its own unit. */
export type Priced = z.infer<typeof Priced>;

/** What BOM, routing, times and rates say of a made product: the cost of one unit, and the lot size that setup was spread over. */
export type RolledUp = { readonly cost: StandardCost; readonly costingLotSize: Decimal };

/** Rolls up every product whose BOM, times and rates are all known, by product id. Empty where the settings have no times: then nothing is asked. */
export async function loadRolledUp(client: TrytonClient, data: PlantData): Promise<ReadonlyMap<number, RolledUp>> {
  if (Object.keys(data.settings.routings).length === 0) return new Map();
  const boms = await findRecords(client, BOM, []);
  const ids = [...new Set(boms.flatMap((bom) => [...bom["inputs."], ...bom["outputs."]].map((line) => line["product."].id)))];
  const priced = await findRecords(client, { model: "product.product", fields: ["cost_price", "default_uom.factor"], schema: Priced }, [["id", "in", ids]], { active_test: false });
  return rolledUp(boms, priced, data);
}

/**
 * The kernel's roll-up on Tryton's records. A component that cannot be rolled up itself counts at its cost in Tryton, all material,
 * which is how its own standard cost is said as well. By-products are not deducted.
 */
export function rolledUp(boms: readonly Bom[], priced: readonly Priced[], data: PlantData): ReadonlyMap<number, RolledUp> {
  const byId = new Map(priced.map((product) => [product.id, product]));
  const prices = new Map(priced.flatMap(({ id, cost_price }): [string, Decimal][] => (cost_price === null ? [] : [[String(id), cost_price]])));
  let products = boms.flatMap((bom) => uncosted(bom, byId, data));
  for (;;) {
    const result = rollUpLevels(products, prices);
    if (result.ok) {
      return new Map(products.flatMap(({ item, costingLotSize }) => withCost(result.value.get(item), (cost): [number, RolledUp] => [Number(item), { cost, costingLotSize }])));
    }
    // Those that cannot be rolled up are left out, and the rest is tried without them.
    const { item, items } = z.object({ item: z.string().optional(), items: z.array(z.string()).optional() }).parse(result.params);
    const rest = products.filter((product) => !(items ?? []).includes(product.item) && !product.components.some((component) => component.item === item));
    if (rest.length === products.length) throw new Error(`the roll-up of Tryton's products is refused: ${result.code}`);
    products = rest;
  }
}

/** Splits a cost by the elements of the roll-up, six decimals, to the last one; all of it is material where there is none. */
export function splitBy(total: Decimal, rolled: RolledUp | null): Readonly<Record<CostElement, Decimal>> {
  const weights = COST_ELEMENTS.map((element) => rolled?.cost.elements[element] ?? (element === "MATERIAL" ? ONE : ZERO));
  const parts = allocate(r6(total), weights, 6);
  const part = (element: CostElement) => parts[COST_ELEMENTS.indexOf(element)] ?? ZERO;
  return { MATERIAL: part("MATERIAL"), LABOUR: part("LABOUR"), MACHINE: part("MACHINE"), OVERHEAD: part("OVERHEAD") };
}

function withCost<T>(cost: StandardCost | undefined, make: (cost: StandardCost) => T): T[] {
  return cost === undefined ? [] : [make(cost)];
}

/** The products that the BOM is the first of, before their cost is known; none when a time or a rate of the routing is missing. */
function uncosted(bom: Bom, byId: ReadonlyMap<number, Priced>, data: PlantData): UncostedProduct[] {
  const routing = data.routings.find((one) => one.active && one.boms.includes(bom.id));
  const operations = routing === undefined ? null : standardOperations(routing, data);
  if (routing === undefined || operations === null) return [];
  const lot = data.settings.routings[routing.name.trim()]?.costingLotSize;
  return productsOf(bom.id, data).flatMap(({ product, first }) => {
    const output = bom["outputs."].find((line) => line["product."].id === product.id);
    const made = byId.get(product.id);
    if (!first || output === undefined || made === undefined || output.quantity.isZero()) return [];
    const units = inUnitOf(output, made);
    const components = bom["inputs."].flatMap((line, index) => {
      const input = byId.get(line["product."].id);
      const quantityPer = input === undefined || !line.quantity.gt(0) ? null : inUnitOf(line, input).div(units);
      if (quantityPer === null) return [];
      const op = firstOperation(bom.id, data);
      return [{ position: (index + 1) * 10, item: String(line["product."].id), op, quantityPer, scrapFactor: ZERO, mixGroup: null, substitutes: [] }];
    });
    return [{ item: String(product.id), costingLotSize: lot === undefined ? ONE : decimal(lot), operations, components }];
  });
}

function inUnitOf(line: Bom["inputs."][number], product: Priced): Decimal {
  return line.quantity.times(line["uom."].factor).div(product["default_uom."].factor);
}

/** The steps with times and rates; null when a time, a work centre or a rate that the times ask for is missing. */
function standardOperations(routing: Routing, data: PlantData): StandardOperation[] | null {
  const found = numbered(routing["steps."]).map(({ step, operation }) => standardOperation(routing, step["operation."], operation, data));
  const known = found.filter((one) => one !== null);
  return known.length === found.length && known.length > 0 ? known : null;
}

function standardOperation(
  routing: Routing,
  { name, "work_center_category.": category }: Routing["steps."][number]["operation."],
  op: number,
  data: PlantData,
): StandardOperation | null {
  const step = { routing: routing.name, operation: op, name };
  const centre = centreIn(category, data);
  if (lineOf(data.settings, step) === undefined || centre === undefined) return null;
  const times = timesOf(data.settings, step);
  const rates = ratesOf(centre, data.settings).filter((rate) => rate.rateClass === null);
  const rate = (element: (typeof rates)[number]["element"]) => rates.find((one) => one.element === element);
  const hours = {
    setupMachineHours: decimal(times.setupMachineHours),
    setupLabourHours: decimal(times.setupLabourHours),
    runMachineHours: decimal(times.runMachineHours),
    runLabourHours: decimal(times.runLabourHours),
  };
  const overhead = rate("OVERHEAD");
  const [labour, machine] = [rate("LABOUR"), rate("MACHINE")];
  const takesLabour = hours.setupLabourHours.plus(hours.runLabourHours).gt(0);
  const takesMachine = hours.setupMachineHours.plus(hours.runMachineHours).gt(0);
  if ((takesLabour && labour === undefined) || (takesMachine && machine === undefined) || overhead === undefined) return null;
  return {
    op,
    plannedYield: decimal(times.yield),
    ...hours,
    labourRate: decimal(labour?.rate ?? 0),
    machineRate: decimal(machine?.rate ?? 0),
    overheadRate: decimal(overhead.rate),
    overheadBasis: overhead.basis,
  };
}

function centreIn(category: Parameters<typeof centreOf>[0], data: PlantData): PlantData["workCenters"][number] | undefined {
  try {
    const code = centreOf(category, data);
    return data.workCenters.find((center) => workCentreCode(center) === code);
  } catch (error) {
    // The routing itself is kept as unreadable with that reason.
    if (error instanceof Unmappable) return undefined;
    throw error;
  }
}
