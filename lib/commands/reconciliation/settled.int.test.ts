import { and, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outboxMessage } from "@/db/schema/integration";
import type { TestDatabase } from "@/db/testing/database";
import { execute } from "@/lib/commands/execute";
import { after, exampleDatabase } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { approveMessageResolution } from "@/lib/commands/integration/approve-message-resolution";
import { resolveMessage } from "@/lib/commands/integration/resolve-message";
import { newId } from "@/lib/platform/ids";
import { acceptCostDifference, acceptDifference } from "./settle-difference";
import { type ComparedPlant, comparedPlant } from "./testing/compared-plant";

let database: TestDatabase;
let world: ComparedPlant;

beforeEach(async () => {
  database = await exampleDatabase();
  world = await comparedPlant(database);
  await world.noDaily();
  await world.openErp();
});
afterEach(async () => {
  await world.closeErp();
  await database.close();
});

const CASTINGS = "COMPONENT CAST-01 C-A";
const booksOf = async (runId: string) => (await world.linesOf(runId)).filter(({ what }) => !what.startsWith("LOT_STOCK")).map(({ what, parts }) => [what, ...parts]);
/** Somebody keys castings of C-A into the ERP by hand, or takes them back there. */
const keyByHand = (qty: string) => world.clerk("POST", "corrections", { order: "PO-1001", good: "0", received: "0", scrap: "0", consumed: [{ item: "CAST-01", lot: "C-A", qty }] });

/** The issue of 150 castings falls into a closed period: the ERP refuses it, and two people settle it without sending. The rest goes through. */
async function settleCastings(): Promise<string> {
  await playExample1(world.plant);
  await world.clerk("POST", "period", { site: "SITE-A", openFrom: after("10").toISOString() });
  await world.send();
  await world.clerk("POST", "period", { site: "SITE-A", openFrom: null });
  const [refused] = await database.db.select({ id: outboxMessage.id }).from(outboxMessage).where(eq(outboxMessage.state, "REJECTED"));
  const messageId = refused?.id ?? "";
  const [first, second] = (["IT", "FINANCE"] as const).map((role) => ({ ...world.as(role), accountId: newId() }));
  if (first === undefined || second === undefined) throw new Error("two people settle it");
  expect(await execute(world.services, first, resolveMessage, { commandId: newId(), messageId, reason: "Keyed by hand" })).toMatchObject({ ok: true });
  expect(await execute(world.services, second, approveMessageResolution, { commandId: newId(), messageId, reason: "Checked" })).toMatchObject({ ok: true });
  await world.send();
  expect(await database.db.select().from(outboxMessage).where(eq(outboxMessage.state, "REJECTED"))).toEqual([]);
  return messageId;
}

describe("IN-11 what was settled without sending", () => {
  it("is no difference where it was keyed in by hand", async () => {
    await settleCastings();
    await keyByHand("150");
    expect(await booksOf(await world.reconcile())).toEqual([]);
  });

  it("is no difference where the ERP books by itself what it has no place for", async () => {
    await playExample1(world.plant);
    await world.send();
    const [receipt] = await database.db
      .update(outboxMessage)
      .set({ state: "RESOLVED", reasonCode: "NOT_SUPPORTED" })
      .where(and(eq(outboxMessage.type, "mes.production.received.v1"), eq(outboxMessage.state, "ACCEPTED")))
      .returning();
    expect(receipt).toBeDefined();
    expect(await booksOf(await world.reconcile())).toEqual([]);
  });

  it("has an owner where it is really not there, may be accepted, stays so while it is the same, and keeps its order on the list no longer", async () => {
    const messageId = await settleCastings();
    const first = await world.reconcile();
    expect(await booksOf(first)).toEqual([[CASTINGS, "0", "150", "0", "0"]]);
    const line = (await world.linesOf(first)).find(({ what }) => what === CASTINGS)?.row;
    expect(line).toMatchObject({ owner: "PLANNER", action: null, messages: [messageId] });
    const before = await world.run(first);
    expect(await execute(world.services, world.as("IT"), acceptDifference, { commandId: newId(), lineId: line?.id, reason: "The ERP counts them as scrap" })).toMatchObject({
      ok: true,
    });
    expect(await world.run(first)).toMatchObject({ explained: before.explained - 1, accepted: before.accepted + 1, unexplained: before.unexplained });

    const second = await world.reconcile();
    const again = (await world.linesOf(second)).find(({ what }) => what === CASTINGS)?.row;
    expect(again).toMatchObject({ action: "ACCEPTED", note: "The ERP counts them as scrap" });

    // What it cost is finance's, and asked for as well. Once that is accepted too, nothing keeps the order on the list.
    const [cost] = await world.costsOf(second);
    expect(cost).toMatchObject({ what: "MATERIAL 2026-03", row: { owner: "FINANCE", action: null, messages: [messageId] } });
    expect(await execute(world.services, world.as("FINANCE"), acceptCostDifference, { commandId: newId(), lineId: cost?.row.id, reason: "Follows the castings" })).toMatchObject({
      ok: true,
    });
    const quiet = { ...world.adapter(), listOrders: async () => ({ kind: "order-list" as const, orders: [], cursor: null }) };
    world.pass(86_400);
    expect((await world.run(await world.reconcile(quiet))).ordersTotal).toBe(0);
  });

  it("asks anew once it is another amount", async () => {
    await settleCastings();
    const first = await world.reconcile();
    const line = (await world.linesOf(first)).find(({ what }) => what === CASTINGS)?.row;
    expect(await execute(world.services, world.as("IT"), acceptDifference, { commandId: newId(), lineId: line?.id, reason: "As it is" })).toMatchObject({ ok: true });
    await keyByHand("30");
    const again = (await world.linesOf(await world.reconcile())).find(({ what }) => what === CASTINGS);
    expect(again?.row).toMatchObject({ owner: "PLANNER", action: null });
    expect(again?.parts).toEqual(["0", "150", "0", "-30"]);
  });
});
