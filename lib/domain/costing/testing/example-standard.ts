import { ONE, ZERO, decimal } from "@/lib/domain/shared/decimal";
import { type ProductStandard, type StandardComponent, type StandardOperation, boughtAt } from "@/lib/domain/costing/standard";
import { rate } from "./ledger";

type HoursText = { setup: [machine: string, labour: string]; run: [machine: string, labour: string] };

/** A routing operation from texts; overhead on machine hours. */
export function operation(op: number, plannedYield: string, hours: HoursText, rates: [labour: string, machine: string, overhead: string]): StandardOperation {
  return {
    op,
    plannedYield: decimal(plannedYield),
    setupMachineHours: decimal(hours.setup[0]),
    setupLabourHours: decimal(hours.setup[1]),
    runMachineHours: decimal(hours.run[0]),
    runLabourHours: decimal(hours.run[1]),
    labourRate: decimal(rates[0]),
    machineRate: decimal(rates[1]),
    overheadRate: decimal(rates[2]),
    overheadBasis: "MACHINE_H",
  };
}

/** A bought component from texts; tests override what matters to them. */
export function component(
  fields: { position: number; item: string; op: number; per: string; price: string; scrap?: string },
  overrides: Partial<StandardComponent> = {},
): StandardComponent {
  return {
    position: fields.position,
    item: fields.item,
    op: fields.op,
    quantityPer: decimal(fields.per),
    scrapFactor: fields.scrap === undefined ? ZERO : decimal(fields.scrap),
    cost: boughtAt(decimal(fields.price)),
    made: false,
    mixGroup: null,
    substitutes: [],
    ...overrides,
  };
}

/** FG-100 of domain §4.4. */
export const FG_100: ProductStandard = {
  item: "FG-100",
  costingLotSize: decimal(200),
  operations: [
    operation(10, "0.98", { setup: ["1", "1"], run: ["0.05", "0.05"] }, ["28", "42", "12"]),
    operation(20, "1", { setup: ["0.5", "1"], run: ["0.04", "0.08"] }, ["26", "10", "6"]),
  ],
  components: [
    component({ position: 1, item: "CAST-01", op: 10, per: "1", price: "14.20" }),
    component({ position: 2, item: "SEAL-02", op: 20, per: "2", price: "0.85", scrap: "0.02" }, { substitutes: [{ item: "SEAL-02A", factor: ONE, price: decimal("0.92") }] }),
  ],
};

export const FG_100_UNIT_COST = decimal("23.707469");
export const FG_100_PRICE = decimal("31.50");

/** Rates really paid at each work centre: rate class A is the standard one. */
export const MACH_RATES = [rate("LABOUR", "28", "A"), rate("LABOUR", "29", "B"), rate("MACHINE", "42"), rate("OVERHEAD", "12")];
export const ASSY_RATES = [rate("LABOUR", "26", "A"), rate("LABOUR", "26.50", "B"), rate("MACHINE", "10"), rate("OVERHEAD", "6")];
