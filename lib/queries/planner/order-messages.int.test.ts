import { afterAll, beforeAll, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { productionOrder } from "@/db/schema/execution";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { appendOutbound, type OutboundDraft } from "@/lib/integration/outbox/append";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";
import { channelScope } from "@/lib/queries/admin/channel-scope";
import { messageDetail } from "@/lib/queries/admin/message-detail";
import { messageList } from "@/lib/queries/admin/message-list";
import { conversation } from "@/lib/queries/admin/thread";
import { orderDetail } from "./order-detail";
import { orderMessages } from "./order-messages";
import { EVERY_MESSAGE } from "@/lib/queries/admin/testing/every-message";

let database: TestDatabase;
let plant: ExamplePlant;
let planner: Actor;
const reader = () => ({ db: database.db, now: after("21") });

/** Writes a message as a command would, so many hours after the example began. */
async function say(hours: string, message: OutboundDraft): Promise<string> {
  const [id = ""] = await database.db.transaction((tx) => appendOutbound(tx, { siteId: plant.siteId, commandId: newId(), recordTime: after(hours), message }));
  return id;
}

const cause = (hours: string) => ({ eventId: newId(), eventTime: after(hours) });
const severe = (order: { id: string; number: string } | null, hours: string): OutboundDraft => ({
  type: "mes.exception.raised.v1",
  subject: "unit/MACH-1",
  orderId: order?.id ?? null,
  ...cause(hours),
  data: {
    exception: newId(),
    site: "SITE-A",
    kind: "QUALITY_FAIL",
    severity: 1,
    order: order?.number ?? null,
    operation: null,
    workUnit: "MACH-1",
    lot: null,
    summary: "Quality fail",
  },
});
const move = (order: { id: string; number: string }, hours: string): OutboundDraft => ({
  type: "mes.shift-production.proposed.v1",
  subject: `proposal/${newId()}`,
  orderId: order.id,
  correlationId: order.number,
  ...cause(hours),
  data: {
    proposal: newId(),
    revision: 1,
    order: order.number,
    erpVersion: 1,
    item: "FG-100",
    quantity: { uom: "EA", before: "200", moved: "50", after: "150" },
    from: { site: "SITE-A", line: "MACH" },
    target: { site: "SITE-A", line: "ASSY" },
    due: after("100").toISOString(),
    approvedAt: after(hours).toISOString(),
    lateHours: null,
  },
});
const salvage = (order: string, document: string) =>
  inboundMessage(
    "erp.salvage.v1",
    { site: "SITE-A", order, document, erpVersion: 1, amount: "12.50", currency: "USD", soldAt: after("3").toISOString() },
    "erp/test",
    after("3").toISOString(),
  );

const ALL = ["erp.order.v1", "erp.salvage.v1", "mes.exception.raised.v1", "mes.order.acknowledged.v1", "mes.shift-production.proposed.v1"];

let order: typeof productionOrder.$inferSelect;
let proposed: string;
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  planner = { ...plant.lead, name: "Planner A", personId: null, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["PLANNER", "IT"] }] };
  await plant.hear([exampleOrder("SITE-A", "PO-1002"), salvage("PO-1001", "CR-1"), salvage("PO-1002", "CR-2")]);
  const [found] = await database.db.select().from(productionOrder).where(eq(productionOrder.number, "PO-1001"));
  if (found === undefined) throw new Error("the example has no order");
  order = found;
  const [other] = await database.db.select().from(productionOrder).where(eq(productionOrder.number, "PO-1002"));
  await say("1", severe(order, "1"));
  await say("2", severe(other ?? null, "2"));
  await say("3", severe(null, "3"));
  proposed = await say("4", move(order, "4"));
});
afterAll(() => database.close());

it("an order's page shows all that was said of it, whatever lane it stands in, oldest first, and nothing of another order", async () => {
  const messages = await orderMessages(reader(), { ...order, siteCode: "SITE-A" }, true);
  expect(messages.map(({ type }) => type).toSorted()).toEqual(ALL);
  expect(messages.map(({ at }) => at)).toEqual(messages.map(({ at }) => at).toSorted());
  expect(messages.at(-1)).toMatchObject({ id: proposed, direction: "OUT", state: "NEW" });
  expect((await orderDetail(reader(), planner, "PO-1001", null))?.messages).toEqual(messages);
});

it("the control room shows the same of it: as a conversation by its lane or by its id, and as a list", async () => {
  const scope = await channelScope(reader(), planner);
  const shown = (await orderMessages(reader(), { ...order, siteCode: "SITE-A" }, true)).map(({ id }) => id).toSorted();
  const ofLane = await conversation(reader(), scope, { connectionId: plant.connectionId, laneKey: "PO-1001", orderId: null }, null);
  expect(ofLane?.messages.map(({ id }) => id).toSorted()).toEqual(shown);
  const ofOrder = await conversation(reader(), scope, { connectionId: plant.connectionId, laneKey: "proposal/1", orderId: order.id }, null);
  expect(ofOrder).toEqual(ofLane);
  const filter = { ...EVERY_MESSAGE, order: "PO-1001" };
  expect((await messageList(reader(), scope, filter)).rows.map(({ id }) => id).toSorted()).toEqual(shown);
});

it("each message of an order names it by its number, whatever its own subject is; one of a work unit alone names none", async () => {
  const scope = await channelScope(reader(), planner);
  const messages = await orderMessages(reader(), { ...order, siteCode: "SITE-A" }, true);
  const named = await Promise.all(messages.map(async ({ id }) => (await messageDetail(reader(), scope, id))?.order));
  expect(named).toEqual(messages.map(() => ({ id: order.id, number: "PO-1001", site: "SITE-A" })));
  const alone = await say("5", severe(null, "5"));
  expect(await messageDetail(reader(), scope, alone)).toMatchObject({ order: null, row: { subject: "unit/MACH-1" } });
});
