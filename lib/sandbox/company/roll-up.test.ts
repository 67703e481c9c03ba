import { Decimal } from "decimal.js";
import { expect, it } from "vitest";
import { demoBom } from "./boms";
import { DEMO_MATERIALS, DEMO_PRODUCTS } from "./items";
import { demoRates } from "./rates";
import { demoRouting } from "./routings";
import { DEMO_SITES } from "./sites";
import { demoStandardCost } from "./standard-costs";

const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });
const LOT_SIZE = 6000;
type Elements = { material: string; labour: string; machine: string; overhead: string; total: string };

/** domain §4.2, written out here a second time so that the numbers in the data are not proved by themselves. */
function rollUp(site: string, item: string): Elements {
  const bought = DEMO_MATERIALS.find((candidate) => candidate.item === item);
  if (bought !== undefined) return { material: bought.standardPrice, labour: "0", machine: "0", overhead: "0", total: bought.standardPrice };
  const operations = demoRouting(site, item);
  const yieldFrom = (operation: number): Decimal => operations.filter((each) => each.operation >= operation).reduce((product, each) => product.times(each.yield), new Exact(1));
  const cost = { material: new Exact(0), labour: new Exact(0), machine: new Exact(0), overhead: new Exact(0) };
  for (const line of demoBom(item)) {
    const child = rollUp(site, line.item);
    const need = new Exact(line.qty).times(new Exact(line.scrapFactor).plus(1)).div(yieldFrom(line.operation));
    for (const element of ["material", "labour", "machine", "overhead"] as const) cost[element] = cost[element].plus(need.times(child[element]));
  }
  for (const operation of operations) {
    const cy = yieldFrom(operation.operation);
    const rate = (element: string): string => demoRates(operation.workCentre).find((each) => each.element === element && each.rateClass === null)?.rate ?? "0";
    const labourHours = new Exact(operation.runLabourHours).div(cy).plus(new Exact(operation.setupLabourHours).div(LOT_SIZE));
    const machineHours = new Exact(operation.runMachineHours).div(cy).plus(new Exact(operation.setupMachineHours).div(LOT_SIZE));
    cost.labour = cost.labour.plus(labourHours.times(rate("LABOUR")));
    cost.machine = cost.machine.plus(machineHours.times(rate("MACHINE")));
    cost.overhead = cost.overhead.plus(machineHours.times(rate("OVERHEAD")));
  }
  const frozen = { material: r6(cost.material), labour: r6(cost.labour), machine: r6(cost.machine), overhead: r6(cost.overhead) };
  return { ...frozen, total: new Exact(frozen.material).plus(frozen.labour).plus(frozen.machine).plus(frozen.overhead).toString() };
}

function r6(value: Decimal): string {
  return value.toDecimalPlaces(6, Decimal.ROUND_HALF_UP).toString();
}

it("C-02 the standard costs in the data are what BOM, routing and rates roll up to", () => {
  const items = [...DEMO_MATERIALS, ...DEMO_PRODUCTS].map(({ item }) => item);
  const rolled = DEMO_SITES.flatMap(({ site }) => items.map((item) => ({ site, item, ...rollUp(site, item) })));
  expect(DEMO_SITES.flatMap(({ site }) => items.map((item) => ({ site, item, ...demoStandardCost(site, item) })))).toEqual(rolled);
});
