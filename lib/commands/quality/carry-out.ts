import "server-only";
import { and, asc, desc, eq, gt, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderOperation, productionEntry } from "@/db/schema/execution";
import { outputSegment } from "@/db/schema/genealogy";
import { lot, lotStock } from "@/db/schema/materials";
import { disposition, hold, nonconformanceSegment } from "@/db/schema/quality";
import { equipment, item, reasonCode } from "@/db/schema/reference";
import type { CommandEffect, CommandFrame } from "@/lib/commands/define-command";
import { correction } from "@/lib/commands/execution/correct-entry";
import type { EntryRow } from "@/lib/commands/execution/take-back";
import { lockStock } from "@/lib/commands/materials/lock-stock";
import { takeFrom } from "@/lib/domain/materials/backflush";
import { decideLifting } from "@/lib/domain/materials/lot-hold";
import { decided, type EntryShare, isUsableAfter, scrapOfLot, sharesOfEntries } from "@/lib/domain/quality/carry-out";
import { type Decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import { lockLots, lotSubject, onHandOf, releasedLot } from "./held-lots";
import type { CloseNonconformanceInput } from "./nonconformance.schema";
import type { NonconformanceRow } from "./nonconformance-store";

type DispositionRow = typeof disposition.$inferSelect;

/** What follows from a decision that is carried out; `next`: what its entries become, when the rest is there. */
export type CarriedOut = {
  readonly events: readonly NewEvent[];
  readonly messages: readonly OutboundDraft[];
  readonly next?: <Output>(output: Output) => Promise<Decision<CommandEffect<Output>>>;
};

const NOTHING: CarriedOut = { events: [], messages: [] };

/**
 * Posts what was decided over a nonconformance. Of a lot, scrap leaves its stock, and the ERP is told; what goes back to the supplier has to be out of it by the
 * ERP's books. Of output of an operation, scrap and rework are taken out of the good of the entries that it covers, the youngest first, each taken back and
 * entered anew: stock, cost and ERP follow as from any correction (EX-19). What may be used is used again: the holds of the nonconformance end, under the
 * signature of who decided. Rework of a lot, and what is in rework already, is recorded where it is done. Refuses DISPOSITION_GONE, RETURN_NOT_GONE,
 * REASON_REQUIRED, REASON_UNKNOWN, OPERATION_ENDED and what a correction does.
 */
export async function carryOut(
  frame: CommandFrame,
  nc: NonconformanceRow,
  { posting, reason }: Pick<CloseNonconformanceInput, "posting" | "reason">,
): Promise<Decision<CarriedOut>> {
  const { tx, siteId } = frame;
  const lines = await tx.select().from(disposition).where(eq(disposition.nonconformanceId, nc.id)).orderBy(asc(disposition.id));
  if (lines.length === 0 || nc.cause === "REWORK") return accept(NOTHING);
  if (posting === "BY_HAND") return accept(NOTHING);
  const { SCRAP, REWORK } = decided(lines);
  const ofOperation = nc.operationId !== null;
  if (SCRAP.gt(0) || (ofOperation && REWORK.gt(0))) {
    const missing = await missingReason(tx, siteId, reason);
    if (missing !== null) return missing;
  }
  const done = ofOperation ? await atOperation(frame, nc, { scrap: SCRAP, rework: REWORK }, reason ?? "") : await ofLot(frame, nc, lines, reason ?? "");
  if (!done.ok) return done;
  // Of a lot, what is scrapped has left it by then.
  const lifted = await liftHolds(frame, nc, lines, { scrapped: ofOperation ? ZERO : SCRAP, usable: isUsableAfter(lines, ofOperation) });
  return accept({ ...done.value, events: [...done.value.events, ...lifted.events], messages: [...done.value.messages, ...lifted.messages] });
}

async function missingReason(tx: Tx, siteId: string, reason: string | undefined) {
  if (reason === undefined) return refuse("REASON_REQUIRED", { use: "SCRAP" });
  const [known] = await tx
    .select({ id: reasonCode.id })
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), inArray(reasonCode.use, ["SCRAP", "REWORK"]), eq(reasonCode.code, reason), eq(reasonCode.active, true)));
  return known === undefined ? refuse("REASON_UNKNOWN", { reason }) : null;
}

async function atOperation(
  frame: CommandFrame,
  nc: NonconformanceRow,
  wanted: { readonly scrap: Decimal; readonly rework: Decimal },
  reason: string,
): Promise<Decision<CarriedOut>> {
  if (nc.operationId === null || (wanted.scrap.isZero() && wanted.rework.isZero())) return accept(NOTHING);
  // The caller has locked it, before the nonconformance.
  const [operation] = await frame.tx.select({ state: orderOperation.state }).from(orderOperation).where(eq(orderOperation.id, nc.operationId));
  // Nobody reworks at an operation that has ended.
  if (operation?.state === "COMPLETED" && wanted.rework.gt(0)) return refuse("OPERATION_ENDED");
  const covered = await frame.tx
    .select({ id: outputSegment.id, good: outputSegment.quantity })
    .from(nonconformanceSegment)
    .innerJoin(outputSegment, eq(outputSegment.id, nonconformanceSegment.segmentId))
    .where(and(eq(nonconformanceSegment.nonconformanceId, nc.id), gt(outputSegment.quantity, ZERO)))
    .orderBy(desc(outputSegment.toAt), desc(outputSegment.id));
  const shares = sharesOfEntries(covered, wanted);
  if (!shares.ok) return shares;
  return accept({ ...NOTHING, next: (output) => correctEach(frame, nc, shares.value, reason, output) });
}

/** One entry after the other, each on what the one before it has left. */
async function correctEach<Output>(
  frame: CommandFrame,
  nc: NonconformanceRow,
  [share, ...rest]: readonly EntryShare[],
  reason: string,
  output: Output,
): Promise<Decision<CommandEffect<Output>>> {
  if (share === undefined) return accept({ events: [], output });
  const [entry] = await frame.tx.select().from(productionEntry).where(eq(productionEntry.id, share.id));
  if (entry === undefined) throw new Error(`entry ${share.id} of ${nc.number} is not there`);
  const corrected = await correction(frame, entry, rightOf(entry, share, nc.number, reason), nc);
  return followedBy(corrected, output, () => correctEach(frame, nc, rest, reason, output));
}

function rightOf(entry: EntryRow, { scrap, rework }: EntryShare, number: string, reason: string) {
  const [scrapped, reworked] = [entry.scrap.plus(scrap), entry.rework.plus(rework)];
  return {
    reason: number,
    good: entry.good.minus(scrap).minus(rework).toFixed(),
    scrap: scrapped.toFixed(),
    ...(scrapped.gt(0) ? { scrapReason: scrap.gt(0) ? reason : (entry.scrapReason ?? reason) } : {}),
    rework: reworked.toFixed(),
    ...(reworked.gt(0) ? { reworkReason: rework.gt(0) ? reason : (entry.reworkReason ?? reason) } : {}),
  };
}

/** The same effect with another answer, and something after all that follows from it. */
function followedBy<Output>(decision: Decision<CommandEffect<unknown>>, output: Output, after: () => Promise<Decision<CommandEffect<Output>>>): Decision<CommandEffect<Output>> {
  if (!decision.ok) return decision;
  const { next, ...effect } = decision.value;
  return accept({ ...effect, output, next: next === undefined ? after : async () => followedBy(await next(), output, after) });
}

/** Scrap of a lot leaves its stock, place by place, valued at the lot's own cost; what is no order's the ERP charges to whom it will. */
async function ofLot({ tx, siteId, at, actor }: CommandFrame, nc: NonconformanceRow, lines: readonly DispositionRow[], reason: string): Promise<Decision<CarriedOut>> {
  if (nc.lotId === null) return accept(NOTHING);
  // The lot first, then its stock, as whoever holds it does.
  await lockLots(tx, { lotIds: [nc.lotId] });
  await lockStock(tx, siteId, { lotIds: [nc.lotId] });
  const places = await tx
    .select({ locationId: lotStock.locationId, location: equipment.code, onHand: lotStock.onHand })
    .from(lotStock)
    .innerJoin(equipment, eq(equipment.id, lotStock.locationId))
    .where(and(eq(lotStock.lotId, nc.lotId), gt(lotStock.onHand, ZERO)))
    .orderBy(asc(lotStock.locationId));
  const scrap = scrapOfLot(sum(places.map(({ onHand }) => onHand)), lines);
  if (!scrap.ok) return scrap;
  const [about] = await tx.select({ lot, item: item.code }).from(lot).innerJoin(item, eq(item.id, lot.itemId)).where(eq(lot.id, nc.lotId));
  if (about === undefined) throw new Error(`the lot of ${nc.number} is not there`);
  const { taken } = takeFrom(
    places.map((place) => ({ lotId: about.lot.id, ...place })),
    scrap.value,
  );
  const events: NewEvent[] = [];
  const messages: OutboundDraft[] = [];
  for (const part of taken) {
    const [factId, moveId] = [newId(), newId()];
    events.push({
      id: factId,
      type: "material.scrapped",
      aggregate: "lot",
      aggregateId: about.lot.id,
      orderId: null,
      payload: {
        moveId,
        type: "SCRAP",
        itemId: about.lot.itemId,
        lotId: about.lot.id,
        quantity: part.quantity.toFixed(),
        uom: about.lot.uom,
        fromLocationId: part.locationId,
        toLocationId: null,
        orderId: null,
        operationId: null,
        componentId: null,
        entryId: null,
        activity: "RUN",
        unitCost: about.lot.unitCost?.toFixed() ?? null,
        personId: actor.personId,
        reason,
        reversesId: null,
        component: null,
        edge: null,
      },
    });
    messages.push({
      type: "mes.material.scrapped.v1",
      subject: lotSubject(about.lot.number),
      orderId: null,
      eventId: factId,
      eventTime: at,
      data: {
        scrapId: moveId,
        order: null,
        operation: null,
        item: about.item,
        lot: about.lot.number,
        qty: part.quantity.toFixed(),
        uom: about.lot.uom,
        location: places.find((place) => place.locationId === part.locationId)?.location ?? null,
        reason,
      },
    });
  }
  return accept({ events, messages });
}

/**
 * The holds that the nonconformance placed and that still stand end where what they hold may be used, in the name of who decided it (SEC-01, SEC-12). One of pieces of
 * a lot ends in any case: what may not be used of them is taken out of the lot with this, and nothing is left that it would hold.
 */
async function liftHolds(
  { tx, at }: CommandFrame,
  nc: NonconformanceRow,
  lines: readonly DispositionRow[],
  { scrapped, usable }: { readonly scrapped: Decimal; readonly usable: boolean },
): Promise<CarriedOut> {
  const [decision] = lines;
  const own = await tx
    .select({ id: hold.id, lotId: hold.lotId, part: hold.part })
    .from(hold)
    .where(and(eq(hold.nonconformanceId, nc.id), isNull(hold.releasedAt)));
  const lots = await lockLots(tx, { lotIds: own.flatMap(({ lotId }) => (lotId === null ? [] : [lotId])) });
  const events: NewEvent[] = [];
  const messages: OutboundDraft[] = [];
  for (const held of lots) {
    const one = own.find(({ lotId }) => lotId === held.lot.id);
    if (one === undefined || decision === undefined || nc.signatureId === null) continue;
    if (!usable && !one.part) continue;
    const lifting = decideLifting(one.id, held, decision.decidedBy);
    if (!lifting.ok) throw new Error(`the hold of ${nc.number} cannot be lifted by who decided over it: ${lifting.code}`);
    const reason = `${nc.number}: ${decision.reason}`.slice(0, 500);
    const by = { releasedBy: decision.decidedBy, releasedName: decision.decidedName, signatureId: nc.signatureId };
    const onHand = (await onHandOf(tx, held.lot.id)).minus(scrapped);
    const { fact, message } = releasedLot(held, { holdId: one.id, reason, to: lifting.value, ...by }, onHand, at);
    events.push(fact);
    messages.push(message);
  }
  return { events, messages };
}
