import { describe, expect, it } from "vitest";
import { ZERO } from "@/lib/domain/shared/decimal";
import { availableToPromise } from "./available-to-promise";
import { capacityOf } from "./capacity";
import { atRisk } from "./commitments";
import { project } from "./projection";
import { FAILURE, ON_HAND, at, exampleP, show, unit } from "./testing/example-p";

function projected(down: typeof FAILURE | null) {
  const input = exampleP(down);
  const result = project(input);
  if (!result.ok) throw new Error(result.code);
  return { input, ...result.value };
}

const plan = projected(null);
const wait = projected(FAILURE);

const times = ({ schedule }: typeof plan) => Object.fromEntries(schedule.map((each) => [each.operationId, `${show(each.start)}–${show(each.finish)}`]));
const risks = ({ outlooks }: typeof plan) =>
  atRisk(outlooks).map((each) => [each.commitment.number, each.short.toNumber(), show(each.projected), (each.latenessSeconds ?? 0) / 3600, each.penalty?.toFixed(2)]);

describe("§6.3 Example P", () => {
  it("plan", () => {
    expect(times(plan)).toEqual({
      "O-501/10": "Mon 10:00–Mon 22:00",
      "O-501/20": "Tue 06:00–Tue 12:00",
      "O-502/10": "Tue 06:00–Tue 17:00",
      "O-502/20": "Tue 17:00–Wed 07:00",
    });
    expect(plan.supply.map((each) => [each.orderId, show(each.at)])).toEqual([
      ["O-501", "Tue 12:00"],
      ["O-502", "Wed 07:00"],
    ]);
    expect(risks(plan)).toEqual([]);
    expect(plan.penalty.toFixed(2)).toBe("0.00");
  });

  it("wait", () => {
    expect(times(wait)).toEqual({
      "O-501/10": "Tue 10:00–Tue 22:00",
      "O-501/20": "Wed 06:00–Wed 12:00",
      "O-502/10": "Wed 06:00–Wed 17:00",
      "O-502/20": "Wed 17:00–Thu 07:00",
    });
    expect(risks(wait)).toEqual([
      ["SO-1", 550, "Wed 12:00", 18, "618.75"],
      ["SO-3", 500, "Thu 07:00", 13, "406.25"],
    ]);
    expect(wait.penalty.toFixed(2)).toBe("1025.00");
  });

  it("§6.1.1 capacity of L1", () => {
    const { plannedSeconds, projectedSeconds, lostSeconds } = capacityOf(unit("L1", FAILURE), { from: at("Mon 10:00"), to: at("Tue 22:00") });
    expect([plannedSeconds, projectedSeconds, lostSeconds].map((seconds) => seconds / 3600)).toEqual([28, 12, 16]);
  });

  it.each([
    ["FG-A plan", "FG-A", plan, [150, 650, 150, 150, 150], [150, 150, 150, 150, 150]],
    ["FG-A wait", "FG-A", wait, [150, -550, 150, 150, 150], [0, 0, 150, 150, 150]],
    ["FG-B plan", "FG-B", plan, [100, 100, 400, 400, 100], [100, 100, 100, 100, 100]],
    ["FG-B wait", "FG-B", wait, [100, 100, -500, 400, 100], [0, 0, 0, 100, 100]],
  ])("§6.1.6 ATP %s", (_, item, { input, supply }, cumulative, promisable) => {
    const ofItem = <Each extends { readonly itemId: string }>(all: readonly Each[]) => all.filter((each) => each.itemId === item);
    const ends = ["Tue 0:00", "Wed 0:00", "Thu 0:00", "Fri 0:00", "Fri 24:00"].map(at);
    const atp = availableToPromise(ON_HAND.get(item) ?? ZERO, ofItem(supply), ofItem(input.commitments), ends);
    expect(atp.map((each) => each.cumulative.toNumber())).toEqual(cumulative);
    expect(atp.map((each) => each.promisable.toNumber())).toEqual(promisable);
  });
});

it("§6.1.7 a promise that no supply covers has no date and no end of its penalty", () => {
  const input = exampleP(null);
  const result = project({ ...input, orders: input.orders.slice(0, 1) });
  if (!result.ok) throw new Error(result.code);
  const last = atRisk(result.value.outlooks).at(-1);
  expect([last?.commitment.number, last?.short.toNumber(), last?.projected, last?.penalty]).toEqual(["SO-4", 300, null, null]);
});
