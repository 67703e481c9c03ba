import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import type { OrderListOutcome } from "@/lib/erp/port";
import type { ListedOrder, OrderBooks } from "@/lib/erp/read-back";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { openFactory, outboxRow } from "./testing/factory";
import { confirmation, issue, receipt, reversal, status } from "./testing/messages";
import { onTryton, type RunningTryton } from "./testing/on-tryton";

await onTryton("IN-11 Tryton's books", suite);

/** A seeded order that is copied and not touched: 1000 housings. */
const HOUSINGS = 5;

function suite(up: RunningTryton): void {
  const factory = openFactory(up);
  const adapter = factory.adapter();
  const accept = async (message: OutboundMessage) => {
    const outcome = await adapter.post(message, outboxRow());
    if (outcome.kind !== "accepted") throw new Error(JSON.stringify(outcome));
    return outcome;
  };
  const takeBack = async (message: OutboundMessage, { document, parts }: Awaited<ReturnType<typeof accept>>) =>
    expect(await adapter.post(reversal(message), outboxRow({ document, parts, memory: null }))).toMatchObject({ kind: "accepted" });
  const books = async (order: string): Promise<OrderBooks | undefined> => {
    const outcome = await adapter.readOrders?.([order, "NO-SUCH-ORDER"]);
    if (outcome?.kind !== "orders") throw new Error(JSON.stringify(outcome));
    expect(outcome.orders).toHaveLength(1);
    const [found] = outcome.orders;
    if (found === undefined) return undefined;
    const { costs: _, ...quantities } = found;
    return { ...quantities, components: found.components.toSorted((a, b) => (a.item < b.item ? -1 : 1)) };
  };

  /** C-17: what the order cost, by element; what came back is taken off. */
  const charged = async (order: string, settings: object = {}): Promise<Record<string, string>> => {
    const outcome = await factory.adapter({ settings }).readOrders?.([order]);
    const costs = outcome?.kind === "orders" ? (outcome.orders[0]?.costs ?? null) : null;
    expect(costs?.currency).toBe("EUR");
    return Object.fromEntries((costs?.elements ?? []).map(({ element, postings }) => [element, sum(postings.map(({ amount }) => decimal(amount))).toFixed(2)]));
  };

  it("holds of an order what movements and cycles say, net of what was taken back, in the unit of each item", async () => {
    const order = await factory.released(HOUSINGS);
    expect(await books(order)).toMatchObject({
      state: "RELEASED",
      uom: "EA",
      good: null,
      scrap: "0",
      received: "0",
      components: [],
      time: { machineSeconds: "0", labourSeconds: null },
    });
    await accept(status(order, "IN_PROGRESS"));
    const resin = { item: "RM-RESIN", lot: "R-2401", qty: "22.8", uom: "KGM" };
    await accept(issue(order, resin));
    const grams = issue(order, { ...resin, qty: "200", uom: "GRM" });
    const grammed = await accept(grams);
    const scrapped = confirmation(order, {
      operation: 10,
      workUnit: "MOLD-1.UNIT",
      good: "97",
      scrap: "3",
      seconds: 5400,
      consumption: [{ item: "RM-INSERT", qty: "196", uom: "EA" }],
    });
    const first = await accept(scrapped);
    await accept(confirmation(order, { operation: 10, workUnit: "MOLD-1.UNIT", good: "1", scrap: "2", seconds: 600 }));
    const received = receipt(order, { item: "SF-HOUSING", lot: "H-BOOK", qty: "40" });
    const taken = await accept(received);
    expect(await books(order)).toEqual({
      order,
      state: "IN_PROGRESS",
      uom: "EA",
      good: null,
      scrap: "5",
      received: "40",
      components: [
        { item: "RM-INSERT", lot: null, qty: "196", uom: "EA" },
        { item: "RM-RESIN", lot: "R-2401", qty: "23", uom: "KGM" },
      ],
      time: { machineSeconds: "6000", labourSeconds: null },
    });
    // 23 kg of resin at 4.10, 196 inserts at 0.12; 1 h 40 at 60.00.
    expect(await charged(order)).toEqual({ MATERIAL: "117.82", MACHINE: "100.00" });

    await takeBack(received, taken);
    await takeBack(scrapped, first);
    await takeBack(grams, grammed);
    expect(await books(order)).toMatchObject({
      scrap: "2",
      received: "0",
      components: [
        { item: "RM-INSERT", qty: "0" },
        { item: "RM-RESIN", lot: "R-2401", qty: "22.8" },
      ],
      time: { machineSeconds: "600" },
    });
    expect(await charged(order)).toEqual({ MATERIAL: "93.48", MACHINE: "10.00" });
    await accept(status(order, "COMPLETED"));
    expect(await books(order)).toMatchObject({ state: "COMPLETED" });
  });

  it("says of time and state only what its settings let it know", async () => {
    const order = await factory.released(HOUSINGS);
    await accept(status(order, "IN_PROGRESS"));
    const read = async (settings: object) => {
      const outcome = await factory.adapter({ settings }).readOrders?.([order]);
      return outcome?.kind === "orders" ? outcome.orders[0] : undefined;
    };
    expect((await read({ rateElement: "LABOUR" }))?.time).toEqual({ machineSeconds: null, labourSeconds: "0" });
    expect((await read({ bookedActivities: ["RUN"] }))?.time).toEqual({ machineSeconds: null, labourSeconds: null });
    expect((await read({ finishOn: "CLOSED" }))?.state).toBeNull();
    expect(await charged(order, { rateElement: "LABOUR" })).toEqual({ MATERIAL: "0.00", LABOUR: "0.00" });
    expect(await charged(order, { bookedActivities: ["RUN"] })).toEqual({ MATERIAL: "0.00" });
  });

  it("shows what somebody booked by hand in the ERP", async () => {
    const order = await factory.released(HOUSINGS);
    await accept(status(order, "IN_PROGRESS"));
    await accept(issue(order, { item: "RM-SEAL", qty: "3", uom: "EA" }));
    const { id } = (await factory.order(order))["inputs."].find((move) => move["product."].code === "RM-SEAL") ?? { id: 0 };
    const [copy] = (await factory.clerk.call("model.stock.move.copy", [[id], { quantity: 4 }])) as readonly number[];
    await factory.clerk.call("model.stock.move.do", [[copy ?? 0]]);
    expect((await books(order))?.components).toEqual([{ item: "RM-SEAL", lot: null, qty: "7", uom: "EA" }]);
  });

  it("has lots on hand by place, in the unit of the item, and no others", async () => {
    const outcome = await adapter.readStock?.(null);
    if (outcome?.kind !== "stock") throw new Error(JSON.stringify(outcome));
    expect(outcome.cursor).toBeNull();
    const resin = outcome.stock.filter((one) => one.item === "RM-RESIN" && one.lot === "R-2402");
    expect(resin).toEqual([{ site: "PLANT-1", item: "RM-RESIN", lot: "R-2402", location: "STO", qty: await factory.stock("RM-RESIN", "R-2402"), uom: "KGM" }]);
    expect(outcome.stock.some((one) => one.lot === null)).toBe(false);
  });

  it("lists the orders that are open, and of the others those on which something changed since", async () => {
    const listed = async (since: Date) => {
      const orders: ListedOrder[] = [];
      for (let cursor: string | null = null; ;) {
        const page: OrderListOutcome | undefined = await adapter.listOrders?.(since, cursor);
        if (page?.kind !== "order-list") throw new Error(JSON.stringify(page));
        orders.push(...page.orders);
        if (page.cursor === null) return new Map(orders.map((one) => [one.order, one]));
        cursor = page.cursor;
      }
    };
    const [open, over] = [await factory.released(HOUSINGS), await factory.released(HOUSINGS)];
    await accept(status(over, "IN_PROGRESS"));
    await accept(status(over, "COMPLETED"));
    const future = new Date(Date.now() + 86_400_000);
    const now = await listed(future);
    expect(now.get(open)).toEqual({ order: open, site: "PLANT-1", state: "RELEASED", changedAt: null });
    expect(now.get(over)).toBeUndefined();
    expect((await listed(new Date(Date.now() - 600_000))).get(over)).toMatchObject({ state: "COMPLETED" });
  });

  it("names a connection that cannot read", async () => {
    // Somebody else each time: after each failed login of one user Tryton waits by chance up to twice as long.
    const wrong = () => factory.adapter({ user: `somebody-${randomUUID()}` });
    expect(await wrong().readOrders?.(["1"])).toMatchObject({ kind: "broken" });
    expect(await wrong().readStock?.(null)).toMatchObject({ kind: "broken" });
    expect(await wrong().listOrders?.(new Date(), null)).toMatchObject({ kind: "broken" });
  });
}
