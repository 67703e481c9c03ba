import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operationActivity, orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { labourBooking } from "@/db/schema/labour";
import { connection } from "@/db/schema/integration";
import { equipment, item, person, uom } from "@/db/schema/reference";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import type { EnrolledDevice } from "./devices";
import { signOnContext } from "./sign-on-context";
import { authOn, handClock, makeSite } from "./testing/plant";

const ZERO = decimal(0);
let database: TestDatabase;
let device: EnrolledDevice;
beforeAll(async () => {
  database = await testDatabase();
  const { siteId, lineId } = await makeSite(database.db, "C");
  device = {
    id: newId(),
    kind: "TABLET",
    name: "Tablet",
    siteId,
    siteCode: "C",
    siteName: "Site C",
    timeZone: "Europe/Berlin",
    workCentreId: lineId,
    workCentreCode: "L2",
    workCentreName: "L2",
  };
});
afterAll(() => database.close());

async function runAnOperation() {
  const { db } = database;
  const { siteId, workCentreId } = device;
  const [unitId, itemId, orderId, operationId, personId, connectionId] = [newId(), newId(), newId(), newId(), newId(), newId()];
  const started = new Date("2026-03-02T07:00:00Z");
  await db.insert(equipment).values({ id: unitId, siteId, parentId: workCentreId, code: "L2.FILLER", name: "Filler", level: "WORK_UNIT", type: "UNIT" });
  await db.insert(uom).values({ code: "EA", name: "each", symbol: "ea", decimals: 0 });
  await db.insert(item).values({ id: itemId, siteId, code: "OAT-BARISTA-1L" });
  await db.insert(person).values({ id: personId, siteId, number: "0388", name: "Operator 0388", rateClass: "A", erpVersion: 1 });
  await db.insert(connection).values({ id: connectionId, code: "erp", name: "ERP", adapter: "rest", settings: {} });
  await db.insert(productionOrder).values({
    id: orderId,
    siteId,
    connectionId,
    number: "4711-0087",
    type: "STANDARD",
    itemId,
    quantity: decimal(4800),
    uom: "EA",
    decimals: 0,
    plannedStartAt: started,
    dueAt: started,
    priority: 1,
    overPct: ZERO,
    underPct: ZERO,
    erpVersion: 1,
    state: "IN_PROGRESS",
    releasedAt: started,
    startedAt: started,
    good: ZERO,
    scrap: ZERO,
    received: ZERO,
  });
  await db.insert(orderOperation).values({
    id: operationId,
    siteId,
    orderId,
    opNo: 30,
    name: "Filling",
    workCentreId: workCentreId ?? "",
    workUnitId: unitId,
    state: "RUNNING",
    actualStartAt: started,
    setupMachineHours: ZERO,
    setupLabourHours: ZERO,
    runMachineHours: ZERO,
    runLabourHours: ZERO,
    yield: decimal(1),
    crew: decimal(1),
    optional: false,
    isLast: false,
    required: decimal(4800),
    processed: decimal(768),
    goodFirst: decimal(768),
    scrapFirst: ZERO,
    reworkIn: ZERO,
    reworkedGood: ZERO,
    reworkScrap: ZERO,
  });
  await db.insert(operationActivity).values({ id: newId(), siteId, operationId, workUnitId: unitId, activity: "RUN", fromAt: started });
  await db.insert(labourBooking).values({ id: newId(), siteId, personId, operationId, activity: "RUN", rateClass: "A", fromAt: started });
  await db.insert(productionEntry).values({
    id: newId(),
    siteId,
    orderId,
    operationId,
    activity: "RUN",
    good: decimal(768),
    scrap: ZERO,
    rework: ZERO,
    origin: "TYPED",
    final: false,
    eventTime: new Date("2026-03-02T07:30:00Z"),
    recordTime: new Date("2026-03-02T07:30:00Z"),
  });
}

describe("sign-on screen", () => {
  it("says so when nothing runs, and needs no line", async () => {
    const auth = authOn(database.db, handClock());
    expect(await signOnContext(auth, device)).toEqual({ units: [], running: null, signedOn: [] });
    expect(await signOnContext(auth, { ...device, workCentreId: null })).toEqual({ units: [], running: null, signedOn: [] });
  });

  it("SEC-06 shows what runs on, how fast, and which badge is on it", async () => {
    await runAnOperation();
    const context = await signOnContext(authOn(database.db, handClock("2026-03-02T08:00:00Z")), device);
    expect(context).toMatchObject({ units: ["Filler"], signedOn: ["0388"], running: { order: "4711-0087", uom: "EA" } });
    expect([context.running?.good.toFixed(), context.running?.planned.toFixed(), context.running?.goodPerHour?.toFixed()]).toEqual(["768", "4800", "768"]);
  });
});
