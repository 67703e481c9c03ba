import { describe, expect, it } from "vitest";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { COST_ELEMENTS } from "@/lib/domain/costing/cost-line";
import { fromProduct } from "./from-item";
import { fromProduction } from "./from-production";
import { fromRouting } from "./from-routing";
import { fromWorkCenter } from "./from-work-center";
import { planGaps } from "./gaps";
import { type Priced, rolledUp, splitBy } from "./made-standards";
import { BOM, PRODUCT, PRODUCTION, ROUTING, WORK_CENTER } from "./record-types";
import { TrytonSettings } from "./settings";
import { recorded, recordedPlant, recordedRow } from "./testing/fixtures";

const [RESIN, INSERT, HOUSING] = [1, 2, 8];
const CENTRES = ["MOLD-1", "MOLD-2", "DEBURR-1"];
const routings = {
  "RT-HOUSING": {
    costingLotSize: "100",
    steps: [
      { operation: "Mold housing", setupHours: "0.5", runHours: "0.004", crew: "0.5", yield: "0.98" },
      { operation: "Deburr housing", runHours: "0.002", runLabourHours: "0.003" },
    ],
  },
};
const rates = [
  { workCentres: CENTRES, element: "LABOUR", rate: "24" },
  { workCentres: CENTRES, element: "OVERHEAD", basis: "LABOUR_H", rate: "10" },
];
const plant = recordedPlant({ routings, rates });
const settingsOf = (more: object) => TrytonSettings.safeParse({ url: "http://127.0.0.1/", database: "erp", user: "mes", site: "PLANT-1", ...more });
const priced = (id: number, cost: string | null): Priced => ({ id, cost_price: cost === null ? null : decimal(cost), "default_uom.": { factor: decimal(1) } });
const boms = recorded("boms", BOM);
const prices = [priced(RESIN, "4.10"), priced(INSERT, "0.12"), priced(HOUSING, "2.50")];

describe("standard times and rates of the settings", () => {
  it("give the steps of a routing and the works of an order their times; people add theirs by the crew", () => {
    const [routing] = fromRouting(recordedRow("routings", ROUTING, 1), plant);
    const expected = [
      { operation: 10, setupMachineHours: "0.5", setupLabourHours: "0.25", runMachineHours: "0.004", runLabourHours: "0.002", yield: "0.98", crew: "0.5" },
      { operation: 20, setupMachineHours: "0", setupLabourHours: "0", runMachineHours: "0.002", runLabourHours: "0.003", yield: "1", crew: "1" },
    ];
    expect(routing?.data).toMatchObject({ operations: expected });
    expect(fromProduction(recordedRow("productions", PRODUCTION, 4), null, plant).data).toMatchObject({ operations: expected });
  });

  it("tell an operation that a routing has twice by its number", () => {
    const steps = [
      { operation: "Mold housing", number: 20, runHours: "2" },
      { operation: "Mold housing", runHours: "1" },
    ];
    const routing = recordedRow("routings", ROUTING, 1);
    const twice = { ...routing, "steps.": routing["steps."].map((step) => ({ ...step, "operation.": { ...step["operation."], name: "Mold housing" } })) };
    const [message] = fromRouting(twice, recordedPlant({ routings: { "RT-HOUSING": { steps } } }));
    expect(message?.data).toMatchObject({
      operations: [
        { operation: 10, runMachineHours: "1" },
        { operation: 20, runMachineHours: "2" },
      ],
    });
  });

  it("give a work centre the rates that Tryton lacks, and its own price per hour stands", () => {
    const own = [...rates, { workCentres: ["MOLD-1"], element: "MACHINE", rate: "99" }];
    const messages = fromWorkCenter(recordedRow("work-centers", WORK_CENTER, 2), recordedPlant({ routings, rates: own }));
    expect(messages.slice(1).map((message) => message.data)).toMatchObject([
      { element: "MACHINE", basis: "MACHINE_H", rate: "60" },
      { element: "LABOUR", basis: "LABOUR_H", rate: "24" },
      { element: "OVERHEAD", basis: "LABOUR_H", rate: "10" },
    ]);
  });

  it("split the cost that Tryton has of a made item by the kernel's roll-up, to the last decimal", () => {
    const rolled = rolledUp(boms, prices, plant).get(HOUSING) ?? null;
    // (0.38 × 4.10 + 2 × 0.12) ÷ 0.98; molding 0.002 h ÷ 0.98 and 0.25 h ÷ 100, deburring 0.003 h of labour.
    expect(rolled?.cost.elements.MATERIAL.toFixed(6)).toBe("1.834694");
    expect(rolled?.cost.elements.LABOUR.toFixed(6)).toBe("0.180980");
    expect(rolled?.cost.elements.MACHINE.toFixed(6)).toBe("0.608898");
    const split = splitBy(decimal("2.50"), rolled);
    expect(sum(COST_ELEMENTS.map((element) => split[element])).toFixed()).toBe("2.5");
    expect(split.LABOUR.gt(0) && split.MACHINE.gt(split.LABOUR)).toBe(true);
    const cost = fromProduct(recordedRow("products", PRODUCT, HOUSING), rolled, plant).find((message) => message.type === "erp.standard-cost.v1")?.data;
    expect(cost).toMatchObject({ total: "2.5", costingLotSize: "100", labour: split.LABOUR.toFixed() });
  });

  it("stand in for a cost that Tryton does not have", () => {
    const rolled = rolledUp(boms, prices, plant).get(HOUSING) ?? null;
    const free = { ...recordedRow("products", PRODUCT, HOUSING), cost_price: decimal(0) };
    expect(fromProduct(free, rolled, plant)[1]?.data).toMatchObject({ total: rolled?.cost.total.toFixed() });
    expect(fromProduct(free, null, plant).map((message) => message.type)).toEqual(["erp.item.v1", "erp.price.v1"]);
  });

  it.each([
    ["a step without times", { routings: { "RT-HOUSING": { steps: routings["RT-HOUSING"].steps.slice(1) } }, rates }, prices],
    ["a rate that its times ask for", { routings, rates: rates.slice(1) }, prices],
    ["a component without a cost", { routings, rates }, [priced(RESIN, null), ...prices.slice(1)]],
  ])("roll nothing up where there is %s missing", (_, settings, costs) => {
    expect(rolledUp(boms, costs, recordedPlant(settings)).size).toBe(0);
  });

  it("are not carried round and round by BOMs that contain themselves", () => {
    const [housing] = boms;
    if (housing === undefined) throw new Error("no BOM");
    const loop = { ...housing, "inputs.": housing["inputs."].map((line) => ({ ...line, "product.": { ...line["product."], id: HOUSING } })) };
    expect(rolledUp([loop], prices, plant).size).toBe(0);
  });

  it.each([
    ["setup without a lot to spread it over", { routings: { R: { steps: [{ operation: "A", setupHours: "1", runHours: "1" }] } } }, "costingLotSize"],
    ["two lines for one step", { routings: { R: { steps: [1, 2].map(() => ({ operation: "A", runHours: "1" })) } } }, "twice"],
    ["a time below zero", { routings: { R: { steps: [{ operation: "A", runHours: "-1" }] } } }, "not below zero"],
    ["a yield above one", { routings: { R: { steps: [{ operation: "A", runHours: "1", yield: "1.2" }] } } }, "at most 1"],
    ["a misspelt field", { routings: { R: { steps: [{ operation: "A", runHours: "1", yeild: "1" }] } } }, "yeild"],
    ["two rates for one element", { rates: [rates[0], rates[0]] }, "second rate"],
    ["labour driven by machine hours", { rates: [{ ...rates[0], basis: "MACHINE_H" }] }, "overhead only"],
    ["a class of machine rates", { rates: [{ ...rates[0], element: "MACHINE", rateClass: "A1" }] }, "labour only"],
    ["commitments of no class", { commitments: { priorityClass: "urgent" } }, "one letter"],
  ])("are refused with %s", (_, more, words) => {
    const read = settingsOf(more);
    expect(read.success).toBe(false);
    expect(JSON.stringify(read.error?.issues)).toContain(words);
  });

  it("that are missing or lead nowhere are named", () => {
    const [all, centres] = [recorded("routings", ROUTING), recorded("work-centers", WORK_CENTER)];
    const wrong = {
      routings: { ...routings, "RT-GONE": { steps: [{ operation: "A", runHours: "1" }] } },
      rates: [...rates, { workCentres: ["MOLD-9"], element: "LABOUR", rate: "1" }],
    };
    expect(planGaps(all, centres, recordedPlant(wrong).settings)).toEqual([
      "Without standard times, and so without a schedule or a cost of their own: RT-PUMP/Assemble pump, RT-PUMP/Leak test, RT-PUMP/Pack pump.",
      "Times in the settings for steps that Tryton does not have: RT-GONE/A.",
      "Without hourly rates, whose time costs 0.00: ASSY-1 (LABOUR, OVERHEAD), TEST-1 (LABOUR, MACHINE, OVERHEAD), PACK-1 (LABOUR, MACHINE, OVERHEAD).",
      "Rates in the settings for work centres that Tryton does not have: MOLD-9.",
    ]);
  });
});
