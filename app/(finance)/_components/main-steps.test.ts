import { expect, it } from "vitest";
import { VARIANCE_STEPS } from "@/lib/queries/finance/show";
import { mainSteps } from "./main-steps";

const of = (some: Record<string, string>) => Object.fromEntries(VARIANCE_STEPS.map((key) => [key, some[key] ?? "0.00"])) as Parameters<typeof mainSteps>[0];

it("names the four steps of Example 2 that make 80.49 % of it", () => {
  const example2 = of({
    MATERIAL_PRICE: "110.50",
    MATERIAL_USAGE: "17.80",
    LABOUR_RATE: "8.20",
    LABOUR_EFFICIENCY: "48.08",
    MACHINE_EFFICIENCY: "42.20",
    OVERHEAD_EFFICIENCY: "13.44",
    REWORK: "129.80",
    DELAY: "143.50",
    YIELD_SCRAP: "173.03",
    LOT_SIZE: "5.21",
    REMAINING: "0.01",
  });
  expect(mainSteps(example2, "691.77", "4528.13")).toEqual({ keys: ["YIELD_SCRAP", "DELAY", "REWORK", "MATERIAL_PRICE"], share: "80.49" });
});

it.each([
  ["an order close to its standard", { MACHINE_EFFICIENCY: "11.60" }, "25.61", "4741.49"],
  ["an order below it", { YIELD_SCRAP: "-90.00" }, "-90.00", "1000.00"],
])("leaves %s quiet", (_, categories, total, credit) => {
  expect(mainSteps(of(categories), total, credit).keys).toEqual([]);
});
