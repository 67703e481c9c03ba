import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { operationActivity } from "@/db/schema/execution";
import { equipment } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import { after, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { sumCells } from "./performance-cells";
import { unitFacts } from "./unit-facts";

it("§5 an operation that runs beside others loads its unit for as long as it does, however many came and went meanwhile", async () => {
  const database = await exampleDatabase();
  const plant = await examplePlant(database.db);
  const { db, siteId } = plant;
  await db.update(equipment).set({ parallelOperations: true }).where(eq(equipment.code, "MACH-1"));
  const [unit] = await db.select().from(equipment).where(eq(equipment.code, "MACH-1"));
  const workUnitId = unit?.id ?? "";
  await plant.hear([exampleOrder("SITE-A", "PO-1002")]);
  const [long = "", short = ""] = await Promise.all(["PO-1001", "PO-1002"].map(async (order) => (await plant.operationIds(order)).get(10)));
  const activity = (operationId: string, from: Date, to: Date | null) => ({
    id: newId(),
    siteId,
    operationId,
    workUnitId,
    activity: "RUN" as const,
    fromAt: from,
    toAt: to,
    eventId: newId(),
  });
  await db.insert(operationActivity).values([activity(long, after("0"), null), ...[1, 2, 3, 4, 5, 6].map((hour) => activity(short, after(`${hour}`), after(`${hour}.5`)))]);

  const [from, to] = [after("8"), after("16")];
  const window = { id: "w", name: "S", day: "2026-03-16", workCentreId: unit?.parentId ?? "", from, to, until: to };
  const facts = await unitFacts({ db, now: to }, siteId, { from, to, until: to, windows: [window] });
  expect(facts.find((one) => one.id === workUnitId)?.loads).toMatchObject([{ from: after("0"), to: null }]);
  await database.close();
});

it.each([
  ["in one piece", []],
  ["split exactly there", ["8"]],
  ["with another reason behind it", ["8.25"]],
  ["in many pieces", ["7.5", "8", "8.25", "8.5"]],
  ["not heard of over it", ["7.5", "8.5"], "7.5"],
  ["not heard of before it", ["7.5", "8"], "7.5"],
  ["not heard of behind it", ["8", "8.5"], "8"],
])("ST-02 a failure over the end of a shift is one, of the shift in which it began, as long as it is: %s", async (_, cuts, unheard = "") => {
  const database = await exampleDatabase();
  const { db, siteId } = await examplePlant(database.db);
  const [unit] = await db.select().from(equipment).where(eq(equipment.code, "MACH-1"));
  const workUnitId = unit?.id ?? "";
  const state = (one: "PRODUCING" | "DOWN" | "UNKNOWN", from: string, to: string) => ({
    id: newId(),
    siteId,
    workUnitId,
    state: one,
    rawState: one,
    source: "PLC" as const,
    fromAt: after(from),
    toAt: after(to),
  });
  const edges = ["7", ...cuts, "9"];
  const pieces = edges.slice(1).map((to, index) => state(edges[index] === unheard ? "UNKNOWN" : "DOWN", edges[index] ?? "", to));
  await db.insert(stateInterval).values([state("PRODUCING", "0", "7"), ...pieces, state("PRODUCING", "9", "16")]);
  const shift = async (first: string, last: string) => {
    const [from, to] = [after(first), after(last)];
    const windows = [{ id: `w${first}`, name: first, day: "2026-03-16", workCentreId: unit?.parentId ?? "", from, to, until: to }];
    const { failures, restoreSeconds } = sumCells(await unitFacts({ db, now: after("20") }, siteId, { from, to, until: to, windows }), windows, {}, after("20"));
    return [failures, restoreSeconds];
  };
  expect([await shift("0", "8"), await shift("8", "16")]).toEqual([
    [1, 7_200],
    [0, 0],
  ]);
  await database.close();
});
