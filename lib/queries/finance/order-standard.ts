import { z } from "zod";
import { type ElementCost, type ProductStandard, boughtAt } from "@/lib/domain/costing/standard";
import type { OverheadBasis } from "@/lib/domain/costing/rates";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";

const Snapshot = z.object({
  operations: z.array(
    z.object({
      opNo: z.number(),
      workCentreId: z.string(),
      setupMachineHours: z.string(),
      setupLabourHours: z.string(),
      runMachineHours: z.string(),
      runLabourHours: z.string(),
      yield: z.string(),
    }),
  ),
  components: z.array(
    z.object({
      position: z.number(),
      itemId: z.string(),
      opNo: z.number(),
      quantityPer: z.string(),
      scrapFactor: z.string(),
      standardPrice: z.string(),
      made: z.boolean(),
      mixGroup: z.string().nullable(),
      substitutes: z.array(z.object({ itemId: z.string(), factor: z.string() })),
    }),
  ),
  rates: z.array(
    z.object({
      workCentreId: z.string(),
      element: z.enum(["LABOUR", "MACHINE", "OVERHEAD"]),
      basis: z.enum(["LABOUR_H", "MACHINE_H"]),
      rateClass: z.string().nullable(),
      rate: z.string(),
    }),
  ),
  standardCost: z
    .object({ version: z.string(), costingLotSize: z.string(), material: z.string(), labour: z.string(), machine: z.string(), overhead: z.string(), total: z.string() })
    .nullable(),
});
type Snapshot = z.infer<typeof Snapshot>;

/** What an order is compared with: its own BOM, routing and rates, and the frozen cost of one unit, all as at release (OWN-03). */
export type OrderStandard = {
  readonly product: ProductStandard;
  /** Null when the ERP sent no standard cost: then nothing is credited and there is no variance. */
  readonly unit: { readonly version: string; readonly elements: ElementCost; readonly total: Decimal } | null;
};

/**
 * Reads an order's snapshot in the terms of the cost views; items go by id, as in the ledger. `pricesPaid` are the standard prices that
 * the ledger names beside what was used: a substitute's price stands there, not in the snapshot. Null before release.
 */
export function orderStandard(snapshot: unknown, itemId: string, quantity: Decimal, standardPrices: ReadonlyMap<string, Decimal>): OrderStandard | null {
  if (snapshot === null) return null;
  const read = Snapshot.parse(snapshot);
  const cost = read.standardCost;
  return {
    product: {
      item: itemId,
      costingLotSize: cost === null ? quantity : decimal(cost.costingLotSize),
      operations: read.operations.toSorted((a, b) => a.opNo - b.opNo).map((operation) => ({ ...hoursOf(operation), ...ratesOf(read, operation.workCentreId) })),
      components: read.components.map((component) => ({
        position: component.position,
        item: component.itemId,
        op: component.opNo,
        quantityPer: decimal(component.quantityPer),
        scrapFactor: decimal(component.scrapFactor),
        cost: boughtAt(decimal(component.standardPrice)),
        made: component.made,
        mixGroup: component.mixGroup,
        substitutes: component.substitutes.map((each) => ({
          item: each.itemId,
          factor: decimal(each.factor),
          price: standardPrices.get(each.itemId) ?? decimal(component.standardPrice),
        })),
      })),
    },
    unit: cost === null ? null : { version: cost.version, elements: elementsOf(cost), total: decimal(cost.total) },
  };
}

function elementsOf(cost: NonNullable<Snapshot["standardCost"]>): ElementCost {
  return { MATERIAL: decimal(cost.material), LABOUR: decimal(cost.labour), MACHINE: decimal(cost.machine), OVERHEAD: decimal(cost.overhead) };
}

function hoursOf(operation: Snapshot["operations"][number]) {
  return {
    op: operation.opNo,
    plannedYield: decimal(operation.yield),
    setupMachineHours: decimal(operation.setupMachineHours),
    setupLabourHours: decimal(operation.setupLabourHours),
    runMachineHours: decimal(operation.runMachineHours),
    runLabourHours: decimal(operation.runLabourHours),
  };
}

/** The work centre's own rates; one that the ERP never sent is zero here as it is in the ledger. */
function ratesOf(snapshot: Snapshot, workCentreId: string) {
  const own = (element: "LABOUR" | "MACHINE" | "OVERHEAD") =>
    snapshot.rates.find((rate) => rate.workCentreId === workCentreId && rate.element === element && rate.rateClass === null);
  const overhead = own("OVERHEAD");
  const basis: OverheadBasis = overhead?.basis ?? "MACHINE_H";
  return { labourRate: decimal(own("LABOUR")?.rate ?? 0), machineRate: decimal(own("MACHINE")?.rate ?? 0), overheadRate: decimal(overhead?.rate ?? 0), overheadBasis: basis };
}
