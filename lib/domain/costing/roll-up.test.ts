import { expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { accumulatedStandard, rollUp } from "./roll-up";
import { type UncostedProduct, rollUpLevels } from "./roll-up-levels";
import type { ElementCost } from "./standard";
import { FG_100, component, operation } from "./testing/example-standard";

const show = (cost: ElementCost) => [cost.MATERIAL, cost.LABOUR, cost.MACHINE, cost.OVERHEAD].map((each) => each.toFixed(6));

const SF_20: UncostedProduct = {
  item: "SF-20",
  costingLotSize: decimal(1000),
  operations: [operation(10, "0.97", { setup: ["1.5", "1.5"], run: ["0.004", "0.002"] }, ["24", "38", "9"])],
  components: [
    component({ position: 1, item: "RM-RESIN", op: 10, per: "0.250", price: "0", scrap: "0.03" }),
    component({ position: 2, item: "RM-COLOR", op: 10, per: "0.005", price: "0" }),
  ],
};
const FG_200: UncostedProduct = {
  item: "FG-200",
  costingLotSize: decimal(400),
  operations: [
    operation(10, "0.99", { setup: ["0.5", "1.0"], run: ["0.02", "0.04"] }, ["26", "10", "6"]),
    operation(20, "1", { setup: ["0.25", "0.25"], run: ["0.01", "0.01"] }, ["22", "8", "4"]),
  ],
  components: [component({ position: 1, item: "SF-20", op: 10, per: "2", price: "0" }), component({ position: 2, item: "PK-BOX", op: 20, per: "1", price: "0", scrap: "0.01" })],
};
const prices = new Map([
  ["RM-RESIN", decimal("2.40")],
  ["RM-COLOR", decimal("11.50")],
  ["PK-BOX", decimal("0.62")],
]);

it("§4.2 Example R rolls up two levels, parents given before children", () => {
  const result = rollUpLevels([FG_200, SF_20], prices);
  if (!result.ok) throw new Error(result.code);
  const child = result.value.get("SF-20");
  const parent = result.value.get("FG-200");
  expect(child && show(child.elements)).toEqual(["0.696392", "0.085485", "0.213701", "0.050613"]);
  expect(child?.total.toFixed(6)).toBe("1.046191");
  expect(parent && show(parent.thisLevel)).toEqual(["0.626200", "1.349255", "0.299520", "0.171212"]);
  expect(parent && show(parent.lowerLevel)).toEqual(["1.406853", "0.172697", "0.431719", "0.102248"]);
  expect(parent?.total.toFixed(6)).toBe("4.559704");
});

it("§4.2 refuses an item that contains itself and a component without a price", () => {
  const loop = { ...SF_20, components: [component({ position: 1, item: "FG-200", op: 10, per: "1", price: "0" })] };
  expect(rollUpLevels([FG_200, loop], prices)).toMatchObject({ ok: false, code: "BOM_CYCLE" });
  expect(rollUpLevels([SF_20], new Map())).toMatchObject({ ok: false, code: "PRICE_MISSING", params: { item: "RM-RESIN" } });
});

it("§4.4 standard of FG-100", () => {
  const cost = rollUp(FG_100);
  expect(show(cost.elements)).toEqual(["16.223796", "3.778571", "2.777857", "0.927245"]);
  expect(cost.total.toFixed(6)).toBe("23.707469");
});

it("C-12 accumulates the standard through an operation without the losses of later ones", () => {
  expect(accumulatedStandard(FG_100, 10).toFixed(6)).toBe("19.083469");
  expect(accumulatedStandard(FG_100, 20).minus(decimal("23.707469")).abs().lte(decimal("0.000002"))).toBe(true);
});
