import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { event } from "@/db/schema/eventlog";
import { productionEntry } from "@/db/schema/execution";
import { outboxMessage } from "@/db/schema/integration";
import { lot, lotStock, materialMove } from "@/db/schema/materials";
import { nonconformance, nonconformanceSegment, qualityCheck } from "@/db/schema/quality";
import { reasonCode } from "@/db/schema/reference";
import { authorise } from "@/lib/auth/authorise";
import { decideReversal } from "@/lib/domain/execution/reverse";
import { minGood } from "@/lib/domain/execution/tolerance";
import { effectiveStatus } from "@/lib/domain/materials/lot-check";
import { type Decimal, decimal, sum } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { secondsBetween } from "@/lib/domain/shared/interval";
import type { EventPayloads, NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { ReversedEntry } from "@/lib/messages/entry-reversed.v1";
import { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import { newId } from "@/lib/platform/ids";
import { defineCommand } from "@/lib/commands/define-command";
import { reverseCheck } from "@/lib/commands/quality/reverse-check";
import { ReversedAnswer } from "./answers.schema";
import { ReverseEntryInput } from "./confirm-production.schema";
import { unpacked } from "./handling-unit";
import { linesOf, lockForReversal, type MoveRow, repeatCost, reverseCost, reverseMoves } from "./reverse-moves";
import { goodOfRow, lockOperation } from "./store";

type EntryRow = typeof productionEntry.$inferSelect;

/**
 * EX-19, EX-20, UI-10: takes back a confirmation or an issue: quantities, moves, genealogy, credit and cost are negated at the original time,
 * and the ERP is told. Time that a confirmation had used was really used, so it is confirmed again with no quantity.
 */
export const reverseEntry = defineCommand({
  name: "reverse-entry",
  permission: "entry.reverse-own",
  input: ReverseEntryInput,
  answer: ReversedAnswer,
  async site(tx, input) {
    return (await findEntry(tx, input.entryId))?.siteId ?? (await findMove(tx, input.entryId))?.siteId ?? (await findCheck(tx, input.entryId))?.siteId ?? null;
  },
  async run(frame, input) {
    const { tx, actor, siteId, at, recordedAt } = frame;
    const [reason] = await tx
      .select({ code: reasonCode.code })
      .from(reasonCode)
      .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.use, "CORRECTION"), eq(reasonCode.code, input.reason)));
    if (reason === undefined) return refuse("REASON_UNKNOWN", { reason: input.reason });
    const entry = await findEntry(tx, input.entryId);
    const move = entry === null ? await findMove(tx, input.entryId) : null;
    const operationId = entry?.operationId ?? move?.operationId ?? null;
    const source = entry ?? move;
    if (source === null) return reverseCheck(frame, input.entryId, input.reason);
    if (operationId === null) return refuse("NOT_REVERSIBLE");
    const locked = await lockOperation(tx, operationId);
    const doubt = entry === null ? null : await openNonconformanceOf(tx, entry.id);
    if (doubt !== null) return refuse("UNDER_NONCONFORMANCE", { nonconformance: doubt });
    const moves = entry === null ? (move === null ? [] : [move]) : await movesOf(tx, entry.id);
    if (entry === null && move?.type !== "ISSUE") return refuse("NOT_REVERSIBLE");
    if (move !== null && (await cameBack(tx, move.id))) return refuse("PARTLY_RETURNED");
    await lockForReversal(tx, siteId, moves);
    const decision = decideReversal({
      isReversal: source.reversesId !== null,
      reversedBy: await reversalOf(tx, source.id),
      orderState: locked.order.state,
      own: source.personId !== null && source.personId === actor.personId,
      ageSeconds: secondsBetween(source.recordTime, recordedAt),
      mayReverseAny: authorise(actor, "entry.reverse-any", siteId),
      receivedLeft: await receivedLeft(tx, moves),
      downstreamUses: entry !== null && locked.next !== null && locked.next.processed.gt(goodOfRow(locked.operation).minus(entry.good)),
      reworkUsed: entry !== null && entry.activity === "RUN" && locked.operation.reworkIn.minus(entry.rework).lt(locked.operation.reworkedGood.plus(locked.operation.reworkScrap)),
      orderGood:
        entry !== null && locked.operation.isLast && entry.good.gt(0)
          ? { min: minGood({ ...locked.order, uom: locked.uom }), left: goodOfRow(locked.operation).minus(entry.good) }
          : null,
    });
    if (!decision.ok) return decision;

    const causes = await factsOf(tx, locked.order.id, source.id);
    const lines = await linesOf(tx, locked.order.id, causes);
    const reversedId = newId();
    const negated: NewEvent[] =
      entry === null
        ? []
        : [productionReversed(entry, reversedId, locked.operation.opNo, locked.operation.isLast, actor.personId, input.reason, await countedBy(tx, causes, entry.id))];
    const unit = entry === null ? [] : await unpacked(tx, entry, input.reason);
    const moved = await reverseMoves(tx, moves, actor.personId, input.reason);
    const head = negated[0]?.id ?? moved[0]?.id ?? reversedId;
    const cost = await reverseCost(tx, locked, lines, head, recordedAt);
    const told = await toldOf(tx, causes);
    const messages: OutboundDraft[] = told.map((message, index) => ({
      type: "mes.entry.reversed.v1",
      subject: locked.order.number,
      orderId: locked.order.id,
      // One fact leaves once per type, so each message that is taken back hangs on a fact of its own.
      eventId: index === 0 ? head : (moved[index - 1]?.id ?? newId()),
      eventTime: at,
      data: { reversalId: newId(), order: locked.order.number, operation: locked.operation.opNo, reason: input.reason, reversed: message },
    }));
    const carried = entry === null ? null : await carryTime(tx, locked, entry, lines, told, recordedAt);
    return accept({
      events: [...negated, ...moved, ...unit, ...cost, ...(carried?.events ?? [])],
      messages: [...messages, ...(carried?.messages ?? [])],
      output: { reversed: source.id },
    });
  },
});

async function findEntry(tx: Tx, id: string): Promise<EntryRow | null> {
  const [row] = await tx.select().from(productionEntry).where(eq(productionEntry.id, id));
  return row ?? null;
}

async function findMove(tx: Tx, id: string): Promise<MoveRow | null> {
  const [row] = await tx.select().from(materialMove).where(eq(materialMove.id, id));
  return row ?? null;
}

async function findCheck(tx: Tx, id: string): Promise<{ readonly siteId: string } | null> {
  const [row] = await tx.select({ siteId: qualityCheck.siteId }).from(qualityCheck).where(eq(qualityCheck.id, id));
  return row ?? null;
}

/** Number of the open nonconformance that covers what an entry made, or null: its quantity is what somebody is about to decide over (§2.1). */
async function openNonconformanceOf(tx: Tx, entryId: string): Promise<string | null> {
  const [row] = await tx
    .select({ number: nonconformance.number })
    .from(nonconformanceSegment)
    .innerJoin(nonconformance, eq(nonconformance.id, nonconformanceSegment.nonconformanceId))
    .where(and(eq(nonconformanceSegment.segmentId, entryId), inArray(nonconformance.state, ["OPEN", "IN_REVIEW"])));
  return row?.number ?? null;
}

/** Whether something of an issue went back already: taking it back as well would bring that back twice. */
async function cameBack(tx: Tx, moveId: string): Promise<boolean> {
  const [row] = await tx.select({ id: materialMove.id }).from(materialMove).where(eq(materialMove.returnsId, moveId)).limit(1);
  return row !== undefined;
}

async function movesOf(tx: Tx, entryId: string): Promise<MoveRow[]> {
  return tx.select().from(materialMove).where(eq(materialMove.entryId, entryId));
}

async function reversalOf(tx: Tx, id: string): Promise<string | null> {
  const [entry] = await tx.select({ id: productionEntry.id }).from(productionEntry).where(eq(productionEntry.reversesId, id));
  if (entry !== undefined) return entry.id;
  const [move] = await tx.select({ id: materialMove.id }).from(materialMove).where(eq(materialMove.reversesId, id));
  return move?.id ?? null;
}

/** EX-20: what is left of the lot that the entry received, where it lies. */
async function receivedLeft(tx: Tx, moves: readonly MoveRow[]): Promise<{ quantity: Decimal; onHand: Decimal; blocked: boolean } | null> {
  const receipt = moves.find((move) => move.type === "RECEIPT");
  if (receipt?.lotId == null || receipt.toLocationId === null) return null;
  const [row] = await tx.select().from(lot).where(eq(lot.id, receipt.lotId));
  const stock = await tx
    .select({ onHand: lotStock.onHand })
    .from(lotStock)
    .where(and(eq(lotStock.lotId, receipt.lotId), eq(lotStock.locationId, receipt.toLocationId)));
  const status = row === undefined ? "RELEASED" : effectiveStatus(row.erpStatus, row.mesStatus);
  return { quantity: receipt.quantity, onHand: sum(stock.map((one) => one.onHand)), blocked: status !== "RELEASED" && status !== "PENDING" };
}

/** Ids of the facts that recorded an entry or a move. */
async function factsOf(tx: Tx, orderId: string, id: string): Promise<string[]> {
  const rows = await tx
    .select({ id: event.id })
    .from(event)
    .where(and(eq(event.orderId, orderId), sql`(${event.payload}->>'entryId' = ${id} or ${event.payload}->>'moveId' = ${id})`));
  return rows.map((row) => row.id);
}

/** Messages that told the ERP of these facts, as they were sent. */
async function toldOf(tx: Tx, eventIds: readonly string[]): Promise<ReversedEntry[]> {
  const messages: ReversedEntry[] = [];
  for (const eventId of eventIds) {
    const rows = await tx.select({ id: outboxMessage.id, type: outboxMessage.type, payload: outboxMessage.payload }).from(outboxMessage).where(eq(outboxMessage.eventId, eventId));
    for (const row of rows) {
      const parsed = ReversedEntry.safeParse({ id: row.id, type: row.type, data: (row.payload as { data?: unknown }).data });
      if (parsed.success) messages.push(parsed.data);
    }
  }
  // Newest first: the receipt goes before the confirmation that made it.
  return messages.reverse();
}

type Counted = EventPayloads["production.confirmed"]["counted"];

/** What an entry took off the line's own count. */
async function countedBy(tx: Tx, causes: readonly string[], entryId: string): Promise<Counted> {
  if (causes.length === 0) return null;
  const [row] = await tx
    .select({ payload: event.payload })
    .from(event)
    .where(and(inArray(event.id, [...causes]), eq(event.type, "production.confirmed"), sql`${event.payload}->>'entryId' = ${entryId}`));
  // The log holds this payload under this type; its column is untyped JSON.
  return row === undefined ? null : (row.payload as EventPayloads["production.confirmed"]).counted;
}

function productionReversed(entry: EntryRow, id: string, opNo: number, isLast: boolean, personId: string | null, reason: string, counted: Counted): NewEvent {
  return {
    id,
    type: "production.reversed",
    aggregate: "operation",
    aggregateId: entry.operationId,
    orderId: entry.orderId,
    eventTime: entry.eventTime,
    payload: {
      entryId: newId(),
      orderId: entry.orderId,
      operationId: entry.operationId,
      opNo,
      workUnitId: entry.workUnitId,
      personId,
      activity: entry.activity,
      good: entry.good.negated().toFixed(),
      scrap: entry.scrap.negated().toFixed(),
      rework: entry.rework.negated().toFixed(),
      scrapReason: entry.scrapReason,
      reworkReason: entry.reworkReason,
      origin: entry.origin,
      final: entry.final,
      isLast,
      lotId: entry.lotId,
      timeBookedTo: entry.eventTime.toISOString(),
      // What the entry took off the line's count, no more and no less, is proposed again.
      counted: counted === null ? null : { good: decimal(counted.good).negated().toFixed(), scrap: decimal(counted.scrap).negated().toFixed(), to: entry.eventTime.toISOString() },
      reversesId: entry.id,
      reason,
    },
  };
}

async function carryTime(
  tx: Tx,
  locked: Awaited<ReturnType<typeof lockOperation>>,
  entry: EntryRow,
  lines: Parameters<typeof repeatCost>[2],
  told: readonly ReversedEntry[],
  recordedAt: Date,
) {
  const times = lines.filter((line) => line.seconds !== null);
  if (times.length === 0) return null;
  const confirmedId = newId();
  const entryId = newId();
  const confirmed: NewEvent = {
    id: confirmedId,
    type: "production.confirmed",
    aggregate: "operation",
    aggregateId: entry.operationId,
    orderId: entry.orderId,
    eventTime: entry.eventTime,
    payload: {
      entryId,
      orderId: entry.orderId,
      operationId: entry.operationId,
      opNo: locked.operation.opNo,
      workUnitId: entry.workUnitId,
      personId: entry.personId,
      activity: "RUN",
      good: "0",
      scrap: "0",
      rework: "0",
      scrapReason: null,
      reworkReason: null,
      origin: "TYPED",
      final: false,
      isLast: locked.operation.isLast,
      lotId: null,
      timeBookedTo: entry.eventTime.toISOString(),
      // It was handed over before, and stays so.
      labour: { bookingIds: [], to: entry.eventTime.toISOString() },
      counted: null,
      reversesId: null,
      reason: null,
    },
  };
  const original = told.find((message) => message.type === "mes.production.confirmed.v1");
  const data = original === undefined ? null : ProductionConfirmedV1.shape.data.parse(original.data);
  const messages: OutboundDraft[] =
    data === null
      ? []
      : [
          {
            type: "mes.production.confirmed.v1",
            subject: locked.order.number,
            orderId: locked.order.id,
            eventId: confirmedId,
            eventTime: entry.eventTime,
            data: {
              ...data,
              confirmationId: entryId,
              final: false,
              quantity: { ...data.quantity, good: "0", scrap: "0", rework: "0" },
              scrapReasons: [],
              consumption: [],
              output: [],
              reverses: data.confirmationId,
              totals: undefined,
            },
          },
        ];
  return { events: [confirmed, ...(await repeatCost(tx, locked, times, confirmedId, recordedAt))], messages };
}
