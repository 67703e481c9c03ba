import { expect, it } from "vitest";
import { seededRandom } from "@/lib/sandbox/company/random";
import { PlantFloor } from "./plant-floor";
import { readLoaded, readPlantOrder } from "./plant-order";

const LOOKS = [1, 59, 600, 601, 3600, 7200];

/** What all machines show at some plant times, with ticks in between that come as a timer brings them, and somebody who looks now and then. */
function shown(seed: number, jitter: number): unknown[] {
  const floor = new PlantFloor(seed);
  const random = seededRandom(jitter);
  let at = 0;
  return LOOKS.map((look) => {
    while (at < look) {
      at = Math.min(look, at + random() * 40);
      floor.liveUntil(at);
      if (random() < 0.5) floor.models.forEach((model) => model.values());
    }
    return floor.models.map((model) => [model.machine.code, model.state, model.good, model.scrap, model.values()]);
  });
}

it("lives the same from the same seed, however its ticks fall and however often it is asked", () => {
  const even = shown(4711, 1);
  expect(shown(4711, 2)).toEqual(even);
  expect(shown(4711, 3)).toEqual(even);
  expect(shown(4712, 1)).not.toEqual(even);
});

it("shows at once what it was ordered, in the machines that follow as well", () => {
  const floor = new PlantFloor(4711);
  const order = readPlantOrder(new TextEncoder().encode(JSON.stringify({ line: "L1", action: "stop", reason: "BRK-ELEC" })));
  if (order === null) throw new Error("no order");
  floor.obey(order);
  const states = floor.models.filter(({ machine }) => machine.line === "L1").map(({ machine, state }) => [machine.kind, state.state, state.reason]);
  expect(states).toEqual([
    ["FILLER", "DOWN", "BRK-ELEC"],
    ["CAPPER", "STARVED", null],
  ]);
});

it("stands by where nobody works, counts nothing there, and runs where somebody does; told not to attend it runs all the same", () => {
  const floor = new PlantFloor(4711);
  const states = (line: string) => floor.models.filter(({ machine }) => machine.line === line).map(({ state }) => state.state);
  const say = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  expect(readLoaded(say({ action: "load" }))).toBeNull();
  floor.load(readLoaded(say(["L1.FILLER"])) ?? new Set());
  floor.liveUntil(60);
  expect([states("L1"), states("L2")]).toEqual([
    ["PRODUCING", "PRODUCING"],
    ["STANDBY", "STANDBY"],
  ]);
  expect(floor.models.filter(({ good, machine }) => good > 0 && machine.line !== "L1")).toEqual([]);
  const order = readPlantOrder(say({ action: "attend", attend: false }));
  if (order === null) throw new Error("no order");
  floor.obey(order);
  expect(states("L2")).toEqual(["PRODUCING", "PRODUCING"]);
});
