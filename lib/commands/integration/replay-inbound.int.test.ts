import { and, eq, isNull } from "drizzle-orm";
import { expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { productionOrder } from "@/db/schema/execution";
import { inboxMessage } from "@/db/schema/integration";
import { materialMove } from "@/db/schema/materials";
import { systemActor } from "@/lib/auth/system-actor";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { applyMessage } from "./apply-message";
import { replayInbound } from "./replay-inbound";

it("IN-06 a cancellation that was refused is taken once nothing of the order lies in the shop, though the ERP can't cancel a second time", async () => {
  const database = await exampleDatabase();
  const plant = await examplePlant(database.db);
  const it1 = { ...plant.lead, personId: null, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT" as const] }] };
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, issueMaterial, after("0.5"), { operationId, lot: "C-A", quantity: "10" });
  await expect(plant.hear([exampleOrder("SITE-A", "PO-1001", { erpVersion: 2, status: "CANCELLED" })])).rejects.toThrow(
    "The order is in progress and CAST-01 of it lies in the shop: return, scrap or move it, then cancel again, or have the message of this version replayed in Millrace.",
  );

  const [refused] = await plant.db.select().from(inboxMessage).where(eq(inboxMessage.state, "REFUSED"));
  const messageId = refused?.id ?? "";
  const replay = async () => {
    await plant.does(it1, replayInbound, after("0.7"), { messageId });
    await plant.does(systemActor("worker", ["erp.apply"], it1.sites), applyMessage, after("0.7"), { inboxId: messageId });
  };
  const state = async () => (await plant.db.select({ state: productionOrder.state }).from(productionOrder).where(eq(productionOrder.number, "PO-1001")))[0]?.state;
  const conflicts = () =>
    plant.db
      .select({ id: exception.id })
      .from(exception)
      .where(and(eq(exception.class, "ORDER_CHANGE_CONFLICT"), isNull(exception.resolvedAt)));
  await replay();
  expect([await state(), (await conflicts()).length]).toEqual(["IN_PROGRESS", 1]);

  const [move] = await plant.db.select({ id: materialMove.id }).from(materialMove).where(eq(materialMove.type, "ISSUE"));
  await plant.does(plant.lead, reverseEntry, after("0.6"), { entryId: move?.id ?? "", reason: "WRONG-ORDER" });
  await replay();
  expect([await state(), await conflicts()]).toEqual(["ABORTED", []]);
  await expectRebuilt(database);
  await database.close();
});
