import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/db/testing/database";
import { exception } from "@/db/schema/exception";
import { orderComponent } from "@/db/schema/execution";
import { lot, lotMount, lotStock, materialMove } from "@/db/schema/materials";
import { mountLot, unmountLot } from "@/lib/commands/materials/mount-lot";
import { type Decimal, decimal, sum } from "@/lib/domain/shared/decimal";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { confirmProduction } from "./confirm-production";
import { correctEntry } from "./correct-entry";
import { finishSetup } from "./finish-setup";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

let plant: ExamplePlant;

async function anew(): Promise<void> {
  const database = await exampleDatabase();
  open.push(database);
  plant = await examplePlant(database.db);
}
beforeEach(anew);

const LINE = { uom: "EA", scrapFactor: "0", operation: 10, mixGroup: null, required: null, issueMode: "BACKFLUSH" as const };
const SEALS_INSTEAD = [{ item: "SEAL-02", factor: "3", priority: 1, validFrom: null, validTo: null }];
type Line = { readonly pos: number; readonly item: string; readonly qty: string; readonly substitutes?: typeof SEALS_INSTEAD };

/** An order whose operation 10 runs on MACH-1 from hour 1 on, with these lines. */
async function running(order: string, lines: readonly Line[]): Promise<string> {
  await plant.hear([exampleOrder("SITE-A", order, { components: lines.map((line) => ({ ...LINE, substitutes: [], ...line })) })]);
  const operationId = (await plant.operationIds(order)).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  return operationId;
}

async function stock(quantities: Readonly<Record<string, string>>): Promise<void> {
  for (const [number, quantity] of Object.entries(quantities)) {
    const lotId = await plant.lotId(number);
    await plant.db
      .update(lotStock)
      .set({ onHand: decimal(quantity), reserved: decimal(0) })
      .where(eq(lotStock.lotId, lotId));
  }
}

const mount = (operationId: string, at: string, number: string) =>
  plant.does(plant.lead, mountLot, after(at), { operationId, lot: number, overrideReason: "It stands at the machine" });

/** "10: C-A 6": what each line has taken of each lot, by line. */
async function taken(operationId: string): Promise<string[]> {
  const rows = await plant.db
    .select({ position: orderComponent.position, number: lot.number, quantity: materialMove.quantity })
    .from(materialMove)
    .innerJoin(lot, eq(lot.id, materialMove.lotId))
    .innerJoin(orderComponent, eq(orderComponent.id, materialMove.componentId))
    .where(eq(materialMove.operationId, operationId))
    .orderBy(orderComponent.position, materialMove.id);
  return rows.map((row) => `${row.position}: ${row.number} ${row.quantity.toFixed()}`);
}

async function onHand(): Promise<ReadonlyMap<string, Decimal>> {
  const rows = await plant.db.select({ number: lot.number, onHand: lotStock.onHand }).from(lotStock).innerJoin(lot, eq(lot.id, lotStock.lotId));
  return new Map(rows.map((row) => [row.number, row.onHand]));
}

describe("EX-09 two lines of one operation take the same item", () => {
  const twice = [
    { pos: 10, item: "CAST-01", qty: "1" },
    { pos: 30, item: "CAST-01", qty: "1" },
  ];

  it.each([
    ["from the lot on the machine", true],
    ["from stock", false],
  ])("%s: what the first took is not there for the second, and what lacks is short", async (_, mounted) => {
    const operationId = await running("PO-2001", twice);
    await stock({ "C-A": "6", "C-B": "0", "C-C": "0" });
    if (mounted) await mount(operationId, "1", "C-A");
    const { entryId } = await plant.does(plant.first, confirmProduction, after("2"), { operationId, good: "5" });
    expect(await taken(operationId)).toEqual(["10: C-A 5", "30: C-A 1"]);
    expect(await plant.db.select({ class: exception.class, detail: exception.detail }).from(exception)).toMatchObject([{ class: "BACKFLUSH_SHORT", detail: { short: "4" } }]);
    // EX-19: corrected to fewer, each line takes of what its entry had taken.
    await plant.does(plant.lead, correctEntry, after("3"), { entryId, reason: "MISKEY", good: "3", scrap: "0", rework: "0" });
    expect((await onHand()).get("C-A")?.toFixed()).toBe("0");
    expect((await taken(operationId)).slice(4)).toEqual(["30: C-A -1", "30: C-A 3"]);
  });
});

it("EX-08 EX-12 a lot that another line plans is on for that line: the line that lists it as a substitute takes none of it", async () => {
  const operationId = await running("PO-2001", [
    { pos: 10, item: "CAST-01", qty: "1", substitutes: SEALS_INSTEAD },
    { pos: 30, item: "SEAL-02", qty: "2" },
  ]);
  await mount(operationId, "1", "C-A");
  await mount(operationId, "1", "S-1");
  await plant.does(plant.first, confirmProduction, after("2"), { operationId, good: "10" });
  expect(await taken(operationId)).toEqual(["10: C-A 10", "30: S-1 20"]);
});

it("EX-09 whatever lines, stock and mounts: an entry is never a fault, no stock goes below nothing, and what was taken and what is short add up", async () => {
  const lots = ["C-A", "C-B", "C-C", "S-1", "S-2"] as const;
  const line = fc.record({ item: fc.constantFrom("CAST-01", "SEAL-02"), qty: fc.integer({ min: 1, max: 3 }).map(String), substitutes: fc.boolean() });
  const plan = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    stock: fc.tuple(...lots.map(() => fc.integer({ min: 0, max: 25 }).map(String))),
    mounts: fc.uniqueArray(fc.constantFrom(...lots), { maxLength: 3 }),
    off: fc.boolean(),
    good: fc.integer({ min: 1, max: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ lines, stock: quantities, mounts, off, good }) => {
      await anew();
      const operationId = await running(
        "PO-2001",
        lines.map(({ item, qty, substitutes }, index) => ({ pos: 10 * (index + 1), item, qty, substitutes: substitutes && item === "CAST-01" ? SEALS_INSTEAD : [] })),
      );
      const before = Object.fromEntries(lots.map((lotNumber, index) => [lotNumber, quantities[index] ?? "0"]));
      await stock(Object.fromEntries(lots.map((lotNumber) => [lotNumber, "1000"])));
      for (const [index, lotNumber] of mounts.entries())
        await plant.send(plant.lead, mountLot, after(`1.${index + 1}`), { operationId, lot: lotNumber, overrideReason: "It stands at the machine" });
      const [on] = await plant.db.select().from(lotMount).where(eq(lotMount.operationId, operationId)).limit(1);
      if (off && on !== undefined && on.unmountedAt === null) await plant.does(plant.lead, unmountLot, after("1.6"), { mountId: on.id });
      await stock(before);
      await plant.does(plant.first, confirmProduction, after("2"), { operationId, good: String(good) });
      const moves = await plant.db
        .select({ number: lot.number, quantity: materialMove.quantity, position: orderComponent.position, item: orderComponent.itemId, lotItem: lot.itemId })
        .from(materialMove)
        .innerJoin(lot, eq(lot.id, materialMove.lotId))
        .innerJoin(orderComponent, eq(orderComponent.id, materialMove.componentId))
        .where(eq(materialMove.operationId, operationId));
      for (const [lotNumber, left] of await onHand()) {
        expect(left.gte(0)).toBe(true);
        const used = sum(moves.filter((move) => move.number === lotNumber).map((move) => move.quantity));
        if (lotNumber in before) expect(left.plus(used).toFixed()).toBe(before[lotNumber]);
      }
      const shorts = await plant.db.select({ subject: exception.subject, detail: exception.detail }).from(exception).where(eq(exception.class, "BACKFLUSH_SHORT"));
      for (const [index, { qty }] of lines.entries()) {
        const position = 10 * (index + 1);
        const planned = sum(moves.filter((move) => move.position === position).map((move) => (move.lotItem === move.item ? move.quantity : move.quantity.div(3))));
        const short = shorts.find(({ subject }) => subject === `PO-2001/${position}`)?.detail as { short?: string } | undefined;
        // A part of three seals that is left over stands in for no casting.
        expect(
          Number(
            planned
              .plus(decimal(short?.short ?? "0"))
              .minus(decimal(qty).times(good))
              .abs()
              .toFixed(),
          ),
        ).toBeLessThan(1);
      }
    }),
    { numRuns: 5, endOnFailure: true },
  );
});
