import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { productionOrder } from "@/db/schema/execution";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { sum, decimal } from "@/lib/domain/shared/decimal";
import { type ChannelPlant, channelPlant, SITE } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";
import { openSandboxErp, type SandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";

const ORDER = "PO-1001";
const Postings = z.array(z.object({ message: z.object({ id: z.string(), type: z.string(), data: z.looseObject({}) }) }));
const Confirmed = z.object({
  quantity: z.object({ uom: z.string(), good: z.string(), scrap: z.string() }),
  scrapReasons: z.array(z.object({ qty: z.string() })),
  output: z.array(z.object({ qty: z.string() })),
  totals: z.object({ good: z.string(), scrap: z.string() }),
  consumption: z.array(z.object({ qty: z.string(), uom: z.string() })),
});
const Received = z.object({ qty: z.string(), uom: z.string(), total: z.string() });

let erp: SandboxErp;
let database: TestDatabase;
let plant: ChannelPlant;

// An order of one case of twelve at the plant and in the ERP.
beforeAll(async () => {
  [erp, database] = await Promise.all([openSandboxErp(), testDatabase()]);
  plant = await channelPlant(database.db, erp);
  const twelve = [{ uom: "CS", decimals: 0, numerator: 1, denominator: 12 }];
  const said = example1(SITE).flatMap((one) => {
    if (one.type === "erp.order.v1") return [];
    return [one.type === "erp.item.v1" ? inboundMessage(one.type, { ...one.data, units: twelve }, one.source, one.time) : one];
  });
  await plant.hear(...said, exampleOrder(SITE, ORDER, { uom: "CS", qty: "1", status: "RELEASED" }));
  for (const { type, data } of [...said, exampleOrder(SITE, ORDER, { uom: "CS", qty: "1", status: "RELEASED" })]) await erp.clerk("POST", "objects", { type, data });
});
afterAll(() => Promise.all([erp.stop(), database.close()]));

const orderId = async () => (await plant.db.select({ id: productionOrder.id }).from(productionOrder))[0]?.id ?? "";
const head = async () => ({ subject: ORDER, orderId: await orderId(), eventId: newId(), eventTime: plant.clock.now() });
const goodAndScrap = (made: number, failed: number, before: { good: number; scrap: number }) => ({
  confirmationId: newId(),
  order: ORDER,
  operation: 20,
  workUnit: "ASSY-2",
  final: false,
  origin: "TYPED" as const,
  quantity: { uom: "EA", good: String(made), scrap: String(failed), rework: "0" },
  scrapReasons: failed === 0 ? [] : [{ code: "DIM", qty: String(failed) }],
  time: [],
  consumption: [{ item: "SEAL-02", lot: "S-1", qty: String(2 * made), uom: "EA", mode: "BACKFLUSH" as const }],
  output: made === 0 ? [] : [{ lot: "FG-0331-2", hu: null, qty: String(made), from: "2026-03-31T11:04:00Z", to: "2026-03-31T12:40:00Z" }],
  genealogyRun: null,
  reverses: null,
  totals: { good: String(before.good + made), scrap: String(before.scrap + failed), rework: "0" },
});

it("§2.1 an order that came in cases is told back in cases, entry by entry, and all of it adds up to the case; components stay in the unit of their item", async () => {
  const ids: string[] = [];
  for (let done = 0; done < 12; done += 1) {
    ids.push(...(await plant.say({ ...(await head()), type: "mes.production.confirmed.v1", data: goodAndScrap(1, done === 4 ? 1 : 0, { good: done, scrap: done > 4 ? 1 : 0 }) })));
    const receipt = { receiptId: newId(), order: ORDER, operation: 20, item: "FG-100", lot: "FG-0331-2", hu: null, qty: "1", uom: "EA", location: null };
    const made = { qualityStatus: "RELEASED" as const, madeAt: "2026-03-31T12:40:00Z", expiresAt: null, final: done === 11, total: String(done + 1) };
    await plant.say({ ...(await head()), type: "mes.production.received.v1", data: { ...receipt, ...made } });
  }
  const total = { state: "COMPLETED" as const, order: ORDER, reason: null, comment: null, quantity: { uom: "EA", good: "12", scrap: "1", received: "12" } };
  await plant.say({ ...(await head()), type: "mes.order.status.v1", data: total });
  await plant.channel.dispatcher("worker", { random: () => 0 }).drain();
  const told = Postings.parse(await erp.clerk("GET", "postings"));
  const of = <Data>(type: string, data: z.ZodType<Data>) => told.flatMap(({ message }) => (message.type === type ? [data.parse(message.data)] : []));
  const confirmed = of("mes.production.confirmed.v1", Confirmed);
  expect(confirmed.slice(0, 2).map(({ quantity }) => quantity)).toEqual([
    { uom: "CS", good: "0.083333", scrap: "0" },
    { uom: "CS", good: "0.083334", scrap: "0" },
  ]);
  expect(sum(confirmed.map(({ quantity }) => decimal(quantity.good))).toFixed()).toBe("1");
  expect(confirmed.map(({ output }) => output.map(({ qty }) => qty))).toEqual(confirmed.map(({ quantity }) => [quantity.good]));
  expect(confirmed[4]).toMatchObject({ quantity: { scrap: "0.083333" }, scrapReasons: [{ qty: "0.083333" }], consumption: [{ qty: "2", uom: "EA" }] });
  expect(confirmed.at(-1)?.totals).toMatchObject({ good: "1", scrap: "0.083333" });
  const received = of("mes.production.received.v1", Received);
  expect([sum(received.map(({ qty }) => decimal(qty))).toFixed(), received.at(-1)]).toEqual(["1", { ...received.at(-1), uom: "CS", total: "1" }]);
  expect(told.at(-1)?.message.data).toMatchObject({ quantity: { uom: "CS", good: "1", scrap: "0.083333", received: "1" } });
  // What was recorded is what was counted here, whatever the ERP was told it in.
  expect((await plant.message(ids[0] ?? "")).payload).toMatchObject({ data: { quantity: { uom: "EA", good: "1" } } });
});

it("EX-19 what is taken back is told as it was told, so that nothing of it is left", async () => {
  const data = goodAndScrap(1, 0, { good: 12, scrap: 1 });
  const [id = ""] = await plant.say({ ...(await head()), type: "mes.production.confirmed.v1", data });
  const reversed = { id, type: "mes.production.confirmed.v1" as const, data };
  await plant.say({ ...(await head()), type: "mes.entry.reversed.v1", data: { reversalId: newId(), order: ORDER, operation: 20, reason: "MISKEY", reversed } });
  await plant.channel.dispatcher("worker", { random: () => 0 }).drain();
  const told = Postings.parse(await erp.clerk("GET", "postings")).map(({ message }) => message.data);
  const [forth, back] = told.slice(-2);
  expect(z.object({ reversed: z.object({ data: z.unknown() }) }).parse(back).reversed.data).toEqual(forth);
  expect(Confirmed.parse(forth).quantity).toMatchObject({ uom: "CS", good: "0.083333" });
});
