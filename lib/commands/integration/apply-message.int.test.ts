import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { orderComponent, orderOperation, productionOrder } from "@/db/schema/execution";
import { exception } from "@/db/schema/exception";
import { inboxMessage } from "@/db/schema/integration";
import { formerPlace } from "@/db/schema/equipment-history";
import { equipment, itemVersion, standardCost, uom, uomConversion, workCentreRate } from "@/db/schema/reference";
import { bomVersion } from "@/db/schema/engineering";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { decimal } from "@/lib/domain/shared/decimal";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { type ChannelPlant, channelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";

let database: TestDatabase;
let plant: ChannelPlant;

beforeEach(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  return () => database.close();
});

const order = async (number = "PO-1001") => {
  const [row] = await plant.db.select().from(productionOrder).where(eq(productionOrder.number, number));
  if (row === undefined) throw new Error(`there is no order ${number}`);
  return row;
};
const states = async () => (await plant.inboxRows()).map((row) => row.state);
const acknowledgements = async () => (await plant.outbox()).map((row) => (row.payload as { data: { outcome: string; code: string | null } }).data);
const versioned = (erpVersion: number, change: Parameters<typeof exampleOrder>[2] = {}) => exampleOrder(SITE, "PO-1001", { erpVersion, ...change });

describe("IN-07 order with everything that it refers to", () => {
  it("is planned, released with its snapshot, and acknowledged", async () => {
    await plant.hear(...example1(SITE));
    expect(new Set(await states())).toEqual(new Set(["APPLIED"]));
    const row = await order();
    expect(row).toMatchObject({ state: "RELEASED", erpVersion: 1, priority: 10, connectionId: plant.connectionId, bomVersion: "1" });
    expect([row.quantity.toFixed(), row.overPct.toFixed(), row.underPct.toFixed()]).toEqual(["200", "0.05", "0.05"]);
    const operations = await plant.db.select().from(orderOperation).orderBy(orderOperation.opNo);
    expect(operations.map((op) => [op.opNo, op.state, op.required.toFixed(), op.isLast])).toEqual([
      [10, "READY", "205", false],
      [20, "PENDING", "200", true],
    ]);
    const [unit] = await plant.db
      .select()
      .from(equipment)
      .where(eq(equipment.id, operations[0]?.workUnitId ?? ""));
    expect(unit?.code).toBe("MACH-1");
    const components = await plant.db.select().from(orderComponent).orderBy(orderComponent.position);
    expect(components.map((line) => [line.position, line.required.toFixed(), line.standardPrice.toFixed(), line.tracked])).toEqual([
      [10, "205", "14.2", true],
      [20, "408", "0.85", true],
    ]);
    expect(row.snapshot).toMatchObject({ standardCost: { total: "23.707469", costingLotSize: "200" }, operations: [{ workCentre: "MACH" }, { workCentre: "ASSY" }] });
    const { rates } = row.snapshot as { rates: { rateClass: string | null; rate: string }[] };
    expect(rates.filter((rate) => rate.rate === "29")).toEqual([expect.objectContaining({ rateClass: "A2", element: "LABOUR" })]);
    expect(await acknowledgements()).toEqual([expect.objectContaining({ order: "PO-1001", erpVersion: 1, outcome: "APPLIED", code: null })]);
  });

  it("gives the same tables when the master data come in any order, because what waits is parked and comes back", async () => {
    const messages = example1(SITE).toReversed();
    for (const message of messages) await plant.hear(message);
    expect(new Set(await states())).toEqual(new Set(["APPLIED"]));
    expect((await plant.db.select().from(orderComponent)).map((line) => line.required.toFixed()).toSorted()).toEqual(["205", "408"]);
    expect((await acknowledgements()).map((ack) => ack.outcome)).toEqual(["PARKED", "APPLIED"]);
  });

  it("refuses what has waited for a day, and tells the ERP why", async () => {
    await plant.hear(exampleOrder(SITE, "PO-1001"));
    const [parked] = await plant.inboxRows();
    expect(parked).toMatchObject({ state: "PARKED", missing: [`item:${SITE}/FG-100`] });
    plant.clock.advance(25 * 3600);
    await plant.channel.inbox.retryParked(plant.connectionId);
    expect((await plant.inboxRows())[0]).toMatchObject({ state: "REFUSED", code: "REFERENCE_MISSING" });
    expect((await acknowledgements()).map((ack) => [ack.outcome, ack.code])).toEqual([
      ["PARKED", "REFERENCE_MISSING"],
      ["REJECTED", "REFERENCE_MISSING"],
    ]);
  });

  it("parks what speaks of a site that this connection does not govern", async () => {
    const [item] = example1("SITE-X");
    if (item === undefined) throw new Error("the example has items");
    await plant.hear(item);
    expect((await plant.inboxRows())[0]).toMatchObject({ state: "PARKED", siteId: null, missing: ["site:SITE-X"] });
    await plant.channel.inbox.retryParked(plant.connectionId);
    expect((await plant.inboxRows())[0]?.state).toBe("PARKED");
  });
});

describe("IN-03 the same message again", () => {
  beforeEach(() => plant.hear(...example1(SITE)));

  it("changes nothing, from whichever door and with whichever envelope time", async () => {
    const before = await plant.inboxRows();
    const again = { ...exampleOrder(SITE, "PO-1001"), time: "2026-03-05T00:00:00Z" };
    expect(await plant.hear(again)).toMatchObject({ fresh: 0, repeated: 1, conflicts: [] });
    expect(await plant.inboxRows()).toHaveLength(before.length);
    expect(await acknowledgements()).toHaveLength(1);
  });

  it("with other content is refused, kept, and somebody is told; the first stands", async () => {
    const other = { ...versioned(1, { qty: "999" }) };
    expect((await plant.hear(other)).conflicts).toHaveLength(1);
    expect((await order()).quantity.toFixed()).toBe("200");
    const [refused] = await plant.db.select().from(inboxMessage).where(eq(inboxMessage.state, "REFUSED"));
    expect(refused).toMatchObject({ code: "DIGEST_DIFFERS", subject: "PO-1001" });
    expect(await plant.db.select({ class: exception.class }).from(exception)).toEqual([{ class: "MESSAGE_CONFLICT" }]);
    expect((await plant.hear(other)).conflicts).toHaveLength(0);
  });

  it("an older version that comes later is stale and changes nothing", async () => {
    await plant.hear(versioned(5, { priority: 1 }));
    await plant.hear(versioned(3, { priority: 99 }));
    expect(await order()).toMatchObject({ erpVersion: 5, priority: 1 });
    expect((await states()).at(-1)).toBe("STALE");
    expect((await acknowledgements()).map((ack) => ack.outcome)).toEqual(["APPLIED", "APPLIED", "STALE"]);
  });

  it("a cancelled order that was never seen keeps its earlier release from making it", async () => {
    await plant.hear(exampleOrder(SITE, "PO-7", { erpVersion: 4, status: "CANCELLED" }));
    await plant.hear(exampleOrder(SITE, "PO-7", { erpVersion: 3 }));
    expect(await plant.db.select().from(productionOrder).where(eq(productionOrder.number, "PO-7"))).toEqual([]);
    expect((await states()).at(-1)).toBe("STALE");
  });
});

describe("EX-04 order changes", () => {
  beforeEach(() => plant.hear(...example1(SITE)));

  /** As the first start leaves it, with so much processed. */
  async function running(processed: string): Promise<void> {
    const { id } = await order();
    await plant.db.update(productionOrder).set({ state: "IN_PROGRESS", startedAt: plant.clock.now() }).where(eq(productionOrder.id, id));
    const done = decimal(processed);
    await plant.db
      .update(orderOperation)
      .set({ state: "RUNNING", actualStartAt: plant.clock.now(), processed: done, goodFirst: done })
      .where(and(eq(orderOperation.orderId, id), eq(orderOperation.opNo, 10)));
  }

  it("replans everything before the start, revokes and releases again", async () => {
    await plant.hear(versioned(2, { qty: "98" }));
    expect((await order()).quantity.toFixed()).toBe("98");
    expect((await plant.db.select().from(orderOperation).orderBy(orderOperation.opNo)).map((op) => [op.state, op.required.toFixed()])).toEqual([
      ["READY", "100"],
      ["PENDING", "98"],
    ]);
    await plant.hear(versioned(3, { status: "CREATED" }));
    expect(await order()).toMatchObject({ state: "CREATED", snapshot: null, releasedAt: null });
    expect((await plant.db.select().from(orderOperation)).map((op) => op.state)).toEqual(["PENDING", "PENDING"]);
    await plant.hear(versioned(4));
    expect((await order()).state).toBe("RELEASED");
    await plant.hear(versioned(5, { status: "CANCELLED" }));
    expect((await order()).state).toBe("CANCELLED");
  });

  it("takes quantity, due date and priority of a running order, and scales what it requires", async () => {
    await running("100");
    await plant.hear(versioned(2, { qty: "400", priority: 3, due: "2026-04-02T16:00:00Z" }));
    expect(await order()).toMatchObject({ state: "IN_PROGRESS", priority: 3, dueAt: new Date("2026-04-02T16:00:00Z") });
    expect((await plant.db.select().from(orderOperation).orderBy(orderOperation.opNo)).map((op) => [op.state, op.required.toFixed(), op.processed.toFixed()])).toEqual([
      ["RUNNING", "409", "100"],
      ["PENDING", "400", "0"],
    ]);
    expect((await plant.db.select().from(orderComponent).orderBy(orderComponent.position)).map((line) => line.required.toFixed())).toEqual(["409", "816"]);
  });

  it("S19 refuses another item on a running order, raises the conflict once, and a later version that fits ends it", async () => {
    await running("100");
    await plant.hear(versioned(2, { item: "CAST-01", bomVersion: null }));
    expect(await order()).toMatchObject({ state: "IN_PROGRESS", bomVersion: "1" });
    expect((await plant.inboxRows()).at(-1)).toMatchObject({
      state: "REFUSED",
      code: "ORDER_CHANGE_CONFLICT",
      reason: "The order is in progress: item, bomVersion can't be changed any more.",
    });
    await plant.hear(versioned(3, { qty: "97" }));
    expect((await acknowledgements()).slice(1)).toEqual([
      expect.objectContaining({ erpVersion: 2, outcome: "REJECTED", code: "ORDER_CHANGE_CONFLICT" }),
      expect.objectContaining({ erpVersion: 3, outcome: "REJECTED", reason: "The quantity can't go below 98: so much is made or received already." }),
    ]);
    const conflicts = () => plant.db.select({ state: exception.state, subject: exception.subject, owner: exception.owner }).from(exception);
    expect(await conflicts()).toEqual([{ state: "RAISED", subject: "PO-1001", owner: "PLANNER" }]);
    await plant.hear(versioned(4, { qty: "98" }));
    expect((await order()).quantity.toFixed()).toBe("98");
    expect(await conflicts()).toEqual([{ state: "RESOLVED", subject: "PO-1001", owner: "PLANNER" }]);
  });
});

describe("master data are versions", () => {
  beforeEach(() => plant.hear(...example1(SITE)));
  const first = (type: InboundMessage["type"]) => {
    const message = example1(SITE).find((one) => one.type === type);
    if (message === undefined) throw new Error(`the example has no ${type}`);
    return message;
  };
  const next = (message: InboundMessage, change: object) =>
    inboundMessage(message.type, { ...message.data, erpVersion: 2, ...change } as never, "erp/test", "2026-03-10T00:00:00Z");

  it("closes the open version of an item and opens the next; an order keeps what it was planned with", async () => {
    await plant.hear(next(first("erp.item.v1"), { text: "Pump, painted", decimals: 0 }));
    const versions = await plant.db.select().from(itemVersion).where(eq(itemVersion.description, "Pump, assembled"));
    expect(versions.map((row) => row.validTo !== null)).toEqual([true]);
    expect((await plant.db.select().from(itemVersion).where(eq(itemVersion.description, "Pump, painted")))[0]).toMatchObject({ validTo: null, erpVersion: 2 });
  });

  it("keeps the former of a BOM, a standard and a rate that were corrected under the same name", async () => {
    await plant.hear(
      next(first("erp.bom.v1"), { components: [] }),
      next(first("erp.standard-cost.v1"), { material: "15", total: "15" }),
      next(first("erp.rate.v1"), { rate: "31" }),
    );
    expect((await plant.db.select().from(bomVersion)).map((row) => `${row.version} ${row.status}`).toSorted()).toEqual(["1 ACTIVE", "1~1 RETIRED"]);
    const standards = (await plant.db.select().from(standardCost)).filter((row) => ["14.2", "15"].includes(row.total.toFixed()));
    expect(standards.map((row) => `${row.version} ${row.total.toFixed()} ${row.validTo === null}`).toSorted()).toEqual(["1 15 true", "1~1 14.2 false"]);
    const rates = (await plant.db.select().from(workCentreRate)).filter((row) => ["28", "31"].includes(row.rate.toFixed()));
    expect(rates.map((row) => [row.rate.toFixed(), row.validTo === null])).toEqual(
      expect.arrayContaining([
        ["28", false],
        ["31", true],
      ]),
    );
    expect((await order()).snapshot).toMatchObject({ components: [{ item: "CAST-01" }, { item: "SEAL-02" }] });
  });

  it("ends a rate where the next one begins", async () => {
    await plant.hear(next(first("erp.rate.v1"), { rate: "33", validFrom: "2026-07-01T00:00:00Z" }));
    const rates = (await plant.db.select().from(workCentreRate)).filter((row) => ["28", "33"].includes(row.rate.toFixed()));
    expect(rates.map((row) => [row.rate.toFixed(), row.validTo?.toISOString() ?? null])).toEqual(
      expect.arrayContaining([
        ["28", "2026-07-01T00:00:00.000Z"],
        ["33", null],
      ]),
    );
  });

  it("§2.1 keeps each conversion of a unit for the time in which it counted; one that is still the same goes on", async () => {
    const told = (erpVersion: number, units: readonly object[]) => plant.hear(next(first("erp.item.v1"), { erpVersion, units }));
    const [dozen, gross] = [
      { uom: "DZN", decimals: 0, numerator: 1, denominator: 12 },
      { uom: "GRO", decimals: 0, numerator: 1, denominator: 144 },
    ];
    await told(2, [dozen, gross]);
    await told(3, [{ ...dozen, denominator: 10 }, gross]);
    await told(4, [gross]);
    const rows = await plant.db.select().from(uomConversion).orderBy(uomConversion.fromUom, uomConversion.validFrom);
    expect(rows.map((row) => [row.fromUom, Number(row.numerator), row.validTo !== null])).toEqual([
      ["DZN", 12, true],
      ["DZN", 10, true],
      ["GRO", 144, false],
    ]);
    expect(rows[0]?.validTo).toEqual(rows[1]?.validFrom);
  });

  it("refuses a BOM that would need its own product", async () => {
    const cast = { site: SITE, item: "CAST-01", version: "1", erpVersion: 1, status: "ACTIVE" as const, validFrom: "2026-01-01T00:00:00Z", validTo: null };
    const line = { pos: 10, item: "FG-100", qty: "1", uom: "EA", scrapFactor: "0", operation: 10, issueMode: "MANUAL_SCAN" as const, mixGroup: null, substitutes: [] };
    await plant.hear(inboundMessage("erp.bom.v1", { ...cast, components: [line] }, "erp/test", "2026-03-10T00:00:00Z"));
    expect((await plant.inboxRows()).at(-1)).toMatchObject({ state: "REFUSED", code: "BOM_CYCLE" });
  });

  it("makes units by their Rec 20 name, areas and machines below them, and never two things of one code", async () => {
    expect(await plant.db.select().from(uom)).toEqual([expect.objectContaining({ code: "EA", decimals: 0 })]);
    await plant.hear(
      next(first("erp.work-centre.v1"), {
        area: "PLANT",
        units: [
          { workUnit: "MACH-1", text: "Mill", assetNumber: "A-7" },
          { workUnit: "MACH-2", text: "Mill 2", assetNumber: null },
        ],
      }),
    );
    const tree = await plant.db.select().from(equipment);
    const byCode = new Map(tree.map((row) => [row.code, row]));
    expect(byCode.get("MACH")).toMatchObject({ parentId: byCode.get("PLANT")?.id, constraintUnitId: byCode.get("MACH-1")?.id });
    expect(byCode.get("MACH-2")).toMatchObject({ level: "WORK_UNIT", parentId: byCode.get("MACH")?.id });
    await plant.hear(next(first("erp.work-centre.v1"), { erpVersion: 3, area: "ASSY" }));
    expect((await plant.inboxRows()).at(-1)).toMatchObject({ state: "REFUSED", code: "CODE_TAKEN" });
    // ST-05: what is over stays with the machines that the line had, and with the one that decided over it.
    expect(await plant.db.select().from(formerPlace)).toEqual([]);
    const only = { units: [{ workUnit: "MACH-2", text: "Mill 2", assetNumber: null }] };
    await plant.hear(next(first("erp.work-centre.v1"), { erpVersion: 3, ...only }));
    await plant.hear(next(first("erp.work-centre.v1"), { erpVersion: 4, ...only }));
    const former = (await plant.db.select().from(formerPlace)).map(({ workUnitId, workCentreId, leads }) => ({ workUnitId, workCentreId, leads }));
    const workCentreId = byCode.get("MACH")?.id;
    expect(former).toHaveLength(2);
    expect(former).toEqual(
      expect.arrayContaining([
        { workUnitId: byCode.get("MACH-1")?.id, workCentreId, leads: true },
        { workUnitId: byCode.get("MACH-2")?.id, workCentreId, leads: false },
      ]),
    );
  });

  it("ST-06 a line that loses the machine that decides over it to another one has the first of those that it keeps, before its own record says so", async () => {
    const of = (workCentre: string, erpVersion: number, ...codes: string[]) =>
      plant.hear(next(first("erp.work-centre.v1"), { workCentre, erpVersion, units: codes.map((workUnit) => ({ workUnit, text: workUnit, assetNumber: null })) }));
    const leads = async (code: string) => {
      const rows = await plant.db.select().from(equipment);
      const { constraintUnitId } = rows.find((row) => row.code === code) ?? {};
      return rows.find(({ id }) => id === constraintUnitId)?.code;
    };
    await of("CELL-1", 1, "ROBOT-1", "ROBOT-2");
    await of("CELL-2", 1, "ROBOT-3");
    expect([await leads("CELL-1"), await leads("CELL-2")]).toEqual(["ROBOT-1", "ROBOT-3"]);
    await of("CELL-2", 2, "ROBOT-3", "ROBOT-1");
    expect([await leads("CELL-1"), await leads("CELL-2")]).toEqual(["ROBOT-2", "ROBOT-3"]);
    // Of the last one nobody is left to hand it to.
    await of("CELL-2", 3, "ROBOT-3", "ROBOT-1", "ROBOT-2");
    expect(await leads("CELL-1")).toBe("ROBOT-2");
  });
});

it("a replay of the log gives the tables that orders and lots were applied to", async () => {
  await plant.hear(...example1(SITE));
  await plant.hear(versioned(2, { qty: "98" }), exampleOrder(SITE, "PO-8", { status: "CREATED" }));
  await plant.hear(versioned(3, { status: "CREATED" }), exampleOrder(SITE, "PO-8", { erpVersion: 2, status: "CANCELLED" }));
  await plant.hear(versioned(4));
  const { events, tables } = await expectRebuilt(database);
  expect(events).toBeGreaterThan(10);
  expect(tables["execution.order_component"]).toHaveLength(4);
});
