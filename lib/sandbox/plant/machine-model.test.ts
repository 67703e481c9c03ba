import { describe, expect, it } from "vitest";
import { MachineModel } from "./machine-model";
import { demoMachines } from "./machines";
import { readPlantOrder } from "./plant-order";

const filler = demoMachines().find(({ code }) => code === "L1.FILLER");
if (filler === undefined) throw new Error("the demo has no filler");

function day(seed: number): string[] {
  if (filler === undefined) return [];
  const model = new MachineModel(filler, seed);
  const told: string[] = [];
  for (let second = 0; second < 8 * 3600; second += 1) {
    model.step(null);
    const text = `${model.state.state} ${model.state.reason ?? ""}`;
    if (told.at(-1)?.endsWith(text) !== true) told.push(`${second} ${text}`);
  }
  return [...told, `good ${model.good} scrap ${model.scrap}`];
}

describe("MachineModel", () => {
  it("lives the same day from the same seed, and another one from another", () => {
    expect(day(1)).toEqual(day(1));
    expect(day(1)).not.toEqual(day(2));
  });

  it("makes somewhat less than its rate says, with some scrap and some troubles", () => {
    const [last = ""] = day(3).slice(-1);
    const [, good = 0, scrap = 0] = /good (\d+) scrap (\d+)/.exec(last)?.map(Number) ?? [];
    expect(good).toBeGreaterThan(5000);
    expect(good + scrap).toBeLessThan(8000);
    expect(scrap).toBeGreaterThan(10);
    expect(day(3).length).toBeGreaterThan(20);
  });

  it("stops when told, stays stopped, and runs again when told", () => {
    const model = new MachineModel(filler, 1);
    model.obey({ action: "stop", reason: "BRK-ELEC" });
    for (let i = 0; i < 3600; i += 1) model.step(null);
    expect(model.state).toEqual({ state: "DOWN", reason: "BRK-ELEC" });
    expect(model.good).toBe(0);
    model.obey({ action: "restore" });
    model.step(null);
    expect(model.state.state).toBe("PRODUCING");
  });
});

describe("readPlantOrder", () => {
  const read = (value: unknown) => readPlantOrder(new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)));
  it("stops a line at its leading machine and restores all of it", () => {
    const concerned = (value: unknown) =>
      demoMachines()
        .filter((machine) => read(value)?.concerns(machine))
        .map(({ code }) => code);
    expect(concerned({ line: "L1", action: "stop" })).toEqual(["L1.FILLER"]);
    expect(concerned({ line: "L1", action: "restore" })).toEqual(["L1.FILLER", "L1.CAPPER"]);
    expect(concerned({ unit: "L7.CAPPER", action: "stop" })).toEqual(["L7.CAPPER"]);
    expect(concerned({ action: "calm" })).toHaveLength(15);
  });
  it.each(["", "{", {}, { line: "L1", action: "explode" }, { action: "rate", factor: 9 }])("does not understand %j", (value) => expect(read(value)).toBeNull());
});
