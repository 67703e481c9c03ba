import "server-only";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { inboxMessage, policy } from "@/db/schema/integration";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { accept } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import type { ApplyResult } from "@/lib/integration/inbox/inbox";
import { providedKey } from "@/lib/integration/inbox/reference-key";
import { type InboxRow, type InboxSettlement, lockInboxMessage, settledVersion, settleInbox } from "@/lib/integration/inbox/settle-inbox";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { InboundMessage } from "@/lib/messages/inbound";
import { derivedId } from "@/lib/platform/ids";
import type { Applied, ApplyFrame } from "./applier";
import { applyBom } from "./apply-bom";
import { applyCalendar } from "./apply-calendar";
import { applyCommitment } from "./apply-commitment";
import { applyDelivery } from "./apply-delivery";
import { applyInspectionPlan } from "./apply-inspection-plan";
import { applyItem } from "./apply-item";
import { applyLot } from "./apply-lot";
import { applyOrder } from "./apply-order";
import { applyPerson } from "./apply-person";
import { applyPrice } from "./apply-price";
import { applySalvage } from "./apply-salvage";
import { applyRate } from "./apply-rate";
import { applyRouting } from "./apply-routing";
import { applyStandardCost } from "./apply-standard-cost";
import { applyStock } from "./apply-stock";
import { applyWorkCentre } from "./apply-work-centre";
import { inboundRefused, overtakenEnded } from "./inbound-refusal";

export const ApplyMessageInput = z.strictObject({ ...CommandHeadShape, inboxId: z.uuid() });

/**
 * IN-07: applies one stored message: schema, version, references, ownership, change; settles it in the same transaction and tells the ERP
 * what became of an order. A message that is settled already changes nothing.
 */
export const applyMessage = defineCommand<z.infer<typeof ApplyMessageInput>, ApplyResult>({
  name: "apply-erp-message",
  permission: "erp.apply",
  input: ApplyMessageInput,
  async site(tx, { inboxId }) {
    const [row] = await tx.select({ siteId: inboxMessage.siteId }).from(inboxMessage).where(eq(inboxMessage.id, inboxId));
    return row?.siteId ?? null;
  },
  async run(command, { inboxId }) {
    const { tx, recordedAt } = command;
    const row = await lockInboxMessage(tx, inboxId);
    if (row === null) return accept({ events: [], output: { state: "APPLIED", provides: null } });
    const parsed = InboundMessage.safeParse(row.payload);
    if (!parsed.success) {
      const refusal = { state: "REFUSED" as const, code: "SCHEMA", reason: z.prettifyError(parsed.error) };
      await settleInbox(tx, row, refusal, recordedAt);
      return accept({ events: await inboundRefused(tx, command.siteId, row, refusal), output: { state: "REFUSED", provides: null } });
    }
    const message = parsed.data;
    const frame: ApplyFrame = { ...command, connectionId: row.connectionId, changedAt: new Date(message.time) };
    const applied = await tried(tx, row, frame, message);
    const settlement = settlementOf(row, applied, recordedAt);
    await settleInbox(tx, row, settlement, recordedAt);
    const events = [...("events" in applied ? (applied.events ?? []) : []), ...(await followUps(tx, command.siteId, row, settlement))];
    const followed = "messages" in applied ? (applied.messages ?? []) : [];
    const messages = [...(message.type === "erp.order.v1" ? acknowledgement(command, row, message.data, settlement) : []), ...followed];
    return accept({ events, messages, output: { state: settlement.state, provides: settlement.state === "APPLIED" ? providedKey(message) : null } });
  },
});

/** What its outcome means for people: an exception for a refusal, and an end of those that it has overtaken (§2.5). */
async function followUps(tx: Tx, siteId: string, row: InboxRow, { state, code, reason }: InboxSettlement): Promise<NewEvent[]> {
  if (state !== "APPLIED" && state !== "REFUSED") return [];
  const raised = state === "REFUSED" && code !== undefined ? await inboundRefused(tx, siteId, row, { code, reason: reason ?? "" }) : [];
  return [...(await overtakenEnded(tx, siteId, row)), ...raised];
}

async function tried(tx: Tx, row: InboxRow, frame: ApplyFrame, message: InboundMessage): Promise<Applied> {
  const newer = await settledVersion(tx, row);
  if (newer !== null) return { outcome: "STALE", stored: newer };
  if (await isSwitchedOff(tx, frame, row.type))
    return { outcome: "REFUSED", code: "POLICY_OFF", reason: "The integration policy of this site does not take messages of this type." };
  return applyOf(frame, message);
}

function applyOf(frame: ApplyFrame, message: InboundMessage): Promise<Applied> {
  switch (message.type) {
    case "erp.item.v1":
      return applyItem(frame, message.data);
    case "erp.work-centre.v1":
      return applyWorkCentre(frame, message.data);
    case "erp.calendar.v1":
      return applyCalendar(frame, message.data);
    case "erp.person.v1":
      return applyPerson(frame, message.data);
    case "erp.rate.v1":
      return applyRate(frame, message.data);
    case "erp.bom.v1":
      return applyBom(frame, message.data);
    case "erp.routing.v1":
      return applyRouting(frame, message.data);
    case "erp.inspection-plan.v1":
      return applyInspectionPlan(frame, message.data);
    case "erp.standard-cost.v1":
      return applyStandardCost(frame, message.data);
    case "erp.price.v1":
      return applyPrice(frame, message.data);
    case "erp.lot.v1":
      return applyLot(frame, message.data);
    case "erp.stock.v1":
      return applyStock(frame, message.data);
    case "erp.delivery.v1":
      return applyDelivery(frame, message.data);
    case "erp.commitment.v1":
      return applyCommitment(frame, message.data);
    case "erp.salvage.v1":
      return applySalvage(frame, message.data);
    case "erp.order.v1":
      return applyOrder(frame, message.data);
  }
}

/** A missing row means on: the policy only ever takes away. */
async function isSwitchedOff(tx: Tx, { siteId, connectionId }: ApplyFrame, type: string): Promise<boolean> {
  const [row] = await tx
    .select({ enabled: policy.enabled })
    .from(policy)
    .where(and(eq(policy.siteId, siteId), eq(policy.connectionId, connectionId), eq(policy.messageType, type), eq(policy.direction, "IN")));
  return row?.enabled === false;
}

function settlementOf(row: InboxRow, applied: Applied, at: Date): InboxSettlement {
  switch (applied.outcome) {
    case "APPLIED":
      return { state: "APPLIED" };
    case "STALE":
      return { state: "STALE", code: "STALE_VERSION", reason: `Version ${applied.stored} was applied before.` };
    case "REFUSED":
      return { state: "REFUSED", code: applied.code, reason: applied.reason };
    case "PARKED": {
      const waits = `It refers to what is not known here: ${applied.missing.join(", ")}.`;
      const over = row.parkedUntil !== null && row.parkedUntil <= at;
      return { state: over ? "REFUSED" : "PARKED", code: "REFERENCE_MISSING", reason: over ? `${waits} It waited for a day.` : waits, missing: applied.missing };
    }
  }
}

/** IN-07: the ERP learns the outcome of each look; a message that is tried again and stays parked says nothing new. */
function acknowledgement(
  { commandId, recordedAt: at }: Pick<ApplyFrame, "commandId" | "recordedAt">,
  row: InboxRow,
  data: { order: string; erpVersion: number },
  settlement: InboxSettlement,
): OutboundDraft[] {
  if (settlement.state === "PARKED" && row.state === "PARKED") return [];
  const outcome = settlement.state === "REFUSED" ? "REJECTED" : settlement.state;
  return [
    {
      type: "mes.order.acknowledged.v1",
      subject: data.order,
      orderId: null,
      connectionId: row.connectionId,
      eventId: derivedId(commandId, outcome),
      eventTime: at,
      data: { order: data.order, erpVersion: data.erpVersion, outcome, code: settlement.code ?? null, reason: settlement.reason?.slice(0, 500) ?? null },
    },
  ];
}
