import { afterAll, expect, it } from "vitest";
import type { TestDatabase } from "@/db/testing/database";
import { confirmProduction } from "./confirm-production";
import { pauseOperation } from "./pause-operation";
import { resumeOperation } from "./resume-operation";
import { signOffOperation, signOnOperation } from "./sign-on";
import { after, exampleDatabase } from "./testing/example-plant";
import { labourOf, secondsOf, twoRuns } from "./testing/two-runs";

const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

async function runs() {
  const database = await exampleDatabase();
  open.push(database);
  return twoRuns(database);
}

it("EX-18 somebody who works on two operations that confirm at different odd seconds is booked for the seconds that passed", async () => {
  const { plant, a, b } = await runs();
  const at = (count: number): Date => new Date(after("1").getTime() + count * 1000);
  await plant.does(plant.first, signOnOperation, at(0), { operationId: b });
  for (const count of [5, 10, 15, 20, 25, 30]) await plant.does(plant.first, confirmProduction, at(count), { operationId: a, good: "1" });
  await plant.does(plant.lead, confirmProduction, at(30), { operationId: b, good: "1" });
  expect(await secondsOf(plant, plant.first.personId)).toBe(3600 + 30);
});

it("EX-18 EX-21 who goes over to another operation, told after a confirmation has booked the time, is not booked twice", async () => {
  const { plant, a, b } = await runs();
  // The tablet at A confirms to 3.00 h with the first operator on it; then the news arrives that they went to B at 2.00 h.
  await plant.does(plant.lead, confirmProduction, after("3"), { operationId: a, good: "10" });
  await plant.does(plant.first, signOffOperation, after("2"), { operationId: a }, after("3.1"));
  await plant.does(plant.first, signOnOperation, after("2"), { operationId: b }, after("3.1"));
  await plant.does(plant.lead, confirmProduction, after("4"), { operationId: b, good: "10" });
  await plant.does(plant.lead, confirmProduction, after("4"), { operationId: a, good: "10" });
  expect(await secondsOf(plant, plant.first.personId)).toBe(4 * 3600);
  expect(await secondsOf(plant, plant.lead.personId)).toBe(4 * 3600);
});

it("EX-18 EX-21 who joins a second operation, told after the first was confirmed, shares only what is not booked yet", async () => {
  const { plant, a, b } = await runs();
  await plant.does(plant.lead, confirmProduction, after("3"), { operationId: a, good: "10" });
  await plant.does(plant.first, signOnOperation, after("2"), { operationId: b }, after("3.1"));
  await plant.does(plant.lead, confirmProduction, after("4"), { operationId: b, good: "10" });
  await plant.does(plant.lead, confirmProduction, after("4"), { operationId: a, good: "10" });
  expect(await secondsOf(plant, plant.first.personId)).toBe(4 * 3600);
});

it("EX-02 EX-18 pauses of both operations between the confirmations of somebody who works on both lose no second and double none", async () => {
  const { plant, a, b } = await runs();
  const at = (count: number): Date => new Date(after("1").getTime() + count * 1000);
  await plant.does(plant.first, signOnOperation, at(11), { operationId: b });
  await plant.does(plant.first, confirmProduction, at(20), { operationId: a, good: "1" });
  for (const [operationId, count] of [
    [b, 21],
    [a, 24],
  ] as const) {
    await plant.does(plant.first, pauseOperation, at(count), { operationId, reason: "BREAK" });
    await plant.does(plant.first, resumeOperation, at(count + 1), { operationId });
  }
  await plant.does(plant.first, confirmProduction, at(30), { operationId: a, good: "1" });
  await plant.does(plant.first, confirmProduction, at(33), { operationId: a, good: "1" });
  await plant.does(plant.lead, confirmProduction, at(33), { operationId: b, good: "1" });
  expect(await secondsOf(plant, plant.first.personId)).toBe(3600 + 33);
});

it("EX-02 EX-21 a pause told after a confirmation has booked beyond it begins for people where that ended", async () => {
  const { plant, a } = await runs();
  await plant.does(plant.lead, confirmProduction, after("3"), { operationId: a, good: "10" });
  await plant.does(plant.first, pauseOperation, after("2"), { operationId: a, reason: "BRK-MECH" }, after("3.1"));
  await plant.does(plant.lead, confirmProduction, after("4"), { operationId: a, good: "1" });
  expect((await labourOf(plant, plant.first.personId)).map((line) => [line.activity, line.seconds]).toSorted()).toEqual([
    ["DELAY", 3600],
    ["RUN", 7200],
    ["SETUP", 3600],
  ]);
});
