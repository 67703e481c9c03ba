import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connection, inboxMessage } from "@/db/schema/integration";
import type { TestDatabase } from "@/db/testing/database";
import { exampleDatabase } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import type { ErpAdapter } from "@/lib/erp/port";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { type ComparedPlant, comparedPlant } from "./testing/compared-plant";

const DAY = 86_400;

let database: TestDatabase;
let world: ComparedPlant;

beforeEach(async () => {
  database = await exampleDatabase();
  world = await comparedPlant(database);
  await world.openErp({ sameClock: true });
  await playExample1(world.plant);
  await world.send();
  await readUntilNow();
});
afterEach(async () => {
  await world.closeErp();
  await database.close();
});

/** The ERP was read to its end just now. */
const readUntilNow = () => database.db.update(connection).set({ lastReadAt: world.now() }).where(eq(connection.id, world.plant.connectionId));
const summary = async (runId: string) => (await world.linesOf(runId)).map(({ what, row, parts }) => [row.subject, what, ...parts]);
const reconcile = async (with_?: ErpAdapter) => {
  await world.noDaily().catch(() => undefined);
  return world.reconcile(with_);
};
/** An ERP that has no such list. */
const listless = (): ErpAdapter => ({ ...world.adapter(), capabilities: () => ({ ...world.adapter().capabilities(), listOrders: false }) });

describe("IN-11 orders that are open in the ERP and never came here", () => {
  const order = (number: string) => {
    const { type, data } = exampleOrder("SITE-A", number, { erpVersion: 3 });
    return world.clerk("POST", "objects", { type, data });
  };
  const hear = (number: string, state: "PARKED" | "REFUSED") =>
    database.db.insert(inboxMessage).values({
      id: newId(),
      siteId: world.plant.siteId,
      connectionId: world.plant.connectionId,
      messageId: `erp.order.v1:${number}:3`,
      type: "erp.order.v1",
      subject: number,
      version: 3,
      payload: {},
      digest: number,
      door: "POLL",
      state,
      receivedAt: world.now(),
      settledAt: state === "REFUSED" ? world.now() : null,
      parkedUntil: state === "PARKED" ? new Date(world.now().getTime() + 86_400_000) : null,
    });

  it("are named with what explains them, and count among the open orders of the site", async () => {
    for (const number of ["PO-LOST", "PO-WAITS", "PO-REFUSED"]) await order(number);
    await hear("PO-WAITS", "PARKED");
    await hear("PO-REFUSED", "REFUSED");
    world.pass(60);
    await readUntilNow();
    world.pass(60);
    await order("PO-NEW");
    const runId = await reconcile();
    expect((await summary(runId)).toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
      ["PO-LOST", "STATUS", "0", "0", "0", "1"],
      ["PO-NEW", "STATUS", "0", "0", "1", "0"],
      ["PO-REFUSED", "STATUS", "0", "1", "0", "0"],
      ["PO-WAITS", "STATUS", "1", "0", "0", "0"],
      ["SITE-A", "OPEN_ORDERS", "-1", "-1", "-1", "-1"],
    ]);
    const lost = (await world.linesOf(runId)).find(({ row }) => row.subject === "PO-LOST")?.row;
    expect(lost).toMatchObject({ orderId: null, oursText: "NOT_HERE", theirsText: "RELEASED", owner: "IT" });
    expect(await world.run(runId)).toMatchObject({ state: "DONE", listsOrders: true, openTheirs: 4, openOurs: 0 });
  });

  it("are missed by an ERP that cannot list them, and the run says that it did not look", async () => {
    await order("PO-LOST");
    world.pass(60);
    await readUntilNow();
    const runId = await reconcile(listless());
    expect(await summary(runId)).toEqual([]);
    expect(await world.run(runId)).toMatchObject({ state: "DONE", listsOrders: false });
  });

  it("are missed by none of an ERP that cannot be read back and lists its orders, with the age that they had in the run before", async () => {
    await order("PO-LOST");
    await hear("PO-WAITS", "PARKED");
    await order("PO-WAITS");
    world.pass(60);
    await readUntilNow();
    const lister = (): ErpAdapter => {
      const { listOrders, ...adapter } = world.adapter();
      const capabilities = () => ({ ...adapter.capabilities(), readOrders: false, readStock: false, readCosts: false });
      return { ...adapter, readOrders: undefined, readStock: undefined, ...(listOrders === undefined ? {} : { listOrders: listOrders.bind(adapter) }), capabilities };
    };
    const lines = async (runId: string) => (await world.linesOf(runId)).toSorted((a, b) => a.row.subject.localeCompare(b.row.subject));
    const first = await reconcile(lister());
    expect((await lines(first)).map(({ row, what, parts }) => [row.subject, what, ...parts])).toEqual([
      ["PO-LOST", "STATUS", "0", "0", "0", "1"],
      ["PO-WAITS", "STATUS", "1", "0", "0", "0"],
    ]);
    expect(await world.run(first)).toMatchObject({ state: "DONE", readsOrders: false, readsStock: false, listsOrders: true });
    world.pass(DAY);
    const second = await reconcile(lister());
    expect((await lines(second))[0]?.row.firstSeenAt).toEqual((await lines(first))[0]?.row.firstSeenAt);
  });

  it("a list that never ends, and one that cannot be read, fail the run with the reason", async () => {
    const forever: ErpAdapter = { ...world.adapter(), listOrders: async () => ({ kind: "order-list", orders: [], cursor: "same" }) };
    expect(await world.run(await reconcile(forever))).toMatchObject({ state: "FAILED", reason: expect.stringContaining("again and again") });
    const closed: ErpAdapter = { ...world.adapter(), listOrders: async () => ({ kind: "retry", reason: "It is closed." }) };
    expect(await world.run(await reconcile(closed))).toMatchObject({ state: "FAILED", reason: "It is closed." });
    const older: ErpAdapter = { ...world.adapter(), listOrders: async () => ({ kind: "broken", code: "NOT_SERVED", reason: "-" }) };
    expect(await world.run(await reconcile(older))).toMatchObject({ state: "DONE", listsOrders: false });
  });
});

describe("IN-11 an order that is done here and was corrected in the ERP days later", () => {
  const correct = () => world.clerk("POST", "corrections", { order: "PO-1001", good: "-8", received: "0", scrap: "0", consumed: [] });

  it("is compared once more where the ERP lists what was booked on, however long it has been", async () => {
    expect(await summary(await reconcile())).toEqual([]);
    world.pass(40 * DAY);
    // What lies in the overlap with the first run is looked at once more.
    await reconcile();
    world.pass(DAY);
    const quiet = await reconcile();
    expect(await world.run(quiet)).toMatchObject({ ordersTotal: 0 });
    world.pass(DAY);
    await correct();
    const found = await reconcile();
    expect(await summary(found)).toEqual([["PO-1001", "GOOD", "0", "0", "0", "8"]]);
    expect(await world.run(found)).toMatchObject({ ordersTotal: 1, openOurs: 0, openTheirs: 0 });
  });

  it("is found for two weeks where the ERP cannot list", async () => {
    expect(await summary(await reconcile(listless()))).toEqual([]);
    world.pass(5 * DAY);
    await correct();
    expect(await summary(await reconcile(listless()))).toEqual([["PO-1001", "GOOD", "0", "0", "0", "8"]]);
  });
});
