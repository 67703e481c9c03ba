import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { outboxMessage } from "@/db/schema/integration";
import { lot, lotStock } from "@/db/schema/materials";
import { equipment } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { after, type ExamplePlant, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import type { StockData } from "@/lib/messages/erp-stock.v1";
import { inboundMessage } from "@/lib/messages/inbound-subject";

const SITE = "SITE-A";
/** When the ERP looked: long after everything that these tests record. */
const LATER = "2026-03-20T06:00:00Z";
let database: TestDatabase;
let plant: ExamplePlant;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  return () => database.close();
});

type Line = StockData["lines"][number];
const line = (item: string, number: string | null, qty: string, more: Partial<Line> = {}): Line => ({
  item,
  lot: number,
  location: "MAIN",
  qty,
  uom: "EA",
  qualityStatus: null,
  expiresAt: null,
  unitCost: null,
  ...more,
});
/** Everything that Example 1 has in stock. */
const EVERYTHING = [line("CAST-01", "C-A", "150"), line("CAST-01", "C-B", "194"), line("CAST-01", "C-C", "66"), line("SEAL-02", "S-1", "810"), line("SEAL-02", "S-2", "20")];
let version = 0;
const hear = (lines: readonly Line[], asOf = LATER) =>
  plant.hear([inboundMessage("erp.stock.v1", { site: SITE, erpVersion: (version += 1), asOf, lines: [...lines] }, "erp/test", asOf)]);
const changed = (number: string, qty: string) => EVERYTHING.map((one) => (one.lot === number ? { ...one, qty } : one));

const stock = async (number: string) => {
  const rows = await plant.db
    .select({ code: equipment.code, onHand: lotStock.onHand })
    .from(lotStock)
    .innerJoin(lot, eq(lot.id, lotStock.lotId))
    .innerJoin(equipment, eq(equipment.id, lotStock.locationId))
    .where(eq(lot.number, number));
  return Object.fromEntries(rows.map((row) => [row.code, row.onHand.toFixed()]));
};
const mismatches = async () => (await plant.db.select().from(exception).where(eq(exception.class, "STOCK_MISMATCH"))).map((row) => [row.subject, row.state]);
/** The floor takes so many castings of lot C-A for op10, which the ERP has booked, or has not heard of yet. */
async function take(quantity: string, booked: boolean): Promise<string> {
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, issueMaterial, after("0.5"), { operationId, lot: "C-A", quantity });
  if (booked) await plant.db.update(outboxMessage).set({ state: "ACCEPTED", acceptedAt: after("1") });
  return operationId;
}

describe("§1.2 a snapshot of the ERP's stock", () => {
  it("that agrees changes nothing and says nothing", async () => {
    await hear(EVERYTHING);
    expect(await stock("C-A")).toEqual({ MAIN: "150" });
    expect(await mismatches()).toEqual([]);
  });

  it("counts at once for lots that the plant only holds: more, less, elsewhere, and gone", async () => {
    await hear([
      ...changed("C-A", "100").filter((one) => one.lot !== "S-2" && one.lot !== "C-B"),
      line("CAST-01", "C-B", "100"),
      line("CAST-01", "C-B", "90", { location: "YARD" }),
    ]);
    expect([await stock("C-A"), await stock("S-2"), await stock("C-B")]).toEqual([{ MAIN: "100" }, { MAIN: "0" }, { MAIN: "100", YARD: "90" }]);
    expect(await mismatches()).toEqual([]);
  });

  it("opens a lot that Millrace has not met, blocked until somebody says that it may be used", async () => {
    await hear([
      ...EVERYTHING,
      line("SEAL-02", "S-9", "40"),
      line("SEAL-02", "S-10", "30", { qualityStatus: "RELEASED", unitCost: "0.91" }),
      line("NOBODY", "N-1", "5"),
      line("SEAL-02", null, "7"),
    ]);
    const rows = await plant.db
      .select()
      .from(lot)
      .where(and(eq(lot.origin, "PURCHASED")));
    const of = (number: string) => rows.find((row) => row.number === number);
    expect([of("S-9")?.erpStatus, of("S-9")?.unitCost]).toEqual(["PENDING", null]);
    expect([of("S-10")?.erpStatus, of("S-10")?.unitCost?.toFixed()]).toEqual(["RELEASED", "0.91"]);
    expect(await stock("S-9")).toEqual({ MAIN: "40" });
    expect(of("N-1")).toBeUndefined();
    // What the ERP then says of the lot itself is newer than anything that a snapshot knew.
    await plant.hear([
      inboundMessage(
        "erp.lot.v1",
        {
          site: SITE,
          item: "SEAL-02",
          lot: "S-9",
          erpVersion: 1,
          origin: "PURCHASED",
          supplierLot: null,
          receivedAt: LATER,
          madeAt: null,
          expiresAt: null,
          unitCost: "0.88",
          currency: "USD",
          qualityStatus: "RELEASED",
          statusReason: null,
          uom: "EA",
          stock: [{ location: "MAIN", qty: "40" }],
        },
        "erp/test",
        LATER,
      ),
    ]);
    expect((await plant.db.select().from(lot).where(eq(lot.number, "S-9")))[0]).toMatchObject({ erpStatus: "RELEASED", erpVersion: 1 });
  });

  it("never changes what the plant recorded: the difference is for a person, and ends with the snapshot that agrees", async () => {
    await take("10", true);
    await hear(changed("C-A", "130"));
    expect(await stock("C-A")).toEqual({ MAIN: "140" });
    expect(await mismatches()).toEqual([["CAST-01", "RAISED"]]);
    const [row] = await plant.db.select().from(exception).where(eq(exception.class, "STOCK_MISMATCH"));
    expect(row?.detail).toMatchObject({ item: "CAST-01", lots: [{ lot: "C-A", ours: "140", theirs: "130", difference: "10" }] });
    await hear(changed("C-A", "120"));
    expect(await mismatches()).toEqual([["CAST-01", "RAISED"]]);
    await hear(changed("C-A", "140"));
    expect(await mismatches()).toEqual([["CAST-01", "RESOLVED"]]);
  });

  it("IN-11 takes what the ERP has not booked yet into account, for what went and for what came", async () => {
    const operationId = await take("10", false);
    await plant.does(plant.first, startOperation, after("1"), { operationId, workUnitId: await plant.unitId("MACH-1") });
    await plant.does(plant.first, finishSetup, after("2"), { operationId });
    await plant.does(plant.first, confirmProduction, after("3"), { operationId, good: "5", scrap: "0" });
    await hear(EVERYTHING);
    expect([await stock("C-A"), await mismatches()]).toEqual([{ MAIN: "140" }, []]);
  });

  it("does not judge a lot while a message about it is on its way, or one that the ERP told of since", async () => {
    await take("10", false);
    await plant.db.update(outboxMessage).set({ state: "SENDING", leasedUntil: after("1") });
    await hear(changed("C-A", "1"));
    expect(await mismatches()).toEqual([]);
    // Example 1 told of its lots on 2 March.
    await hear(changed("S-1", "1"), "2026-03-01T00:00:00Z");
    expect(await stock("S-1")).toEqual({ MAIN: "810" });
  });

  it("is refused as a whole where it counts in another unit", async () => {
    await expect(hear([...EVERYTHING, line("SEAL-02", "S-1", "1", { uom: "KGM" })])).rejects.toThrow("REFUSED");
    expect(await stock("S-1")).toEqual({ MAIN: "810" });
  });

  it("leaves a log that rebuilds the same tables", async () => {
    await take("10", true);
    await hear([...changed("C-A", "130").filter((one) => one.lot !== "S-2"), line("SEAL-02", "S-9", "40")]);
    await expectRebuilt(database);
  });
});
