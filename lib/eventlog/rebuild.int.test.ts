import { afterAll, beforeAll, expect, it } from "vitest";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { rebuild } from "./rebuild";
import { copyReference, projectedState } from "./testing/compare-state";

let original: TestDatabase;
let replayed: TestDatabase;

beforeAll(async () => {
  [original, replayed] = [await testDatabase(), await testDatabase()];
});
afterAll(() => Promise.all([original.close(), replayed.close()]));

it("a replay of the log gives the same tables, row by row", async () => {
  const plant = await examplePlant(original.db);
  await playExample1(plant, async ({ does, second, lead }, operationId, at) => {
    const wrong = await does(second, confirmProduction, at, { operationId, good: "190", scrap: "12", scrapReason: "SURFACE" });
    await does(lead, reverseEntry, at, { entryId: wrong.entryId, reason: "MISKEY" });
    const right = await does(second, confirmProduction, at, { operationId, good: "200", scrap: "4", scrapReason: "SURFACE" });
    return right.entryId;
  });
  await copyReference(original, replayed);
  expect(await rebuild(original.db, replayed.db)).toBeGreaterThan(40);
  const [kept, rebuilt] = [await projectedState(original), await projectedState(replayed)];
  for (const table of Object.keys(kept)) expect(rebuilt[table], table).toEqual(kept[table]);
  expect(kept["costing.cost_line"]?.length).toBeGreaterThan(20);
});
