import { beforeEach, describe, expect, it } from "vitest";
import { inboundDelivery } from "@/db/schema/demand";
import { testDatabase } from "@/db/testing/database";
import { type ChannelPlant, channelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import type { DeliveryData } from "@/lib/messages/erp-delivery.v1";
import { inboundMessage } from "@/lib/messages/inbound-subject";

let plant: ChannelPlant;

beforeEach(async () => {
  const database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  return () => database.close();
});

const deliveryMessage = (erpVersion: number, change: Partial<DeliveryData> = {}) =>
  inboundMessage(
    "erp.delivery.v1",
    {
      site: SITE,
      delivery: "PU-1",
      line: 10,
      erpVersion,
      supplier: "S-9",
      supplierName: "Supplier 9",
      item: "SEAL-02",
      qty: "500",
      uom: "EA",
      due: "2026-04-01T08:00:00Z",
      status: "OPEN",
      ...change,
    },
    "erp/test",
    "2026-03-10T00:00:00Z",
  );

describe("§8.1 deliveries that are still to come", () => {
  it("wait for their item, change with the ERP, and end when it has received them", async () => {
    await plant.hear(deliveryMessage(1));
    expect((await plant.inboxRows()).map((row) => row.state)).toEqual(["PARKED"]);
    await plant.hear(...example1(SITE));
    const rows = () => plant.db.select().from(inboundDelivery);
    expect(await rows()).toMatchObject([{ number: "PU-1", line: 10, supplier: "S-9", state: "OPEN", uom: "EA" }]);
    await plant.hear(deliveryMessage(2, { qty: "200", due: "2026-04-02T08:00:00Z" }));
    const [changed] = await rows();
    expect([changed?.quantity.toFixed(), changed?.expectedAt.toISOString()]).toEqual(["200", "2026-04-02T08:00:00.000Z"]);
    await plant.hear(deliveryMessage(3, { qty: "0", status: "RECEIVED" }));
    await plant.hear(deliveryMessage(0, { qty: "900" }));
    expect(await rows()).toMatchObject([{ state: "RECEIVED", erpVersion: 3 }]);
  });
});
