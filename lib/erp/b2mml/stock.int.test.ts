import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { ErpAdapter, PollPage } from "@/lib/erp/port";
import { b2mmlSystem } from "./adapter";
import { startHttpServer } from "./testing/http-server";
import { type Isa95Partner, isa95Partner } from "./testing/isa95-partner";

let partner: Isa95Partner;
let server: Awaited<ReturnType<typeof startHttpServer>>;
beforeEach(async () => {
  partner = isa95Partner("json");
  server = await startHttpServer(partner, "mes", "right");
});
afterEach(() => server.stop());

const property = (ID: string, ValueString: string, UnitOfMeasure?: string) => ({ ID, Value: [{ ValueString, UnitOfMeasure }] });
const at = (Location: string, QuantityString: string) => ({
  StorageLocation: { Location, LocationType: "Operational Location ID" },
  Quantity: [{ QuantityString, UnitOfMeasure: "PCE" }],
});
/** A lot as the partner has it; without its cost nobody can read it. */
const lot = (id: string, places: readonly ReturnType<typeof at>[], cost = true) =>
  partner.put("MaterialLot", id, {
    ID: id,
    Version: "1",
    MaterialDefinitionID: "SEAL-02",
    Status: "ON_HOLD",
    MaterialLotProperty: cost ? [property("UnitCost", "0.86", "USD")] : [property("Origin", "PURCHASED")],
    MaterialSubLot: places.map((place, index) => ({ ID: `${id}-${index}`, ...place })),
  });

function open(more: object = {}): ErpAdapter {
  return b2mmlSystem.create({ transport: "http", form: "json", url: server.url, user: "mes", site: "SITE-A", stockMinutes: 15, ...more }, { password: "right" }, fetchHttp);
}

async function polled(adapter: ErpAdapter, from: string | null = null): Promise<PollPage> {
  const page = await adapter.poll(from, { limit: 500 });
  if (page.kind !== "page") throw new Error(page.reason);
  expect(page.more).toBe(false);
  return page;
}
const snapshots = ({ messages }: PollPage) => messages.filter(({ type }) => type === "erp.stock.v1");

describe("IN-11 the orders of a partner", () => {
  it("are all that its schedule shows when it is asked without a time, with the states that they have there", async () => {
    for (const [order, state] of [
      ["PO-1001", "Released"],
      ["PO-1002", "Forecast"],
      ["PO-1003", "Completed"],
    ] as const)
      partner.order(order, { state });
    const adapter = open();
    await polled(adapter);
    expect(adapter.capabilities()).toMatchObject({ listOrders: true, readOrders: false });
    const state = (order: string, is: string) => ({ order, site: "SITE-A", state: is, changedAt: null });
    expect(await adapter.listOrders?.(new Date(), null)).toEqual({
      kind: "order-list",
      orders: [state("PO-1001", "RELEASED"), state("PO-1002", "PLANNED"), state("PO-1003", "CLOSED")],
      cursor: null,
    });
  });

  it("are not asked for where the connection does not read them", () => {
    const adapter = open({ polled: ["MATERIALS", "LOTS"] });
    expect([adapter.capabilities().listOrders, adapter.listOrders]).toEqual([false, undefined]);
  });
});

describe("IN-11 the stock of a partner", () => {
  it("is what it shows when it is asked without a time: once a quarter of an hour as a snapshot, and whenever it is compared", async () => {
    lot("S-1", [at("MAIN", "810"), at("HALL-2", "40")]);
    const first = await polled(open());
    const line = (location: string, qty: string) => ({ item: "SEAL-02", lot: "S-1", location, qty, uom: "EA" });
    const known = { qualityStatus: "ON_HOLD", expiresAt: null, unitCost: "0.86" };
    expect(snapshots(first)).toMatchObject([
      {
        subject: "SITE-A",
        data: {
          lines: [
            { ...line("MAIN", "810"), ...known },
            { ...line("HALL-2", "40"), ...known },
          ],
        },
      },
    ]);
    expect(snapshots(await polled(open(), first.cursor))).toEqual([]);
    // Long unchanged, and still in the next one.
    const due = JSON.stringify({ ...(JSON.parse(first.cursor) as object), stockDue: 0 });
    expect(snapshots(await polled(open({ overlapSeconds: 0 }), due))).toMatchObject([{ data: { lines: [line("MAIN", "810"), line("HALL-2", "40")] } }]);
    expect(open().capabilities()).toMatchObject({ readStock: true, readOrders: false });
    expect(await open().readStock?.(null)).toEqual({
      kind: "stock",
      cursor: null,
      stock: [
        { site: "SITE-A", ...line("MAIN", "810") },
        { site: "SITE-A", ...line("HALL-2", "40") },
      ],
    });
  });

  it("is no snapshot where there is nothing to show, which would say that everything is gone", async () => {
    const page = await polled(open());
    expect(snapshots(page)).toEqual([]);
    expect(page.unreadable).toMatchObject([{ id: "erp.stock.v1:SITE-A", reason: expect.stringContaining("no stock with lots") }]);
    expect(await open().readStock?.(null)).toEqual({ kind: "stock", stock: [], cursor: null });
  });

  it("is not told while a lot in it cannot be read, which would count as gone; everything else is", async () => {
    lot("S-1", [at("MAIN", "810")]);
    lot("S-2", [at("MAIN", "5")], false);
    const page = await polled(open());
    expect(snapshots(page)).toEqual([]);
    expect(page.messages).toMatchObject([{ type: "erp.lot.v1", subject: "SITE-A/SEAL-02/S-1" }]);
    expect(page.unreadable).toContainEqual(
      expect.objectContaining({ id: "erp.stock.v1:SITE-A", type: "erp.stock.v1", reason: expect.stringContaining("Lot S-2 has no property UnitCost") }),
    );
    expect(await open().readStock?.(null)).toMatchObject({ kind: "broken", code: "UNREADABLE" });
  });

  it("is kept apart with the reason where the partner fails to show it, and everything else is told", async () => {
    lot("S-1", [at("MAIN", "810")]);
    let asked = 0;
    const flaky = b2mmlSystem.create(
      { transport: "http", form: "json", url: server.url, user: "mes", site: "SITE-A", stockMinutes: 15, polled: ["LOTS"] },
      { password: "right" },
      (request) => ((asked += 1) > 1 ? Promise.resolve({ kind: "answer", status: 503, headers: {}, text: "" }) : fetchHttp(request)),
    );
    const page = await polled(flaky);
    expect(page.messages).toMatchObject([{ type: "erp.lot.v1", subject: "SITE-A/SEAL-02/S-1" }]);
    expect(page.unreadable).toMatchObject([{ id: "erp.stock.v1:SITE-A", type: "erp.stock.v1" }]);
  });

  it("is not asked for where the connection does not want snapshots, or lots are only pushed", async () => {
    lot("S-1", [at("MAIN", "810")]);
    expect(snapshots(await polled(open({ stockMinutes: null })))).toEqual([]);
    expect(open({ stockMinutes: null }).capabilities().inbound).not.toContain("erp.stock.v1");
    expect(open().capabilities().inbound).toContain("erp.stock.v1");
    const pushed = open({ polled: ["ORDERS"] });
    expect(snapshots(await polled(pushed))).toEqual([]);
    expect(pushed.capabilities()).toMatchObject({ readStock: false });
    expect(pushed.capabilities().inbound).not.toContain("erp.stock.v1");
  });
});
