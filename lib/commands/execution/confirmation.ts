import "server-only";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { countProposal } from "@/db/schema/execution";
import { equipment } from "@/db/schema/reference";
import { goodOf, type QuantityEntry } from "@/lib/domain/execution/totals";
import { type Decimal, max, min, ZERO } from "@/lib/domain/shared/decimal";
import { accept, type Decision } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import type { ApprovedBy, ReckonedTime } from "@/lib/eventlog/payloads/execution";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import type { ConfirmationData as ConfirmationSchema } from "@/lib/messages/production-confirmed.v1";
import { newId } from "@/lib/platform/ids";
import { postMaterial, postTime } from "@/lib/commands/costing/post-cost";
import type { CommandFrame } from "@/lib/commands/define-command";
import { lockStock } from "@/lib/commands/materials/lock-stock";
import { backflush, backflushedComponents, type Consumed, itemsToLock } from "./backflush";
import { bookTime } from "./book-time";
import { operationFact } from "./facts";
import { nextSscc, packed } from "./handling-unit";
import { openRun, outputLotNumber, receiveOutput } from "./receive-output";
import type { BookedTime, Making } from "./reckon-time";
import { type LineRow, type MoveRow, repeatCost } from "./reverse-moves";
import { reworkCause } from "./rework-cause";
import { type LockedOperation, openBookings } from "./store";

type ConfirmationData = z.infer<typeof ConfirmationSchema>;
type Origin = "TYPED" | "COUNTER" | "SCAN";

/** An entry that was accepted and is to be recorded with everything that follows from it. */
export type AcceptedEntry = QuantityEntry & {
  readonly scrapReason: string | null;
  readonly reworkReason: string | null;
  readonly origin: Origin;
  readonly final: boolean;
  /** Whether its good goes onto a handling unit of its own. */
  readonly handlingUnit: boolean;
  /** EX-07: why a lead let it go above `max`, what the order allows; null where it stays within. */
  readonly override: { readonly reason: string; readonly max: string; readonly approvedBy?: ApprovedBy } | null;
};

const NOTHING_MADE = {
  activity: "RUN",
  good: ZERO,
  scrap: ZERO,
  rework: ZERO,
  scrapReason: null,
  reworkReason: null,
  origin: "TYPED",
  handlingUnit: false,
  override: null,
} as const;

/** EX-19: what an entry keeps of the one that it corrects: who made it where and since when, and the time that it used. */
export type Corrected = {
  readonly entryId: string;
  readonly from: Date;
  readonly runId: string | null;
  readonly operators: readonly string[];
  /** Ledger lines of its time: what was used was really used. */
  readonly timeLines: readonly LineRow[];
  /** What that was reckoned from; null where nothing says it. */
  readonly reckoned: ReckonedTime | null;
  /** Moves of its material: what went in is what went in. */
  readonly moves: readonly MoveRow[];
  /** What the ERP had been told of it; null where nothing was. */
  readonly told: ConfirmationData | null;
  /** Up to where the line's own count had been entered; null where it counts nothing. */
  readonly countedTo: Date | null;
};

export type Confirmation = {
  readonly entryId: string;
  readonly confirmedId: string;
  readonly events: readonly NewEvent[];
  readonly messages: readonly OutboundDraft[];
  readonly lotNumber: string | null;
  /** Number of the handling unit that takes its good; null where that stands on none. */
  readonly sscc: string | null;
};

/** Records an entry that books time alone; `final` where it is the last of its operation. */
export async function recordTimeAlone(frame: CommandFrame, locked: LockedOperation, final: boolean): Promise<Confirmation> {
  const recorded = await recordConfirmation(frame, locked, { ...NOTHING_MADE, final });
  if (!recorded.ok) throw new Error(`an entry of time alone was refused: ${recorded.code}`);
  return recorded.value;
}

/**
 * Records an entry: quantity, used time, backflush, receipt at the last operation, cost, and what the ERP is told of it. One that corrects another happened when
 * that did, which is `frame.at`, and books its time again instead of what came since. Refuses as `nextSscc` does where its good cannot go onto a handling unit.
 */
export async function recordConfirmation(
  frame: CommandFrame,
  locked: LockedOperation,
  entry: AcceptedEntry,
  corrected: Corrected | null = null,
): Promise<Decision<Confirmation, "NO_HANDLING_UNIT" | "NO_SSCC">> {
  const { tx, actor, at, recordedAt } = frame;
  const { operation, order, next } = locked;
  const entryId = newId();
  const confirmedId = newId();
  const from = operation.timeBookedTo ?? at;
  const bookedTo = from.getTime() > at.getTime() ? from : at;
  // C-07: what was run since the last entry was run on what this entry reworked.
  const making: Making = entry.activity === "RUN" ? { activity: "RUN" } : { activity: "REWORK", ...(await reworkCause(tx, order.siteId, operation.id, entry.reworkReason)) };
  const { times, bookingIds, reckoned } = corrected === null ? await bookTime(tx, locked, at, making) : { times: [], bookingIds: [], reckoned: corrected.reckoned };
  const operators = corrected?.operators ?? (await openBookings(tx, operation.id)).map((booking) => booking.personNumber);
  const cause = { entryId, at, from: corrected?.from ?? bookedFrom(from, at), personId: actor.personId, operators, before: corrected?.moves ?? [] };
  const processed = entry.activity === "RUN" ? entry.good.plus(entry.scrap).plus(entry.rework) : ZERO;
  const receives = operation.isLast && entry.good.gt(0);
  const components = processed.gt(0) ? await backflushedComponents(tx, operation.id, corrected !== null) : [];
  await lockStock(tx, order.siteId, {
    itemIds: itemsToLock(components),
    ...(receives ? { numbered: { itemId: order.itemId, number: outputLotNumber(locked, at) } } : {}),
  });
  // After the stock, as in a correction, which locks that to take the old entry back.
  const unit = entry.handlingUnit ? await nextSscc(tx, locked, entry.good) : accept(null);
  if (!unit.ok) return unit;
  const sscc = unit.value;
  const runId = corrected === null ? await openRun(tx, operation.id) : corrected.runId;
  const used = await backflush(tx, locked, components, processed, { ...cause, runId });
  const received = receives ? await receiveOutput(tx, locked, entry.good, { ...cause, runId, recordedAt, final: entry.final, sscc }) : null;
  const source = { eventId: confirmedId, at, recordedAt };
  const confirmed: NewEvent = {
    id: confirmedId,
    type: "production.confirmed",
    aggregate: "operation",
    aggregateId: operation.id,
    orderId: order.id,
    payload: {
      entryId,
      orderId: order.id,
      operationId: operation.id,
      opNo: operation.opNo,
      workUnitId: operation.workUnitId,
      personId: actor.personId,
      activity: entry.activity,
      good: entry.good.toFixed(),
      scrap: entry.scrap.toFixed(),
      rework: entry.rework.toFixed(),
      scrapReason: entry.scrapReason,
      reworkReason: entry.reworkReason,
      origin: entry.origin,
      final: entry.final,
      isLast: operation.isLast,
      lotId: received?.lotId ?? null,
      timeBookedTo: bookedTo.toISOString(),
      labour: { bookingIds, to: at.toISOString() },
      ...(reckoned === null ? {} : { reckoned }),
      counted: await countedPart(tx, operation.id, entry, corrected?.countedTo ?? at),
      reversesId: null,
      reason: null,
      ...(entry.override === null ? {} : { overrideReason: entry.override.reason }),
      ...(entry.override?.approvedBy === undefined ? {} : { approvedBy: entry.override.approvedBy }),
      ...(corrected === null ? {} : { correctsId: corrected.entryId }),
      ...(runId === null || entry.good.lte(0) ? {} : { segment: { runId, from: cause.from.toISOString() } }),
    },
  };
  const successor = next !== null && next.state === "PENDING" && goodOf(operation).plus(entry.good).gt(0) ? [operationFact("operation.ready", next, "READY")] : [];
  return accept({
    entryId,
    confirmedId,
    lotNumber: received?.lotNumber ?? null,
    sscc,
    events: [
      confirmed,
      ...used.events,
      ...(corrected === null ? await postTime(tx, locked, source, times) : await repeatCost(tx, locked, corrected.timeLines, confirmedId, recordedAt)),
      ...(await postMaterial(tx, locked, source, used.materials)),
      ...(received?.events ?? []),
      ...(received === null || sscc === null ? [] : [packed(order, { sscc, lotId: received.lotId, quantity: entry.good, locationId: received.locationId, entryId })]),
      ...successor,
    ],
    messages: [
      await confirmationMessage(tx, locked, entry, {
        entryId,
        confirmedId,
        at,
        from: cause.from,
        runId,
        time: corrected === null ? timeByActivity(times) : (corrected.told?.time ?? []),
        reverses: corrected === null ? null : (corrected.told?.confirmationId ?? corrected.entryId),
        consumption: used.consumption,
        lotNumber: received?.lotNumber ?? null,
        sscc,
      }),
      ...(received === null ? [] : [received.message]),
    ],
  });
}

/** Since when an entry made what it says: the last one, unless that is said to have come after it. */
const bookedFrom = (from: Date, at: Date): Date => (from.getTime() > at.getTime() ? at : from);

/** What this entry takes off the line's own count: never more than was counted. Scrap that was counted after its good leaves that below zero for a while. */
async function countedPart(tx: Tx, operationId: string, entry: AcceptedEntry, to: Date): Promise<{ good: string; scrap: string; to: string } | null> {
  if (entry.activity !== "RUN") return null;
  const [proposal] = await tx.select().from(countProposal).where(eq(countProposal.operationId, operationId)).for("no key update");
  if (proposal === undefined) return null;
  return { good: max(ZERO, min(entry.good, proposal.good)).toFixed(), scrap: max(ZERO, min(entry.scrap, proposal.scrap)).toFixed(), to: to.toISOString() };
}

type Told = {
  readonly entryId: string;
  readonly confirmedId: string;
  readonly at: Date;
  readonly from: Date;
  readonly runId: string | null;
  readonly time: ConfirmationData["time"];
  readonly reverses: string | null;
  readonly consumption: readonly Consumed[];
  readonly lotNumber: string | null;
  readonly sscc: string | null;
};

async function confirmationMessage(tx: Tx, locked: LockedOperation, entry: AcceptedEntry, told: Told): Promise<OutboundDraft> {
  const { order, operation } = locked;
  const workUnit = await unitCode(tx, operation.workUnitId);
  const total = (now: Decimal, added: Decimal): string => now.plus(added).toFixed();
  // EX-13: what fails again in rework was told when it first went there.
  const rework = entry.activity === "RUN" ? entry.rework : ZERO;
  return {
    type: "mes.production.confirmed.v1",
    subject: order.number,
    orderId: order.id,
    eventId: told.confirmedId,
    eventTime: told.at,
    data: {
      confirmationId: told.entryId,
      order: order.number,
      operation: operation.opNo,
      workUnit,
      final: entry.final,
      origin: entry.origin,
      quantity: { uom: order.uom, good: entry.good.toFixed(), scrap: entry.scrap.toFixed(), rework: rework.toFixed() },
      scrapReasons: entry.scrap.gt(0) && entry.scrapReason !== null ? [{ code: entry.scrapReason, qty: entry.scrap.toFixed() }] : [],
      time: told.time,
      consumption: [...told.consumption],
      output: told.lotNumber === null ? [] : [{ lot: told.lotNumber, hu: told.sscc, qty: entry.good.toFixed(), from: told.from.toISOString(), to: told.at.toISOString() }],
      genealogyRun: told.runId,
      reverses: told.reverses,
      ...(entry.override === null ? {} : { toleranceOverride: { reason: entry.override.reason, max: entry.override.max } }),
      totals: {
        good: total(goodOf(operation), entry.good),
        scrap: total(operation.scrapFirst.plus(operation.reworkScrap), entry.scrap),
        rework: total(operation.reworkIn, rework),
      },
    },
  };
}

/** The ERP hears one line per activity; reasons stay with the plant. */
export function timeByActivity(times: readonly BookedTime[]) {
  const activities = [...new Set(times.map((time) => time.activity))];
  return activities.map((activity) => {
    const mine = times.filter((time) => time.activity === activity);
    const labour = new Map<string, { person: string; rateClass: string; seconds: number }>();
    for (const line of mine.flatMap((time) => time.labour)) {
      const key = `${line.personNumber}/${line.rateClass}`;
      labour.set(key, { person: line.personNumber, rateClass: line.rateClass, seconds: (labour.get(key)?.seconds ?? 0) + line.seconds });
    }
    return { activity, machineSeconds: mine.reduce((sum, time) => sum + time.machineSeconds, 0), labour: [...labour.values()] };
  });
}

/** Code of a work unit as the ERP knows it; the operation's work centre stands in where no unit is known. */
export async function unitCode(tx: Tx, workUnitId: string | null): Promise<string> {
  if (workUnitId === null) return "-";
  const [row] = await tx.select({ code: equipment.code }).from(equipment).where(eq(equipment.id, workUnitId));
  return row?.code ?? "-";
}
