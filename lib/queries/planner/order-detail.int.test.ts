import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { enterWithPhoto } from "@/lib/commands/execution/testing/enter-with-photo";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { orderWhereabouts } from "@/lib/queries/whereabouts";
import { orderDetail } from "./order-detail";
import { orderList } from "./order-list";

let database: TestDatabase;
let plant: ExamplePlant;
let planner: Actor;
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  await plant.hear([exampleOrder("SITE-A", "PO-1002")]);
  await playExample1(plant, enterWithPhoto);
  planner = { ...plant.lead, name: "Planner A", personId: null, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["PLANNER"] }] };
});
afterAll(() => database.close());

const reader = () => ({ db: database.db, now: after("21") });
const stranger = (): Actor => ({ ...planner, sites: [{ siteId: newId(), code: "SITE-X", roles: ["PLANNER"] }] });

describe("an order's page", () => {
  it("shows operations with quantities and the time that they used", async () => {
    const detail = await orderDetail(reader(), planner, "PO-1001", null);
    expect(detail?.order).toMatchObject({ state: "COMPLETED", good: "200", received: "200", site: "Site A", connection: "ERP" });
    expect(detail?.operations).toMatchObject([
      { opNo: 10, state: "COMPLETED", line: "MACH", unit: "MACH-1", processed: "204", good: "200", scrap: "4", openRework: "0", setupSeconds: 3_960, runSeconds: 37_440 },
      { opNo: 20, state: "COMPLETED", good: "200", scrap: "0", setupSeconds: 1_800, runSeconds: 28_440 },
    ]);
  });

  it("shows which lots were taken for each material, and which was made", async () => {
    const detail = await orderDetail(reader(), planner, "PO-1001", null);
    expect(detail?.components.map((each) => [each.item, each.issued, each.lots.map((lot) => `${lot.number} ${lot.quantity}`)])).toEqual([
      ["CAST-01", "204", ["C-A 150", "C-B 54"]],
      ["SEAL-02", "410", ["S-1 410"]],
    ]);
    expect(detail?.produced).toMatchObject([{ quantity: "200", status: "RELEASED" }]);
  });

  it("shows what was said to and by the ERP, and everything that happened, without cost for who may not see it", async () => {
    const detail = await orderDetail(reader(), planner, "PO-1001", null);
    expect(detail?.messages[0]).toMatchObject({ direction: "IN", type: "erp.order.v1", state: "APPLIED" });
    expect(detail?.messages.filter((message) => message.direction === "OUT").map((message) => message.type)).toEqual(
      expect.arrayContaining(["mes.production.confirmed.v1", "mes.production.received.v1", "mes.material.issued.v1"]),
    );
    expect(detail?.events.rows.at(-1)?.type).toBe("order.received");
    expect(detail?.events.rows.find((event) => event.type === "material.issued" && event.lot === "C-A")).toMatchObject({
      quantity: "150",
      uom: "EA",
      item: "CAST-01",
      opNo: 10,
      person: "Operator 0417",
    });
    expect(detail?.events.rows.some((event) => event.type === "cost.posted")).toBe(false);
    const photographed = detail?.events.rows.filter((event) => event.photo !== null);
    expect(photographed).toMatchObject([{ type: "production.confirmed", opNo: 10, good: "200", scrap: "4", photo: expect.any(String) as unknown }]);
    expect(detail).toMatchObject({ maySeeCost: false, mayTrace: true });
  });

  it("S26 is not there for another site, which is known to the audit trail alone", async () => {
    expect(await orderDetail(reader(), stranger(), "PO-1001", null)).toBeNull();
    expect(await orderWhereabouts(reader(), stranger(), "plan.read", "PO-1001", null)).toEqual({ mine: [], foreign: plant.siteId });
    expect(await orderWhereabouts(reader(), planner, "plan.read", "PO-1001", null)).toEqual({ mine: [{ siteId: plant.siteId, code: "SITE-A", name: "Site A" }], foreign: null });
    expect(await orderWhereabouts(reader(), stranger(), "plan.read", "PO-0000", null)).toEqual({ mine: [], foreign: null });
  });
});

describe("the list of orders", () => {
  const numbers = async (actor: Actor, filter: Parameters<typeof orderList>[2]) => (await orderList(reader(), actor, filter)).rows.map((row) => row.number);

  it("finds by state, by the beginning of the number, and by the item", async () => {
    expect(await numbers(planner, { site: null, show: "open", search: "" })).toEqual(["PO-1002"]);
    expect(await numbers(planner, { site: null, show: "done", search: "" })).toEqual(["PO-1001"]);
    expect((await numbers(planner, { site: "SITE-A", show: "all", search: "PO-1" })).toSorted()).toEqual(["PO-1001", "PO-1002"]);
    expect((await numbers(planner, { site: null, show: "all", search: "fg-1" })).toSorted()).toEqual(["PO-1001", "PO-1002"]);
    expect(await numbers(planner, { site: null, show: "all", search: "no%" })).toEqual([]);
    expect(await numbers(planner, { site: "SITE-B", show: "all", search: "" })).toEqual([]);
  });

  it("S26 holds nothing of another site", async () => expect(await numbers(stranger(), { site: null, show: "all", search: "" })).toEqual([]));
});
