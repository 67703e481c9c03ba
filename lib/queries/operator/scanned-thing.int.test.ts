import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { lot } from "@/db/schema/materials";
import { equipment, workUnitQualification } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { badgeIsKnown } from "@/lib/auth/known-badge";
import { makeAccount, makeSite, SECRET } from "@/lib/auth/testing/plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";
import { scannedThing } from "./scanned-thing";

let database: TestDatabase;
let plant: ExamplePlant;

beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  await plant.hear([exampleOrder("SITE-A", "PO-1003", { status: "CREATED" })]);
});
afterAll(() => database.close());

const what = (code: string, actor = plant.first) => scannedThing({ db: plant.db, now: after("3") }, actor, code);

it("UI-07 names a machine, and an order with the machine where it can start or is loaded", async () => {
  expect(await what("MACH-1")).toMatchObject({ kind: "UNIT", code: "MACH-1" });
  const started = await what("PO-1001");
  expect(started).toMatchObject({ kind: "ORDER", number: "PO-1001", state: "RELEASED" });
  expect(started).toHaveProperty("unit", "MACH-1");
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  expect(await what("PO-1001")).toMatchObject({ kind: "ORDER", state: "IN_PROGRESS", unit: "MACH-1" });
  expect(await what("PO-1003")).toMatchObject({ kind: "ORDER", state: "CREATED" });
});

it("UI-07 means an order for the machine at which it was scanned, where that may do the work", async () => {
  await plant.hear([exampleOrder("SITE-A", "PO-1004")]);
  const unitId = await plant.unitId("ASSY-2");
  const at = () => scannedThing({ db: plant.db, now: after("3") }, plant.first, "PO-1004", { unitId });
  expect(await at()).toMatchObject({ kind: "ORDER", unit: "MACH-1" });
  const [machine] = await plant.db.select({ workCentreId: equipment.parentId }).from(equipment).where(eq(equipment.code, "MACH-1"));
  await plant.db.insert(workUnitQualification).values({ siteId: plant.siteId, workUnitId: unitId, workCentreId: machine?.workCentreId ?? "" });
  expect(await at()).toMatchObject({ kind: "ORDER", unit: "ASSY-2" });
  expect(await what("PO-1004")).toMatchObject({ kind: "ORDER", unit: "MACH-1" });
  // Another order is in work on MACH-1; on whose screen this one is scanned, it waits there.
  expect(await scannedThing({ db: plant.db, now: after("3") }, plant.first, "PO-1004", { unitId: await plant.unitId("MACH-1") })).toMatchObject({ unit: "MACH-1" });
});

it("tells a lot with its state and what is in stock", async () => {
  expect(await what("C-A")).toMatchObject({ kind: "LOT", lots: [{ number: "C-A", item: "CAST-01", status: "RELEASED", onHand: "150", uom: "EA", mayHold: true }] });
});

it("§10.1 says whether the reader may hold a lot: not who has no right to, and not one that is past a hold", async () => {
  expect(await what("C-B", plant.finance)).toMatchObject({ kind: "LOT", lots: [{ number: "C-B", mayHold: false }] });
  await plant.db.update(lot).set({ mesStatus: "REJECTED" }).where(eq(lot.number, "C-B"));
  expect(await what("C-B")).toMatchObject({ kind: "LOT", lots: [{ status: "REJECTED", mayHold: false }] });
});

it("UI-07 of two items with a lot of the same number the GTIN of the label tells which is meant, as far as the ERP tells it", async () => {
  const said = (type: "erp.item.v1" | "erp.lot.v1", item: string) =>
    example1("SITE-A").find((message) => message.type === type && "item" in message.data && message.data.item === item);
  const casting = said("erp.item.v1", "CAST-01");
  const seal = said("erp.lot.v1", "SEAL-02");
  if (casting?.type !== "erp.item.v1" || seal?.type !== "erp.lot.v1") throw new Error("the fixture lacks them");
  await plant.hear([
    inboundMessage("erp.item.v1", { ...casting.data, erpVersion: 2, gtin: "9521234543213" }, "erp/example", "2026-03-17T05:00:00Z"),
    inboundMessage("erp.lot.v1", { ...seal.data, lot: "C-A" }, "erp/example", "2026-03-17T05:00:00Z"),
  ]);
  const items = async (gtin?: string) => {
    const thing = await scannedThing({ db: plant.db, now: after("3") }, plant.first, "C-A", gtin === undefined ? {} : { gtin });
    return thing.kind === "LOT" ? thing.lots.map((one) => one.item) : [];
  };
  expect(await items()).toEqual(["CAST-01", "SEAL-02"]);
  expect(await items("09521234543213")).toEqual(["CAST-01"]);
  expect(await items("04012345678901")).toEqual(["CAST-01", "SEAL-02"]);
});

it("S26 knows nothing of another site, and nothing of what nobody knows", async () => {
  const elsewhere = await makeSite(plant.db, "SITE-Z");
  const stranger = { ...plant.first, sites: [{ siteId: elsewhere.siteId, code: "SITE-Z", roles: ["OPERATOR" as const] }] };
  for (const code of ["MACH-1", "PO-1001", "C-A"]) expect(await what(code, stranger)).toEqual({ kind: "NOTHING" });
  expect(await what("NO-SUCH-THING")).toEqual({ kind: "NOTHING" });
});

it("UI-07 a code with a character that no text of the database can hold is nothing, and no fault", async () => {
  for (const code of ["C-A\u0000", "C-A\uD83D"]) expect(await what(code)).toEqual({ kind: "NOTHING" });
});

it("SEC-05 a badge is known on an enrolled tablet of its own site alone", async () => {
  await makeAccount(plant.db, { siteId: plant.siteId, roles: ["OPERATOR"], badge: "0533", pin: "582047", number: "P-0533" });
  const auth = { db: plant.db, secret: SECRET };
  const tablet = { ...plant.first, deviceId: newId() };
  expect(await badgeIsKnown(auth, tablet, " 0533 ")).toBe(true);
  expect(await badgeIsKnown(auth, tablet, "0534")).toBe(false);
  expect(await badgeIsKnown(auth, plant.first, "0533")).toBe(false);
  expect(await badgeIsKnown(auth, { ...tablet, sites: [] }, "0533")).toBe(false);
});
