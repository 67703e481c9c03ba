import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { lot, lotStock } from "@/db/schema/materials";
import { equipment } from "@/db/schema/reference";
import { outboxMessage } from "@/db/schema/integration";
import { testDatabase } from "@/db/testing/database";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { type ChannelPlant, channelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import type { LotData } from "@/lib/messages/erp-lot.v1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";

let plant: ChannelPlant;

beforeEach(async () => {
  const database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  await plant.hear(...example1(SITE));
  return () => database.close();
});

const lotMessage = (erpVersion: number, change: Partial<LotData>) =>
  inboundMessage(
    "erp.lot.v1",
    {
      site: SITE,
      item: "SEAL-02",
      lot: "S-1",
      erpVersion,
      origin: "PURCHASED",
      supplierLot: "SUP-1",
      receivedAt: "2026-03-01T06:00:00Z",
      madeAt: null,
      expiresAt: null,
      unitCost: "0.86",
      currency: "USD",
      qualityStatus: "RELEASED",
      statusReason: null,
      uom: "EA",
      stock: [{ location: "MAIN", qty: "810" }],
      ...change,
    },
    "erp/test",
    "2026-03-10T00:00:00Z",
  );

const lotRow = async (number = "S-1") => {
  const [row] = await plant.db.select().from(lot).where(eq(lot.number, number));
  if (row === undefined) throw new Error(`there is no lot ${number}`);
  return row;
};
const stock = async (number = "S-1") => {
  const rows = await plant.db
    .select({ code: equipment.code, onHand: lotStock.onHand })
    .from(lotStock)
    .innerJoin(equipment, eq(equipment.id, lotStock.locationId))
    .where(eq(lotStock.lotId, (await lotRow(number)).id));
  return Object.fromEntries(rows.map((row) => [row.code, row.onHand.toFixed()]));
};
const issue = (qty: string): OutboundDraft => ({
  type: "mes.material.issued.v1",
  subject: "PO-1001",
  orderId: null,
  eventId: newId(),
  eventTime: plant.clock.now(),
  data: {
    issueId: newId(),
    order: "PO-1001",
    operation: 20,
    item: "SEAL-02",
    lot: "S-1",
    qty,
    uom: "EA",
    mode: "MANUAL_SCAN",
    activity: "RUN",
    workUnit: "ASSY-2",
    location: "MAIN",
    substituteFor: null,
    final: false,
  },
});

describe("ownership of lots (domain §1.2)", () => {
  it("takes cost, status and places of a purchased lot, and empties places that the ERP no longer names", async () => {
    await plant.hear(
      lotMessage(2, {
        unitCost: "0.9",
        qualityStatus: "ON_HOLD",
        stock: [
          { location: "WEST", qty: "12.5" },
          { location: "WEST", qty: "1" },
        ],
      }),
    );
    expect(await lotRow()).toMatchObject({ erpStatus: "ON_HOLD", mesStatus: "RELEASED", supplierLot: "SUP-1", erpVersion: 2 });
    expect((await lotRow()).unitCost?.toFixed()).toBe("0.9");
    expect(await stock()).toEqual({ MAIN: "0", WEST: "13.5" });
  });

  it("takes off what we have taken and the ERP has not booked, never below zero; what it booked counts no more", async () => {
    const [first = "", second = ""] = await plant.say(issue("100"), issue("20"));
    await plant.hear(lotMessage(2, {}));
    expect(await stock()).toEqual({ MAIN: "690" });
    await plant.db.update(outboxMessage).set({ state: "ACCEPTED", acceptedAt: plant.clock.now() }).where(eq(outboxMessage.id, first));
    await plant.hear(lotMessage(3, { stock: [{ location: "MAIN", qty: "710" }] }));
    expect(await stock()).toEqual({ MAIN: "690" });
    // On its way: the ERP's figure may hold it already.
    await plant.db.update(outboxMessage).set({ state: "SENDING", leasedUntil: plant.clock.now() }).where(eq(outboxMessage.id, second));
    await plant.hear(lotMessage(4, { stock: [{ location: "MAIN", qty: "690" }] }));
    expect(await stock()).toEqual({ MAIN: "690" });
    await plant.say(issue("900"));
    await plant.hear(lotMessage(5, { stock: [{ location: "MAIN", qty: "690" }] }));
    expect(await stock()).toEqual({ MAIN: "0" });
  });

  it("leaves line-side stock alone", async () => {
    const lineSide = newId();
    await plant.db.insert(equipment).values({ id: lineSide, siteId: plant.siteId, code: "LINE-SIDE", name: "Line side", level: "WORK_CENTRE", type: "STORAGE_ZONE" });
    await plant.db.insert(lotStock).values({ lotId: (await lotRow()).id, locationId: lineSide, siteId: plant.siteId, onHand: decimal(7), reserved: ZERO });
    await plant.hear(lotMessage(2, { stock: [] }));
    expect(await stock()).toEqual({ MAIN: "0", "LINE-SIDE": "7" });
  });

  it("C-03 takes only the status of a lot that the plant made: its cost is the standard that its order was released with", async () => {
    await plant.db
      .update(lot)
      .set({ orderId: (await plant.db.query.productionOrder.findFirst())?.id, origin: "PRODUCED" })
      .where(eq(lot.number, "S-1"));
    await plant.hear(lotMessage(2, { qualityStatus: "REJECTED", unitCost: "1.25", supplierLot: "X", stock: [{ location: "MAIN", qty: "1" }] }));
    expect(await lotRow()).toMatchObject({ erpStatus: "REJECTED", supplierLot: null, origin: "PRODUCED" });
    expect((await lotRow()).unitCost?.toFixed()).toBe("0.86");
    expect(await stock()).toEqual({ MAIN: "810" });
  });

  it("refuses a place that is a machine, and a unit that is not the item's", async () => {
    await plant.hear(lotMessage(2, { stock: [{ location: "MACH", qty: "1" }] }), lotMessage(3, { uom: "KGM" }));
    expect((await plant.inboxRows()).slice(-2).map((row) => [row.state, row.code])).toEqual([
      ["REFUSED", "CODE_TAKEN"],
      ["REFUSED", "UOM_NOT_BASE"],
    ]);
  });
});
