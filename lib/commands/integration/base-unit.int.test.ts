import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { commitment, inboundDelivery } from "@/db/schema/demand";
import { orderComponent, orderOperation, productionOrder } from "@/db/schema/execution";
import { testDatabase } from "@/db/testing/database";
import { type ChannelPlant, channelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import type { CommitmentData } from "@/lib/messages/erp-commitment.v1";
import type { DeliveryData } from "@/lib/messages/erp-delivery.v1";
import { inboundMessage } from "@/lib/messages/inbound-subject";

let plant: ChannelPlant;

/** One case is ten pieces; of three barrels comes one piece. */
const UNITS = [
  { uom: "CS", decimals: 0, numerator: 1, denominator: 10 },
  { uom: "BLL", decimals: 0, numerator: 3, denominator: 1 },
  { uom: "PF", decimals: 0, numerator: 1, denominator: 3_000_000 },
];

beforeEach(async () => {
  const database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  const messages = example1(SITE).filter((one) => one.type !== "erp.order.v1");
  await plant.hear(...messages.map((one) => (one.type === "erp.item.v1" ? inboundMessage(one.type, { ...one.data, units: UNITS }, one.source, one.time) : one)));
  return () => database.close();
});

const promise = (change: Partial<CommitmentData>) => {
  const line = { site: SITE, commitment: "SO-1", line: 10, erpVersion: 1, customer: "C-1", customerName: "Customer 1", item: "FG-100", qty: "100", uom: "CS" };
  const rest = { due: "2026-04-01T08:00:00Z", priorityClass: "A", penaltyPerUnitDay: "2.5", currency: "USD", status: "OPEN" as const };
  return inboundMessage("erp.commitment.v1", { ...line, ...rest, ...change }, "erp/test", "2026-03-10T00:00:00Z");
};
const delivery = (change: Partial<DeliveryData>) => {
  const line = { site: SITE, delivery: "PU-1", line: 10, erpVersion: 1, supplier: "S-9", supplierName: "Supplier 9", item: "SEAL-02", qty: "50", uom: "CS" };
  return inboundMessage("erp.delivery.v1", { ...line, due: "2026-04-01T08:00:00Z", status: "OPEN", ...change }, "erp/test", "2026-03-10T00:00:00Z");
};
const lastAnswer = async () => (await plant.inboxRows()).at(-1);
const acknowledgements = async () => (await plant.outbox()).map((row) => (row.payload as { data: { outcome: string; code: string | null } }).data);

describe("§2.1 what is promised and what is on its way, in another unit than that of the item", () => {
  it("a promise of cases counts as the pieces that they hold, and costs a penalty for each of them", async () => {
    await plant.hear(promise({}));
    const [row] = await plant.db.select().from(commitment);
    expect([row?.quantity.toFixed(), row?.uom, row?.penaltyPerUnitDay.toFixed()]).toEqual(["1000", "EA", "0.25"]);
  });

  it("is exact, then rounded to the decimals of the unit; a delivery that has come keeps its nothing", async () => {
    await plant.hear(delivery({ qty: "50" }), delivery({ line: 20, qty: "5", uom: "BLL" }), delivery({ line: 30, qty: "0", status: "RECEIVED" }));
    const rows = await plant.db.select().from(inboundDelivery).orderBy(inboundDelivery.line);
    expect(rows.map((row) => [row.quantity.toFixed(), row.uom])).toEqual([
      ["500", "EA"],
      ["2", "EA"],
      ["0", "EA"],
    ]);
  });

  it.each([
    ["no conversion", { uom: "XPX" }, "SO-1 is in XPX, FG-100 is kept in EA and the ERP gave no conversion."],
    ["less than one piece", { uom: "BLL", qty: "1" }, "1 BLL of FG-100 are less than the least that can be kept of it in EA."],
  ])("a promise is refused with the next step where there is %s", async (_, change, reason) => {
    await plant.hear(promise(change));
    expect(await lastAnswer()).toMatchObject({ state: "REFUSED", code: "UOM_NOT_BASE", reason: expect.stringContaining(reason) });
    expect(await plant.db.select().from(commitment)).toEqual([]);
  });

  it("a delivery is refused where there is no conversion", async () => {
    await plant.hear(delivery({ uom: "XPX" }));
    expect(await lastAnswer()).toMatchObject({ state: "REFUSED", code: "UOM_NOT_BASE" });
    expect(await plant.db.select().from(inboundDelivery)).toEqual([]);
  });
});

it("§1.1 an order over several pieces with serial numbers is refused with what to do, and one over a single piece is taken", async () => {
  const told = example1(SITE).find((one) => one.type === "erp.item.v1" && one.data.item === "FG-100");
  if (told?.type !== "erp.item.v1") throw new Error("the example has no FG-100");
  await plant.hear(inboundMessage(told.type, { ...told.data, erpVersion: 2, tracking: "SERIAL" }, told.source, told.time));
  await plant.hear(exampleOrder(SITE, "PO-1001"));
  expect(await lastAnswer()).toMatchObject({ state: "REFUSED", code: "SERIALS_NOT_MADE", reason: expect.stringContaining("Make an order for each piece in the ERP") });
  await plant.hear(exampleOrder(SITE, "PO-1002", { qty: "1", overPct: "100" }));
  expect(await lastAnswer()).toMatchObject({ state: "REFUSED", code: "SERIALS_NOT_MADE" });
  await plant.hear(exampleOrder(SITE, "PO-1003", { qty: "1", outputLot: "SN-1" }));
  expect((await plant.db.select().from(productionOrder)).map(({ number, outputLotNumber }) => [number, outputLotNumber])).toEqual([["PO-1003", "SN-1"]]);
});

describe("§2.1 more of something than can be kept, once it is in the unit of the item", () => {
  const refused = (reason: string) => ({ state: "REFUSED", code: "INVALID_QUANTITY", reason: expect.stringContaining(reason) });

  it("a promise and a delivery are refused with the next step, and nothing of them is kept", async () => {
    await plant.hear(promise({ qty: "200000000000" }));
    expect(await lastAnswer()).toMatchObject(refused("200000000000 CS of FG-100 are 2000000000000 EA: more than can be kept. Correct the quantity of SO-1 in the ERP."));
    await plant.hear(delivery({ qty: "100000000000" }));
    expect(await lastAnswer()).toMatchObject(refused("100000000000 CS of SEAL-02 are 1000000000000 EA: more than can be kept. Correct the quantity of PU-1 in the ERP."));
    expect([await plant.db.select().from(commitment), await plant.db.select().from(inboundDelivery)]).toEqual([[], []]);
    await plant.hear(delivery({ erpVersion: 2, qty: "99999999999" }));
    expect((await plant.db.select().from(inboundDelivery)).map((row) => row.quantity.toFixed())).toEqual(["999999999990"]);
  });

  it("a penalty is refused alike, and one of either does not keep a line that stands from ending", async () => {
    const dear = { uom: "BLL", qty: "3", penaltyPerUnitDay: "400000000000" };
    await plant.hear(promise(dear));
    expect(await lastAnswer()).toMatchObject(refused("The penalty of SO-1, told for one BLL, is more for one EA than can be kept. Correct the penalty in the ERP."));
    await plant.hear(promise({ erpVersion: 2 }), delivery({}));
    await plant.hear(promise({ ...dear, erpVersion: 3, status: "CANCELLED" }), delivery({ qty: "200000000000", erpVersion: 2, status: "CANCELLED" }));
    const [promised, coming] = [await plant.db.select().from(commitment), await plant.db.select().from(inboundDelivery)];
    expect([...promised, ...coming].map((row) => [row.state, row.quantity.toFixed()])).toEqual([
      ["CANCELLED", "1000"],
      ["CANCELLED", "500"],
    ]);
  });
});

describe("EX-07 the quantity of an order", () => {
  it("an order in a unit without a conversion is refused, the ERP is told, and the same order in pieces is taken", async () => {
    await plant.hear(exampleOrder(SITE, "PO-1001", { uom: "XPX", qty: "20" }));
    const reason = "The order is in XPX, FG-100 is kept in EA and the ERP gave no conversion. Give the item the unit XPX in the ERP, or make the order in EA.";
    expect(await lastAnswer()).toMatchObject({ state: "REFUSED", code: "UOM_NOT_BASE", reason });
    expect(await acknowledgements()).toEqual([expect.objectContaining({ outcome: "REJECTED", code: "UOM_NOT_BASE", reason })]);
    expect(await plant.db.select().from(productionOrder)).toEqual([]);
    await plant.hear(exampleOrder(SITE, "PO-1001", { erpVersion: 2 }));
    expect((await plant.db.select().from(orderComponent).orderBy(orderComponent.position)).map((line) => line.required.toFixed())).toEqual(["205", "408"]);
  });

  it("an order of cases is planned in pieces as one of as many pieces is, by the lines of its versions and by its own", async () => {
    await plant.hear(exampleOrder(SITE, "PO-1001"), exampleOrder(SITE, "PO-1002", { uom: "CS", qty: "20" }));
    const planned = async (number: string) => {
      const [order] = await plant.db.select().from(productionOrder).where(eq(productionOrder.number, number));
      if (order === undefined) throw new Error(`${number} is not there`);
      const lines = await plant.db.select().from(orderComponent).where(eq(orderComponent.orderId, order.id)).orderBy(orderComponent.position);
      const steps = await plant.db.select().from(orderOperation).where(eq(orderOperation.orderId, order.id)).orderBy(orderOperation.opNo);
      return {
        order: [order.quantity.toFixed(), order.uom, order.decimals],
        lines: lines.map((line) => [line.quantityPer.toFixed(), line.required.toFixed()]),
        steps: steps.map((step) => [step.required.toFixed(), step.runMachineHours.toFixed(), step.setupMachineHours.toFixed()]),
        erpUnit: order.erpUnit,
      };
    };
    const [pieces, cases] = [await planned("PO-1001"), await planned("PO-1002")];
    expect(cases).toEqual({ ...pieces, erpUnit: { uom: "CS", numerator: "10", denominator: "1" } });
    expect(pieces).toMatchObject({ order: ["200", "EA", 0], erpUnit: null });
    const step = { text: "Mill", workCentre: "MACH", setupMachineHours: "1", setupLabourHours: "1", runLabourHours: "0.5", yield: "1", crew: "1" };
    const line = {
      pos: 10,
      item: "SEAL-02",
      qty: "20",
      uom: "EA",
      scrapFactor: "0",
      operation: 10,
      issueMode: "BACKFLUSH" as const,
      required: null,
      mixGroup: null,
      substitutes: [],
    };
    const own = {
      components: [line],
      operations: [{ ...step, operation: 10, runMachineHours: "0.3", milestone: true, overlapMinutes: null, optional: false, inspectionPlan: null }],
    };
    await plant.hear(exampleOrder(SITE, "PO-1003", { uom: "CS", qty: "20", ...own }));
    expect(await planned("PO-1003")).toMatchObject({ lines: [["2", "400"]], steps: [["200", "0.03", "1"]] });
  });

  it("an order of cases whose quantity is no whole number of pieces is refused, as is one in a unit in which a piece can't be told", async () => {
    await plant.hear(exampleOrder(SITE, "PO-1001", { uom: "CS", qty: "12.25" }));
    expect(await lastAnswer()).toMatchObject({
      code: "INVALID_QUANTITY",
      reason: expect.stringContaining("12.25 CS, which are 122.5 EA, and FG-100 is counted with whole numbers only."),
    });
    await plant.hear(exampleOrder(SITE, "PO-1002", { uom: "PF", qty: "1" }));
    expect(await lastAnswer()).toMatchObject({ code: "UOM_NOT_BASE", reason: expect.stringContaining("is less than what can be told in PF. Make the order in EA in the ERP.") });
  });

  it("an order that runs keeps the conversion that it was planned with, and no other unit is taken then", async () => {
    await plant.hear(exampleOrder(SITE, "PO-1001", { uom: "CS", qty: "20" }));
    await plant.db.update(productionOrder).set({ state: "IN_PROGRESS", startedAt: new Date() });
    const [item] = example1(SITE);
    if (item?.type !== "erp.item.v1") throw new Error("the example begins with an item");
    const twelve = [{ uom: "CS", decimals: 0, numerator: 1, denominator: 12 }];
    await plant.hear(inboundMessage("erp.item.v1", { ...item.data, item: "FG-100", erpVersion: 2, units: twelve }, item.source, item.time));
    await plant.hear(exampleOrder(SITE, "PO-1001", { erpVersion: 2, uom: "CS", qty: "22.5" }));
    const [order] = await plant.db.select().from(productionOrder);
    expect([order?.quantity.toFixed(), order?.erpUnit]).toEqual(["225", { uom: "CS", numerator: "10", denominator: "1" }]);
    await plant.hear(exampleOrder(SITE, "PO-1001", { erpVersion: 3, qty: "230" }));
    expect(await lastAnswer()).toMatchObject({ state: "REFUSED", code: "ORDER_CHANGE_CONFLICT", reason: expect.stringContaining("uom") });
  });

  it("an order of ten pieces and a half is refused, as is the change of one that stands; in an item that is weighed it is not", async () => {
    await plant.hear(exampleOrder(SITE, "PO-1001", { qty: "10.5" }));
    const told = { outcome: "REJECTED", code: "INVALID_QUANTITY", reason: expect.stringContaining("The order is for 10.5 EA, and FG-100 is counted with whole numbers only.") };
    expect(await acknowledgements()).toEqual([expect.objectContaining(told)]);
    await plant.hear(exampleOrder(SITE, "PO-1001", { erpVersion: 2, qty: "10.0" }), exampleOrder(SITE, "PO-1001", { erpVersion: 3, qty: "12.25" }));
    expect((await acknowledgements()).map(({ outcome }) => outcome)).toEqual(["REJECTED", "APPLIED", "REJECTED"]);
    expect((await plant.db.select().from(productionOrder)).map((order) => order.quantity.toFixed())).toEqual(["10"]);
    const [item] = example1(SITE);
    if (item?.type !== "erp.item.v1") throw new Error("the example begins with an item");
    await plant.hear(inboundMessage("erp.item.v1", { ...item.data, item: "FG-100", erpVersion: 2, decimals: 2, units: [] }, item.source, item.time));
    await plant.hear(exampleOrder(SITE, "PO-1001", { erpVersion: 4, qty: "12.25" }));
    expect((await plant.db.select().from(productionOrder)).map((order) => order.quantity.toFixed())).toEqual(["12.25"]);
  });

  it("an order whose lines need more than can be kept is refused in words", async () => {
    await plant.hear(exampleOrder(SITE, "PO-1001", { qty: "999999999999" }));
    expect(await lastAnswer()).toMatchObject({ state: "REFUSED", code: "INVALID_QUANTITY" });
  });

  it("an order that stands is withdrawn in whatever unit its cancellation comes", async () => {
    await plant.hear(exampleOrder(SITE, "PO-1001"));
    await plant.hear(exampleOrder(SITE, "PO-1001", { erpVersion: 2, uom: "CS", qty: "20", status: "CANCELLED" }));
    expect(await plant.db.select({ state: productionOrder.state }).from(productionOrder)).toEqual([{ state: "CANCELLED" }]);
  });
});
