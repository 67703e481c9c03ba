import "server-only";
import { asc, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { only } from "@/db/only";
import { lot, lotStock } from "@/db/schema/materials";
import { item, site } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { signatureOf } from "@/lib/auth/exception-owners";
import type { CommandFrame } from "@/lib/commands/define-command";
import { lockStock } from "@/lib/commands/materials/lock-stock";
import { effectiveStatus } from "@/lib/domain/materials/lot-check";
import { decidePlacing, heldPieces, heldStock, type LotPiece, type LotUnderHolds } from "@/lib/domain/materials/lot-hold";
import { decimal, type Decimal, ZERO } from "@/lib/domain/shared/decimal";
import { accept, type Decision } from "@/lib/domain/shared/decision";
import { groupBy } from "@/lib/domain/shared/group-by";
import type { EventPayloads, NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import { lotsUnderHolds } from "./lots-under-holds";

/** A lot that is to be held or released, locked, with its holds that stand, the oldest first, and what it was made of: both as a kernel judges it. */
export type HeldLot = LotUnderHolds & {
  readonly lot: typeof lot.$inferSelect;
  readonly item: string;
  readonly site: string;
};

/** Locks lots, or those that an order made, in one order for everybody; then reads the holds that stand. */
export async function lockLots(tx: Tx, which: { readonly lotId: string } | { readonly orderId: string } | { readonly lotIds: readonly string[] }): Promise<HeldLot[]> {
  const rows = await tx
    .select({ lot, item: item.code, site: site.code })
    .from(lot)
    .innerJoin(item, eq(item.id, lot.itemId))
    .innerJoin(site, eq(site.id, lot.siteId))
    .where("orderId" in which ? eq(lot.orderId, which.orderId) : inArray(lot.id, "lotId" in which ? [which.lotId] : [...which.lotIds]))
    .orderBy(asc(lot.id))
    // Not "for update": moves of the lot refer to it, and need not wait for this.
    .for("no key update", only(lot));
  const under = await lotsUnderHolds(
    tx,
    rows.map((row) => row.lot),
  );
  return rows.map((row) => ({ ...row, ...(under.get(row.lot.id) ?? { status: row.lot.mesStatus, made: ZERO, standing: [] }) }));
}

/** What holding some lots leads to. */
export type Holding = {
  readonly events: readonly NewEvent[];
  readonly messages: readonly OutboundDraft[];
  readonly holds: readonly { readonly holdId: string; readonly lotId: string; readonly item: string; readonly lot: string }[];
};

/** Why lots are held, who answers for it (SEC-01), and because of which nonconformance, if any. */
export type Placing = { readonly reason: string; readonly placedBy: string; readonly placedName: string; readonly nonconformanceId?: string };

/** What is to be held of some lots: with `pieces`, by lot, only these of each (EX-14). */
type ToHold = { readonly lots: readonly HeldLot[]; readonly pieces?: ReadonlyMap<string, readonly LotPiece[]> };

/** Holds locked lots, or pieces of them, each with a hold of its own, and tells the ERP (priority 0). Refuses what `decidePlacing` does. */
export async function holdLots({ tx, siteId, at }: CommandFrame, { lots, pieces }: ToHold, placing: Placing): Promise<Decision<Holding, "INVALID_TRANSITION">> {
  // Whoever issues from them holds their stock until commit: what is told below is what is left.
  const lotIds = lots.map((one) => one.lot.id);
  await lockStock(tx, siteId, { lotIds });
  const onHand = await stockOf(tx, lotIds);
  const holds: Holding["holds"][number][] = [];
  const events: NewEvent[] = [];
  const messages: OutboundDraft[] = [];
  for (const held of lots) {
    const { lot: one, item: code, site: siteCode } = held;
    const mine = pieces === undefined ? null : (pieces.get(one.id) ?? []);
    const decision = decidePlacing(held, mine);
    if (!decision.ok) return decision;
    const { found, whole } = decision.value;
    const quantity = mine === null ? null : heldPieces([{ pieces: mine }]);
    const payload: EventPayloads["lot.held"] = {
      holdId: newId(),
      lotId: one.id,
      ...placing,
      found,
      ...(quantity === null ? {} : { part: { quantity: quantity.toFixed(), whole } }),
    };
    const eventId = newId();
    const inStock = onHand.get(one.id) ?? ZERO;
    events.push({ id: eventId, type: "lot.held", aggregate: "lot", aggregateId: one.id, orderId: null, payload });
    messages.push({
      type: "mes.lot.held.v1",
      subject: lotSubject(one.number),
      orderId: null,
      eventId,
      eventTime: at,
      data: {
        hold: payload.holdId,
        site: siteCode,
        item: code,
        lot: one.number,
        onHand: inStock.toFixed(),
        ...(quantity === null || whole ? {} : { held: heldStock(inStock, quantity).held.toFixed() }),
        uom: one.uom,
        comment: placing.reason,
      },
    });
    holds.push({ holdId: payload.holdId, lotId: one.id, item: code, lot: one.number });
  }
  return accept({ events, messages, holds });
}

/** EX-14: holds the pieces that a failed check puts in doubt, of whatever lots they are; what is rejected or recalled is past a hold. */
export async function holdPieces(frame: CommandFrame, pieces: readonly (LotPiece & { readonly lotId: string | null })[], placing: Placing): Promise<Holding> {
  const byLot = groupBy(
    pieces.flatMap(({ id, quantity, lotId }) => (lotId === null ? [] : [{ id, quantity, lotId }])),
    ({ lotId }) => lotId,
  );
  return holdInDoubt(frame, [...byLot.keys()], placing, byLot);
}

/** The same of whole lots, by their ids. */
export async function holdInDoubt(frame: CommandFrame, lotIds: readonly string[], placing: Placing, pieces?: ReadonlyMap<string, readonly LotPiece[]>): Promise<Holding> {
  if (lotIds.length === 0) return { events: [], messages: [], holds: [] };
  const lots = (await lockLots(frame.tx, { lotIds })).filter(({ status }) => status !== "REJECTED" && status !== "RECALLED");
  const held = await holdLots(frame, pieces === undefined ? { lots } : { lots, pieces }, placing);
  if (!held.ok) throw new Error(`a lot that is neither rejected nor recalled could not be held: ${held.code}`);
  return held.value;
}

/** What lies in stock of a lot, in its base unit. */
export async function onHandOf(tx: Tx, lotId: string): Promise<Decimal> {
  return (await stockOf(tx, [lotId])).get(lotId) ?? ZERO;
}

/** The same of several lots; those of which nothing ever lay in stock are missing. */
async function stockOf(tx: Tx, lotIds: readonly string[]): Promise<ReadonlyMap<string, Decimal>> {
  const rows = await tx
    .select({ lotId: lotStock.lotId, onHand: sql<string>`sum(${lotStock.onHand})::text` })
    .from(lotStock)
    .where(inArray(lotStock.lotId, [...lotIds]))
    .groupBy(lotStock.lotId);
  return new Map(rows.map(({ lotId, onHand }) => [lotId, decimal(onHand)]));
}

/** SEC-01 goes by identity: the person, the account of whoever is nobody of the plant, or the machine's key. Null: a process, which signs nothing. */
export function signerOf(actor: Actor): string | null {
  return signatureOf(actor) ?? actor.machineKeyId;
}

/** Order key of what is said of a lot. Never that of an order, whose number a lot may bear: priority 0 does not wait behind its facts (IN-04). */
export function lotSubject(number: string): string {
  return `lot/${number}`.slice(0, 80);
}

/** The end of one hold, or, `holdId` null, of the wait of a lot since it was made: who says so under which signature, and what the plant's status is from then on. */
export type Releasing = Pick<EventPayloads["lot.released"], "holdId" | "reason" | "releasedBy" | "releasedName" | "to"> & { readonly signatureId: string };

/** The fact, and what the ERP hears of it (priority 0): what counts for the lot by then, the ERP's own status with ours, what lies in stock of it and what of that was and is held. */
export function releasedLot(held: HeldLot, releasing: Releasing, onHand: Decimal, at: Date): { readonly fact: NewEvent; readonly message: OutboundDraft } {
  const { lot: one, item: code, site: siteCode, status, standing } = held;
  const factId = newId();
  const about = { aggregate: "lot" as const, aggregateId: one.id, orderId: null };
  const others = standing.filter(({ holdId }) => holdId !== releasing.holdId);
  const [all, rest] = [heldStock(onHand, heldPieces(standing)).held, heldStock(onHand, heldPieces(others)).held];
  const partly = status !== "ON_HOLD" && standing.some(({ holdId }) => holdId === releasing.holdId);
  return {
    fact: { id: factId, type: "lot.released", ...about, payload: { lotId: one.id, ...releasing } },
    message: {
      type: "mes.lot.released.v1",
      subject: lotSubject(one.number),
      orderId: null,
      eventId: factId,
      eventTime: at,
      data: {
        hold: releasing.holdId ?? releasing.signatureId,
        site: siteCode,
        item: code,
        lot: one.number,
        onHand: onHand.toFixed(),
        ...(partly ? { held: all.minus(rest).toFixed() } : {}),
        ...(releasing.to !== "ON_HOLD" && rest.gt(0) ? { stillHeld: rest.toFixed() } : {}),
        uom: one.uom,
        comment: releasing.reason,
        status: effectiveStatus(one.erpStatus, releasing.to),
      },
    },
  };
}
