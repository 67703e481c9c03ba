import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { connection } from "@/db/schema/integration";
import { lotStock } from "@/db/schema/materials";
import { inspectionPlan } from "@/db/schema/quality";
import { person } from "@/db/schema/reference";
import { inboundDelivery } from "@/db/schema/demand";
import { calendar } from "@/db/schema/calendar";
import { testDatabase } from "@/db/testing/database";
import { type ChannelPlant, channelPlant, SITE } from "@/lib/integration/testing/channel-plant";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";

let erp: SandboxErp;
let plant: ChannelPlant;

beforeAll(async () => {
  erp = await openSandboxErp();
  for (const { type, data } of example1(SITE)) await erp.clerk("POST", "objects", { type, data });
});
afterAll(() => erp.stop());
beforeEach(async () => {
  const database = await testDatabase();
  plant = await channelPlant(database.db, erp);
  return () => database.close();
});

async function poll(): Promise<void> {
  await plant.db.update(connection).set({ lastPolledAt: null });
  await plant.channel.poller().round();
}

describe("the published contract, both ways, against the sandbox ERP", () => {
  it("serves calendar, person, stock, delivery and inspection plan, and each of them counts", async () => {
    const objects = [
      ["erp.calendar.v1", { site: SITE, workCentre: null, shifts: [{ shift: "Early", weekday: 1, from: "06:00", to: "14:00" }], exceptions: [] }],
      ["erp.person.v1", { site: SITE, person: "P-9", name: "Operator 9", rateClass: "A1", qualifications: null, status: "ACTIVE" }],
      ["erp.delivery.v1", { site: SITE, delivery: "PU-1", line: 1, item: "SEAL-02", qty: "100", uom: "EA", due: "2026-05-01T08:00:00Z", status: "OPEN" }],
      [
        "erp.inspection-plan.v1",
        {
          site: SITE,
          plan: "QP-1",
          version: "1",
          trigger: { kind: "EVENT", event: "SHIFT" },
          validFrom: "2026-01-01T00:00:00Z",
          characteristics: [{ position: 1, name: "Seal", kind: "ATTRIBUTE" }],
        },
      ],
    ] as const;
    for (const [type, data] of objects) await erp.clerk("POST", "objects", { type, data });
    await poll();
    await erp.clerk("POST", "stock", { site: SITE });
    await poll();
    expect((await plant.inboxRows()).filter((row) => row.state !== "APPLIED").map((row) => [row.type, row.state, row.reason])).toEqual([]);
    expect((await plant.inboxRows()).some((row) => row.type === "erp.stock.v1")).toBe(true);
    expect(await plant.db.select().from(calendar)).toHaveLength(1);
    expect((await plant.db.select().from(person).where(eq(person.number, "P-9")))[0]).toMatchObject({ name: "Operator 9" });
    expect(await plant.db.select().from(inboundDelivery)).toHaveLength(1);
    expect(await plant.db.select().from(inspectionPlan)).toMatchObject([{ code: "QP-1", erpVersion: 1 }]);
    expect((await plant.db.select().from(lotStock)).length).toBeGreaterThan(0);
  });

  it("takes exceptions, holds, checks and genealogy, the pairs under one document", async () => {
    const hold = { hold: newId(), site: SITE, item: "SEAL-02", lot: "S-1", onHand: "10", uom: "EA", comment: "Cracks" };
    const call = { exception: newId(), site: SITE, kind: "SAFETY_CALL", severity: 1, order: null, operation: null, workUnit: "MACH-1", lot: null, summary: "Safety is called" };
    const fact = () => ({ orderId: null, eventId: newId(), eventTime: plant.clock.now() });
    const drafts: OutboundDraft[] = [
      { ...fact(), type: "mes.lot.held.v1", subject: "lot/S-1", data: hold },
      { ...fact(), type: "mes.lot.released.v1", subject: "lot/S-1", data: { ...hold, status: "RELEASED" } },
      { ...fact(), type: "mes.exception.raised.v1", subject: "MACH-1", data: call },
      { ...fact(), type: "mes.exception.resolved.v1", subject: "MACH-1", data: { ...call, resolvedAt: plant.clock.now().toISOString(), cause: null, action: null } },
      {
        ...fact(),
        type: "mes.quality.recorded.v1",
        subject: "PO-1001",
        data: { check: newId(), site: SITE, plan: "QP-1", planVersion: "1", order: "PO-1001", operation: 10, item: "FG-100", lot: null, verdict: "PASS", characteristics: [] },
      },
      {
        ...fact(),
        type: "mes.genealogy.recorded.v1",
        subject: "PO-1001",
        data: {
          run: newId(),
          site: SITE,
          order: "PO-1001",
          operation: 10,
          workUnit: "MACH-1",
          from: "2026-03-17T06:00:00Z",
          to: "2026-03-17T08:00:00Z",
          inputs: [{ item: "CAST-01", lot: "C-A", qty: "150", uom: "EA" }],
          outputs: [],
        },
      },
    ];
    await plant.say(...drafts);
    const dispatcher = plant.channel.dispatcher("worker", { random: () => 0, leaseSeconds: 600, parallel: 4 });
    for (let turn = 0; turn < 10 && (await plant.outbox()).some((row) => row.state !== "ACCEPTED"); turn += 1) {
      await dispatcher.drain();
      plant.clock.advance(31);
    }
    const rows = await plant.outbox();
    expect(rows.map((row) => [row.type, row.state, row.priority, row.reason])).toEqual(rows.map((row) => [row.type, "ACCEPTED", row.priority, null]));
    const documents = new Map(rows.map((row) => [row.type, row.document]));
    expect(documents.get("mes.lot.released.v1")).toBe(documents.get("mes.lot.held.v1"));
    expect(documents.get("mes.exception.resolved.v1")).toBe(documents.get("mes.exception.raised.v1"));
    expect([...documents.values()].map((document) => document?.slice(0, 1)).toSorted()).toEqual(["H", "H", "N", "N", "Q", "S"]);
  });
});
