import "server-only";
import { and, asc, eq, inArray, isNull, not, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { HOLDING_STATES } from "@/db/held-output";
import { event } from "@/db/schema/eventlog";
import { productionEntry } from "@/db/schema/execution";
import { outboxMessage } from "@/db/schema/integration";
import { lot, lotStock, materialMove } from "@/db/schema/materials";
import { nonconformance, nonconformanceSegment } from "@/db/schema/quality";
import { reasonCode } from "@/db/schema/reference";
import { authorise } from "@/lib/auth/authorise";
import type { CommandFrame } from "@/lib/commands/define-command";
import { decideReversal } from "@/lib/domain/execution/reverse";
import { minGood } from "@/lib/domain/execution/tolerance";
import { goodOf } from "@/lib/domain/execution/totals";
import { effectiveStatus } from "@/lib/domain/materials/lot-check";
import { onHandOf } from "@/lib/commands/quality/held-lots";
import { lotsUnderHolds, type StandingHold } from "@/lib/commands/quality/lots-under-holds";
import { heldPieces, heldStock, statusBeside } from "@/lib/domain/materials/lot-hold";
import { type Decimal, decimal, min, sum } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { secondsBetween } from "@/lib/domain/shared/interval";
import type { NewEvent } from "@/lib/eventlog/event";
import type { ProductionConfirmed } from "@/lib/eventlog/payloads/execution";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { ReversedEntry } from "@/lib/messages/entry-reversed.v1";
import { newId } from "@/lib/platform/ids";
import { unpacked } from "./handling-unit";
import { reworkNonconformanceOf } from "./rework-limit";
import { type LineRow, linesOf, lockForReversal, type MoveRow, reverseCost, reverseMoves } from "./reverse-moves";
import { lockOperation, type LockedOperation } from "./store";

export type EntryRow = typeof productionEntry.$inferSelect;

/** What may be taken back: a confirmation with all that follows from it, or an issue. */
export type Reversible = { readonly kind: "ENTRY"; readonly row: EntryRow } | { readonly kind: "MOVE"; readonly row: MoveRow };

/** What took it back: facts, messages, and what a new entry in its place needs to know of the old one. */
export type TakenBack = {
  readonly events: readonly NewEvent[];
  readonly messages: readonly OutboundDraft[];
  /** As it was before. */
  readonly locked: LockedOperation;
  /** Its ledger lines. */
  readonly lines: readonly LineRow[];
  /** Its moves. */
  readonly moves: readonly MoveRow[];
  /** What the ERP had been told of it, newest first. */
  readonly told: readonly ReversedEntry[];
  /** The fact that recorded it, as it was logged; null of an issue. */
  readonly confirmed: ProductionConfirmed | null;
};

/** Whether an entry booked time and no quantity. */
export const isTimeAlone = (entry: EntryRow): boolean => entry.good.isZero() && entry.scrap.isZero() && entry.rework.isZero();

/** What stands here under this id, or null. */
export async function findReversible(tx: Tx, id: string): Promise<Reversible | null> {
  const [entry] = await tx.select().from(productionEntry).where(eq(productionEntry.id, id));
  if (entry !== undefined) return { kind: "ENTRY", row: entry };
  const [move] = await tx.select().from(materialMove).where(eq(materialMove.id, id));
  return move === undefined ? null : { kind: "MOVE", row: move };
}

/** A reason of the site for corrections; REASON_UNKNOWN otherwise. */
export async function refuseReason(tx: Tx, siteId: string, reason: string) {
  const [row] = await tx
    .select({ code: reasonCode.code })
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.use, "CORRECTION"), eq(reasonCode.code, reason)));
  return row === undefined ? refuse("REASON_UNKNOWN", { reason }) : null;
}

/** Who takes something back, for what. */
type Taking = {
  /** When it was asked for. */
  readonly asked: Date;
  /** What a correction enters in its place, so that only the difference has to be there. */
  readonly goodInstead: Decimal;
  /** The same of what was sent to rework. */
  readonly reworkInstead: Decimal;
  /** The nonconformance over which quality carries out what it has signed, whoever recorded the entry and however long ago, and whatever that holds; none where the caller takes it back. */
  readonly decided?: { readonly id: string } | null;
};

/**
 * EX-19, EX-20: negates a confirmation or an issue with its moves, genealogy, credit and cost at the original time, and tells the ERP. An issue that took a lot from
 * several places is one, whichever of its moves is named.
 */
export async function takeBack(
  frame: CommandFrame,
  source: Reversible,
  reason: string,
  { asked, goodInstead, reworkInstead, decided = null }: Taking,
): Promise<Decision<TakenBack>> {
  const { tx, actor, siteId, at, recordedAt } = frame;
  const entry = source.kind === "ENTRY" ? source.row : null;
  const move = source.kind === "MOVE" ? source.row : null;
  if (source.row.operationId === null) return refuse("NOT_REVERSIBLE");
  const locked = await lockOperation(tx, source.row.operationId);
  const doubt = entry === null ? null : ((await openNonconformanceOf(tx, entry.id)) ?? (await decidedRework(tx, entry)));
  if (doubt !== null) return refuse("UNDER_NONCONFORMANCE", { nonconformance: doubt });
  if (entry === null && move?.type !== "ISSUE") return refuse("NOT_REVERSIBLE");
  const moves = entry === null ? (move === null ? [] : await issuedTogether(tx, move)) : await movesOf(tx, entry.id);
  if (move !== null && (await cameBack(tx, moves))) return refuse("PARTLY_RETURNED");
  await lockForReversal(tx, siteId, moves);
  const decision = decideReversal({
    isReversal: source.row.reversesId !== null,
    reversedBy: await reversalOf(tx, source.row.id),
    orderState: locked.order.state,
    own: source.row.personId !== null && source.row.personId === actor.personId,
    ageSeconds: secondsBetween(source.row.recordTime, asked),
    mayReverseAny: decided !== null || authorise(actor, "entry.reverse-any", siteId),
    receivedLeft: await receivedLeft(tx, moves, decided),
    // What leaves as much good as there was takes nothing from the next operation, which may have more than that from a tablet without network (EX-06).
    downstreamUses: entry !== null && locked.next !== null && goodInstead.lt(entry.good) && locked.next.processed.gt(goodOf(locked.operation).minus(entry.good).plus(goodInstead)),
    reworkUsed:
      entry !== null &&
      entry.activity === "RUN" &&
      reworkInstead.lt(entry.rework) &&
      locked.operation.reworkIn.minus(entry.rework).plus(reworkInstead).lt(locked.operation.reworkedGood.plus(locked.operation.reworkScrap)),
    orderGood:
      entry !== null && locked.operation.isLast && entry.good.gt(0)
        ? { min: minGood({ ...locked.order, uom: locked.uom }), left: goodOf(locked.operation).minus(entry.good).plus(goodInstead) }
        : null,
  });
  if (!decision.ok) return decision;

  const causes: string[] = [];
  for (const one of entry === null ? moves : [entry]) causes.push(...(await factsOf(tx, locked.order.id, one.id)));
  const lines = await linesOf(tx, locked.order.id, causes);
  const reversedId = newId();
  const confirmed = entry === null ? null : await confirmedBy(tx, causes, entry.id);
  const negated: NewEvent[] =
    entry === null ? [] : [productionReversed(entry, reversedId, locked.operation.opNo, locked.operation.isLast, actor.personId, reason, confirmed?.counted ?? null)];
  const unit = entry === null ? [] : await unpacked(tx, entry, reason);
  const moved = await reverseMoves(tx, moves, actor.personId, reason);
  const head = negated[0]?.id ?? moved[0]?.id ?? reversedId;
  const cost = await reverseCost(tx, locked, lines, head, recordedAt);
  const told = await toldOf(tx, causes);
  const carriers = [...new Set([head, ...moved.map((fact) => fact.id)])];
  const messages = told.map((message, index): OutboundDraft => ({
    type: "mes.entry.reversed.v1",
    subject: locked.order.number,
    orderId: locked.order.id,
    // One fact leaves once per type, so each message that is taken back hangs on a fact of its own.
    eventId: carriers[index] ?? newId(),
    eventTime: at,
    data: { reversalId: newId(), order: locked.order.number, operation: locked.operation.opNo, reason, reversed: message },
  }));
  return accept({ events: [...negated, ...moved, ...unit, ...cost], messages, locked, lines, moves, told, confirmed });
}

/** Number of the nonconformance that covers what an entry made and is not closed, or null: its quantity is what quality decides over, or what that is carried out on (§2.1). */
async function openNonconformanceOf(tx: Tx, entryId: string): Promise<string | null> {
  const [row] = await tx
    .select({ number: nonconformance.number })
    .from(nonconformanceSegment)
    .innerJoin(nonconformance, eq(nonconformance.id, nonconformanceSegment.nonconformanceId))
    .where(and(eq(nonconformanceSegment.segmentId, entryId), inArray(nonconformance.state, [...HOLDING_STATES])));
  return row?.number ?? null;
}

/** The same of what it sent to rework (EX-13): that leaves its nonconformance until quality has decided over it. */
async function decidedRework(tx: Tx, entry: EntryRow): Promise<string | null> {
  const found = entry.activity === "RUN" && entry.rework.gt(0) ? await reworkNonconformanceOf(tx, entry) : null;
  return found !== null && (found.state === "DISPOSITIONED" || found.state === "ACTION") ? found.number : null;
}

/** Whether something of an issue went back already: taking it back as well would bring that back twice. */
async function cameBack(tx: Tx, moves: readonly MoveRow[]): Promise<boolean> {
  const ids = moves.map(({ id }) => id);
  const [row] = await tx.select({ id: materialMove.id }).from(materialMove).where(inArray(materialMove.returnsId, ids)).limit(1);
  return row !== undefined;
}

/** The moves of the issue that this one belongs to: what one command took from several places, as far as it stands; at least this one. */
async function issuedTogether(tx: Tx, move: MoveRow): Promise<MoveRow[]> {
  const own = alias(event, "own");
  const reversal = alias(materialMove, "reversal");
  const facts = tx
    .select({ moveId: sql<string>`(${event.payload} ->> 'moveId')::uuid` })
    .from(event)
    .innerJoin(own, and(eq(own.orderId, event.orderId), eq(own.commandId, event.commandId), eq(own.type, event.type), sql`${own.payload} ->> 'moveId' = ${move.id}`))
    .where(and(eq(event.type, "material.issued"), move.orderId === null ? isNull(event.orderId) : eq(event.orderId, move.orderId)));
  const rows = await tx
    .select()
    .from(materialMove)
    .where(and(inArray(materialMove.id, facts), notExists(tx.select({ id: reversal.id }).from(reversal).where(eq(reversal.reversesId, materialMove.id)))))
    .orderBy(asc(materialMove.id));
  return rows.some(({ id }) => id === move.id) ? rows : [move];
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

/** EX-20: what is left of the lot that the entry received, where it lies. What was decided is carried out on what its own nonconformance holds. */
async function receivedLeft(tx: Tx, moves: readonly MoveRow[], decided: { readonly id: string } | null): Promise<{ quantity: Decimal; onHand: Decimal; blocked: boolean } | null> {
  const receipt = moves.find((move) => move.type === "RECEIPT");
  if (receipt?.lotId == null || receipt.toLocationId === null) return null;
  const [row] = await tx.select().from(lot).where(eq(lot.id, receipt.lotId));
  const stock = await tx
    .select({ onHand: lotStock.onHand })
    .from(lotStock)
    .where(and(eq(lotStock.lotId, receipt.lotId), eq(lotStock.locationId, receipt.toLocationId)));
  const under = row === undefined ? undefined : (await lotsUnderHolds(tx, [row])).get(row.id);
  if (row === undefined || under === undefined) throw new Error(`lot ${receipt.lotId} of entry ${receipt.entryId} is not there`);
  const isOwn = (one: StandingHold) => decided !== null && one.nonconformanceId === decided.id;
  const others = under.standing.filter((one) => !isOwn(one));
  const status = effectiveStatus(
    row.erpStatus,
    statusBeside(
      under,
      under.standing.filter(isOwn).map(({ holdId }) => holdId),
    ),
  );
  const inDoubt = others.some(({ pieces }) => pieces?.some(({ id }) => id === receipt.entryId) === true);
  // EX-14: what is held beside it is not there for it, wherever that lies.
  const { free } = heldStock(await onHandOf(tx, row.id), heldPieces(others));
  return { quantity: receipt.quantity, onHand: min(sum(stock.map((one) => one.onHand)), free), blocked: inDoubt || (status !== "RELEASED" && status !== "PENDING") };
}

/** Ids of the facts that recorded an entry or a move, and that restated its time. */
export async function factsOf(tx: Tx, orderId: string, id: string): Promise<string[]> {
  const rows = await tx
    .select({ id: event.id })
    .from(event)
    .where(and(eq(event.orderId, orderId), sql`(${event.payload}->>'entryId' = ${id} or ${event.payload}->>'moveId' = ${id})`));
  return rows.map((row) => row.id);
}

/** Whether the ERP was told that a message is taken back; a condition on messages. */
const takenBack = sql`exists (select from ${outboxMessage} r where r.order_id = ${outboxMessage.orderId} and r.type = 'mes.entry.reversed.v1' and r.payload->'data'->'reversed'->>'id' = ${outboxMessage.id}::text)`;

/** Messages that told the ERP of these facts, as they were sent, but for those that were taken back. */
export async function toldOf(tx: Tx, eventIds: readonly string[]): Promise<ReversedEntry[]> {
  const messages: ReversedEntry[] = [];
  for (const eventId of eventIds) {
    const rows = await tx
      .select({ id: outboxMessage.id, type: outboxMessage.type, payload: outboxMessage.payload })
      .from(outboxMessage)
      .where(and(eq(outboxMessage.eventId, eventId), not(takenBack)));
    for (const row of rows) {
      const parsed = ReversedEntry.safeParse({ id: row.id, type: row.type, data: (row.payload as { data?: unknown }).data });
      if (parsed.success) messages.push(parsed.data);
    }
  }
  // Newest first: the receipt goes before the confirmation that made it.
  return messages.reverse();
}

/** The fact that recorded an entry. */
async function confirmedBy(tx: Tx, causes: readonly string[], entryId: string): Promise<ProductionConfirmed | null> {
  if (causes.length === 0) return null;
  const [row] = await tx
    .select({ payload: event.payload })
    .from(event)
    .where(and(inArray(event.id, [...causes]), eq(event.type, "production.confirmed"), sql`${event.payload}->>'entryId' = ${entryId}`));
  // The log holds this payload under this type; its column is untyped JSON.
  return row === undefined ? null : (row.payload as ProductionConfirmed);
}

function productionReversed(
  entry: EntryRow,
  id: string,
  opNo: number,
  isLast: boolean,
  personId: string | null,
  reason: string,
  counted: ProductionConfirmed["counted"],
): NewEvent {
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
