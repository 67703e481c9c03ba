import { expect, it } from "vitest";
import { demoMachines } from "@/lib/sandbox/plant/machines";
import { demoCompany } from "./demo-company";

const START = new Date("2026-03-16T08:00:00Z");
const company = demoCompany(START, 17);

it("is the same company for the same start and seed, and pays other prices for another seed", () => {
  expect(demoCompany(START, 17)).toEqual(company);
  expect(demoCompany(START, 18)).not.toEqual(company);
});

it("names nothing that it does not hold", () => {
  const items = new Set(company.flatMap((each) => (each.type === "erp.item.v1" ? [`${each.data.site} ${each.data.item}`] : [])));
  const centres = new Set(company.flatMap((each) => (each.type === "erp.work-centre.v1" ? [each.data.workCentre] : [])));
  for (const { type, data } of company) {
    if ("item" in data) expect(items).toContain(`${data.site} ${data.item}`);
    if (type === "erp.bom.v1") for (const line of data.components) expect(items).toContain(`${data.site} ${line.item}`);
    if (type === "erp.routing.v1") for (const step of data.operations) expect(centres).toContain(step.workCentre);
  }
  expect(new Set(company.map((each) => each.id)).size).toBe(company.length);
});

it("checks by hand what the machines say, in the same unit and around the same value", () => {
  const torque = company.flatMap((each) => (each.type === "erp.inspection-plan.v1" ? each.data.characteristics : [])).filter(({ name }) => name === "Closing torque");
  const cappers = demoMachines()
    .filter(({ kind }) => kind === "CAPPER")
    .flatMap(({ parameters }) => parameters);
  expect([torque.length > 0, cappers.length > 0]).toEqual([true, true]);
  for (const each of torque) {
    if (each.kind !== "VARIABLE") throw new Error("a torque is measured");
    for (const { uom, centre, scatter, stray } of cappers) {
      const holds = (value: number) => value >= Number(each.lowerLimit) && value <= Number(each.upperLimit);
      expect([each.uom, Number(each.target), holds(centre - 3 * scatter), holds(centre + 3 * scatter), holds(centre + stray)]).toEqual([uom, centre, true, true, false]);
    }
  }
});

it("fills a board: open orders at both sites, commitments, and lots that are held, expired and about to expire", () => {
  const count = (type: string): number => company.filter((each) => each.type === type).length;
  expect({ orders: count("erp.order.v1"), commitments: count("erp.commitment.v1") }).toEqual({ orders: 20, commitments: 19 });
  const lots = company.flatMap((each) => (each.type === "erp.lot.v1" ? [each.data] : []));
  expect(lots.filter((lot) => lot.qualityStatus === "ON_HOLD")).toHaveLength(1);
  expect(lots.filter((lot) => lot.expiresAt !== null && new Date(lot.expiresAt) <= START)).toHaveLength(1);
  expect(
    lots.filter((lot) => lot.origin === "PURCHASED" && lot.expiresAt !== null && new Date(lot.expiresAt) > START && Date.parse(lot.expiresAt) <= START.getTime() + 2 * 86_400_000),
  ).toHaveLength(2);
});
